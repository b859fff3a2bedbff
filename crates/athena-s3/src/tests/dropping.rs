//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::drivers;

use crate::S3;

/// Several parts of the object.
const OPTIONS: &[(&str, &str)] = &[("block_size", "65536"), ("s3_max_workers", "2")];

#[test]
fn execute() {
    drivers::execute::<S3>(OPTIONS);
}

#[test]
fn next_batch() {
    drivers::next_batch::<S3>(OPTIONS);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<S3>(OPTIONS);
}
