//! Tests that ask Python; see the package's README.

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    athena_tests::run_python(&Arguments::from_args(), env!("CARGO_TARGET_TMPDIR"))
}
