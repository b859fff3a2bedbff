//! Each library crate with no features, with its default features and with each feature alone
//!
//! A build of the whole workspace turns on the features that any crate asks for, and so hides a missing one.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Result;

use crate::command::{cargo, root};
use crate::manifest::{Package, Workspace};

/// Checks that are left out.
struct Exception {
    packages: &'static [&'static str],
    /// Empty for all checks of the packages.
    features: &'static [&'static str],
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        packages: &["athena-sandbox"],
        features: &[],
        reason: "it has no features, and DataFusion takes minutes to check",
    },
    Exception {
        packages: &["athena-arrow", "athena-pandas", "athena-polars", "athena-rest", "athena-s3", "awsathena"],
        features: &["glue", "sso"],
        reason: "the feature is passed on to athena-aws, where it is checked; the SDKs are large",
    },
];

/// Checks all library crates and the packages of `tests/programs`. Returns a failure for each check that fails.
pub(super) fn check() -> Result<Vec<String>> {
    let workspace = Workspace::read()?;
    let libraries = workspace.libraries();
    for exception in EXCEPTIONS {
        println!(
            "not checked: {} {}: {}",
            exception.packages.join(", "),
            exception.features.join(", "),
            exception.reason
        );
    }
    let mut arguments: Vec<Vec<String>> =
        libraries.iter().flat_map(|package| selections(package, EXCEPTIONS)).collect();
    let others = programs()?.into_iter().chain(["sixth".to_owned()]);
    arguments.extend(others.map(|package| vec!["--package".to_owned(), package]));
    println!("{} checks", arguments.len());
    let mut failures = stale(&libraries);
    failures.extend(super::commands(arguments.iter().map(|arguments| {
        let mut command = cargo(&["check"]);
        command.args(arguments);
        command
    }))?);
    Ok(failures)
}

/// The packages in `tests/programs` with a program: one for each driver, and the first program of the README.
pub(super) fn programs() -> Result<Vec<String>> {
    let mut programs = Vec::new();
    for entry in fs::read_dir(root().join("tests/programs"))? {
        let entry = entry?;
        if entry.path().join("src/main.rs").is_file() {
            programs.push(format!("alone-{}", entry.file_name().to_string_lossy()));
        }
    }
    programs.sort();
    Ok(programs)
}

/// The arguments of each check of a package. Selections that turn on the same features are one check.
fn selections(package: &Package, exceptions: &[Exception]) -> Vec<Vec<String>> {
    let excepted = |feature: Option<&str>| {
        let of_package = exceptions.iter().filter(|exception| exception.packages.contains(&package.name.as_str()));
        let mut features = of_package.map(|exception| exception.features);
        features.any(|features| features.is_empty() || feature.is_some_and(|feature| features.contains(&feature)))
    };
    let default = package.features.contains_key("default").then_some("default");
    let features = package.features.keys().map(String::as_str).filter(|feature| *feature != "default");
    let mut seen = BTreeSet::new();
    let mut selections = Vec::new();
    for feature in [None].into_iter().chain(default.map(Some)).chain(features.map(Some)) {
        let turned_on = package.turned_on(feature.as_slice());
        if excepted(feature) || !seen.insert(turned_on) {
            continue;
        }
        let mut arguments = vec!["--package".to_owned(), package.name.clone()];
        match feature {
            Some("default") => {}
            Some(feature) => {
                arguments.extend(["--no-default-features", "--features", feature].map(ToOwned::to_owned));
            }
            None => arguments.push("--no-default-features".to_owned()),
        }
        selections.push(arguments);
    }
    selections
}

/// A failure for each exception that names a crate or a feature that does not exist.
fn stale(libraries: &[&Package]) -> Vec<String> {
    let mut failures = Vec::new();
    for exception in EXCEPTIONS {
        for name in exception.packages {
            let Some(package) = libraries.iter().find(|package| package.name == *name) else {
                failures.push(format!("features: an exception names the crate {name}, which does not exist"));
                continue;
            };
            for feature in exception.features.iter().filter(|feature| !package.features.contains_key(**feature)) {
                failures.push(format!("features: an exception names {name}/{feature}, which does not exist"));
            }
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(package: &Package, exceptions: &[Exception]) -> Vec<String> {
        selections(package, exceptions).iter().map(|arguments| arguments[1..].join(" ")).collect()
    }

    #[test]
    fn equal_selections_are_checked_once() {
        let features: &[(&str, &[&str])] =
            &[("default", &["aws"]), ("aws", &["dep:athena-aws"]), ("glue", &["aws", "athena-aws?/glue"])];
        let package = Package::with_features("athena-rest", features);
        let all =
            ["athena-rest --no-default-features", "athena-rest", "athena-rest --no-default-features --features glue"];
        assert_eq!(shown(&package, &[]), all);
        let exception = Exception { packages: &["athena-rest"], features: &["glue"], reason: "large" };
        assert_eq!(shown(&package, &[exception]), all[..2]);
        let exception = Exception { packages: &["athena-rest"], features: &[], reason: "large" };
        assert_eq!(shown(&package, &[exception]), Vec::<String>::new());
    }

    #[test]
    fn a_crate_without_default_features_is_checked_once_without() {
        let package = Package::with_features("athena-core", &[("default", &[]), ("time", &["dep:time"])]);
        let expected = ["athena-core --no-default-features", "athena-core --no-default-features --features time"];
        assert_eq!(shown(&package, &[]), expected);
    }

    #[test]
    fn exceptions_name_what_exists() {
        let workspace = Workspace::read().expect("cargo reads this workspace");
        assert_eq!(stale(&workspace.libraries()), Vec::<String>::new());
    }
}
