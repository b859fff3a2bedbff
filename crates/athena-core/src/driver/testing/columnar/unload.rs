//! Promises about typed columns from the Parquet files of an UNLOAD.

use super::files::{ATHENA, INT96, INT96_OF_2020, NESTED, SCALAR_COLUMNS, SCALARS};
use super::{ColumnarDriver, shown, text, values};
use crate::column::Column;
use crate::cursor::Cursor;
use crate::driver::AsyncCursor as _;
use crate::driver::results::ResultPath;
use crate::driver::testing::Harness;
use crate::error::ErrorKind;
use crate::execution::Phase;
use crate::statement::Statement;
use crate::testing::ScriptedQuery;
use crate::value::{Value, decode};
use crate::{AthenaType, Error};

type Options<'a> = &'a [(&'a str, &'a str)];

/// The failure of a query that UNLOAD does not take, in the words of the service.
const REFUSED: &str = "NOT_SUPPORTED: Unsupported Hive type: json";

/// A cursor that stands on the files of an UNLOAD.
async fn unloaded<D: ColumnarDriver>(files: Vec<(&'static str, Vec<u8>)>, options: Options<'_>) -> Cursor<D> {
    let mut cursor = always(&Harness::unloading(files), options);
    cursor.execute("SELECT * FROM t").await.expect("runs");
    D::check_schema(&cursor.columns(), &cursor.schema());
    cursor
}

fn always<D: ColumnarDriver>(harness: &Harness, options: Options<'_>) -> Cursor<D> {
    harness.cursor(&[&[("unload", "true")], options].concat())
}

/// Whatever the number of open files, rows come in the order of the manifest; other objects are not read.
pub async fn files_come_in_the_order_of_the_manifest_and_no_other_files_do<D: ColumnarDriver>() {
    let files = [("9", 0..2500), ("1", 2500..2501), ("5", 2501..9000)];
    for workers in ["1", "2", "8"] {
        let files = files.iter().map(|(name, numbers)| (*name, D::parquet("n", numbers.clone()))).collect();
        let mut cursor = unloaded::<D>(files, &[("batch_size", "700"), ("s3_max_workers", workers)]).await;
        assert_eq!(cursor.result_path(), Some(ResultPath::Parquet));
        let (schema, columns) = (cursor.schema(), cursor.columns());
        assert_eq!(columns.iter().collect::<Vec<_>>(), [&Column::new("n", AthenaType::BigInt)]);
        let mut next = 0;
        while let Some(batch) = cursor.next_batch().await.expect("fetches") {
            assert!((1..=700).contains(&D::Cursor::num_rows(&batch)));
            D::check_batch(&schema, &batch);
            for row in cursor.rows_of(batch) {
                assert_eq!(row.get::<i64>("n").ok(), Some(next));
                next += 1;
            }
        }
        assert_eq!(next, 9000);
        assert!(cursor.next_batch().await.expect("still at the end").is_none());
    }
}

/// The text of the query stands in the UNLOAD as it is. One call of `GetQueryResults` gives the number of rows; the
/// rows cost none. The files stay.
pub async fn the_statement_is_wrapped_and_costs_no_call_per_row<D: ColumnarDriver>() {
    let harness = Harness::unloading(vec![("1", D::parquet("n", 0..3)), ("2", D::parquet("n", 3..6))]);
    let mut cursor = always::<D>(&harness, &[]);
    let statement = Statement::new("SELECT n FROM t WHERE x = :x -- all\n;").bind("x", "a;\n  b");
    cursor.execute(statement).await.expect("runs");
    assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 6);
    let sql = harness.statements().concat();
    let start = "UNLOAD (\nSELECT n FROM t WHERE x = 'a;\n  b'\n) TO 's3://bucket/out/unload/2";
    assert!(sql.starts_with(start), "{sql}");
    assert!(sql.ends_with("/' WITH (format='PARQUET', compression='SNAPPY')"), "{sql}");
    assert_eq!(harness.athena.count("GetQueryResults"), 1);
    // Two files, a manifest, and an object of somebody else.
    assert_eq!(harness.objects.uris().len(), 4);
}

