//! Public items of the library crates, read from the JSON that rustdoc writes

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use public_api::{Builder, PublicItem};

use super::listing::Item;
use crate::command::{self, cargo};
use crate::manifest::{Package, Workspace};

/// Features that are left out of the listings: `glue` and `sso` add no public item, and each brings large SDKs.
const LEFT_OUT: [&str; 3] = ["default", "glue", "sso"];

/// Variable that is set when cargo starts this program instead of rustdoc.
const IN_PLACE: &str = "AWSATHENA_XTASK_IS_RUSTDOC";

/// Writes the JSON of all packages in one run of cargo.
///
/// The JSON is unstable, so rustdoc needs `RUSTC_BOOTSTRAP`. Cargo must not see the variable: build scripts watch it,
/// so most dependencies would be built again. Therefore cargo starts this program instead, which sets the variable for
/// rustdoc alone.
pub(super) fn write_json(packages: &[&Package]) -> Result<()> {
    let mut command = cargo(&["doc", "--quiet", "--no-deps", "--lib"]);
    for package in packages {
        command.args(["--package", &package.name]);
    }
    // A name without a package turns on the feature of each chosen package that has it.
    let features: BTreeSet<&str> = packages
        .iter()
        .flat_map(|package| package.features.keys().map(String::as_str))
        .filter(|feature| !LEFT_OUT.contains(feature))
        .collect();
    command.args(["--features", &features.into_iter().collect::<Vec<_>>().join(",")]);
    command.env("RUSTDOC", std::env::current_exe().context("finding this program")?);
    command.env("RUSTDOCFLAGS", "-Z unstable-options --output-format json -A warnings");
    command.env(IN_PLACE, "1");
    ensure!(command::run(command)?, "rustdoc failed");
    Ok(())
}

/// Runs rustdoc and returns whether it succeeded, or `None` if cargo did not start this program instead of rustdoc.
pub(crate) fn pass_on() -> Option<bool> {
    std::env::var_os(IN_PLACE)?;
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let status = Command::new("rustdoc").args(arguments).env("RUSTC_BOOTSTRAP", "1").status();
    Some(status.is_ok_and(|status| status.success()))
}

/// The items of a library in the order of their paths. Blanket, automatic and derived implementations are left out.
pub(super) fn items(workspace: &Workspace, library: &str) -> Result<Vec<Item>> {
    let json = workspace.target_directory.join("doc").join(format!("{library}.json"));
    let api = Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .omit_auto_derived_impls(true)
        .build()
        .with_context(|| format!("reading {}; `public-api` reads the JSON of one Rust version only", json.display()))?;
    let item = |item: &PublicItem| Item {
        id: item.id().0,
        parent: item.parent_id().map(|parent| parent.0),
        line: item.to_string(),
    };
    Ok(api.items().map(item).collect())
}
