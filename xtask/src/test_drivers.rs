//! `cargo xtask test-drivers`: the behaviour suite

use anyhow::Result;

use crate::trials::{Summary, Trial, table};
use crate::{command, pages};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Drivers to test, such as `rest,arrow`; default: all drivers.
    #[arg(long, value_name = "NAMES")]
    driver: Option<String>,
    /// Runs only trials whose names contain this text; `*` matches any text.
    #[arg(long, value_name = "PATTERN")]
    case: Option<String>,
    /// A connection URL or the address of an Athena-compatible endpoint; default: a new sandbox.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Capabilities of the endpoint: `tpch,data,managed,ddl`.
    #[arg(long, value_name = "NEEDS")]
    has: Option<String>,
    /// Writes docs/support-matrix.md if all trials pass.
    #[arg(long, conflicts_with_all = ["driver", "case", "endpoint"])]
    report: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    // The same packages as in `cargo xtask test`, so that no crate is built again with other features.
    let mut command = command::cargo(&["test", "--workspace", "--test", "drivers", "--"]);
    let options = [
        ("--driver", &arguments.driver),
        ("--case", &arguments.case),
        ("--endpoint", &arguments.endpoint),
        ("--has", &arguments.has),
    ];
    for (name, value) in options {
        if let Some(value) = value {
            command.args([name, value]);
        }
    }
    let (succeeded, output) = command::run_and_keep(command)?;
    let trials = Trial::all(&output, &[]);
    println!("\n{}\n{}", table(&trials), Summary::of(&output));
    if arguments.report && succeeded { command::run(pages::docs(false)) } else { Ok(succeeded) }
}
