//! The support matrix: the cases that run on each driver.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Result;
use awsathena::Driver;
use awsathena::driver::Capabilities;

use crate::case;
use crate::endpoint::folder;
use crate::need::Need;
use crate::scenarios;

const HEAD: &str = "# Support matrix

The abilities of each driver, and the number of cases of the behaviour suite that run on it, by area. All of them pass:
a case that fails makes `cargo xtask test` fail.

This page is written from the code by `cargo xtask docs`; `cargo xtask test-drivers --report` runs the suite first.
";

/// The capabilities, with their names on the page.
type Has = fn(Capabilities) -> bool;
const CAPABILITIES: [(&str, Has); 3] = [
    ("batches are columns", |can| can.columnar),
    ("reads result objects in S3", |can| can.reads_objects),
    ("Parquet by UNLOAD", |can| can.unload),
];

/// `docs/support-matrix.md`
///
/// # Errors
/// When the case files cannot be read.
pub fn support_matrix() -> Result<String> {
    let drivers: Vec<Driver> = awsathena::registry().drivers().collect();
    let cases = case::load_all(&folder("cases"))?.into_iter().map(|case| (case.name, case.needs));
    let scenarios = scenarios::all().into_iter().map(|scenario| (scenario.name.to_owned(), scenario.needs.to_vec()));
    Ok(page(&drivers, &cases.chain(scenarios).collect::<Vec<_>>()))
}

fn page(drivers: &[Driver], cases: &[(String, Vec<Need>)]) -> String {
    let mut page = HEAD.to_owned();
    let names = drivers.iter().map(Driver::name).collect::<Vec<_>>().join(" | ");
    let rule = format!("|---|{}", "---|".repeat(drivers.len()));
    let mut line = |line: String| writeln!(page, "{line}").expect("writing to a string does not fail");

    line(format!("\n| capability | {names} |\n{rule}"));
    for (name, has) in CAPABILITIES {
        let cells = drivers.iter().map(|driver| if has(driver.capabilities()) { "yes" } else { "no" });
        line(format!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | ")));
    }

    let mut skipped: BTreeMap<(Need, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut areas: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (name, needs) in cases {
        let area = name.split_once("::").map_or("", |(area, _)| area);
        let counts = areas.entry(area).or_insert_with(|| vec![(0, 0); drivers.len()]);
        for (driver, (runs, all)) in drivers.iter().zip(counts) {
            *all += 1;
            match needs.iter().find(|need| need.lacks(*driver)) {
                Some(need) => {
                    skipped.entry((*need, driver.name())).or_default().insert(name);
                }
                None => *runs += 1,
            }
        }
    }
    line(format!("\n| area | {names} |\n{rule}"));
    for (area, counts) in areas {
        let cells =
            counts.iter().map(|(runs, all)| if runs == all { format!("{all}") } else { format!("{runs} of {all}") });
        line(format!("| {area} | {} |", cells.collect::<Vec<_>>().join(" | ")));
    }

    let mut drivers_of: BTreeMap<(Need, BTreeSet<&str>), Vec<&str>> = BTreeMap::new();
    for ((need, driver), names) in skipped {
        drivers_of.entry((need, names)).or_default().push(driver);
    }
    if !drivers_of.is_empty() {
        line("\nNot run:\n".to_owned());
    }
    for ((need, cases), drivers) in drivers_of {
        let cases = cases.into_iter().collect::<Vec<_>>().join(", ");
        line(wrapped(&format!("- on {}, since it needs `{need}`: {cases}", drivers.join(" and "))));
    }
    page
}

/// An item of a list, in lines of at most 120 characters.
fn wrapped(item: &str) -> String {
    let mut lines = vec![String::new()];
    for word in item.split(' ') {
        let line = lines.last_mut().expect("there is at least one line");
        if line.len() + word.len() >= 120 {
            lines.push(format!("  {word}"));
        } else {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_counts_cases_by_area_and_lists_those_that_do_not_run() {
        let drivers: Vec<Driver> = awsathena::registry().drivers().filter(|driver| driver.name() == "rest").collect();
        let case = |name: &str, needs: &[Need]| (name.to_owned(), needs.to_vec());
        let page = page(
            &drivers,
            &[case("types::a", &[Need::Sandbox]), case("types::b", &[Need::Unload]), case("nulls::c", &[])],
        );
        let expected = "| area | rest |\n|---|---|\n| nulls | 1 |\n| types | 1 of 2 |\n\nNot run:\n\n\
                        - on rest, since it needs `unload`: types::b\n";
        assert!(page.ends_with(expected), "{page}");
    }
}
