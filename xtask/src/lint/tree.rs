//! Packages that `cargo tree` lists

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::Result;

use crate::command::{cargo, output};

/// Name and version of all packages that some combination of features and targets builds, those for tests included.
pub(super) fn all() -> Result<BTreeSet<(String, String)>> {
    lines(cargo(&["tree", "--workspace", "--all-features", "--target", "all", "--edges", "normal,build,dev"]))
}

/// Name and version of `package` and of all its dependencies.
pub(super) fn packages(package: &str, features: &[&str]) -> Result<BTreeSet<(String, String)>> {
    tree(package, features)
}

/// Name and version of `package` and of its direct dependencies.
pub(super) fn direct(package: &str) -> Result<BTreeSet<(String, String)>> {
    tree(package, &["--depth", "1"])
}

fn tree(package: &str, arguments: &[&str]) -> Result<BTreeSet<(String, String)>> {
    let mut command = cargo(&["tree", "--package", package, "--edges", "normal"]);
    command.args(arguments);
    lines(command)
}

fn lines(mut command: Command) -> Result<BTreeSet<(String, String)>> {
    command.args(["--prefix", "none", "--format", "{p}"]);
    let lines = output(command)?;
    let of_line = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some((name, words.next()?.trim_start_matches('v').to_owned()))
    };
    Ok(lines.lines().filter_map(of_line).collect())
}
