//! Record batches from the result CSV, and from pages.

use std::sync::Arc;

use arrow_array::{Array as _, RecordBatchReader as _};
use arrow_schema::{DataType, Fields, TimeUnit as ArrowUnit};
use athena_core::driver::decode::{MonthIntervals, ZonedTimestamps};
use athena_core::driver::results::ResultPath;
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::value::{TimeUnit, decode};
use athena_core::{AsyncCursor as _, AsyncCursorExt as _, Connection, ErrorKind, Value};
use futures_util::StreamExt as _;

use super::told;
use crate::{ATHENA_TYPE, Arrow, ArrowCursor, ArrowOptions};

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

fn cursor(athena: &ScriptedAthena, objects: &MemoryObjects, options: ArrowOptions) -> ArrowCursor {
    let connection = Connection::builder(Arc::new(athena.clone())).objects(Arc::new(objects.clone())).build();
    connection.expect("inside a runtime").cursor_with::<Arrow>(options)
}

async fn select(columns: &[(&str, &str)], csv: &str, options: ArrowOptions) -> ArrowCursor {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    athena.push(ScriptedQuery::new().rows(columns, vec![]).output_location(CSV));
    objects.put(CSV, csv.to_owned());
    let mut cursor = cursor(&athena, &objects, options);
    cursor.execute("SELECT 1").await.expect("succeeds");
    cursor
}

