//! A line in `docs/dependencies.md` for each direct dependency
//!
//! The page has lists, sorted by name within each heading, of lines such as ``- `bytes`: why it is there.``

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::metadata::Metadata;

const PAGE: &str = "docs/dependencies.md";

/// The part of the workspace's manifest that names dependencies.
#[derive(Debug, Deserialize)]
struct Manifest {
    workspace: Dependencies,
}

#[derive(Debug, Deserialize)]
struct Dependencies {
    dependencies: toml::Table,
}

pub(super) fn check(root: &Path) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root.join(file)).with_context(|| format!("reading {file}"));
    let metadata = Metadata::read()?;
    let manifest: Manifest = toml::from_str(&read("Cargo.toml")?).context("reading Cargo.toml")?;
    let used = direct(&metadata);
    println!("{} direct dependencies", used.len());
    let mut failures = compare(&read(PAGE)?, &used);
    failures.extend(unused(manifest.workspace.dependencies.keys(), &metadata));
    Ok(failures)
}

/// Each direct dependency of the workspace that is no crate of the project, with the packages that depend on it.
fn direct(metadata: &Metadata) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut used: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for package in metadata.members() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_none()) {
            used.entry(&dependency.name).or_default().insert(&package.name);
        }
    }
    used
}

fn compare(page: &str, used: &BTreeMap<&str, BTreeSet<&str>>) -> Vec<String> {
    let mut failures = Vec::new();
    let mut listed = BTreeSet::new();
    let mut last: Option<&str> = None;
    for (index, line) in page.lines().enumerate() {
        let mut complain = |what: String| failures.push(format!("{PAGE}:{}: {what}", index + 1));
        if line.starts_with('#') {
            last = None;
        }
        let Some(entry) = line.strip_prefix("- ") else { continue };
        let Some((name, reason)) = entry.strip_prefix('`').and_then(|rest| rest.split_once("`:")) else {
            complain("a line of the list is ``- `name`: reason.``".to_owned());
            continue;
        };
        if reason.split_whitespace().count() < 2 {
            complain(format!("`{name}` has no reason"));
        }
        if !used.contains_key(name) {
            complain(format!("no crate depends on `{name}`: remove the line"));
        }
        if !listed.insert(name) {
            complain(format!("`{name}` has a second line"));
        }
        if let Some(before) = last.filter(|before| sorted(before) > sorted(name)) {
            complain(format!("`{name}` comes before `{before}`: the lists are sorted"));
        }
        last = Some(name);
    }
    for (name, packages) in used.iter().filter(|(name, _)| !listed.contains(**name)) {
        let packages: Vec<&str> = packages.iter().copied().collect();
        failures.push(format!(
            "{} depends on `{name}`, and {PAGE} does not say why: add a line ``- `{name}`: reason.``",
            packages.join(", ")
        ));
    }
    failures
}

/// The key by which a list is sorted: `-` and `_` are equal.
fn sorted(name: &str) -> String {
    name.replace('_', "-")
}

/// Dependencies in the workspace's manifest that no package uses.
fn unused<'a>(names: impl Iterator<Item = &'a String>, metadata: &Metadata) -> Vec<String> {
    let used: BTreeSet<&str> = metadata
        .members()
        .flat_map(|package| {
            [package.name.as_str()].into_iter().chain(package.dependencies.iter().map(|d| d.name.as_str()))
        })
        .collect();
    let stale = names.filter(|name| !used.contains(name.as_str()));
    stale.map(|name| format!("Cargo.toml: no package uses `{name}` of [workspace.dependencies]: remove it")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::metadata::{Dependency, Package};
    use super::*;

    fn metadata(names: &[&str]) -> Metadata {
        let dependencies = names.iter().map(|name| Dependency::from_registry(name)).collect();
        let other = Package::in_folder("athena-core@0.1.0", vec![]);
        Metadata::with_packages(vec![Package::in_folder("awsathena@0.1.0", dependencies), other])
    }

    fn failures(page: &str) -> Vec<String> {
        compare(page, &direct(&metadata(&["bytes", "tokio"])))
    }

    #[test]
    fn each_dependency_has_a_line() {
        let good =
            "# Dependencies\n\nText.\n\n## Runtime\n\n- `tokio`: the runtime.\n\n## Data\n\n- `bytes`: shared bytes.\n";
        assert_eq!(failures(good), Vec::<String>::new());
        assert_eq!(
            failures("- `bytes`: shared bytes.\n"),
            ["awsathena depends on `tokio`, and docs/dependencies.md does not say why: \
                 add a line ``- `tokio`: reason.``"]
        );
    }

    #[test]
    fn each_line_has_a_dependency_and_a_reason() {
        let good = "- `bytes`: shared bytes.\n- `tokio`: the runtime.\n";
        for (page, expected) in [
            (
                format!("{good}- `url`: old line.\n"),
                "docs/dependencies.md:3: no crate depends on `url`: remove the line",
            ),
            (format!("{good}- `tokio`: the runtime.\n"), "docs/dependencies.md:3: `tokio` has a second line"),
            (format!("{good}- tokio: the runtime.\n"), "docs/dependencies.md:3: a line of the list is"),
            (good.replace("the runtime.", ""), "docs/dependencies.md:2: `tokio` has no reason"),
            (
                "- `tokio`: the runtime.\n- `bytes`: shared bytes.\n".to_owned(),
                "docs/dependencies.md:2: `bytes` comes before `tokio`: the lists are sorted",
            ),
        ] {
            let found = failures(&page);
            assert!(found.len() == 1 && found[0].starts_with(expected), "{expected}: {found:?}");
        }
    }

    #[test]
    fn crates_of_the_project_need_no_line() {
        let by_path = Dependency { path: Some("core".to_owned()), ..Dependency::from_registry("athena-core") };
        let metadata = Metadata::with_packages(vec![Package::in_folder("awsathena@0.1.0", vec![by_path])]);
        assert!(direct(&metadata).is_empty());
    }

    #[test]
    fn dependencies_of_the_workspace_are_used() {
        let names = ["awsathena", "bytes", "insta"].map(ToOwned::to_owned);
        assert_eq!(
            unused(names.iter(), &metadata(&["bytes", "tokio"])),
            ["Cargo.toml: no package uses `insta` of [workspace.dependencies]: remove it"]
        );
    }
}
