//! Third-party clients against a sandbox: each program in `clients/` is a trial.
//!
//! A program gets the address of the sandbox only by the environment variables that its client documents.

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

/// The Python environment of the programs of one client.
type LazyEnvironment = Arc<OnceLock<Result<Environment, Unmet>>>;

/// The sandbox of all programs, started by the first of them.
#[derive(Debug)]
struct Shared {
    sandbox: Sandbox,
    /// Runs until the sandbox is dropped.
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

/// Runs the programs of the clients, in Python environments below the folder `scratch`.
///
/// Without Python the trials are ignored, with that reason; if the variable `CI` is set, they fail.
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
        let lazy = LazyEnvironment::default();
        for program in programs {
            let (shared, lazy, requirements) = (Arc::clone(&shared), Arc::clone(&lazy), client.requirements.clone());
            trials.push(Trial::ignorable_test(program.name.clone(), move || {
                match lazy.get_or_init(|| Environment::new(scratch, &requirements)) {
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