/// Files compressed by Snappy, gzip, Zstandard or not at all have the values and types of Athena.
pub async fn a_column_of_every_type_has_its_value_under_every_codec<D: ColumnarDriver>() {
    for (file, options) in SCALARS.iter().flat_map(|file| D::OPTION_SETS.iter().map(move |options| (file, options))) {
        let mut cursor = unloaded::<D>(vec![("1", file.to_vec())], options).await;
        let columns = cursor.columns();
        let rows = cursor.fetch_all().await.expect("fetches");
        let values = values(&rows);
        assert_eq!(values.len(), 2);
        for (at, (name, athena_type, first)) in SCALAR_COLUMNS.iter().enumerate() {
            let data_type: AthenaType = athena_type.parse().expect("is a type");
            let first = decode(&data_type, first).expect("is a value");
            assert_eq!((&values[0][at], &values[1][at]), (&first, &Value::Null), "{name}");
            assert_eq!((columns[at].name.as_str(), &columns[at].data_type), (*name, &data_type));
        }
    }
}

/// Timestamps have the same columns as from a CSV; a timestamp that does not fit the unit is an error.
pub async fn int96_has_the_unit_chosen_and_loses_nothing<D: ColumnarDriver>() {
    for (unit, expected) in [
        ("ms", ["2020-01-01 12:00:00.123", "9999-12-31 00:00:00.000", "0001-01-01 00:00:00.000"]),
        ("us", ["2020-01-01 12:00:00.123000", "9999-12-31 00:00:00.000000", "0001-01-01 00:00:00.000000"]),
    ] {
        let options = [("timestamp_unit", unit)];
        let mut cursor = unloaded::<D>(vec![("1", INT96.to_vec())], &options).await;
        let csv = Harness::select::<D>(&[("ts", "timestamp")], "\"ts\"\n", &options).await;
        assert!(cursor.schema() == csv.schema(), "{:?} is not {:?}", cursor.schema(), csv.schema());
        let rows = cursor.fetch_all().await.expect("fetches");
        assert_eq!(shown(&rows)[..3].concat(), expected);
        assert!(values(&rows)[3][0].is_null());
    }
    let mut cursor = unloaded::<D>(vec![("1", INT96_OF_2020.to_vec())], &[("timestamp_unit", "ns")]).await;
    assert_eq!(shown(&cursor.fetch_all().await.expect("fetches"))[0], ["2020-01-01 12:00:00.123000000"]);
    let mut cursor = unloaded::<D>(vec![("1", INT96.to_vec())], &[("timestamp_unit", "ns")]).await;
    let error = cursor.next_batch().await.expect_err("does not fit");
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.context("column"), error.query_id()), (Some("ts"), Some("query-0")));
    assert!(error.message().contains("timestamp_unit=us"), "{error}");
}

/// Nested columns of a file have the values, and the schema, inner names included, of a CSV with type hints.
pub async fn nested_columns_are_those_of_a_csv_with_hints<D: ColumnarDriver>() {
    let types = ["array(varchar)", "map(varchar, integer)", "row(id bigint, s varchar)"];
    let hints = types.iter().enumerate().map(|(at, hint)| format!("{at}={hint}")).collect::<Vec<_>>().join(";");
    for options in D::OPTION_SETS {
        let mut cursor = unloaded::<D>(vec![("1", NESTED.to_vec())], options).await;
        let found: Vec<String> = cursor.columns().iter().map(|column| column.data_type.to_string()).collect();
        assert_eq!(found, types);
        let hinted = [options, [("result_set_type_hints", hints.as_str())].as_slice()].concat();
        let columns = [("list", "array"), ("map", "map"), ("row", "row")];
        let csv = Harness::select::<D>(&columns, "\"list\",\"map\",\"row\"\n", &hinted).await;
        assert!(cursor.schema() == csv.schema(), "{:?} is not {:?}", cursor.schema(), csv.schema());
        let batches = cursor.fetch_batches().await.expect("fetches");
        batches.iter().for_each(|batch| D::check_batch(&cursor.schema(), batch));
        assert_eq!(batches.len(), 2);
        let rows: Vec<_> = batches.into_iter().flat_map(|batch| cursor.rows_of(batch)).collect();
        let values = values(&rows);
        let row = |id, s| Value::Row(vec![(Some("id".into()), id), (Some("s".into()), s)]);
        let list = Value::Array(vec![text("a"), Value::Null, text("")]);
        let map = Value::Map(vec![(text("k"), Value::Integer(1))]);
        assert_eq!(values[0], [list, map, row(Value::BigInt(1), text("x, y}"))]);
        assert!(values[1].iter().all(Value::is_null));
        assert_eq!(values[2], [Value::Array(vec![]), Value::Map(vec![]), row(Value::Null, Value::Null)]);
        assert_eq!(values.len(), 3);
    }
}

