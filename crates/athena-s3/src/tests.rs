//! The cursor, over a scripted Athena and objects in memory.

use std::sync::Arc;

use athena_core::driver::results::ResultPath;
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::{AsyncCursor, AsyncCursorExt, Connection, ErrorKind, Value};

use crate::{S3, S3Cursor, S3Options};

const CSV: &str = "s3://bucket/out/q.csv";
const COLUMNS: &[(&str, &str)] = &[("n", "bigint"), ("s", "varchar")];

fn cursor(athena: &ScriptedAthena, objects: &MemoryObjects) -> S3Cursor {
    let connection = Connection::builder(Arc::new(athena.clone())).objects(Arc::new(objects.clone())).build();
    let options = S3Options::new().with_block_size(65_536_u64).with_s3_max_workers(2_usize);
    connection.expect("inside a runtime").cursor_with::<S3>(options)
}

#[tokio::test]
async fn rows_come_from_the_object_and_null_is_not_empty() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(COLUMNS, vec![]).output_location(CSV));
    objects.put(CSV, "\"n\",\"s\"\n\"1\",\"it\"\"s\"\n,\n\"3\",\"\"\n");
    let mut cursor = cursor(&athena, &objects);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    assert_eq!(cursor.path(), Some(ResultPath::Csv));
    let rows = cursor.fetch_rows().await.expect("fetches");
    let text = |text: &str| Value::Varchar(text.to_owned().into());
    assert_eq!(
        rows,
        [vec![Value::BigInt(1), text("it\"s")], vec![Value::Null, Value::Null], vec![Value::BigInt(3), text("")],]
    );
    // A value with quotes in it can be borrowed like any other.
    athena.push(ScriptedQuery::new().rows(COLUMNS, vec![]).output_location(CSV));
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let columns = cursor.columns().clone();
    let rows = cursor.next_batch().await.expect("fetches").expect("has rows");
    let borrowed: Vec<Option<&str>> =
        S3Cursor::rows(&columns, &rows).map(|row| row.get("s").expect("is text")).collect();
    assert_eq!(borrowed, [Some("it\"s"), None, Some("")]);
    assert_eq!(cursor.next_batch().await.expect("still at the end").map(|rows| rows.num_rows()), None);
    // One page a result for the columns, none for the data.
    assert_eq!(athena.count("GetQueryResults"), 2);
}

#[tokio::test]
async fn a_long_result_comes_in_chunks_in_order() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(&COLUMNS[..1], vec![]).output_location(CSV));
    let numbers = 0..400_000_u32;
    let file = numbers.clone().fold("\"n\"\n".to_owned(), |file, number| file + &format!("\"{number}\"\n"));
    objects.put(CSV, file);
    let mut cursor = cursor(&athena, &objects);
    cursor.execute("SELECT n FROM t").await.expect("succeeds");
    let columns = cursor.columns().clone();
    let (mut chunks, mut expected) = (0, numbers);
    while let Some(rows) = cursor.next_batch().await.expect("fetches") {
        chunks += 1;
        for row in S3Cursor::rows(&columns, &rows) {
            assert_eq!(row.get::<i64>(0).ok(), expected.next().map(i64::from));
        }
    }
    assert_eq!(expected.next(), None);
    assert!(chunks > 1, "{chunks}");
}

#[tokio::test]
async fn results_without_an_object_come_by_pages() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let tables = vec![vec![Some("a")], vec![Some("b\"c")]];
    let show = ScriptedQuery::new().rows(&[("tab_name", "string")], tables).substatement("SHOW_TABLES", Some(0));
    athena.push(show.output_location("s3://bucket/out/q.txt"));
    let mut cursor = cursor(&athena, &objects);
    cursor.execute("SHOW TABLES").await.expect("succeeds");
    assert_eq!(cursor.path(), Some(ResultPath::Pages));
    let names: Vec<String> =
        cursor.fetch_rows().await.expect("fetches").concat().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["a", "b\"c"]);
    assert!(objects.reads().is_empty());
}

#[tokio::test]
async fn a_missing_object_is_named_with_the_query() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(COLUMNS, vec![]).output_location(CSV));
    let mut cursor = cursor(&athena, &objects);
    let error = cursor.execute("SELECT n, s FROM t").await.expect_err("is missing");
    assert_eq!(error.kind(), ErrorKind::ResultMissing);
    assert_eq!((error.context("uri"), error.query_id()), (Some(CSV), Some("query-0")));
}

#[tokio::test]
async fn a_bad_value_names_column_and_row() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(COLUMNS, vec![]).output_location(CSV));
    objects.put(CSV, b"\"n\",\"s\"\n\"1\",\"a\"\n\"x\",\"\xff\"\n".as_slice());
    let mut cursor = cursor(&athena, &objects);
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
