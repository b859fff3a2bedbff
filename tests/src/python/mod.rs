//! Comparisons with Python libraries: pandas reads files and streams of the pandas driver, pyarrow and polars read the
//! CSV that the scanner of core reads, and sqlglot parses statements of athena-sql.

pub(crate) mod environment;
mod frames;
mod oracles;
mod parsers;

use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, Result};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use serde::de::DeserializeOwned;

use self::environment::{Environment, Unmet};
use crate::endpoint::folder;

type Test = fn(&Environment) -> Result<()>;

/// Runs the comparisons with Python, in an environment below the folder `scratch`.
///
/// Without Python the trials are ignored, with that reason; if the variable `CI` is set, they fail.
pub fn run_python(arguments: &Arguments, scratch: &'static str) -> ExitCode {
    let environment = Arc::new(OnceLock::new());
    let trial = |name: String, test: Test| {
        let environment: Arc<OnceLock<Result<Environment, Unmet>>> = Arc::clone(&environment);
        let requirements = folder("python").join("requirements.txt");
        let made = move || Environment::new(scratch.as_ref(), &requirements);
        Trial::ignorable_test(name, move || match environment.get_or_init(made) {
            Ok(environment) => {
                test(environment).map(|()| Completion::Completed).map_err(|error| Failed::from(format!("{error:#}")))
            }
            Err(unmet) => unmet.excuse().map(Completion::ignored_with).map_err(Failed::from),
        })
    };
    let tests = frames::TESTS.iter().chain(oracles::TESTS).chain(parsers::TESTS);
    let trials = tests.map(|(name, test)| trial(format!("python::{name}"), *test)).collect();
    libtest_mimic::run(arguments, trials).exit_code()
}

/// Parses the output of a program, which must be JSON.
fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).context("reading the output of the program")
}
