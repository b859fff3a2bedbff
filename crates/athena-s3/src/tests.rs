//! Tests of the cursor over a scripted Athena and objects in memory.

mod dropping;

use athena_core::driver::results::ResultPath;
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::extremes::driver_options_never_panic;
use athena_core::testing::ScriptedQuery;
use athena_core::{Cursor, ErrorKind, Phase, Value};

use crate::S3;

const COLUMNS: &[(&str, &str)] = &[("n", "bigint"), ("s", "varchar")];

fn cursor(harness: &Harness) -> Cursor<S3> {
    harness.cursor(&[("block_size", "65536"), ("s3_max_workers", "2")])
}

#[tokio::test]
async fn rows_come_from_the_object_and_null_is_not_empty() {
    let harness = Harness::new();
    harness.push_csv(COLUMNS, "\"n\",\"s\"\n\"1\",\"it\"\"s\"\n,\n\"3\",\"\"\n");
    let mut cursor = cursor(&harness);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    assert_eq!(cursor.result_path(), Some(ResultPath::Csv));
    let rows = cursor.fetch_all().await.expect("fetches");
    let values: Vec<Vec<Value<'_>>> =
        rows.iter().map(|row| row.values().collect::<Result<_, _>>().expect("are values")).collect();
    let text = |text: &str| Value::Varchar(text.to_owned().into());
    assert_eq!(
        values,
        [vec![Value::BigInt(1), text("it\"s")], vec![Value::Null, Value::Null], vec![Value::BigInt(3), text("")]]
    );
    assert_eq!(cursor.next_batch().await.expect("still at the end").map(|rows| rows.num_rows()), None);
    // One page for the columns, none for the data.
    assert_eq!(harness.athena.count("GetQueryResults"), 1);
}

#[tokio::test]
async fn a_value_with_quotes_in_it_can_be_borrowed() {
    let harness = Harness::new();
    harness.push_csv(COLUMNS, "\"n\",\"s\"\n\"1\",\"it\"\"s\"\n,\n\"3\",\"\"\n");
    let mut cursor = cursor(&harness);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let batch = cursor.next_batch().await.expect("fetches").expect("has rows");
    let rows: Vec<_> = cursor.rows_of(batch).collect();
    let borrowed: Vec<Option<&str>> = rows.iter().map(|row| row.get("s").expect("is text")).collect();
    assert_eq!(borrowed, [Some("it\"s"), None, Some("")]);
}

#[tokio::test]
async fn a_long_result_comes_in_batches_in_order() {
    let harness = Harness::new();
    let numbers = 0..400_000_u32;
    let file = numbers.clone().fold("\"n\"\n".to_owned(), |file, number| file + &format!("\"{number}\"\n"));
    harness.push_csv(&COLUMNS[..1], file);
    let mut cursor = cursor(&harness);
    cursor.execute("SELECT n FROM t").await.expect("succeeds");
    let (mut batches, mut expected) = (0, numbers);
    while let Some(batch) = cursor.next_batch().await.expect("fetches") {
        batches += 1;
        for row in cursor.rows_of(batch) {
            assert_eq!(row.get::<i64>(0).ok(), expected.next().map(i64::from));
        }
    }
    assert_eq!(expected.next(), None);
    assert!(batches > 1, "{batches}");
}

#[tokio::test]
async fn results_without_an_object_come_by_pages() {
    let harness = Harness::new();
    let tables = vec![vec![Some("a")], vec![Some("b\"c")]];
    let show = ScriptedQuery::new().rows(&[("tab_name", "string")], tables).substatement("SHOW_TABLES", Some(0));
    harness.athena.push(show.output_location("s3://bucket/out/q.txt"));
    let mut cursor = cursor(&harness);
    cursor.execute("SHOW TABLES").await.expect("succeeds");
    assert_eq!(cursor.result_path(), Some(ResultPath::Pages));
    let rows = cursor.fetch_all().await.expect("fetches");
    let names: Vec<&str> = rows.iter().map(|row| row.get(0).expect("is text")).collect();
    assert_eq!(names, ["a", "b\"c"]);
    assert!(harness.objects.reads().is_empty());
}

#[tokio::test]
async fn a_missing_object_is_named_with_the_query() {
    let harness = Harness::new();
    harness.athena.push(ScriptedQuery::new().rows(COLUMNS, vec![]).output_location(Harness::CSV));
    let error = cursor(&harness).execute("SELECT n, s FROM t").await.expect_err("is missing");
    assert_eq!(error.kind(), ErrorKind::ResultMissing);
    assert_eq!((error.context("uri"), error.query_id()), (Some(Harness::CSV), Some("query-0")));
}

#[tokio::test]
async fn a_bad_value_names_column_and_row() {
    let harness = Harness::new();
    harness.push_csv(COLUMNS, b"\"n\",\"s\"\n\"1\",\"a\"\n\"x\",\"\xff\"\n".as_slice());
    let mut cursor = cursor(&harness);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let rows = cursor.next_batch().await.expect("fetches").expect("has rows");
    for (column, name) in [(0, "n"), (1, "s")] {
        let error = rows.value(1, column).expect_err("is bad");
        assert_eq!(
            (error.kind(), error.context("column"), error.context("row")),
            (ErrorKind::Decode, Some(name), Some("1"))
        );
    }
    assert_eq!(rows.value(2, 0).expect_err("outside").kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_file_that_athena_did_not_write_whole_for_this_query_is_refused() {
    for csv in ["\"n\",\"m\"\n\"1\",\"a\"\n", "\"n\",\"s\"\n\"1\",\"a\"\n\"2\",\"b\"", ""] {
        let mut cursor = Harness::select::<S3>(COLUMNS, csv, &[]).await;
        let error = cursor.fetch_all().await.expect_err("is not that file");
        assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")), "{csv:?}");
        assert_eq!(error.context("uri"), Some(Harness::CSV));
    }
}

#[tokio::test]
async fn progress_counts_the_bytes_of_the_object() {
    let csv = "\"n\",\"s\"\n\"1\",\"a\"\n\"2\",\"b\"\n";
    let mut cursor = Harness::select::<S3>(COLUMNS, csv, &[]).await;
    let progress = cursor.progress();
    cursor.fetch_all().await.expect("fetches");
    let last = progress.current();
    assert_eq!((last.phase, last.rows_fetched, last.rows_total), (Phase::Finished, 2, None));
    assert_eq!((last.bytes_fetched, last.bytes_total), (csv.len() as u64, Some(csv.len() as u64)));
}

#[tokio::test]
async fn no_value_of_an_option_panics() {
    driver_options_never_panic::<S3>().await;
}
