//! Clients that others have written, against a sandbox: each program below `clients/` is a trial.
//!
//! A program is told of the sandbox by the variables that its client documents, and by nothing else.

mod program;

use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use athena_sandbox::Sandbox;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use tokio::runtime::Runtime;

use self::program::Program;
use crate::endpoint::folder;
use crate::python::environment::{Environment, Unmet};

/// What the programs of one client run in.
type Made = Arc<OnceLock<Result<Environment, Unmet>>>;

/// The sandbox of all programs, started by the first of them.
#[derive(Debug)]
struct Shared {
    sandbox: Sandbox,
    /// Lives as long as the sandbox does.
    _runtime: Runtime,
}

impl Shared {
    fn start() -> Result<Self> {
        let runtime = Runtime::new()?;
        let sandbox =
            runtime.block_on(async { Box::pin(Sandbox::builder().tpch(0.01).start()).await.context("a sandbox") })?;
        Ok(Self { sandbox, _runtime: runtime })
    }
}

/// Runs the programs of clients, in environments that are kept below the folder `scratch`.
///
/// Where there is no Python they are ignored and say so, unless the variable `CI` is set: there they fail.
pub fn run_clients(arguments: &Arguments, scratch: &'static str) -> ExitCode {
    match trials(scratch.as_ref()) {
        Ok(trials) => libtest_mimic::run(arguments, trials).exit_code(),
        Err(error) => {
            let failing = Trial::test("clients", move || Err(Failed::from(format!("{error:#}"))));
            libtest_mimic::run(arguments, vec![failing]).exit_code()
        }
    }
}

fn trials(scratch: &'static Path) -> Result<Vec<Trial>> {
    let shared: Arc<OnceLock<Result<Shared>>> = Arc::default();
    let mut trials = Vec::new();
    for (client, programs) in program::all(&folder("clients"))? {
        let made = Made::default();
        for program in programs {
            let (shared, made, requirements) = (Arc::clone(&shared), Arc::clone(&made), client.requirements.clone());
            trials.push(Trial::ignorable_test(program.name.clone(), move || {
                match made.get_or_init(|| Environment::new(scratch, &requirements)) {
                    Ok(environment) => run(&program, environment, &shared).map(|()| Completion::Completed),
                    Err(unmet) => unmet.excuse().map(Completion::ignored_with).map_err(Failed::from),
                }
            }));
        }
    }
    Ok(trials)
}

fn run(program: &Program, environment: &Environment, shared: &OnceLock<Result<Shared>>) -> Result<(), Failed> {
    let shared = shared.get_or_init(Shared::start).as_ref().map_err(|error| Failed::from(format!("{error:#}")))?;
    program.run(environment, &shared.sandbox).map_err(|error| Failed::from(format!("{error:#}")))
}
