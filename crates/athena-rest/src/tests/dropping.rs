//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::drivers;

use crate::Rest;

#[test]
fn execute() {
    drivers::execute::<Rest>(&[("page_size", "50")]);
}

#[test]
fn next_batch() {
    drivers::next_batch::<Rest>(&[]);
}

#[test]
fn abandoned_result() {
    drivers::abandoned_result::<Rest>(&[]);
}
