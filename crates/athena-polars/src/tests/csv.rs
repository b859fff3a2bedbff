//! Data frames from the result CSV, and from pages.

use std::sync::Arc;

use athena_core::driver::decode::ZonedTimestamps;
use athena_core::driver::results::ResultPath;
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::value::{TimeUnit, decode};
use athena_core::{AsyncCursor as _, AsyncCursorExt as _, Connection, ErrorKind, Value};
use futures_util::StreamExt as _;
use polars_core::prelude::{DataType, Field, TimeUnit as PolarsUnit, TimeZone};

use super::told;
use crate::{Polars, PolarsCursor, PolarsOptions};

const CSV: &str = "s3://bucket/out/q.csv";

/// A name, a type and two texts of each type, the second perhaps NULL.
const ALL: &[(&str, &str, &str, Option<&str>)] = &[
    ("b", "boolean", "true", None),
    ("i8", "tinyint", "-128", Some("127")),
    ("i16", "smallint", "-32768", None),
    ("i32", "integer", "1", Some("2147483647")),
    ("i64", "bigint", "-9223372036854775808", None),
    ("f32", "float", "1.5", Some("NaN")),
    ("f64", "double", "1.0E20", Some("-0.0")),
    ("s", "varchar", "it\"\"s, a\r\nline", Some("")),
    ("c", "char", "x  ", None),
    ("bin", "varbinary", "01 ff", Some("")),
    ("d", "date", "2020-01-31", Some("-0044-03-15")),
    ("t", "time", "12:34:56.789123456", Some("00:00:00")),
    ("tz", "time with time zone", "12:34:56.789+01:00", None),
    ("ts", "timestamp", "2020-01-01 12:34:56.789", Some("9999-12-31 23:59:59.999999")),
    ("tsz", "timestamp with time zone", "2020-01-01 12:34:56.789 UTC", None),
    ("dts", "interval day to second", "-1 00:00:00.001", Some("2 00:00:00.000")),
    ("ytm", "interval year to month", "1-0", Some("-1-3")),
    ("j", "json", "{\"\"a\"\":1}", None),
    ("u", "uuid", "12151fd2-7586-11e9-8f9e-2a86e4085a59", None),
    ("ip", "ipaddress", "10.0.0.1", Some("2001:db8::1")),
    ("a", "array", "[1, 2]", None),
    ("o", "hyperloglog", "xyz", None),
];

fn all_types() -> (ScriptedQuery, String) {
    let columns: Vec<(&str, &str)> = ALL.iter().map(|(name, type_name, ..)| (*name, *type_name)).collect();
    let line = |cells: Vec<Option<&str>>| {
        cells.iter().map(|cell| cell.map_or(String::new(), |text| format!("\"{text}\""))).collect::<Vec<_>>().join(",")
    };
    let header = line(ALL.iter().map(|(name, ..)| Some(*name)).collect());
    let first = line(ALL.iter().map(|(_, _, text, _)| Some(*text)).collect());
    let second = line(ALL.iter().map(|(.., text)| *text).collect());
    (ScriptedQuery::new().rows(&columns, vec![]).output_location(CSV), format!("{header}\n{first}\n{second}\n"))
}

fn cursor(athena: &ScriptedAthena, objects: &MemoryObjects, options: PolarsOptions) -> PolarsCursor {
    let connection = Connection::builder(Arc::new(athena.clone())).objects(Arc::new(objects.clone())).build();
    connection.expect("inside a runtime").cursor_with::<Polars>(options)
}

pub(super) async fn select(columns: &[(&str, &str)], csv: &str, options: PolarsOptions) -> PolarsCursor {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(columns, vec![]).output_location(CSV));
    objects.put(CSV, csv.to_owned());
    let mut cursor = cursor(&athena, &objects, options);
    cursor.execute("SELECT 1").await.expect("succeeds");
    cursor
}

