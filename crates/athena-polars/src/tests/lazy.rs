//! Results as lazy frames.

use athena_core::{AsyncCursor as _, Value};
use polars_core::prelude::{Column, DataFrame};
use polars_lazy::prelude::{col, lit};

use super::Unloading;
use super::csv::{numbers, select};
use super::unload::{ATHENA, always};
use crate::PolarsOptions;

async fn collected(frame: polars_lazy::frame::LazyFrame) -> DataFrame {
    tokio::task::spawn_blocking(move || frame.collect()).await.expect("does not panic").expect("collects")
}

#[tokio::test]
async fn a_result_of_many_batches_is_queried_lazily() {
    let options = PolarsOptions::new().with_batch_size(10_usize);
    let cursor = select(&[("n", "bigint")], &numbers(95), options.clone()).await;
    let schema = cursor.schema();
    let lazy = cursor.into_lazy().await.expect("fetches");
    let above = collected(lazy.clone().filter(col("n").gt(lit(90)))).await;
    assert_eq!(above.columns(), [Column::new("n".into(), [91_i64, 92, 93, 94])]);
    let whole = collected(lazy).await;
    assert_eq!((whole.height(), whole.schema()), (95, &schema));
    let empty = select(&[("n", "bigint")], "\"n\"\n", options.clone()).await;
    let schema = empty.schema();
    let empty = collected(empty.into_lazy().await.expect("has no rows")).await;
    assert_eq!((empty.height(), empty.schema()), (0, &schema));
    let broken = select(&[("n", "bigint")], "\"n\"\n\"x\"\n", options).await.into_lazy().await;
    assert_eq!(broken.err().expect("is no number").kind(), athena_core::ErrorKind::Decode);
}

#[tokio::test]
async fn the_files_of_unload_come_exact_and_are_deleted() {
    let athena = Unloading::new(vec![("1", ATHENA.to_vec()), ("2", ATHENA.to_vec())]);
    let mut cursor = athena.cursor(always().with_unload_cleanup(true).with_batch_size(1_usize));
    cursor.execute("SELECT * FROM t").await.expect("runs");
    let (schema, columns) = (cursor.schema(), cursor.columns().clone());
    let lazy = cursor.into_lazy().await.expect("fetches");
    assert!(athena.objects.uris().iter().all(|uri| uri.ends_with("/leftover")), "{:?}", athena.objects.uris());
    let frame = collected(lazy).await;
    assert_eq!((frame.height(), frame.schema()), (6, &schema));
    let value = |row, column: usize| crate::value(&columns, &frame, row, column).expect("is a value");
    assert_eq!(value(3, 1).to_string(), "2020-01-01 12:00:00.123000");
    assert_eq!(value(4, 1).to_string(), "0001-01-01 00:00:00.000000");
    assert_eq!(value(0, 2).to_string(), "[[1, null], [], null]");
    assert_eq!(value(0, 3).to_string(), "{k=[9999-12-31 00:00:00.000000, null], l=null}");
    assert_eq!(value(5, 4), Value::Null);
}
