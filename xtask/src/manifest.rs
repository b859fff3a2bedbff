//! Library crates and their features, from `cargo metadata`

use std::collections::BTreeMap;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_libraries_of_this_workspace() {
        let workspace = Workspace::read().expect("cargo reads this workspace");
        let names: Vec<&str> = workspace.libraries().iter().map(|package| package.name.as_str()).collect();
        assert!(names.contains(&"athena-core") && names.contains(&"awsathena"), "{names:?}");
        assert!(!names.contains(&"awsathena-cli") && !names.contains(&"athena-tests"), "{names:?}");
    }
}
