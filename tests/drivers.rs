//! Runs every case and every scenario on every registered driver; see the package's README for the arguments.
#![expect(clippy::print_stderr, reason = "the program tells its user why it did not run")]

use std::process::ExitCode;

use athena_tests::Settings;

fn main() -> ExitCode {
    match Settings::from_args(std::env::args()).and_then(athena_tests::run) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
