//! `cargo xtask docs`

use anyhow::Result;

use crate::command;

/// A test of the package that knows all drivers writes the files, so that this program stays quick to build.
pub(crate) fn run(check: bool) -> Result<bool> {
    let mut command = command::cargo(&["test", "--quiet", "--workspace", "--test", "docs"]);
    if !check {
        command.env("UPDATE_EXPECT", "1");
    }
    command::run(command)
}
