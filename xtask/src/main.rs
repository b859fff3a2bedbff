//! The project's commands, as `cargo xtask <command>`.
#![expect(clippy::print_stdout, reason = "commands talk to the person who runs them")]

mod bench;
mod command;
mod docs;
mod lint;
mod man;
mod manifest;
mod public_api;
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
    /// Prints the circles of imports between the files of a crate, with the imports that make them.
    Circles {
        /// Crates such as `athena-core`; all without it.
        packages: Vec<String>,
    },
    /// Writes the pages of `docs/` that are made from the code.
    Docs {
        /// Only checks that they are current.
        #[arg(long)]
        check: bool,
    },
    /// Writes the listings of the public items of each library crate, `crates/*/public-api.txt`.
    PublicApi(public_api::Arguments),
    /// Writes the manual pages of the `awsathena` command.
    Man(man::Arguments),
}

fn main() -> ExitCode {
    if let Some(succeeded) = public_api::pass_on() {
        return if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let run = || -> Result<bool> {
        match Cli::parse().command {
            Command::Test => test::run(),
            Command::TestDrivers(arguments) => test_drivers::run(&arguments),
            Command::Bench(arguments) => bench::run(&arguments),
            Command::Lint(arguments) => lint::run(&arguments),
            Command::Circles { packages } => {
                lint::circles::print(&command::root(), &packages)?;
                Ok(true)
            }
            Command::Docs { check } => docs::run(check),
            Command::PublicApi(arguments) => public_api::run(&arguments),
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
