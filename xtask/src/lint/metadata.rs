//! Packages of the workspace and of its dependencies, from `cargo metadata`

use std::collections::BTreeSet;

use anyhow::{Context as _, Result};
use semver::Version;
use serde::Deserialize;

use crate::command::{cargo, output};

/// All packages in `Cargo.lock`.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub(super) packages: Vec<Package>,
    workspace_members: BTreeSet<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: Version,
    pub(super) license: Option<String>,
    /// The registry or git repository, or none for a package in a folder.
    pub(super) source: Option<String>,
    /// Registries that the package may be published to: empty for a private package, none for no restriction.
    pub(super) publish: Option<Vec<String>>,
    pub(super) dependencies: Vec<Dependency>,
}

/// A direct dependency of a package, as its manifest states it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    /// The required versions, `*` for any.
    pub(super) req: String,
    /// `dev`, `build`, or none for a normal dependency.
    pub(super) kind: Option<String>,
    pub(super) path: Option<String>,
    pub(super) source: Option<String>,
    /// A registry that the manifest names, or none for cargo's default one.
    pub(super) registry: Option<String>,
}

impl Metadata {
    pub(super) fn read() -> Result<Self> {
        let text = output(cargo(&["metadata", "--format-version", "1", "--all-features"]))?;
        serde_json::from_str(&text).context("reading the output of `cargo metadata`")
    }

    /// The packages of the workspace.
    pub(super) fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }
}

impl Package {
    /// True if the package cannot be published.
    pub(super) fn is_private(&self) -> bool {
        self.publish.as_ref().is_some_and(Vec::is_empty)
    }
}

#[cfg(test)]
impl Metadata {
    /// A workspace of these packages, the first of which is its only member.
    pub(super) fn with_packages(packages: Vec<Package>) -> Self {
        let workspace_members = packages.iter().take(1).map(|package| package.id.clone()).collect();
        Self { packages, workspace_members }
    }
}

#[cfg(test)]
impl Package {
    /// A package such as `serde@1.0.0`, with a permissive licence and from a registry named `registry+default`.
    pub(super) fn from_registry(id: &str) -> Self {
        let (name, version) = id.split_once('@').expect("name@version");
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            version: version.parse().expect("a version"),
            license: Some("MIT OR Apache-2.0".to_owned()),
            source: Some("registry+default".to_owned()),
            publish: None,
            dependencies: Vec::new(),
        }
    }

    /// A package in a folder with these dependencies.
    pub(super) fn in_folder(id: &str, dependencies: Vec<Dependency>) -> Self {
        Self { source: None, dependencies, ..Self::from_registry(id) }
    }
}

#[cfg(test)]
impl Dependency {
    /// A dependency on version 1 of a package of the default registry.
    pub(super) fn from_registry(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            req: "^1".to_owned(),
            kind: None,
            path: None,
            source: Some("registry+default".to_owned()),
            registry: None,
        }
    }
}
