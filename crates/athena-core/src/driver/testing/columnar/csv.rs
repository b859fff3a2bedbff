//! Promises about typed columns from the result CSV, and from pages.

use futures_util::StreamExt;

use super::{ColumnarDriver, shown, text, values};
use crate::driver::AsyncCursor as _;
use crate::driver::results::ResultPath;
use crate::driver::testing::Harness;
use crate::error::ErrorKind;
use crate::execution::Phase;
use crate::testing::ScriptedQuery;
use crate::value::{Value, decode};

/// A name, a type and two texts of each type, the second perhaps NULL. The texts are as in a CSV file.
pub const ALL_TYPES: &[(&str, &str, &str, Option<&str>)] = &[
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

const NUMBER: &[(&str, &str)] = &[("n", "bigint")];

/// The next SELECT has two rows with the cells of [`ALL_TYPES`].
pub fn push_all_types(harness: &Harness) {
    let columns: Vec<(&str, &str)> = ALL_TYPES.iter().map(|(name, type_name, ..)| (*name, *type_name)).collect();
    let line = |cells: Vec<Option<&str>>| {
        cells.iter().map(|cell| cell.map_or(String::new(), |text| format!("\"{text}\""))).collect::<Vec<_>>().join(",")
    };
    let header = line(ALL_TYPES.iter().map(|(name, ..)| Some(*name)).collect());
    let first = line(ALL_TYPES.iter().map(|(_, _, text, _)| Some(*text)).collect());
    let second = line(ALL_TYPES.iter().map(|(.., text)| *text).collect());
    harness.push_csv(&columns, format!("{header}\n{first}\n{second}\n"));
}

/// A CSV file with a column `n` of the numbers from 0.
pub fn numbers(rows: usize) -> String {
    (0..rows).fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"))
}

/// A cell has the value that every driver gives, which is that of its text.
pub async fn a_cell_of_every_type_has_the_value_of_its_text<D: ColumnarDriver>() {
    for options in D::OPTION_SETS {
        let harness = Harness::new();
        push_all_types(&harness);
        let mut cursor = harness.cursor::<D>(options);
        cursor.execute("SELECT 1").await.expect("succeeds");
        let (schema, columns) = (cursor.schema(), cursor.columns());
        D::check_schema(&columns, &schema);
        let batch = cursor.next_batch().await.expect("fetches").expect("has rows");
        D::check_batch(&schema, &batch);
        for (at, (name, _, first, second)) in ALL_TYPES.iter().enumerate() {
            for (row, text) in [Some(*first), *second].into_iter().enumerate() {
                let text = text.map(|text| text.replace("\"\"", "\""));
                let expected = text
                    .as_deref()
                    .map_or(Value::Null, |text| decode(&columns[at].data_type, text).expect("is a value"));
                let found = D::Cursor::value(&columns, &batch, row, at).expect("is a value");
                assert!(found.identical(&expected), "{name}: {found:?} is not {expected:?}");
            }
        }
        assert_eq!(cursor.result_path(), Some(ResultPath::Csv));
        assert!(cursor.next_batch().await.expect("fetches").is_none());
        assert!(cursor.next_batch().await.expect("still at the end").is_none());
        for (row, column) in [(2, 0), (0, 99)] {
            let error = D::Cursor::value(&columns, &batch, row, column).expect_err("is outside of the batch");
            assert_eq!(error.kind(), ErrorKind::NotFound);
        }
    }
}

/// A cursor has an empty schema until a statement has run, and then that of the result, before its first batch.
pub async fn the_schema_is_empty_before_the_first_result<D: ColumnarDriver>() {
    let harness = Harness::new();
    harness.push_csv(NUMBER, numbers(1));
    let mut cursor = harness.cursor::<D>(&[]);
    assert!(cursor.schema() == D::Cursor::schema(None));
    assert!(cursor.columns().is_empty());
    cursor.execute("SELECT 1").await.expect("succeeds");
    assert!(cursor.schema() != D::Cursor::schema(None));
    D::check_schema(&cursor.columns(), &cursor.schema());
}

/// The year 9999 in nanoseconds does not fit into 64 bits: an error with the query's id, and no cut.
pub async fn a_value_that_does_not_fit_its_column_ends_the_result<D: ColumnarDriver>() {
    let harness = Harness::new();
    push_all_types(&harness);
    let mut cursor = harness.cursor::<D>(&[("timestamp_unit", "ns")]);
    cursor.execute("SELECT 1").await.expect("succeeds");
    let error = cursor.next_batch().await.expect_err("does not fit");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")));
    assert_eq!(cursor.next_batch().await.expect_err("is over").kind(), ErrorKind::InvalidState);
}

/// With type hints, nested columns have values of their inner types.
pub async fn hints_make_nested_columns<D: ColumnarDriver>() {
    let hints = "tags=array(varchar);m=map(varchar, double);2=row(id bigint, at timestamp, ids array(uuid))";
    let uuid = "12151fd2-7586-11e9-8f9e-2a86e4085a59";
    let first = format!("\"[a, null, ]\",\"{{k=1.5, l=null}}\",\"{{id=1, at=2020-01-01 00:00:00.001, ids=[{uuid}]}}\"");
    let third = "\"[]\",\"{}\",\"{id=null, at=null, ids=null}\"";
    let csv = format!("\"tags\",\"m\",\"r\"\n{first}\n,,\n{third}\n");
    let columns = [("tags", "array"), ("m", "map"), ("r", "row")];
    let mut cursor = Harness::select::<D>(&columns, csv, &[("result_set_type_hints", hints)]).await;
    D::check_schema(&cursor.columns(), &cursor.schema());
    let rows = cursor.fetch_all().await.expect("fetches");
    let shown = shown(&rows);
    assert_eq!(shown[0][..2], ["[a, null, ]", "{k=1.5, l=null}"]);
    assert_eq!(shown[0][2], format!("{{id=1, at=2020-01-01 00:00:00.001000, ids=[{uuid}]}}"));
    assert_eq!(shown[2], ["[]", "{}", "{id=null, at=null, ids=null}"]);
    let values = values(&rows);
    assert!(values[1].iter().all(Value::is_null));
    // An inner uuid is a uuid, not its text.
    let Value::Row(fields) = &values[0][2] else { panic!("{:?} is not a row", values[0][2]) };
    assert!(matches!(&fields[2].1, Value::Array(items) if matches!(items[0], Value::Uuid(_))));
}

/// The fields of `row(bigint, varchar)` have no names in values, although they have in columns.
pub async fn a_row_type_without_names_gives_values_without_names<D: ColumnarDriver>() {
    let options = [("result_set_type_hints", "r=row(bigint, varchar)")];
    let mut cursor = Harness::select::<D>(&[("r", "row")], "\"r\"\n\"{1, x}\"\n", &options).await;
    let rows = cursor.fetch_all().await.expect("fetches");
    assert_eq!(values(&rows), [[Value::Row(vec![(None, Value::BigInt(1)), (None, text("x"))])]]);
}

/// Every batch but the last one has `batch_size` rows; NULL is not the empty text.
pub async fn batches_have_the_size_asked_for_and_null_is_not_empty<D: ColumnarDriver>() {
    let csv = "\"s\"\n\"a\"\n\n\"\"\n\"b\"\n\n";
    let mut cursor = Harness::select::<D>(&[("s", "varchar")], csv, &[("batch_size", "2")]).await;
    let mut batches = Vec::new();
    while let Some(batch) = cursor.next_batch().await.expect("fetches") {
        let rows: Vec<_> = cursor.rows_of(batch).collect();
        batches.push(rows.iter().map(|row| row.get::<Option<String>>("s").expect("is text")).collect::<Vec<_>>());
    }
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(batches, [vec![text("a"), None], vec![text(""), text("b")], vec![None]]);
}

/// `into_batches` continues after the batches that were fetched.
pub async fn the_rest_of_a_result_is_a_stream<D: ColumnarDriver>() {
    let mut cursor = Harness::select::<D>(NUMBER, numbers(25), &[("batch_size", "10")]).await;
    let schema = cursor.schema();
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let stream = cursor.into_batches();
    assert!(stream.schema() == schema);
    assert_eq!(stream.columns().len(), 1);
    let rows: Vec<usize> = stream.map(|batch| D::Cursor::num_rows(&batch.expect("fetches"))).collect().await;
    assert_eq!(rows, [10, 5]);
}

/// A stream gives an error once, and then ends.
pub async fn a_stream_ends_after_an_error<D: ColumnarDriver>() {
    let mut stream = Harness::select::<D>(NUMBER, "\"n\"\n\"x\"\n", &[]).await.into_batches();
    assert_eq!(stream.next().await.expect_err("is not a number").kind(), ErrorKind::Decode);
    assert!(StreamExt::next(&mut stream).await.is_none());
}

/// Utility statements have rows by `GetQueryResults`; INSERT has no columns and an update count.
pub async fn results_without_an_object_come_by_pages<D: ColumnarDriver>() {
    let harness = Harness::new();
    let tables = vec![vec![Some("a")], vec![Some("b\"c")]];
    let show = ScriptedQuery::new().rows(&[("tab_name", "string")], tables).substatement("SHOW_TABLES", Some(0));
    harness.athena.push(show.output_location("s3://bucket/out/q.txt"));
    let mut cursor = harness.cursor::<D>(&[]);
    cursor.execute("SHOW TABLES").await.expect("succeeds");
    assert_eq!(cursor.result_path(), Some(ResultPath::Pages));
    assert_eq!(shown(&cursor.fetch_all().await.expect("fetches")), [["a"], ["b\"c"]]);
    assert!(harness.objects.reads().is_empty());
    harness.athena.push(ScriptedQuery::new().substatement("INSERT", Some(3)));
    cursor.execute("INSERT INTO t VALUES 1").await.expect("succeeds");
    assert_eq!(cursor.update_count(), Some(3));
    assert!(cursor.schema() == D::Cursor::schema(None));
    assert!(cursor.next_batch().await.expect("fetches").is_none());
}

/// A value that is not of its column's type is an error that names its place.
pub async fn a_bad_value_names_column_row_and_query<D: ColumnarDriver>() {
    let mut cursor = Harness::select::<D>(&[("n", "tinyint")], "\"n\"\n\"1\"\n\"300\"\n", &[]).await;
    let error = cursor.next_batch().await.expect_err("too large");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")));
    assert_eq!((error.context("column"), error.context("row")), (Some("n"), Some("1")));
}

/// A header that is not the names of the columns is that of another file.
pub async fn a_file_with_another_header_is_refused<D: ColumnarDriver>() {
    refused::<D>("\"m\"\n\"1\"\n").await;
}

/// Athena ends every row with a newline: a file without it was cut.
pub async fn a_file_without_its_last_newline_is_refused<D: ColumnarDriver>() {
    refused::<D>("\"n\"\n\"1\"\n\"2\"").await;
}

/// A result without rows has at least a header.
pub async fn an_empty_file_is_refused<D: ColumnarDriver>() {
    refused::<D>("").await;
}

async fn refused<D: ColumnarDriver>(csv: &'static str) {
    let mut cursor = Harness::select::<D>(NUMBER, csv, &[]).await;
    let error = cursor.fetch_batches().await.expect_err("is not the file that Athena wrote");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Decode, Some("query-0")), "{csv:?}");
    assert_eq!(error.context("uri"), Some(Harness::CSV));
}

/// The progress of a CSV result has its bytes, of the object's size, and its rows so far.
pub async fn progress_counts_the_bytes_of_the_csv<D: ColumnarDriver>() {
    let csv = numbers(25);
    let bytes = csv.len() as u64;
    let mut cursor = Harness::select::<D>(NUMBER, csv, &[("batch_size", "10")]).await;
    let progress = cursor.progress();
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let current = progress.current();
    assert_eq!((current.phase, current.rows_fetched), (Phase::Fetching, 10));
    cursor.fetch_batches().await.expect("fetches");
    let last = progress.current();
    assert_eq!((last.phase, last.rows_fetched, last.rows_total), (Phase::Finished, 25, None));
    assert_eq!((last.bytes_fetched, last.bytes_total), (bytes, Some(bytes)));
}
