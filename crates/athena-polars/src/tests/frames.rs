//! Results as data frames.

use athena_core::Value;
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::csv::numbers;

use crate::{Polars, PolarsCursorExt as _, value_at};

#[tokio::test]
async fn a_result_is_one_frame_when_asked_for() {
    let options = [("batch_size", "10")];
    let mut cursor = Harness::select::<Polars>(&[("n", "bigint")], numbers(25), &options).await;
    let mut frame = cursor.collect().await.expect("fetches");
    assert_eq!((frame.height(), frame.first_col_n_chunks()), (25, 3));
    for row in 0..25 {
        let expected = i64::try_from(row).map(Value::BigInt);
        assert_eq!(value_at(&cursor.columns(), &frame, row, 0).ok(), expected.ok());
    }
    frame.rechunk_mut();
    assert_eq!(value_at(&cursor.columns(), &frame, 24, 0).ok(), Some(Value::BigInt(24)));
    assert_eq!(cursor.collect().await.expect("is at its end").height(), 0);
    let columns = [("n", "bigint"), ("u", "uuid")];
    let mut cursor = Harness::select::<Polars>(&columns, "\"n\",\"u\"\n", &options).await;
    let frame = cursor.collect().await.expect("has no rows");
    assert_eq!((frame.height(), frame.schema()), (0, &cursor.schema()));
}

#[tokio::test]
async fn text_shares_the_bytes_it_was_read_to() {
    let long = "x".repeat(100);
    let csv = format!("\"s\"\n\"{long}\"\n\"short\"\n\"{long}\"\n");
    let mut cursor = Harness::select::<Polars>(&[("s", "varchar")], csv, &[]).await;
    let frame = cursor.next_batch().await.expect("fetches").expect("has rows");
    let text = frame.columns()[0].str().expect("is text").downcast_iter().next().expect("has a chunk");
    assert_eq!((text.data_buffers().len(), text.total_buffer_len()), (1, 205));
    assert_eq!(text.value(2), long);
}
