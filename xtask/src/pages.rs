//! `cargo xtask docs` and `cargo xtask man`: generated pages

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{self, cargo};

#[derive(Debug, clap::Args)]
pub(crate) struct ManArguments {
    /// Folder of the pages, one page for the command and one for each subcommand. It is created if it is missing.
    #[arg(long, value_name = "DIR", default_value = "target/man")]
    out: PathBuf,
}

/// The command that writes the pages of `docs/`, or only checks them.
///
/// A test of the package that depends on all drivers writes the pages, so that this program stays quick to build.
pub(crate) fn docs(check: bool) -> Command {
    let mut command = cargo(&["test", "--quiet", "--workspace", "--test", "docs"]);
    if !check {
        command.env("UPDATE_EXPECT", "1");
    }
    command
}

/// Writes the manual pages. The `awsathena` command generates them from the definition of its arguments.
pub(crate) fn man(arguments: &ManArguments) -> Result<bool> {
    let folder = command::root().join(&arguments.out);
    std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut man = cargo(&["run", "--quiet", "--bin", "awsathena", "--", "man"]);
    man.arg(&folder);
    command::run(man)
}
