//! The behaviour suite on every driver of the default registry, and on the example driver of `programs/sixth`; see the
//! package's README for the arguments.
#![expect(clippy::print_stderr, reason = "the program tells its user why it did not run")]

use std::process::ExitCode;

use athena_tests::Settings;

fn main() -> ExitCode {
    let registry = awsathena::registry().clone().with(sixth::DRIVER);
    match Settings::from_args(std::env::args()).and_then(|settings| athena_tests::run_suite(registry, settings)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
