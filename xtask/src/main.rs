//! The project's commands, as `cargo xtask <command>`.
#![expect(clippy::print_stdout, reason = "commands talk to the person who runs them")]

mod bench;
mod command;
mod docs;
mod lint;
mod man;
mod test;
mod test_drivers;
mod trials;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The project's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs every test: of every crate, of the docs, and the behaviour suite on every driver.
    Test,
    /// Runs the behaviour suite and prints a table of the drivers.
    TestDrivers(test_drivers::Arguments),
    /// Measures the drivers against a sandbox, and the sandbox.
    Bench(bench::Arguments),
    /// Checks format, lints, features, docs, dependencies, licences and the tree itself.
    Lint(lint::Arguments),
    /// Writes the pages of `docs/` and the table of driver options, which are made from the code.
    Docs {
        /// Only checks that they are current.
        #[arg(long)]
        check: bool,
    },
    /// Writes the manual pages of the `awsathena` command.
    Man(man::Arguments),
}

fn main() -> ExitCode {
    let run = || -> Result<bool> {
        match Cli::parse().command {
            Command::Test => test::run(),
            Command::TestDrivers(arguments) => test_drivers::run(&arguments),
            Command::Bench(arguments) => bench::run(&arguments),
            Command::Lint(arguments) => lint::run(&arguments),
            Command::Docs { check } => docs::run(check),
            Command::Man(arguments) => man::run(&arguments),
        }
    };
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
