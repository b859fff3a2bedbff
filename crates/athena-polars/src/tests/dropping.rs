//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::drivers;

use crate::Polars;

/// Several parts of the object, and several batches.
const OPTIONS: &[(&str, &str)] = &[("batch_size", "5000"), ("block_size", "65536"), ("s3_max_workers", "2")];

#[test]
fn execute() {
    drivers::execute::<Polars>(OPTIONS);
}

#[test]
fn next_batch() {
    drivers::next_batch::<Polars>(OPTIONS);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<Polars>(OPTIONS);
}

#[test]
fn execute_with_cleanup() {
    drivers::execute_with_cleanup::<Polars>();
}

#[test]
fn execute_without_rows() {
    drivers::execute_without_rows::<Polars>();
}

#[test]
fn next_batch_of_files() {
    drivers::next_batch_of_files::<Polars>();
}

#[test]
fn close_with_cleanup() {
    drivers::close_with_cleanup::<Polars>();
}
