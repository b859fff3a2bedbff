//! `cargo xtask public-api`: listings of public items

mod listing;
mod rustdoc;

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result, ensure};

use self::listing::Listing;
pub(crate) use self::rustdoc::pass_on;
use crate::manifest::{Package, Workspace};

/// The file of the listing, beside the manifest of the crate.
const FILE: &str = "public-api.txt";

/// Most changed lines that a check prints for each crate.
const SHOWN: usize = 20;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Crates such as `athena-core`; default: all library crates.
    packages: Vec<String>,
    /// Only checks that the listings are current.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let workspace = Workspace::read()?;
    let libraries = workspace.libraries();
    for name in &arguments.packages {
        ensure!(libraries.iter().any(|package| package.name == *name), "no library crate is named `{name}`");
    }
    let chosen = |package: &&Package| arguments.packages.is_empty() || arguments.packages.contains(&package.name);
    let packages: Vec<&Package> = libraries.into_iter().filter(chosen).collect();
    let failures = each(&workspace, &packages, arguments.check)?;
    failures.iter().for_each(|failure| println!("{failure}"));
    Ok(failures.is_empty())
}

/// Compares the listings of all library crates with the files. Returns a failure for each that differs.
pub(crate) fn check() -> Result<Vec<String>> {
    let workspace = Workspace::read()?;
    each(&workspace, &workspace.libraries(), true)
}

fn each(workspace: &Workspace, packages: &[&Package], only_check: bool) -> Result<Vec<String>> {
    rustdoc::write_json(packages)?;
    let mut failures = Vec::new();
    for package in packages {
        let library = package.library().with_context(|| format!("{} has no library", package.name))?;
        let listing = Listing::of(library, &rustdoc::items(workspace, library)?);
        println!("{}: {listing}", package.name);
        let (path, new) = (package.path(FILE), listing.text());
        if only_check {
            let old = fs::read_to_string(&path).unwrap_or_default();
            if let Some(difference) = difference(&old, &new) {
                print!("{difference}");
                let file = format!("crates/{}/{FILE}", package.name);
                failures.push(format!("{file} is not current: run `cargo xtask public-api {}`", package.name));
            }
        } else {
            fs::write(&path, new).with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok(failures)
}

/// The removed and the added lines, or `None` if the texts are equal.
fn difference(old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) = (old.lines().collect(), new.lines().collect());
    let removed = old.lines().filter(|line| !after.contains(line)).map(|line| format!("  - {line}\n"));
    let added = new.lines().filter(|line| !before.contains(line)).map(|line| format!("  + {line}\n"));
    let changed: Vec<String> = removed.chain(added).collect();
    let mut shown: String = changed.iter().take(SHOWN).map(String::as_str).collect();
    if changed.len() > SHOWN {
        shown += &format!("  and {} more\n", changed.len() - SHOWN);
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_the_changed_lines() {
        assert_eq!(difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(difference("a\nb\n", "a\nc\n").as_deref(), Some("  - b\n  + c\n"));
        let many: String = (0..30).map(|number| format!("{number}\n")).collect();
        let shown = difference("", &many).expect("they differ");
        assert!(shown.starts_with("  + 0\n") && shown.ends_with("  + 19\n  and 10 more\n"), "{shown}");
    }
}
