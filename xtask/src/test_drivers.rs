//! `cargo xtask test-drivers`

use anyhow::Result;

use crate::trials::{Summary, Trial, table};
use crate::{command, docs};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Drivers to test, such as `rest,arrow`; all without it.
    #[arg(long, value_name = "NAMES")]
    driver: Option<String>,
    /// Runs the trials whose names have this in them; `*` stands for any text.
    #[arg(long, value_name = "PATTERN")]
    case: Option<String>,
    /// A connection URL, or the address of an Athena-compatible endpoint; a sandbox without it.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// What the endpoint has: `tpch,data,managed,ddl`.
    #[arg(long, value_name = "NEEDS")]
    has: Option<String>,
    /// Writes docs/support-matrix.md once all have passed.
    #[arg(long, conflicts_with_all = ["driver", "case", "endpoint"])]
    report: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    // The same selection of packages as in `cargo xtask test`, so that nothing is built with other features.
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
    if arguments.report && succeeded { docs::run(false) } else { Ok(succeeded) }
}
