//! The commands of the project, run as `cargo xtask <command>`
#![expect(clippy::print_stdout, reason = "commands talk to the person who runs them")]

mod bench;
mod command;
mod lint;
mod manifest;
mod pages;
mod public_api;
mod test;
mod test_drivers;
mod trials;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The commands of the project.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs all tests: those of the crates, those in the docs, and the behaviour suite on every driver.
    Test,
    /// Runs the behaviour suite and prints a table of the drivers.
    TestDrivers(test_drivers::Arguments),
    /// Measures the memory of the drivers and the speed of the sandbox.
    Bench(bench::Arguments),
    /// Checks format, lints, imports, features, docs, public items, dependencies, licences and the file tree.
    Lint(lint::Arguments),
    /// Prints circles of imports between the files of a crate, with the imports that form them.
    Circles {
        /// Crates such as `athena-core`; default: all crates.
        packages: Vec<String>,
    },
    /// Writes the pages of `docs/` that are generated from the code.
    Docs {
        /// Only checks that the pages are current.
        #[arg(long)]
        check: bool,
    },
    /// Writes `crates/*/public-api.txt`, the public items of each library crate.
    PublicApi(public_api::Arguments),
    /// Writes the manual pages of the `awsathena` command.
    Man(pages::ManArguments),
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
            Command::Docs { check } => command::run(pages::docs(check)),
            Command::PublicApi(arguments) => public_api::run(&arguments),
            Command::Man(arguments) => pages::man(&arguments),
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

#[cfg(test)]
mod tests {
    use clap::error::ErrorKind;

    use super::*;

    #[test]
    fn without_arguments_it_prints_its_commands() {
        let error = Cli::try_parse_from(["xtask"]).expect_err("a command is required");
        assert_eq!(error.kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
        let help = error.to_string();
        assert!(help.contains("Usage: cargo xtask <COMMAND>") && help.contains("test-drivers"), "{help}");
    }
}
