//! Results as lazy frames.

use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::csv::numbers;
use athena_core::driver::testing::columnar::files::ATHENA;
use athena_core::{Cursor, ErrorKind, Value};
use polars_core::prelude::{Column, DataFrame};
use polars_lazy::prelude::{LazyFrame, col, lit};

use crate::{Polars, PolarsCursorExt as _, value_at};

async fn select(csv: String) -> Cursor<Polars> {
    Harness::select(&[("n", "bigint")], csv, &[("batch_size", "10")]).await
}

async fn collected(frame: LazyFrame) -> DataFrame {
    tokio::task::spawn_blocking(move || frame.collect()).await.expect("does not panic").expect("collects")
}

#[tokio::test]
async fn a_result_of_many_batches_is_queried_lazily() {
    let cursor = select(numbers(95)).await;
    let schema = cursor.schema();
    let lazy = cursor.into_lazy().await.expect("fetches");
    let above = collected(lazy.clone().filter(col("n").gt(lit(90)))).await;
    assert_eq!(above.columns(), [Column::new("n".into(), [91_i64, 92, 93, 94])]);
    let whole = collected(lazy).await;
    assert_eq!((whole.height(), whole.schema()), (95, &schema));
    let empty = select(numbers(0)).await;
    let schema = empty.schema();
    let empty = collected(empty.into_lazy().await.expect("has no rows")).await;
    assert_eq!((empty.height(), empty.schema()), (0, &schema));
    let broken = select("\"n\"\n\"x\"\n".to_owned()).await.into_lazy().await;
    assert_eq!(broken.err().expect("is not a number").kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_files_of_unload_come_exact_and_are_deleted() {
    let harness = Harness::unloading(vec![("1", ATHENA.to_vec()), ("2", ATHENA.to_vec())]);
    let mut cursor = harness.cursor::<Polars>(&[("unload", "true"), ("unload_cleanup", "true"), ("batch_size", "1")]);
    cursor.execute("SELECT * FROM t").await.expect("runs");
    let (schema, columns) = (cursor.schema(), cursor.columns());
    let lazy = cursor.into_lazy().await.expect("fetches");
    assert!(harness.objects.uris().iter().all(|uri| uri.ends_with("/leftover")), "{:?}", harness.objects.uris());
    let frame = collected(lazy).await;
    assert_eq!((frame.height(), frame.schema()), (6, &schema));
    let value = |row, column: usize| value_at(&columns, &frame, row, column).expect("is a value");
    assert_eq!(value(3, 1).to_string(), "2020-01-01 12:00:00.123000");
    assert_eq!(value(4, 1).to_string(), "0001-01-01 00:00:00.000000");
    assert_eq!(value(0, 2).to_string(), "[[1, null], [], null]");
    assert_eq!(value(0, 3).to_string(), "{k=[9999-12-31 00:00:00.000000, null], l=null}");
    assert_eq!(value(5, 4), Value::Null);
}