#[tokio::test]
async fn every_type_has_the_value_of_its_text() {
    let other = ArrowOptions::new().with_string_view(true).with_month_interval(MonthIntervals::Text);
    for options in [ArrowOptions::new(), other] {
        let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
        let (query, csv) = all_types();
        athena.push(query);
        objects.put(CSV, csv);
        let mut cursor = cursor(&athena, &objects, options);
        cursor.execute("SELECT 1").await.expect("succeeds");
        let (schema, columns) = (cursor.schema(), cursor.columns().clone());
        let batch = cursor.next_batch().await.expect("fetches").expect("has rows");
        assert_eq!(batch.schema(), schema);
        for (at, (name, _, first, second)) in ALL.iter().enumerate() {
            for (row, text) in [Some(*first), *second].into_iter().enumerate() {
                let text = text.map(|text| text.replace("\"\"", "\""));
                let expected = text
                    .as_deref()
                    .map_or(Value::Null, |text| decode(&columns[at].data_type, text).expect("is a value"));
                let found = crate::value(&batch, row, at).expect("is a value");
                assert!(found.identical(&expected), "{name}: {found:?} is not {expected:?}");
            }
        }
        assert_eq!(cursor.path(), Some(ResultPath::Csv));
        assert!(cursor.next_batch().await.expect("fetches").is_none());
        assert!(cursor.next_batch().await.expect("still at the end").is_none());
        assert_eq!(crate::value(&batch, 2, 0).expect_err("outside").kind(), ErrorKind::NotFound);
        assert_eq!(crate::value(&batch, 0, 99).expect_err("outside").kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn the_schema_is_known_before_the_first_batch() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let (query, csv) = all_types();
    athena.push(query);
    objects.put(CSV, csv);
    let options = ArrowOptions::new()
        .with_timestamp_unit(TimeUnit::Nanosecond)
        .with_timestamp_tz(ZonedTimestamps::Text)
        .with_time_unit(TimeUnit::Microsecond)
        .with_month_interval(MonthIntervals::Text);
    let mut cursor = cursor(&athena, &objects, options);
    assert!(cursor.schema().fields().is_empty());
    cursor.execute("SELECT 1").await.expect("succeeds");
    let schema = cursor.schema();
    for (name, data_type, athena_type) in [
        ("b", DataType::Boolean, "boolean"),
        ("f32", DataType::Float32, "real"),
        ("bin", DataType::Binary, "varbinary"),
        ("d", DataType::Date32, "date"),
        ("t", DataType::Time64(ArrowUnit::Microsecond), "time"),
        ("ts", DataType::Timestamp(ArrowUnit::Nanosecond, None), "timestamp"),
        ("tsz", DataType::Utf8, "timestamp with time zone"),
        ("dts", DataType::Duration(ArrowUnit::Millisecond), "interval day to second"),
        ("ytm", DataType::Utf8, "interval year to month"),
        ("u", DataType::Utf8, "uuid"),
        ("a", DataType::Utf8, "array"),
    ] {
        let field = schema.field_with_name(name).expect("is a column");
        assert_eq!(field.data_type(), &data_type, "{name}");
        assert_eq!(field.metadata().get(ATHENA_TYPE).map(String::as_str), Some(athena_type), "{name}");
    }
    // Nanoseconds of the year 9999, and of a time of day in microseconds: not cut.
    let error = cursor.next_batch().await.expect_err("does not fit");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")));
    assert_eq!(cursor.next_batch().await.expect_err("is over").kind(), ErrorKind::InvalidState);
}

#[tokio::test]
async fn hints_make_nested_columns() {
    let hints = "tags=array(varchar);m=map(varchar, double);2=row(id bigint, at timestamp, ids array(uuid))";
    let options = ArrowOptions::new()
        .with_result_set_type_hints(hints.parse::<athena_core::driver::decode::TypeHints>().expect("hints"));
    let uuid = "12151fd2-7586-11e9-8f9e-2a86e4085a59";
    let csv = format!(
        "\"tags\",\"m\",\"r\"\n\"[a, null, ]\",\"{{k=1.5, l=null}}\",\"{{id=1, at=2020-01-01 00:00:00.001, ids=[{uuid}]}}\"\n,,\n\"[]\",\"{{}}\",\"{{id=null, at=null, ids=null}}\"\n"
    );
    let mut cursor = select(&[("tags", "array"), ("m", "map"), ("r", "row")], &csv, options).await;
    let schema = cursor.schema();
    assert!(matches!(schema.field(0).data_type(), DataType::List(item) if item.name() == "item"));
    let DataType::Struct(fields) = schema.field(2).data_type() else { panic!("no struct") };
    assert_eq!(fields.iter().map(|field| field.name().as_str()).collect::<Vec<_>>(), ["id", "at", "ids"]);
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
    let options = ArrowOptions::new().with_result_set_type_hints(
        "r=row(bigint, varchar)".parse::<athena_core::driver::decode::TypeHints>().expect("hints"),
    );
    let mut cursor = select(&[("r", "row")], "\"r\"\n\"{1, x}\"\n", options).await;
    let rows = cursor.fetch_rows().await.expect("fetches");
    assert_eq!(rows[0][0], Value::Row(vec![(None, Value::BigInt(1)), (None, Value::Varchar("x".into()))]));
}

#[tokio::test]
async fn batches_have_the_size_asked_for_and_null_is_not_empty() {
    let options = ArrowOptions::new().with_batch_size(2_usize);
    let mut cursor = select(&[("s", "varchar")], "\"s\"\n\"a\"\n\n\"\"\n\"b\"\n\n", options).await;
    let batches = cursor.fetch_all().await.expect("fetches");
    assert_eq!(batches.iter().map(ArrowCursor::num_rows).collect::<Vec<_>>(), [2, 2, 1]);
    assert_eq!(batches.iter().map(|batch| batch.column(0).null_count()).collect::<Vec<_>>(), [1, 0, 1]);
    assert_eq!(crate::value(&batches[1], 0, 0).ok(), Some(Value::Varchar("".into())));
}

fn numbers(rows: usize) -> String {
    (0..rows).fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"))
}

#[tokio::test]
async fn the_rest_of_a_result_is_a_stream() {
    let options = ArrowOptions::new().with_batch_size(10_usize);
    let mut cursor = select(&[("n", "bigint")], &numbers(25), options.clone()).await;
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let stream = cursor.into_stream();
    assert_eq!(stream.schema().fields().len(), 1);
    let rows: Vec<usize> = stream.map(|batch| batch.expect("fetches").num_rows()).collect().await;
    assert_eq!(rows, [10, 5]);
    let mut stream = select(&[("n", "bigint")], "\"n\"\n\"x\"\n", options).await.into_stream();
    assert_eq!(stream.next().await.expect("an error").expect_err("no number").kind(), ErrorKind::Decode);
    assert!(stream.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_blocks_outside_of_the_runtime() {
    let options = ArrowOptions::new().with_batch_size(10_usize);
    let reader = select(&[("n", "bigint")], &numbers(25), options.clone()).await.into_reader().expect("has a result");
    let read = std::thread::spawn(move || {
        assert_eq!(reader.schema().fields().len(), 1);
        reader.map(|batch| batch.expect("fetches").num_rows()).collect::<Vec<_>>()
    });
    assert_eq!(read.join().expect("does not panic"), [10, 10, 5]);
    let mut reader =
        select(&[("n", "bigint")], "\"n\"\n\"x\"\n", options.clone()).await.into_reader().expect("has a result");
    let error = std::thread::spawn(move || (reader.next(), reader.next().is_none())).join().expect("does not panic");
    assert!(matches!(&error, (Some(Err(error)), true) if error.to_string().contains("`x`")), "{error:?}");
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let error = cursor(&athena, &objects, options).into_reader().expect_err("has no result");
    assert_eq!(error.kind(), ErrorKind::InvalidState);
}

#[test]
fn a_reader_says_that_its_runtime_is_gone() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_time().build().expect("a runtime");
    let options = ArrowOptions::new().with_batch_size(1_usize);
    let mut reader = runtime.block_on(async {
        select(&[("n", "bigint")], &numbers(50), options).await.into_reader().expect("has a result")
    });
    reader.next().expect("a batch").expect("fetches");
    drop(runtime);
    let left: Vec<_> = reader.collect();
    assert!(left.len() < 50 && left.last().is_some_and(Result::is_err), "{}", left.len());
}

#[tokio::test]
async fn results_without_an_object_come_by_pages() {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    let tables = vec![vec![Some("a")], vec![Some("b\"c")]];
    let show = ScriptedQuery::new().rows(&[("tab_name", "string")], tables).substatement("SHOW_TABLES", Some(0));
    athena.push(show.output_location("s3://bucket/out/q.txt"));
    let mut cursor = cursor(&athena, &objects, ArrowOptions::new());
    cursor.execute("SHOW TABLES").await.expect("succeeds");
    assert_eq!(cursor.path(), Some(ResultPath::Pages));
    assert_eq!(cursor.fetch_rows().await.expect("fetches").concat().len(), 2);
    athena.push(ScriptedQuery::new().substatement("INSERT", Some(3)));
    cursor.execute("INSERT INTO t VALUES 1").await.expect("succeeds");
    assert_eq!(cursor.update_count(), Some(3));
    assert_eq!(cursor.schema().fields(), &Fields::empty());
    assert!(cursor.next_batch().await.expect("fetches").is_none());
}

#[tokio::test]
async fn a_bad_value_names_column_row_and_query() {
    let mut cursor = select(&[("n", "tinyint")], "\"n\"\n\"1\"\n\"300\"\n", ArrowOptions::new()).await;
    let error = cursor.next_batch().await.expect_err("too large");
    assert_eq!(
        (error.kind(), error.context("column"), error.context("row")),
        (ErrorKind::Decode, Some("n"), Some("1"))
    );
    assert!(told(&error).contains("query-0"), "{error:?}");
}