/// The groups of Athena's lists and maps have other names than the format recommends, and INT96 inside.
pub async fn the_shapes_that_athena_writes_are_read<D: ColumnarDriver>() {
    for (unit, digits) in [("ms", ""), ("us", "000")] {
        let mut cursor = unloaded::<D>(vec![("1", ATHENA.to_vec())], &[("timestamp_unit", unit)]).await;
        let types: Vec<String> = cursor.columns().iter().map(|column| column.data_type.to_string()).collect();
        let maps = "map(varchar, array(timestamp))";
        assert_eq!(types[1..], ["timestamp", "array(array(integer))", maps, "row(id bigint, s varchar)"]);
        let rows = cursor.fetch_all().await.expect("fetches");
        let shown = shown(&rows);
        let first = [
            format!("2020-01-01 12:00:00.123{digits}"),
            "[[1, null], [], null]".to_owned(),
            format!("{{k=[9999-12-31 00:00:00.000{digits}, null], l=null}}"),
            "{id=1, s=x, y}}".to_owned(),
        ];
        let second = [
            format!("0001-01-01 00:00:00.000{digits}"),
            "[]".to_owned(),
            format!("{{m=[0001-01-01 00:00:00.001{digits}]}}"),
            "{id=null, s=null}".to_owned(),
        ];
        assert_eq!((&shown[0][1..], &shown[1][1..]), (first.as_slice(), second.as_slice()));
        assert!(values(&rows)[2][1..].iter().all(Value::is_null));
    }
}

/// An UNLOAD without rows writes no file, and an empty manifest or none: the columns are those that the service names.
pub async fn an_unload_without_rows_has_a_schema_and_no_batches<D: ColumnarDriver>() {
    let columns = [("n", "bigint"), ("a", "array"), ("h", "array")];
    let hints = ("result_set_type_hints", "h=array(date)");
    for manifest in [Some(""), None] {
        let harness = Harness::unloading_with_manifest(vec![], manifest);
        harness.athena.push(ScriptedQuery::new().rows(&columns, vec![]));
        let mut cursor = always::<D>(&harness, &[hints]);
        cursor.execute("SELECT * FROM t").await.expect("runs");
        assert_eq!(cursor.result_path(), Some(ResultPath::Parquet));
        let csv = Harness::select::<D>(&columns, "\"n\",\"a\",\"h\"\n", &[hints]).await;
        assert!(cursor.schema() == csv.schema(), "{:?} is not {:?}", cursor.schema(), csv.schema());
        assert_eq!(cursor.columns().len(), 3);
        assert!(cursor.next_batch().await.expect("has no rows").is_none());
        assert!(cursor.next_batch().await.expect("still none").is_none());
        let last = cursor.progress().current();
        assert_eq!((last.bytes_total, last.rows_total), (Some(0), Some(0)));
    }
}

/// A missing manifest is an error if the service reports rows.
pub async fn rows_without_a_manifest_are_an_error<D: ColumnarDriver>() {
    let harness = Harness::unloading_with_manifest(vec![], None);
    harness.athena.push(ScriptedQuery::new().substatement("UNLOAD", Some(7)));
    let error = always::<D>(&harness, &[]).execute("SELECT 1 AS n").await.expect_err("are missing");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::ResultMissing, Some("query-0")));
}

/// A manifest may only name files in the directory of the query.
pub async fn a_manifest_that_was_changed_is_refused<D: ColumnarDriver>() {
    for entry in ["s3://bucket/out/other.parquet\n", "s3://attacker/out/unload/x\n"] {
        let harness = Harness::unloading_with_manifest(vec![("1", D::parquet("n", 0..3))], Some(entry));
        let error = always::<D>(&harness, &[]).execute("SELECT n FROM t").await.expect_err("is refused");
        assert_eq!((error.kind(), error.context("manifest")), (ErrorKind::Unexpected, Some(Harness::MANIFEST)));
        assert!(error.message().contains("outside"), "{error}");
    }
}

