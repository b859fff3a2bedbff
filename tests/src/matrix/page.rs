//! `docs/faults.md`: each fault and its outcome on each driver

use std::fmt::Write as _;

use awsathena::{Driver, ErrorKind};

use super::list::rows;
use super::{After, Outcome, Phase, Row};

const HEAD: &str = "# Faults

What happens when the service, the network or something in between fails, on each driver. Every cell is a case of the
behaviour suite (`cargo xtask test-drivers --case 'NAME'`), and all of them pass. This page is written from the cases by
`cargo xtask docs`.

Every case goes through the same checks: the outcome comes within 20 seconds, mostly within two; the rows are all rows,
each once, or there is one error of the kind that the cell names, and no batch after it; the statement ran once, and
every attempt to start it had the same token; the error names the query or its token, and that of a single value its
column and row; in the end no query is left running.

`rows` means the right rows. `error X` is an error of the kind `ErrorKind::X`; where nothing else is said, the query has
ended by then or was stopped. *(not started)* means that no query ran. *(goes on)* means that the query may still run,
and that the error says so, with its id. A reason in brackets says why a driver never meets a fault.
";

/// `docs/faults.md`; `fuzzing` is its section on fuzz targets.
#[must_use]
pub fn faults_page(fuzzing: &str) -> String {
    let drivers: Vec<Driver> = awsathena::registry().drivers().collect();
    page(&drivers, &rows().collect::<Vec<_>>(), fuzzing)
}

fn page(drivers: &[Driver], rows: &[&Row], fuzzing: &str) -> String {
    let mut page = HEAD.to_owned();
    let names = drivers.iter().map(Driver::name).collect::<Vec<_>>().join(" | ");
    let rule = format!("|---|---|{}", "---|".repeat(drivers.len()));
    let mut line = |line: String| writeln!(page, "{line}").expect("writing to a string does not fail");
    for phase in Phase::ALL {
        line(format!("\n## {}\n\n| fault | case | {names} |\n{rule}", phase.title()));
        for row in rows.iter().filter(|row| row.phase == phase) {
            let cells = drivers.iter().map(|driver| cell(row, *driver)).collect::<Vec<_>>().join(" | ");
            line(format!("| {} | `{}` | {cells} |", row.fault, row.name));
        }
    }
    line(format!("\n{}", fuzzing.trim()));
    page
}

/// The outcome on a driver, the same in all its ways, or the reason why the driver never meets the fault.
fn cell(row: &Row, driver: Driver) -> String {
    if row.ways(driver).is_empty() { format!("({})", row.phase.reason()) } else { words(row.outcome) }
}

fn words(outcome: Outcome) -> String {
    let error = |kind: ErrorKind| format!("error `{kind:?}`");
    match outcome {
        Outcome::Rows => "rows".to_owned(),
        Outcome::Error(kind, After::Ended) => error(kind),
        Outcome::Error(kind, After::NeverStarted) => format!("{} *(not started)*", error(kind)),
        Outcome::Error(kind, After::GoesOn) => format!("{} *(goes on)*", error(kind)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_cell_has_an_outcome_or_a_reason() {
        for driver in awsathena::registry().drivers() {
            for row in rows() {
                assert!(!cell(row, driver).trim_matches(['(', ')']).is_empty(), "{} on {}", row.name, driver.name());
            }
        }
    }

    #[test]
    fn a_driver_that_never_meets_a_fault_has_the_reason() {
        let cells = |name: &str| {
            let row = rows().find(|row| row.name == name).expect("a row");
            let drivers = ["rest", "s3fs", "arrow"].map(|name| {
                awsathena::registry().drivers().find(|driver| driver.name() == name).expect("a driver of that name")
            });
            drivers.map(|driver| cell(row, driver))
        };
        assert_eq!(cells("faults::objects::reset"), ["(reads no objects)", "rows", "rows"]);
        assert_eq!(cells("faults::unload::cleanup_denied"), ["(makes no UNLOAD)", "(makes no UNLOAD)", "rows"]);
        assert_eq!(cells("faults::start::throttled_for_good"), ["error `Throttled` *(not started)*"; 3]);
    }

    #[test]
    fn names_are_distinct() {
        let names: HashSet<&str> = rows().map(|row| row.name).collect();
        assert_eq!(names.len(), rows().count());
    }
}
