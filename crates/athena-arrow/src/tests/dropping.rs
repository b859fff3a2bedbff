//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::drivers;

use crate::Arrow;

/// Several parts of the object, and several batches.
const OPTIONS: &[(&str, &str)] = &[("batch_size", "5000"), ("block_size", "65536"), ("s3_max_workers", "2")];

#[test]
fn execute() {
    drivers::execute::<Arrow>(OPTIONS);
}

#[test]
fn next_batch() {
    drivers::next_batch::<Arrow>(OPTIONS);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<Arrow>(OPTIONS);
}

#[test]
fn execute_with_cleanup() {
    drivers::execute_with_cleanup::<Arrow>();
}

#[test]
fn execute_without_rows() {
    drivers::execute_without_rows::<Arrow>();
}

#[test]
fn next_batch_of_files() {
    drivers::next_batch_of_files::<Arrow>();
}

#[test]
fn abandoned_files() {
    drivers::abandoned_files::<Arrow>();
}

#[test]
fn close_with_cleanup() {
    drivers::close_with_cleanup::<Arrow>();
}