#[tokio::test]
async fn every_type_has_the_value_of_its_text() {
    for zoned in [ZonedTimestamps::Utc, ZonedTimestamps::Text] {
        let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
        let (query, csv) = all_types();
        athena.push(query);
        objects.put(CSV, csv);
        let mut cursor = cursor(&athena, &objects, PolarsOptions::new().with_timestamp_tz(zoned));
        cursor.execute("SELECT 1").await.expect("succeeds");
        let (schema, columns) = (cursor.schema(), cursor.columns().clone());
        let batch = cursor.next_batch().await.expect("fetches").expect("has rows");
        assert_eq!(batch.schema(), &schema);
        for (at, (name, _, first, second)) in ALL.iter().enumerate() {
            for (row, text) in [Some(*first), *second].into_iter().enumerate() {
                let text = text.map(|text| text.replace("\"\"", "\""));
                let expected = text
                    .as_deref()
                    .map_or(Value::Null, |text| decode(&columns[at].data_type, text).expect("is a value"));
                let found = crate::value(&columns, &batch, row, at).expect("is a value");
                assert!(found.identical(&expected), "{name}: {found:?} is not {expected:?}");
            }
        }
        assert_eq!(cursor.path(), Some(ResultPath::Csv));
        assert!(cursor.next_batch().await.expect("fetches").is_none());
        assert!(cursor.next_batch().await.expect("still at the end").is_none());
        assert_eq!(crate::value(&columns, &batch, 2, 0).expect_err("outside").kind(), ErrorKind::NotFound);
        assert_eq!(crate::value(&columns, &batch, 0, 99).expect_err("outside").kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn the_schema_is_known_before_the_first_batch() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let (query, csv) = all_types();
    athena.push(query);
    objects.put(CSV, csv);
    let options = PolarsOptions::new().with_timestamp_unit(TimeUnit::Nanosecond);
    let mut cursor = cursor(&athena, &objects, options);
    assert!(cursor.schema().is_empty());
    cursor.execute("SELECT 1").await.expect("succeeds");
    let schema = cursor.schema();
    for (name, dtype) in [
        ("b", DataType::Boolean),
        ("i8", DataType::Int8),
        ("f32", DataType::Float32),
        ("c", DataType::String),
        ("bin", DataType::Binary),
        ("d", DataType::Date),
        ("t", DataType::Time),
        ("tz", DataType::String),
        ("ts", DataType::Datetime(PolarsUnit::Nanoseconds, None)),
        ("tsz", DataType::Datetime(PolarsUnit::Nanoseconds, Some(TimeZone::UTC))),
        ("dts", DataType::Duration(PolarsUnit::Milliseconds)),
        ("ytm", DataType::Int32),
        ("u", DataType::String),
        ("a", DataType::String),
    ] {
        assert_eq!(schema.get(name), Some(&dtype), "{name}");
    }
    // Nanoseconds of the year 9999 are more than 64 bits.
    let error = cursor.next_batch().await.expect_err("does not fit");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")));
    assert_eq!(cursor.next_batch().await.expect_err("is over").kind(), ErrorKind::InvalidState);
}

#[tokio::test]
async fn hints_make_nested_columns() {
    let hints = "tags=array(varchar);m=map(varchar, double);2=row(id bigint, at timestamp, ids array(uuid))";
    let options = PolarsOptions::new()
        .with_result_set_type_hints(hints.parse::<athena_core::driver::decode::TypeHints>().expect("hints"));
    let uuid = "12151fd2-7586-11e9-8f9e-2a86e4085a59";
    let csv = format!(
        "\"tags\",\"m\",\"r\"\n\"[a, null, ]\",\"{{k=1.5, l=null}}\",\"{{id=1, at=2020-01-01 00:00:00.001, ids=[{uuid}]}}\"\n,,\n\"[]\",\"{{}}\",\"{{id=null, at=null, ids=null}}\"\n"
    );
    let mut cursor = select(&[("tags", "array"), ("m", "map"), ("r", "row")], &csv, options).await;
    let entry = [Field::new("key".into(), DataType::String), Field::new("value".into(), DataType::Float64)];
    let row = [
        Field::new("id".into(), DataType::Int64),
        Field::new("at".into(), DataType::Datetime(PolarsUnit::Microseconds, None)),
        Field::new("ids".into(), DataType::List(Box::new(DataType::String))),
    ];
    let expected = [
        DataType::List(Box::new(DataType::String)),
        DataType::List(Box::new(DataType::Struct(entry.into()))),
        DataType::Struct(row.into()),
    ];
    assert_eq!(cursor.schema().iter_values().cloned().collect::<Vec<_>>(), expected);
    let rows = cursor.fetch_rows().await.expect("fetches");
    let shown: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(
        shown[0],
        [
            "[a, null, ]".to_owned(),
            "{k=1.5, l=null}".to_owned(),
            format!("{{id=1, at=2020-01-01 00:00:00.001000, ids=[{uuid}]}}")
        ]
    );
    assert!(rows[1].iter().all(Value::is_null));
    assert_eq!(shown[2], ["[]", "{}", "{id=null, at=null, ids=null}"]);
    // An inner uuid is one, not its text.
    let Value::Row(fields) = &rows[0][2] else { panic!("no row") };
    assert!(matches!(&fields[2].1, Value::Array(items) if matches!(items[0], Value::Uuid(_))));
}

#[tokio::test]
async fn a_row_without_names_has_none() {
    let options = PolarsOptions::new().with_result_set_type_hints(
        "r=row(bigint, varchar)".parse::<athena_core::driver::decode::TypeHints>().expect("hints"),
    );
    let mut cursor = select(&[("r", "row")], "\"r\"\n\"{1, x}\"\n", options).await;
    let rows = cursor.fetch_rows().await.expect("fetches");
    assert_eq!(rows[0][0], Value::Row(vec![(None, Value::BigInt(1)), (None, Value::Varchar("x".into()))]));
}

#[tokio::test]
async fn batches_have_the_size_asked_for_and_null_is_not_empty() {
    let options = PolarsOptions::new().with_batch_size(2_usize);
    let mut cursor = select(&[("s", "varchar")], "\"s\"\n\"a\"\n\n\"\"\n\"b\"\n\n", options).await;
    let batches = cursor.fetch_all().await.expect("fetches");
    assert_eq!(batches.iter().map(PolarsCursor::num_rows).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(batches.iter().map(|batch| batch.columns()[0].null_count()).collect::<Vec<_>>(), [1, 0, 1]);
    assert_eq!(crate::value(cursor.columns(), &batches[1], 0, 0).ok(), Some(Value::Varchar("".into())));
}

pub(super) fn numbers(rows: usize) -> String {
    (0..rows).fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"))
}

#[tokio::test]
async fn the_rest_of_a_result_is_a_stream() {
    let options = PolarsOptions::new().with_batch_size(10_usize);
    let mut cursor = select(&[("n", "bigint")], &numbers(25), options.clone()).await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let stream = cursor.into_stream();
    assert_eq!(stream.schema().len(), 1);
    let rows: Vec<usize> = stream.map(|batch| batch.expect("fetches").height()).collect().await;
    assert_eq!(rows, [10, 5]);
    let mut stream = select(&[("n", "bigint")], "\"n\"\n\"x\"\n", options).await.into_stream();
    assert_eq!(stream.next().await.expect("an error").expect_err("no number").kind(), ErrorKind::Decode);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn results_without_an_object_come_by_pages() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let tables = vec![vec![Some("a")], vec![Some("b\"c")]];
    let show = ScriptedQuery::new().rows(&[("tab_name", "string")], tables).substatement("SHOW_TABLES", Some(0));
    athena.push(show.output_location("s3://bucket/out/q.txt"));
    let mut cursor = cursor(&athena, &objects, PolarsOptions::new());
    cursor.execute("SHOW TABLES").await.expect("succeeds");
    assert_eq!(cursor.path(), Some(ResultPath::Pages));
    assert_eq!(cursor.fetch_rows().await.expect("fetches").concat().len(), 2);
    athena.push(ScriptedQuery::new().substatement("INSERT", Some(3)));
    cursor.execute("INSERT INTO t VALUES 1").await.expect("succeeds");
    assert_eq!(cursor.update_count(), Some(3));
    assert!(cursor.schema().is_empty());
    assert!(cursor.next_batch().await.expect("fetches").is_none());
}

#[tokio::test]
async fn a_bad_value_names_column_row_and_query() {
    let mut cursor = select(&[("n", "tinyint")], "\"n\"\n\"1\"\n\"300\"\n", PolarsOptions::new()).await;
    let error = cursor.next_batch().await.expect_err("too large");
    assert_eq!(
        (error.kind(), error.context("column"), error.context("row")),
        (ErrorKind::Decode, Some("n"), Some("1"))
    );
    assert!(told(&error).contains("query-0"), "{error:?}");
}

#[tokio::test]
async fn a_result_is_one_frame_when_asked_for() {
    let options = PolarsOptions::new().with_batch_size(10_usize);
    let mut cursor = select(&[("n", "bigint")], &numbers(25), options.clone()).await;
    let mut frame = cursor.collect().await.expect("fetches");
    assert_eq!((frame.height(), frame.first_col_n_chunks()), (25, 3));
    for row in 0..25 {
        let expected = i64::try_from(row).map(Value::BigInt);
        assert_eq!(crate::value(cursor.columns(), &frame, row, 0).ok(), expected.ok());
    }
    frame.rechunk_mut();
    assert_eq!(crate::value(cursor.columns(), &frame, 24, 0).ok(), Some(Value::BigInt(24)));
    assert_eq!(cursor.collect().await.expect("is at its end").height(), 0);
    let mut cursor = select(&[("n", "bigint"), ("u", "uuid")], "\"n\",\"u\"\n", options).await;
    let frame = cursor.collect().await.expect("has no rows");
    assert_eq!((frame.height(), frame.schema()), (0, &cursor.schema()));
}

#[tokio::test]
async fn columns_of_one_name_are_told_apart() {
    let columns = [("a", "integer"), ("a", "json"), ("a_duplicated_0", "varchar"), ("a", "varchar")];
    let csv = "\"a\",\"a\",\"a_duplicated_0\",\"a\"\n\"1\",\"2\",\"3\",\"4\"\n";
    let mut cursor = select(&columns, csv, PolarsOptions::new()).await;
    let names: Vec<String> = cursor.schema().iter_names().map(ToString::to_string).collect();
    assert_eq!(names, ["a", "a_duplicated_1", "a_duplicated_0", "a_duplicated_2"]);
    assert_eq!(cursor.columns().iter().filter(|column| column.name == "a").count(), 3);
    let rows = cursor.fetch_rows().await.expect("fetches");
    let text = |text: &'static str| Value::Varchar(text.into());
    assert_eq!(rows, [[Value::Integer(1), Value::Json("2".into()), text("3"), text("4")]]);
}

#[tokio::test]
async fn text_shares_the_bytes_it_was_read_to() {
    let long = "x".repeat(100);
    let csv = format!("\"s\"\n\"{long}\"\n\"short\"\n\"{long}\"\n");
    let mut cursor = select(&[("s", "varchar")], &csv, PolarsOptions::new()).await;
    let frame = cursor.next_batch().await.expect("fetches").expect("has rows");
    let text = frame.columns()[0].str().expect("is text").downcast_iter().next().expect("has a chunk");
    assert_eq!((text.data_buffers().len(), text.total_buffer_len()), (1, 205));
    assert_eq!(text.value(2), long);
}

#[test]
fn seconds_are_refused_by_name() {
    use athena_core::driver::option::{FromOptions as _, OptionMap};

    let mut map = OptionMap::new();
    map.insert("timestamp_unit", "s");
    let error = PolarsOptions::from_options(&mut map).expect_err("has no dtype");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.message().contains("ms, us or ns"), "{error}");
}