/// A file with other columns, and one that is not well formed, is an error that names the file and ends the result.
pub async fn files_that_do_not_fit_or_do_not_read_are_errors<D: ColumnarDriver>() {
    let mut broken = D::parquet("n", 0..5000);
    let middle = broken.len() / 2;
    broken[middle..middle + 200].fill(0xff);
    for (bytes, kind) in [
        (D::parquet("m", 0..1), ErrorKind::Unexpected),
        (b"PAR1 but no more".to_vec(), ErrorKind::Decode),
        (b"PAR1\xff\xff\xff\x7fPAR1".to_vec(), ErrorKind::Decode),
        (broken, ErrorKind::Decode),
        (Vec::new(), ErrorKind::Decode),
    ] {
        check_second_file::<D>(bytes, kind).await;
    }
}

/// Asserts that reading a result whose second file has these bytes ends with an error that names the file.
pub async fn check_second_file<D: ColumnarDriver>(bytes: Vec<u8>, kind: ErrorKind) {
    let mut cursor = unloaded::<D>(vec![("1", D::parquet("n", 0..3)), ("2", bytes)], &[]).await;
    let error: Error = loop {
        match cursor.next_batch().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the result seems whole"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), error.query_id()), (kind, Some("query-0")), "{error:?}");
    assert!(format!("{error:?}").contains("/2"), "{error:?}");
    assert_eq!(cursor.next_batch().await.expect_err("is over").kind(), ErrorKind::InvalidState);
}

/// The service counts the rows that an UNLOAD writes: a result that ends with another number is an error.
pub async fn a_result_with_fewer_rows_than_were_written_is_an_error<D: ColumnarDriver>() {
    let harness = Harness::unloading(vec![("1", D::parquet("n", 0..3))]);
    harness.athena.push(ScriptedQuery::new().substatement("UNLOAD", Some(4)));
    let mut cursor = always::<D>(&harness, &[]);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    assert_eq!(cursor.progress().current().rows_total, Some(4));
    let error = cursor.next_batch().await.expect_err("a row is missing");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::ResultMissing, Some("query-0")));
}

/// With `unload_cleanup`, the files and their manifest go at the end of the result, and when the cursor is closed, used
/// again or dropped. Other objects stay.
pub async fn cleanup_deletes_what_the_query_wrote_and_nothing_else<D: ColumnarDriver>() {
    let options = [("unload_cleanup", "true")];
    let left = |harness: &Harness| {
        let uris = harness.objects.uris();
        assert!(uris.iter().all(|uri| uri.ends_with("/leftover")), "{uris:?}");
        uris.len()
    };
    // At the end of the result.
    let harness = Harness::unloading(vec![("1", D::parquet("n", 0..3)), ("2", D::parquet("n", 3..6))]);
    let mut cursor = always::<D>(&harness, &options);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    assert_eq!(harness.objects.uris().len(), 4);
    assert_eq!(cursor.fetch_batches().await.expect("fetches").len(), 1);
    assert_eq!(left(&harness), 1);
    // When the cursor is used again, and when it is closed.
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.execute("SHOW TABLES").await.expect("runs");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&harness), 2);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.close().await.expect("closes");
    assert_eq!(left(&harness), 3);
    // When it is dropped.
    let mut cursor = always::<D>(&harness, &options);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    drop(cursor);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&harness), 4);
}

