//! Packages that `cargo tree` lists

use std::collections::BTreeSet;

use anyhow::Result;

use crate::command::{cargo, output};

/// Name and version of `package` and of all its dependencies.
pub(super) fn packages(package: &str, features: &[&str]) -> Result<BTreeSet<(String, String)>> {
    tree(package, features)
}

/// Name and version of `package` and of its direct dependencies.
pub(super) fn direct(package: &str) -> Result<BTreeSet<(String, String)>> {
    tree(package, &["--depth", "1"])
}

fn tree(package: &str, arguments: &[&str]) -> Result<BTreeSet<(String, String)>> {
    let mut command = cargo(&["tree", "--package", package, "--edges", "normal", "--prefix", "none"]);
    command.args(["--format", "{p}"]).args(arguments);
    let lines = output(command)?;
    let of_line = |line: &str| {
        let mut words = line.split_whitespace();
        let name = words.next()?.to_owned();
        Some((name, words.next()?.trim_start_matches('v').to_owned()))
    };
    Ok(lines.lines().filter_map(of_line).collect())
}
