//! `cargo xtask man`

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::command;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder to write them to, one for the command and one for each subcommand; made if it is missing.
    #[arg(long, value_name = "DIR", default_value = "target/man")]
    out: PathBuf,
}

/// The command writes its own pages, from what it knows of its arguments.
pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let folder = command::root().join(&arguments.out);
    std::fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let mut man = command::cargo(&["run", "--quiet", "--bin", "awsathena", "--", "man"]);
    man.arg(&folder);
    command::run(man)
}