/// Without a staging directory the files go below the output location of the work group, which is asked for once.
pub async fn the_directory_is_that_of_the_work_group_where_none_is_given<D: ColumnarDriver>() {
    let mut harness = Harness::unloading(vec![("1", D::parquet("n", 0..3))]);
    harness.staging_dir = None;
    harness.athena.set_work_group_output(Some("s3://bucket/group"));
    let mut cursor = always::<D>(&harness, &[]);
    for _ in 0..2 {
        cursor.execute("SELECT n FROM t").await.expect("runs");
        assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 3);
    }
    let statements = harness.statements();
    assert!(statements[0].contains(") TO 's3://bucket/group/unload/"), "{statements:?}");
    assert_ne!(statements[0], statements[1]);
    assert_eq!(harness.athena.count("GetWorkGroup"), 1);
    harness.athena.set_work_group_output(None);
    let error = always::<D>(&harness, &[]).execute("SELECT n FROM t").await.expect_err("has no directory");
    assert_eq!((error.kind(), error.context("work_group")), (ErrorKind::InvalidOption, Some("primary")));
    assert!(error.message().contains("s3_staging_dir"), "{error}");
    let mut cursor = harness.cursor::<D>(&[("unload", "auto")]);
    cursor.execute("SELECT n FROM t").await.expect("runs as it is");
    assert_eq!(cursor.result_path(), Some(ResultPath::Pages));
}

/// With `unload=true`, a query that cannot be unloaded is an error with a cure; other statements run as they are.
pub async fn a_statement_that_unload_does_not_take_says_why<D: ColumnarDriver>() {
    let harness = Harness::unloading(vec![]);
    let mut cursor = always::<D>(&harness, &[]);
    let error = cursor.execute("EXECUTE q").await.expect_err("cannot be unloaded");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(harness.statements().is_empty());
    harness.athena.push(ScriptedQuery::new().fails(REFUSED));
    let error = cursor.execute("SELECT CAST(1 AS JSON) AS j").await.expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::QueryFailed);
    assert!(error.context("hint").is_some_and(|hint| hint.contains("unload=auto")), "{error}");
    cursor.execute("SHOW TABLES").await.expect("runs");
    assert_eq!(harness.statements().last().map(String::as_str), Some("SHOW TABLES"));
}

/// With `unload=auto`, a query that cannot be unloaded runs as it is; an error of the query itself stays.
pub async fn auto_runs_a_statement_that_unload_does_not_take_as_it_is<D: ColumnarDriver>() {
    let harness = Harness::unloading(vec![]);
    let mut cursor = harness.cursor::<D>(&[("unload", "auto")]);
    cursor.execute("EXECUTE q").await.expect("runs as it is");
    harness.athena.push(ScriptedQuery::new().fails(REFUSED));
    harness.athena.push(ScriptedQuery::new().rows(&[("j", "json")], vec![vec![Some("1")]]));
    cursor.execute("SELECT CAST(1 AS JSON) AS j").await.expect("runs as it is");
    assert_eq!(cursor.result_path(), Some(ResultPath::Pages));
    let row = cursor.fetch_one().await.expect("has a row");
    assert_eq!(row.value("j").ok(), Some(Value::Json("1".into())));
    harness.athena.push(ScriptedQuery::new().fails("DIVISION_BY_ZERO"));
    cursor.execute("SELECT 1 / 0 AS n").await.expect_err("fails as it is, too");
    let statements = harness.statements();
    assert_eq!(statements.iter().filter(|sql| sql.starts_with("UNLOAD")).count(), 2);
    assert_eq!(statements.len(), 4);
}

/// The progress of an UNLOAD has the bytes read so far, and the bytes and rows of all files once all are open.
pub async fn progress_counts_the_bytes_and_rows_of_all_files<D: ColumnarDriver>() {
    let files = vec![("1", D::parquet("n", 0..2500)), ("2", D::parquet("n", 2500..2600))];
    let sizes: Vec<u64> = files.iter().map(|(_, bytes)| bytes.len() as u64).collect();
    let all = sizes.iter().sum();
    let mut cursor = unloaded::<D>(files, &[("s3_max_workers", "1")]).await;
    let progress = cursor.progress();
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let first = progress.current();
    assert_eq!((first.phase, first.rows_fetched, first.rows_total), (Phase::Fetching, 1000, None));
    assert_eq!((first.bytes_fetched, first.bytes_total), (sizes[0], None));
    cursor.fetch_batches().await.expect("fetches");
    let last = progress.current();
    assert_eq!((last.phase, last.rows_fetched, last.rows_total), (Phase::Finished, 2600, Some(2600)));
    assert_eq!((last.bytes_fetched, last.bytes_total), (all, Some(all)));
}
