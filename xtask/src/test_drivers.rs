//! `cargo xtask test-drivers`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use anyhow::{Result, ensure};

use crate::command;
use crate::trials::{Outcome, Summary, Trial, table};

const MATRIX: &str = "docs/support-matrix.md";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Drivers to test, such as `rest,arrow`; all without it.
    #[arg(long, value_name = "NAMES")]
    driver: Option<String>,
    /// Runs the trials whose names have this in them; `*` stands for any text.
    #[arg(long, value_name = "PATTERN")]
    case: Option<String>,
    /// A connection URL, or the address of an Athena-compatible endpoint; a sandbox without it.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// What the endpoint has: `tpch,data,managed,ddl`.
    #[arg(long, value_name = "NEEDS")]
    has: Option<String>,
    /// Writes docs/support-matrix.md.
    #[arg(long, conflicts_with_all = ["driver", "case", "endpoint"])]
    report: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    // The same selection of packages as in `cargo xtask test`, so that nothing is built with other features.
    let mut command = command::cargo(&["test", "--workspace", "--test", "drivers", "--"]);
    let options = [
        ("--driver", &arguments.driver),
        ("--case", &arguments.case),
        ("--endpoint", &arguments.endpoint),
        ("--has", &arguments.has),
    ];
    for (name, value) in options {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    let (succeeded, output) = command::run_and_keep(command)?;
    let trials = Trial::all(&output, &[]);
    if arguments.report {
        ensure!(!trials.is_empty(), "no trial ran, {MATRIX} stays as it is");
        fs::write(command::root().join(MATRIX), matrix(&trials))?;
        println!("\nwrote {MATRIX}");
    }
    println!("\n{}\n{}", table(&trials), Summary::of(&output));
    Ok(succeeded)
}

/// Areas and drivers, as a page.
fn matrix(trials: &[Trial]) -> String {
    let drivers: BTreeSet<&str> = trials.iter().map(|trial| trial.driver.as_str()).collect();
    let mut cells: BTreeMap<(&str, &str), (u64, u64)> = BTreeMap::new();
    let mut notes: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for trial in trials {
        let (area, case) = trial.case.split_once("::").unwrap_or(("", &trial.case));
        let (passed, all) = cells.entry((area, &trial.driver)).or_default();
        *all += 1;
        match &trial.outcome {
            Outcome::Passed => *passed += 1,
            Outcome::Failed => {
                notes.entry((&trial.driver, "fails")).or_default().insert(case);
            }
            Outcome::Ignored(reason) => {
                notes.entry((&trial.driver, reason)).or_default().insert(case);
            }
        }
    }
    let areas: BTreeSet<&str> = cells.keys().map(|(area, _)| *area).collect();
    let mut page = "# Support matrix\n\nHow many cases of the behaviour suite pass, by area and driver, against the \
                    sandbox. This page is written by\n`cargo xtask test-drivers --report`.\n\n"
        .to_owned();
    let mut line = |line: String| writeln!(page, "{line}").expect("writing to a string does not fail");
    line(format!("| area | {} |", drivers.iter().copied().collect::<Vec<_>>().join(" | ")));
    line(format!("|---|{}", "---|".repeat(drivers.len())));
    for area in areas {
        let of_driver = |driver: &&str| match cells.get(&(area, *driver)) {
            Some((passed, all)) if passed == all => format!("{all}"),
            Some((passed, all)) => format!("{passed} of {all}"),
            None => "-".to_owned(),
        };
        line(format!("| {area} | {} |", drivers.iter().map(of_driver).collect::<Vec<_>>().join(" | ")));
    }
    if !notes.is_empty() {
        line(String::new());
    }
    for ((driver, reason), cases) in notes {
        line(format!("- {driver}, {reason}: {}", cases.into_iter().collect::<Vec<_>>().join(", ")));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_counts_by_area() {
        let trial = |driver: &str, case: &str, outcome| Trial { driver: driver.into(), case: case.into(), outcome };
        let page = matrix(&[
            trial("rest", "types::bigint", Outcome::Passed),
            trial("s3", "types::bigint", Outcome::Passed),
            trial("rest", "unload::all", Outcome::Ignored("needs `unload`".to_owned())),
            trial("s3", "unload::all", Outcome::Failed),
        ]);
        assert!(
            page.ends_with(
                "| area | rest | s3 |\n|---|---|---|\n| types | 1 | 1 |\n| unload | 0 of 1 | 0 of 1 |\n\n\
             - rest, needs `unload`: all\n- s3, fails: all\n"
            ),
            "{page}"
        );
    }
}
