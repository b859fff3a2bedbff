//! Licences, bans, duplicates and sources of all dependencies, by the rules of `deny.toml`
//!
//! cargo-deny reads the same file and gives the same verdict. It takes minutes to build, so this program checks what
//! needs no network.

mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context as _, Result};
use spdx::{Expression, ParseMode};

use self::rules::{Bans, Licenses, Rules};
use super::metadata::{Metadata, Package};
use super::tree;

pub(super) fn check() -> Result<Vec<String>> {
    let path = Rules::path();
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let rules = Rules::parse(&text)?;
    let mut metadata = Metadata::read()?;
    // Metadata also has packages that no combination of features can turn on.
    let built = tree::all()?;
    metadata.packages.retain(|package| built.contains(&(package.name.clone(), package.version.to_string())));
    println!("{} packages, {} versions beside another one", metadata.packages.len(), rules.bans.skip.len());
    Ok(verdict(&rules, &metadata))
}

fn verdict(rules: &Rules, metadata: &Metadata) -> Vec<String> {
    let mut failures = licences(&rules.licenses, &metadata.packages);
    failures.extend(banned(&rules.bans, &metadata.packages));
    failures.extend(duplicates(&rules.bans, &metadata.packages));
    failures.extend(wildcards(metadata));
    failures.extend(sources(metadata));
    failures
}

/// Packages whose licences are not allowed, and allowed licences that no package names.
fn licences(rules: &Licenses, packages: &[Package]) -> Vec<String> {
    let mut failures = Vec::new();
    let mut used = BTreeSet::new();
    for package in packages {
        let shown = format!("{} {}", package.name, package.version);
        let Some(text) = &package.license else {
            failures.push(format!("{shown} names no licence"));
            continue;
        };
        let expression = match Expression::parse_mode(text, ParseMode::LAX) {
            Ok(expression) => expression,
            Err(error) => {
                failures.push(format!("{shown} has the licence `{text}`, which is no SPDX expression: {error}"));
                continue;
            }
        };
        let allowed = expression.evaluate(|required| {
            let found = rules.allow.iter().find(|allowed| allowed.satisfies(required));
            used.extend(found.map(ToString::to_string));
            found.is_some()
        });
        if !allowed {
            failures.push(format!("{shown} has the licence `{text}`, which deny.toml does not allow"));
        }
    }
    for unused in rules.allow.iter().map(ToString::to_string).filter(|licence| !used.contains(licence)) {
        failures.push(format!("deny.toml allows the licence {unused}, which no package names: remove it"));
    }
    failures
}

fn banned(rules: &Bans, packages: &[Package]) -> Vec<String> {
    let mut failures = Vec::new();
    for package in packages {
        for entry in rules.deny.iter().filter(|entry| entry.package.matches(&package.name, &package.version)) {
            let (name, version) = (&package.name, &package.version);
            failures.push(format!("{name} {version} is banned by deny.toml: {}", entry.reason));
        }
    }
    failures
}

/// Packages with several versions, those left out that deny.toml skips, and entries of `skip` that are not needed.
fn duplicates(rules: &Bans, packages: &[Package]) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&Package>> = BTreeMap::new();
    for package in packages {
        versions.entry(&package.name).or_default().push(package);
    }
    let mut failures = Vec::new();
    for (name, found) in &versions {
        let skipped =
            |package: &Package| rules.skip.iter().any(|entry| entry.package.matches(&package.name, &package.version));
        let shown: Vec<String> = found.iter().map(|package| package.version.to_string()).collect();
        if found.iter().filter(|package| !skipped(package)).count() > 1 {
            failures.push(format!(
                "{name} has the versions {}: depend on one, or list the older ones in `skip` of deny.toml",
                shown.join(", ")
            ));
        }
    }
    for entry in &rules.skip {
        let needed = |(_, found): (&&str, &Vec<&Package>)| {
            found.len() > 1 && found.iter().any(|package| entry.package.matches(&package.name, &package.version))
        };
        if !versions.iter().any(needed) {
            let spec = &entry.package.text;
            failures.push(format!("deny.toml skips {spec}, which is not there beside another version: remove it"));
        }
    }
    failures
}

/// Dependencies of the workspace on any version. Private packages may name crates of the project by path alone.
fn wildcards(metadata: &Metadata) -> Vec<String> {
    let mut failures = Vec::new();
    for package in metadata.members() {
        let is_dev = |kind: &Option<String>| kind.as_deref() == Some("dev");
        for dependency in package.dependencies.iter().filter(|dependency| dependency.req == "*") {
            if dependency.path.is_none() || !(package.is_private() || is_dev(&dependency.kind)) {
                failures.push(format!("{} depends on any version of {}: name one", package.name, dependency.name));
            }
        }
    }
    failures
}

/// Packages from git repositories and from registries other than cargo's default one.
fn sources(metadata: &Metadata) -> Vec<String> {
    let of_members = metadata.members().flat_map(|package| &package.dependencies);
    let default: BTreeSet<&str> = of_members
        .filter(|dependency| dependency.registry.is_none())
        .filter_map(|dependency| dependency.source.as_deref())
        .filter(|source| source.starts_with("registry+"))
        .collect();
    let mut failures = Vec::new();
    for package in &metadata.packages {
        if let Some(source) = package.source.as_deref().filter(|source| !default.contains(source)) {
            let (name, version) = (&package.name, &package.version);
            failures.push(format!("{name} {version} is from {source}: only cargo's default registry is allowed"));
        }
    }
    failures
}

