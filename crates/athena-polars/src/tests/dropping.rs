//! Futures of the driver, dropped at every point where they wait

use athena_core::driver::testing::dropping::{DropLab, at_every_turn, drivers};

use crate::{Polars, PolarsCursorExt as _};

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
fn abandoned_files() {
    drivers::abandoned_files::<Polars>();
}

#[test]
fn close_with_cleanup() {
    drivers::close_with_cleanup::<Polars>();
}

/// Batches that were fetched before the drop are lost, none after it.
#[test]
fn collect() {
    at_every_turn(async |lab: &DropLab| {
        lab.push_csv(0..3000);
        let mut cursor = lab.connection::<Polars>(&[("batch_size", "1000")]).cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        let frame = match lab.drop_here(cursor.collect()).await {
            Some(frame) => frame,
            None => cursor.collect().await,
        };
        let frame = frame.expect("fetches");
        let numbers = frame.column("n").expect("has the column").i64().expect("is of integers");
        let from = 3000 - i64::try_from(frame.height()).expect("is small");
        assert!(numbers.iter().eq((from..3000).map(Some)), "turn {}", lab.turn());
    });
}
