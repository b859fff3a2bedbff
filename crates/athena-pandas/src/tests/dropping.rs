//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::drivers;

use crate::Pandas;

/// Several parts of the object, and several batches.
const OPTIONS: &[(&str, &str)] = &[("batch_size", "5000"), ("block_size", "65536"), ("s3_max_workers", "2")];

#[test]
fn execute() {
    drivers::execute::<Pandas>(OPTIONS);
}

#[test]
fn next_batch() {
    drivers::next_batch::<Pandas>(OPTIONS);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<Pandas>(OPTIONS);
}

#[test]
fn execute_with_cleanup() {
    drivers::execute_with_cleanup::<Pandas>();
}

#[test]
fn execute_without_rows() {
    drivers::execute_without_rows::<Pandas>();
}

#[test]
fn next_batch_of_files() {
    drivers::next_batch_of_files::<Pandas>();
}

#[test]
fn close_with_cleanup() {
    drivers::close_with_cleanup::<Pandas>();
}
