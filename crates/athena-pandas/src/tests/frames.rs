//! Chunks, and streams of parts of one frame.

use arrow_array::RecordBatchReader as _;
use athena_core::Value;
use athena_core::driver::results::ResultPath;
use athena_core::driver::testing::Harness;
use athena_core::testing::ScriptedQuery;
use serde_json::json;

use super::{index, index_of, range, some_numbers};
use crate::{PANDAS_KEY, Pandas, PandasCursorExt as _, value_at};

#[tokio::test]
async fn the_index_goes_on_from_chunk_to_chunk() {
    let mut cursor = some_numbers().await;
    let schema = cursor.schema();
    assert_eq!(index(&schema.metadata()[PANDAS_KEY]), json!([]));
    let chunks = cursor.fetch_batches().await.expect("fetches");
    assert_eq!(chunks.iter().map(index_of).collect::<Vec<_>>(), [range(0, 10), range(10, 20), range(20, 25)]);
    assert!(chunks.iter().all(|chunk| chunk.schema().fields() == schema.fields()));
    assert_eq!(cursor.schema(), schema);
    assert_eq!(value_at(&chunks[2], 4, 0).ok(), Some(Value::BigInt(24)));
    assert!(cursor.next_batch().await.expect("is at the end").is_none());
}

#[tokio::test]
async fn every_statement_begins_at_the_first_row() {
    let harness = Harness::new();
    let mut cursor = harness.cursor::<Pandas>(&[]);
    assert!(cursor.schema().fields().is_empty());
    for _ in 0..2 {
        harness.push_csv(&[("n", "bigint")], "\"n\"\n\"1\"\n\"2\"\n");
        cursor.execute("SELECT 1").await.expect("succeeds");
        assert_eq!(cursor.result_path(), Some(ResultPath::Csv));
        assert_eq!(index_of(&cursor.next_batch().await.expect("fetches").expect("has rows")), range(0, 2));
    }
    harness.athena.push(ScriptedQuery::new().substatement("INSERT", Some(3)));
    cursor.execute("INSERT INTO t VALUES 1").await.expect("succeeds");
    assert_eq!(cursor.update_count(), Some(3));
    assert!(cursor.schema().fields().is_empty());
    cursor.execute("").await.expect_err("is not a statement");
    assert!(cursor.schema().fields().is_empty());
}

#[tokio::test]
async fn a_stream_has_one_schema() {
    let mut cursor = some_numbers().await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let mut stream = cursor.into_frame_stream();
    let schema = stream.schema();
    let mut rows = 0;
    while let Some(batch) = stream.next().await.expect("fetches") {
        assert_eq!(batch.schema(), schema);
        rows += batch.num_rows();
    }
    assert_eq!(rows, 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_has_one_schema() {
    let reader = some_numbers().await.into_frame_reader().expect("has a result");
    let read = std::thread::spawn(move || {
        let schema = reader.schema();
        reader.map(|batch| batch.expect("fetches")).all(|batch| batch.schema() == schema)
    });
    assert!(read.join().expect("does not panic"));
}

#[tokio::test]
async fn names_that_come_twice_are_told_apart() {
    let columns = [("a", "bigint"), ("a", "varchar"), ("A", "varchar")];
    let mut cursor = Harness::select::<Pandas>(&columns, "\"a\",\"a\",\"A\"\n\"1\",\"x\",\n", &[]).await;
    let schema = cursor.schema();
    assert_eq!(schema.fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>(), ["a", "a.1", "A"]);
    assert_eq!(cursor.columns().iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["a", "a", "A"]);
    let row = cursor.fetch_one().await.expect("has a row");
    assert_eq!(row.value(1).ok(), Some(Value::Varchar("x".into())));
}

#[tokio::test]
async fn months_are_text_wherever_they_are() {
    let options = [("result_set_type_hints", "o=array(interval year to month)")];
    let columns = [("m", "interval year to month"), ("o", "array")];
    let mut cursor = Harness::select::<Pandas>(&columns, "\"m\",\"o\"\n\"-0-1\",\"[2-3]\"\n", &options).await;
    let row = cursor.fetch_one().await.expect("has a row");
    let (months, list) = (row.value("m").expect("is a value"), row.value("o").expect("is a value"));
    assert!(matches!(&months, Value::IntervalYearMonth(months) if months.months() == -1), "{months:?}");
    assert!(matches!(&list, Value::Array(items) if matches!(items[0], Value::IntervalYearMonth(_))), "{list:?}");
}
