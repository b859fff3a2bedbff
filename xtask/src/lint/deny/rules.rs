//! The file `deny.toml`, in the format of cargo-deny
//!
//! Every key that this program does not check is an error, so that the file promises nothing that nobody checks. Only
//! the advisories are left to cargo-deny, since they need a database from the network.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use semver::{Op, Version, VersionReq};
use serde::Deserialize;
use spdx::Licensee;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    graph: Graph,
    pub(super) licenses: Licenses,
    pub(super) bans: Bans,
    #[expect(dead_code, reason = "its values are the only ones that can be read")]
    sources: Sources,
    #[expect(dead_code, reason = "cargo-deny checks the advisories")]
    advisories: toml::Table,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Graph {
    all_features: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Licenses {
    include_build: bool,
    include_dev: bool,
    #[serde(deserialize_with = "licences")]
    pub(super) allow: Vec<Licensee>,
    #[expect(dead_code, reason = "its value is the only one that can be read")]
    unused_allowed_license: Denied,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the values of type `Denied` are the only ones that can be read")]
pub(super) struct Bans {
    multiple_versions: Denied,
    multiple_versions_include_dev: bool,
    wildcards: Denied,
    allow_wildcard_paths: bool,
    /// Packages that must not come in.
    pub(super) deny: Vec<Entry>,
    /// Versions that may be there beside another one.
    pub(super) skip: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "the values are the only ones that can be read")]
struct Sources {
    unknown_registry: Denied,
    unknown_git: Denied,
    required_git_spec: GitSpec,
}

/// A package with the reason why it is in a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    #[serde(rename = "crate")]
    pub(super) package: Spec,
    pub(super) reason: String,
}

/// A package and its versions: `name`, or `name@version`, where the version may be a part such as `0.2`.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Spec {
    pub(super) text: String,
    name: String,
    versions: Option<VersionReq>,
}

/// The level `deny` of cargo-deny. With `warn` or `allow` its verdict would differ from that of this program.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Denied {
    Deny,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum GitSpec {
    Rev,
}

impl Rules {
    /// Reads the text of `deny.toml`.
    ///
    /// # Errors
    ///
    /// Text that is not TOML, and keys and values that this program does not check.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let rules: Self = toml::from_str(text).context("reading deny.toml")?;
        for (key, on) in [
            ("graph.all-features", rules.graph.all_features),
            ("licenses.include-build", rules.licenses.include_build),
            ("licenses.include-dev", rules.licenses.include_dev),
            ("bans.multiple-versions-include-dev", rules.bans.multiple_versions_include_dev),
            ("bans.allow-wildcard-paths", rules.bans.allow_wildcard_paths),
        ] {
            ensure!(on, "deny.toml: {key} must be true: `cargo xtask lint` always checks that way");
        }
        for entry in rules.bans.deny.iter().chain(&rules.bans.skip) {
            ensure!(!entry.reason.trim().is_empty(), "deny.toml: {} has no reason", entry.package.text);
        }
        Ok(rules)
    }

    pub(super) fn path() -> PathBuf {
        crate::command::root().join("deny.toml")
    }
}

impl Spec {
    pub(super) fn matches(&self, name: &str, version: &Version) -> bool {
        self.name == name && self.versions.as_ref().is_none_or(|versions| versions.matches(version))
    }
}

impl TryFrom<String> for Spec {
    type Error = semver::Error;

    fn try_from(text: String) -> Result<Self, semver::Error> {
        let Some((name, version)) = text.split_once('@') else {
            return Ok(Self { name: text.clone(), text, versions: None });
        };
        // As cargo-deny does: `0.2` are all versions that begin with it.
        let mut versions: VersionReq = version.parse()?;
        for comparator in &mut versions.comparators {
            comparator.op = Op::Exact;
        }
        Ok(Self { name: name.to_owned(), versions: Some(versions), text })
    }
}

fn licences<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Licensee>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().map(|name| Licensee::parse(name).map_err(serde::de::Error::custom)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_the_project_is_read() {
        let text = std::fs::read_to_string(Rules::path()).expect("the file exists");
        let rules = Rules::parse(&text).expect("its keys are known");
        assert!(rules.licenses.allow.len() > 5 && rules.bans.deny.len() > 5 && rules.bans.skip.len() > 5);
    }

    #[test]
    fn keys_and_levels_that_nobody_checks_are_errors() {
        let text = std::fs::read_to_string(Rules::path()).expect("the file exists");
        for (from, to, expected) in [
            ("wildcards = \"deny\"", "wildcards = \"warn\"", "warn"),
            ("wildcards = \"deny\"", "wildcards = \"deny\"\nskip-tree = []", "skip-tree"),
            ("all-features = true", "all-features = false", "graph.all-features must be true"),
            ("\"MIT\"", "\"MITT\"", "unknown term"),
            ("reason = \"nothing runs before main\"", "reason = \"\"", "ctor has no reason"),
        ] {
            assert!(text.contains(from), "{from}");
            let error = Rules::parse(&text.replace(from, to)).expect_err(to);
            assert!(format!("{error:#}").contains(expected), "{error:#}");
        }
    }

    #[test]
    fn a_part_of_a_version_matches_all_that_begin_with_it() {
        let spec = |text: &str| Spec::try_from(text.to_owned()).expect("a package");
        let version = |text: &str| text.parse::<Version>().expect("a version");
        assert!(spec("getrandom@0.2").matches("getrandom", &version("0.2.17")));
        assert!(!spec("getrandom@0.2").matches("getrandom", &version("0.3.0")));
        assert!(!spec("getrandom@0.2.1").matches("getrandom", &version("0.2.17")));
        assert!(spec("atoi@2").matches("atoi", &version("2.0.0")));
        assert!(spec("openssl").matches("openssl", &version("0.10.1")));
        assert!(!spec("openssl").matches("openssl-sys", &version("0.9.0")));
        assert!(Spec::try_from("atoi@two".to_owned()).is_err());
    }
}