#[cfg(test)]
mod tests {
    use super::super::metadata::Dependency;
    use super::*;

    const RULES: &str = r#"
[graph]
all-features = true
[licenses]
include-build = true
include-dev = true
allow = ["MIT", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
unused-allowed-license = "deny"
[bans]
multiple-versions = "deny"
multiple-versions-include-dev = true
wildcards = "deny"
allow-wildcard-paths = true
deny = [{ crate = "openssl", reason = "one TLS stack" }, { crate = "hyper@0.14", reason = "one HTTP stack" }]
skip = [{ crate = "syn@2", reason = "old macros" }]
[sources]
unknown-registry = "deny"
unknown-git = "deny"
required-git-spec = "rev"
[advisories]
"#;

    /// The first of these is the workspace's package, and the others satisfy the rules.
    fn good() -> Vec<Package> {
        let mut packages = vec![Package::in_folder("awsathena@0.1.0", vec![Dependency::from_registry("syn")])];
        packages.extend(["syn@2.0.1", "syn@3.0.1", "hyper@1.0.0"].map(Package::from_registry));
        let licences = ["Unicode-3.0 AND (MIT/Apache-2.0)", "Apache-2.0 WITH LLVM-exception OR GPL-3.0", "MIT"];
        for (package, licence) in packages[1..].iter_mut().zip(licences) {
            package.license = Some(licence.to_owned());
        }
        packages
    }

    fn failures(packages: Vec<Package>) -> Vec<String> {
        verdict(&Rules::parse(RULES).expect("good rules"), &Metadata::with_packages(packages))
    }

    /// The only failure when `package` is added.
    #[track_caller]
    fn with(package: Package) -> String {
        let mut found = failures(good().into_iter().chain([package]).collect());
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    #[test]
    fn good_dependencies_pass() {
        assert_eq!(failures(good()), Vec::<String>::new());
    }

    #[test]
    fn unknown_licences_fail() {
        for (licence, expected) in [
            (Some("GPL-3.0-only"), "new 1.0.0 has the licence `GPL-3.0-only`, which deny.toml does not allow"),
            (Some("MIT AND GPL-3.0-only"), "which deny.toml does not allow"),
            (Some("Apache-2.0"), "which deny.toml does not allow"),
            (Some("Own"), "which is no SPDX expression"),
            (Some("MIT OR"), "which is no SPDX expression"),
            (None, "new 1.0.0 names no licence"),
        ] {
            let package = Package { license: licence.map(ToOwned::to_owned), ..Package::from_registry("new@1.0.0") };
            let failure = with(package);
            assert!(failure.contains(expected), "{failure}");
        }
    }

    #[test]
    fn new_duplicates_fail() {
        let failure = with(Package::from_registry("hyper@2.0.0"));
        assert!(failure.starts_with("hyper has the versions 1.0.0, 2.0.0: depend on one"), "{failure}");
        let failure = with(Package::from_registry("syn@1.0.0"));
        assert!(failure.starts_with("syn has the versions 2.0.1, 3.0.1, 1.0.0"), "{failure}");
    }

    #[test]
    fn banned_packages_fail() {
        let failure = with(Package::from_registry("openssl@0.10.1"));
        assert_eq!(failure, "openssl 0.10.1 is banned by deny.toml: one TLS stack");
        let mut packages = good();
        packages[3].version = "0.14.1".parse().expect("a version");
        assert_eq!(failures(packages), ["hyper 0.14.1 is banned by deny.toml: one HTTP stack"]);
    }

    #[test]
    fn rules_that_are_not_needed_fail() {
        let mut packages = good();
        packages.remove(1);
        assert_eq!(
            failures(packages),
            [
                "deny.toml allows the licence Unicode-3.0, which no package names: remove it",
                "deny.toml skips syn@2, which is not there beside another version: remove it",
            ]
        );
    }

    #[test]
    fn other_sources_fail() {
        for source in ["git+https://example.com/new", "registry+https://example.com/index"] {
            let package = Package { source: Some(source.to_owned()), ..Package::from_registry("new@1.0.0") };
            let failure = with(package);
            assert_eq!(failure, format!("new 1.0.0 is from {source}: only cargo's default registry is allowed"));
            // A manifest that names the registry does not make it the default one.
            let dependency = Dependency {
                source: Some(source.to_owned()),
                registry: Some("https://example.com/index".to_owned()),
                ..Dependency::from_registry("new")
            };
            let mut packages = good();
            packages[0].dependencies.push(dependency);
            packages.push(Package { source: Some(source.to_owned()), ..Package::from_registry("new@1.0.0") });
            assert_eq!(failures(packages).len(), 1);
        }
    }

    #[test]
    fn wildcards_fail() {
        let any = Dependency { req: "*".to_owned(), ..Dependency::from_registry("serde") };
        let by_path = Dependency { path: Some("athena-core".to_owned()), source: None, ..any.clone() };
        let dev = Dependency { kind: Some("dev".to_owned()), ..by_path.clone() };
        for (dependency, expected) in [(any, 1), (by_path, 1), (dev, 0)] {
            let mut packages = good();
            packages[0].dependencies.push(dependency.clone());
            assert_eq!(failures(packages).len(), expected, "{dependency:?}");
        }
    }
}
