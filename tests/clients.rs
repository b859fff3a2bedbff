//! Tests of the sandbox with clients from PyPI; see `clients/README.md`.

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    athena_tests::run_clients(&Arguments::from_args(), env!("CARGO_TARGET_TMPDIR"))
}
