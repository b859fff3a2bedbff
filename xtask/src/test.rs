//! `cargo xtask test`: all tests

use anyhow::Result;

use crate::command;
use crate::trials::{Summary, Trial, table};

/// Runs cargo once over the whole workspace, so that every crate is built once, with one set of features.
///
/// The last line is `N passed, N failed, N skipped`, the sum over all test programs.
pub(crate) fn run() -> Result<bool> {
    let (succeeded, output) = command::run_and_keep(command::cargo(&["test", "--workspace", "--no-fail-fast"]))?;
    let trials = Trial::all(&suite(&output), &[]);
    let summary = Summary::of(&output);
    println!("\nbehaviour suite\n\n{}", table(&trials));
    if !succeeded && summary.failed == 0 {
        println!("cargo failed before the tests ran");
    }
    if trials.is_empty() {
        println!("the behaviour suite did not run");
    }
    println!("{summary}");
    Ok(succeeded && !trials.is_empty())
}

/// The part of the output that belongs to the behaviour suite. No other test prints between its trials.
fn suite(output: &str) -> String {
    let is_trial = |block: &&str| block.contains("::basic::select_one");
    output.split("\nrunning ").filter(is_trial).collect()
}
