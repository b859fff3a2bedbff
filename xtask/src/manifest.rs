//! Library crates and their features, from `cargo metadata`

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde::Deserialize;

use crate::command::{cargo, output, root};

/// The packages of the workspace and its target directory.
#[derive(Debug, Deserialize)]
pub(crate) struct Workspace {
    packages: Vec<Package>,
    pub(crate) target_directory: PathBuf,
}

/// A package with the features of its manifest.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    manifest_path: PathBuf,
    /// By name, the features and dependencies that each turns on.
    pub(crate) features: BTreeMap<String, Vec<String>>,
    targets: Vec<Target>,
}

#[derive(Clone, Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    pub(crate) fn read() -> Result<Self> {
        let text = output(cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
        serde_json::from_str(&text).context("reading the output of `cargo metadata`")
    }

    /// The packages in `crates/` that have a library, by name.
    pub(crate) fn libraries(&self) -> Vec<&Package> {
        let crates = root().join("crates");
        let is_library = |package: &&Package| package.library().is_some() && package.manifest_path.starts_with(&crates);
        let mut libraries: Vec<&Package> = self.packages.iter().filter(is_library).collect();
        libraries.sort_by(|a, b| a.name.cmp(&b.name));
        libraries
    }
}

impl Package {
    /// The name of the library as code writes it, such as `athena_core`.
    pub(crate) fn library(&self) -> Option<&str> {
        let is_library = |target: &&Target| target.kind.iter().any(|kind| kind == "lib");
        self.targets.iter().find(is_library).map(|target| target.name.as_str())
    }

    /// A path in the folder of the package.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.manifest_path.with_file_name(file)
    }

    /// The features of the package that are on when `features` are asked for, without the name `default`.
    pub(crate) fn turned_on(&self, features: &[&str]) -> BTreeSet<String> {
        let mut on = BTreeSet::new();
        let mut pending: Vec<&str> = features.to_vec();
        while let Some(feature) = pending.pop() {
            if let Some(others) = self.features.get(feature)
                && on.insert(feature.to_owned())
            {
                pending.extend(others.iter().map(String::as_str));
            }
        }
        on.remove("default");
        on
    }
}

#[cfg(test)]
impl Package {
    /// A library of this name with these features.
    pub(crate) fn with_features(name: &str, features: &[(&str, &[&str])]) -> Self {
        let strings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            name: name.to_owned(),
            manifest_path: PathBuf::from("Cargo.toml"),
            features: features.iter().map(|(name, others)| ((*name).to_owned(), strings(others))).collect(),
            targets: vec![Target { name: name.replace('-', "_"), kind: vec!["lib".to_owned()] }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_turns_on_others() {
        let package = Package::with_features(
            "athena-rest",
            &[("default", &["aws"]), ("aws", &["dep:athena-aws"]), ("sso", &["aws", "athena-aws?/sso"])],
        );
        let on = |features: &[&str]| package.turned_on(features).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(on(&[]), "");
        assert_eq!(on(&["default"]), "aws");
        assert_eq!(on(&["sso"]), "aws sso");
    }

    #[test]
    fn the_libraries_of_this_workspace() {
        let workspace = Workspace::read().expect("cargo reads this workspace");
        let names: Vec<&str> = workspace.libraries().iter().map(|package| package.name.as_str()).collect();
        assert!(names.contains(&"athena-core") && names.contains(&"awsathena"), "{names:?}");
        assert!(!names.contains(&"awsathena-cli") && !names.contains(&"athena-tests"), "{names:?}");
    }
}
