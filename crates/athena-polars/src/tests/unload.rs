//! Data frames from the Parquet files of UNLOAD.

use athena_core::driver::results::ResultPath;
use athena_core::driver::unload::UnloadMode;
use athena_core::testing::ScriptedQuery;
use athena_core::value::TimeUnit;
use athena_core::{AsyncCursor as _, AsyncCursorExt as _, AthenaType, Column, ErrorKind, Statement, Value};
use polars_arrow::array::{
    ArrayRef, BinaryViewArray, BooleanArray, Int8Array, Int16Array, Int32Array, Int64Array, PrimitiveArray,
    Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field as ArrowField};
use polars_arrow::record_batch::RecordBatchT;
use polars_core::prelude::{DataType, Field, TimeUnit as PolarsUnit};
use polars_parquet::write::{
    CompressionOptions, Encoding, FileWriter, RowGroupIterator, StatisticsOptions, Version, WriteOptions,
};

use super::{MANIFEST, Unloading, told};
use crate::PolarsOptions;

/// What the Rust implementation of Apache Arrow wrote: a column `ts` of INT96, which is what Athena writes, with
/// 2020-01-01 12:00:00.123, 9999-12-31, 0001-01-01 and NULL.
const INT96: &[u8] = include_bytes!("data/int96.parquet");

/// What the sandbox wrote, in Athena's shapes: groups called `bag` in lists and `entries` in maps, and INT96 in them.
pub(super) const ATHENA: &[u8] = include_bytes!("data/athena.parquet");

/// A list, a map and a row in the shapes that the Parquet format recommends, in two row groups.
const NESTED: &[u8] = include_bytes!("data/nested.parquet");

pub(super) fn always() -> PolarsOptions {
    PolarsOptions::new().with_unload(true)
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>, compression: CompressionOptions, row_group: usize) -> Vec<u8> {
    let fields = columns.iter().map(|(name, array)| ArrowField::new((*name).into(), array.dtype().clone(), true));
    let schema: ArrowSchema = fields.map(|field| (field.name.clone(), field)).collect();
    let statistics = StatisticsOptions::empty();
    let options = WriteOptions { statistics, version: Version::V1, compression, data_page_size: None };
    let rows = columns[0].1.len();
    let mut writer = FileWriter::try_new(Vec::new(), schema.clone(), options).expect("a writer");
    for from in (0..rows).step_by(row_group) {
        let length = row_group.min(rows - from);
        let arrays = columns.iter().map(|(_, array)| array.sliced(from, length)).collect();
        let group = RecordBatchT::try_new(length, schema.clone().into(), arrays);
        let encodings = columns.iter().map(|_| vec![Encoding::Plain]).collect::<Vec<_>>().into();
        let groups = RowGroupIterator::try_new(std::iter::once(group), &schema, options, encodings);
        for group in groups.expect("row groups") {
            writer.write(u64::try_from(length).expect("fits"), group.expect("a row group")).expect("writes");
        }
    }
    writer.end(None).expect("closes");
    writer.into_inner()
}

fn numbers(range: std::ops::Range<i64>) -> Vec<u8> {
    parquet_of(vec![("n", Int64Array::from_vec(range.collect()).boxed())], CompressionOptions::Snappy, 1000)
}

fn text(text: &str) -> Value<'static> {
    Value::Varchar(text.to_owned().into())
}

#[tokio::test]
async fn files_come_in_the_order_of_the_manifest_and_no_other_files_do() {
    let files = vec![("9", numbers(0..2500)), ("1", numbers(2500..2501)), ("5", numbers(2501..9000))];
    for workers in [1_usize, 2, 8] {
        let athena = Unloading::new(files.clone());
        let mut cursor = athena.cursor(always().with_batch_size(700_usize).with_s3_max_workers(workers));
        cursor
            .execute(Statement::new("SELECT n FROM t WHERE x = :x -- all\n;").bind("x", "a;\n  b"))
            .await
            .expect("runs");
        assert_eq!(cursor.path(), Some(ResultPath::Parquet));
        assert_eq!(cursor.columns()[0], Column::new("n", AthenaType::BigInt));
        let mut next = 0;
        while let Some(batch) = cursor.next_batch().await.expect("fetches") {
            assert!((1..=700).contains(&batch.height()));
            for row in 0..batch.height() {
                assert_eq!(crate::value(cursor.columns(), &batch, row, 0).ok(), Some(Value::BigInt(next)));
                next += 1;
            }
        }
        assert_eq!(next, 9000);
        assert!(cursor.next_batch().await.expect("still at the end").is_none());
        let sql = athena.sql().concat();
        assert!(
            sql.starts_with("UNLOAD (\nSELECT n FROM t WHERE x = 'a;\n  b'\n) TO 's3://bucket/out/unload/2"),
            "{sql}"
        );
        assert!(sql.ends_with("/' WITH (format='PARQUET', compression='SNAPPY')"), "{sql}");
        // Rows cost no call of the API, and nothing is deleted unless asked for.
        assert_eq!(athena.athena.count("GetQueryResults"), 0);
        assert_eq!(athena.objects.uris().len(), 5);
    }
}

#[tokio::test]
async fn every_type_has_its_value() {
    let decimal = PrimitiveArray::from_slice([-12345_i128, 0]).to(ArrowDataType::Decimal(38, 2));
    let scalars: Vec<(&str, ArrayRef, Value<'static>, &str)> = vec![
        ("b", BooleanArray::from_slice([true, false]).boxed(), Value::Boolean(true), "boolean"),
        ("i8", Int8Array::from_slice([-1, 0]).boxed(), Value::TinyInt(-1), "tinyint"),
        ("i16", Int16Array::from_slice([-2, 0]).boxed(), Value::SmallInt(-2), "smallint"),
        ("i32", Int32Array::from_slice([-3, 0]).boxed(), Value::Integer(-3), "integer"),
        ("i64", Int64Array::from_slice([-4, 0]).boxed(), Value::BigInt(-4), "bigint"),
        ("f32", PrimitiveArray::from_slice([1.5_f32, 0.0]).boxed(), Value::Real(1.5), "real"),
        ("f64", PrimitiveArray::from_slice([1e20_f64, 0.0]).boxed(), Value::Double(1e20), "double"),
        ("dec", decimal.boxed(), Value::Decimal("-123.45".parse().expect("is a decimal")), "decimal(38,2)"),
        ("s", Utf8ViewArray::from_slice_values(["", "x"]).boxed(), text(""), "varchar"),
        (
            "bin",
            BinaryViewArray::from_slice_values([b"\x01", b"x"]).boxed(),
            Value::Varbinary(vec![1].into()),
            "varbinary",
        ),
        (
            "d",
            Int32Array::from_slice([18_262, 0]).to(ArrowDataType::Date32).boxed(),
            Value::Date("2020-01-01".parse().expect("is a date")),
            "date",
        ),
    ];
    for codec in [
        CompressionOptions::Snappy,
        CompressionOptions::Uncompressed,
        CompressionOptions::Gzip(None),
        CompressionOptions::Zstd(None),
    ] {
        // The second row is NULL.
        let with_null = |array: &ArrayRef| array.with_validity(Some([true, false].into_iter().collect()));
        let columns = scalars.iter().map(|(name, array, ..)| (*name, with_null(array))).collect();
        let athena = Unloading::new(vec![("1", parquet_of(columns, codec, 10))]);
        let mut cursor = athena.cursor(always());
        cursor.execute("TABLE t").await.expect("runs");
        let schema = cursor.schema();
        let rows = cursor.fetch_rows().await.expect("fetches");
        assert_eq!(schema.get("dec"), Some(&DataType::Decimal(38, 2)));
        for (at, (name, _, expected, athena_type)) in scalars.iter().enumerate() {
            assert_eq!((&rows[0][at], &rows[1][at]), (expected, &Value::Null), "{name}");
            assert_eq!(cursor.columns()[at].data_type.to_string(), *athena_type);
        }
    }
}

#[tokio::test]
async fn int96_has_the_unit_chosen_and_nothing_is_cut() {
    let shown = |unit: TimeUnit| match unit {
        TimeUnit::Millisecond => ["2020-01-01 12:00:00.123", "9999-12-31 00:00:00.000", "0001-01-01 00:00:00.000"],
        _ => ["2020-01-01 12:00:00.123000", "9999-12-31 00:00:00.000000", "0001-01-01 00:00:00.000000"],
    };
    for (unit, polars) in
        [(TimeUnit::Millisecond, PolarsUnit::Milliseconds), (TimeUnit::Microsecond, PolarsUnit::Microseconds)]
    {
        let athena = Unloading::new(vec![("1", INT96.to_vec())]);
        let mut cursor = athena.cursor(always().with_timestamp_unit(unit));
        cursor.execute("SELECT ts FROM t").await.expect("runs");
        assert_eq!(cursor.schema().get("ts"), Some(&DataType::Datetime(polars, None)));
        let rows = cursor.fetch_rows().await.expect("fetches").concat();
        assert_eq!(rows[..3].iter().map(ToString::to_string).collect::<Vec<_>>(), shown(unit));
        assert!(rows[3].is_null());
    }
    let athena = Unloading::new(vec![("1", INT96.to_vec())]);
    let mut cursor = athena.cursor(always().with_timestamp_unit(TimeUnit::Nanosecond));
    cursor.execute("SELECT ts FROM t").await.expect("runs");
    let error = cursor.next_batch().await.expect_err("does not fit");
    assert_eq!(
        (error.kind(), error.context("column"), error.query_id()),
        (ErrorKind::Decode, Some("ts"), Some("query-0"))
    );
    assert!(error.message().contains("timestamp_unit=us"), "{error}");
}

#[tokio::test]
async fn nested_columns_are_real() {
    let athena = Unloading::new(vec![("1", NESTED.to_vec())]);
    let mut cursor = athena.cursor(always());
    cursor.execute("SELECT * FROM t").await.expect("runs");
    let types: Vec<String> = cursor.columns().iter().map(|column| column.data_type.to_string()).collect();
    assert_eq!(types, ["array(varchar)", "map(varchar, integer)", "row(id bigint, s varchar)"]);
    // The same names inside as from a CSV with hints.
    let entry = [Field::new("key".into(), DataType::String), Field::new("value".into(), DataType::Int32)];
    let dtype = DataType::List(Box::new(DataType::Struct(entry.into())));
    assert_eq!(cursor.schema().get("map"), Some(&dtype));
    let frames = cursor.fetch_all().await.expect("fetches");
    let columns = cursor.columns();
    let cells = |frame, row| (0..3).map(move |column| crate::value(columns, frame, row, column).expect("is a value"));
    let rows: Vec<Vec<Value<'_>>> = frames
        .iter()
        .inspect(|frame| assert_eq!(frame.schema(), &cursor.schema()))
        .flat_map(|frame| (0..frame.height()).map(move |row| cells(frame, row).collect()))
        .collect();
    assert_eq!((frames.len(), rows.len()), (2, 3));
    assert_eq!(rows[0][0], Value::Array(vec![text("a"), Value::Null, text("")]));
    assert_eq!(rows[0][1], Value::Map(vec![(text("k"), Value::Integer(1))]));
    let row = |id, s| Value::Row(vec![(Some("id".into()), id), (Some("s".into()), s)]);
    assert_eq!(rows[0][2], row(Value::BigInt(1), text("x, y}")));
    assert!(rows[1].iter().all(Value::is_null));
    assert_eq!(rows[2], [Value::Array(vec![]), Value::Map(vec![]), row(Value::Null, Value::Null)]);
}

#[tokio::test]
async fn the_shapes_of_athena_are_read_right() {
    for (unit, digits) in [(TimeUnit::Millisecond, ""), (TimeUnit::Microsecond, "000")] {
        let athena = Unloading::new(vec![("1", ATHENA.to_vec())]);
        let mut cursor = athena.cursor(always().with_timestamp_unit(unit));
        cursor.execute("SELECT * FROM t").await.expect("runs");
        let types: Vec<String> = cursor.columns().iter().map(|column| column.data_type.to_string()).collect();
        let maps = "map(varchar, array(timestamp))";
        assert_eq!(types[1..], ["timestamp", "array(array(integer))", maps, "row(id bigint, s varchar)"]);
        let rows = cursor.fetch_rows().await.expect("fetches");
        let shown: Vec<Vec<String>> =
            rows.iter().map(|row| row[1..].iter().map(ToString::to_string).collect()).collect();
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
        assert_eq!(shown[..2], [first, second]);
        assert!(rows[2][1..].iter().all(Value::is_null));
    }
}

#[tokio::test]
async fn no_rows_are_a_schema_and_no_error() {
    for manifest in [true, false] {
        let mut athena = Unloading::new(vec![]);
        athena.manifest = manifest;
        athena.athena.push(ScriptedQuery::new().rows(&[("n", "bigint"), ("a", "array"), ("h", "array")], vec![]));
        let hints = "h=array(date)".parse::<athena_core::driver::decode::TypeHints>().expect("hints");
        let mut cursor = athena.cursor(always().with_result_set_type_hints(hints));
        cursor.execute("SELECT * FROM t").await.expect("runs");
        assert_eq!(cursor.path(), Some(ResultPath::Parquet));
        let types: Vec<DataType> = cursor.schema().iter_values().cloned().collect();
        assert_eq!(types[..2], [DataType::Int64, DataType::String]);
        assert!(matches!(types[2], DataType::List(_)));
        assert_eq!(cursor.columns().len(), 3);
        assert!(cursor.next_batch().await.expect("has no rows").is_none());
        assert!(cursor.next_batch().await.expect("still none").is_none());
    }
    // Rows that nobody can find are not no rows.
    let mut athena = Unloading::new(vec![]);
    athena.manifest = false;
    athena.athena.push(ScriptedQuery::new().substatement("UNLOAD", Some(7)));
    let error = athena.cursor(always()).execute("SELECT 1 AS n").await.expect_err("are missing");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::ResultMissing, Some("query-0")));
}

#[tokio::test]
async fn a_manifest_that_was_changed_is_refused() {
    for entry in ["s3://bucket/out/other.parquet\n", "s3://attacker/out/unload/x\n"] {
        let mut athena = Unloading::new(vec![("1", numbers(0..3))]);
        athena.more = entry.to_owned();
        let error = athena.cursor(always()).execute("SELECT n FROM t").await.expect_err("is refused");
        assert_eq!((error.kind(), error.context("manifest")), (ErrorKind::Unexpected, Some(MANIFEST)));
        assert!(error.message().contains("outside"), "{error}");
    }
}

#[tokio::test]
async fn files_that_do_not_fit_or_do_not_read_are_errors() {
    let other = parquet_of(vec![("m", Int64Array::from_slice([1]).boxed())], CompressionOptions::Snappy, 10);
    let mut broken = numbers(0..5000);
    let middle = broken.len() / 2;
    broken[middle..middle + 200].fill(0xff);
    // The header of its page says that it has -4 values, where 3 are.
    let mut lies = numbers(0..3);
    let header = lies.windows(3).position(|bytes| bytes == [0x2c, 0x15, 0x06]).expect("has a page header");
    lies[header + 2] = 0x07;
    for (bytes, kind) in [
        (lies, ErrorKind::Decode),
        (other, ErrorKind::Unexpected),
        (b"PAR1 but no more".to_vec(), ErrorKind::Decode),
        (b"PAR1\xff\xff\xff\x7fPAR1".to_vec(), ErrorKind::Decode),
        (broken, ErrorKind::Decode),
        (Vec::new(), ErrorKind::Decode),
    ] {
        let athena = Unloading::new(vec![("1", numbers(0..3)), ("2", bytes)]);
        let mut cursor = athena.cursor(always());
        cursor.execute("SELECT n FROM t").await.expect("the first file is good");
        let error = loop {
            match cursor.next_batch().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the result seems whole"),
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), error.query_id()), (kind, Some("query-0")), "{error:?}");
        assert!(told(&error).contains("/2"), "{error:?}");
        assert_eq!(cursor.next_batch().await.expect_err("is over").kind(), ErrorKind::InvalidState);
    }
}

#[tokio::test]
async fn cleanup_deletes_what_the_query_wrote_and_nothing_else() {
    let files = || vec![("1", numbers(0..3)), ("2", numbers(3..6))];
    let options = always().with_unload_cleanup(true);
    let left = |athena: &Unloading| {
        let uris = athena.objects.uris();
        assert!(uris.iter().all(|uri| uri.ends_with("/leftover")), "{uris:?}");
        uris.len()
    };
    // At the end of the result.
    let athena = Unloading::new(files());
    let mut cursor = athena.cursor(options.clone());
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    assert_eq!(athena.objects.uris().len(), 4);
    assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 1);
    assert_eq!(left(&athena), 1);
    // When the cursor is closed, and when it is used again.
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.execute("SHOW TABLES").await.expect("runs");
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&athena), 2);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.close().await.expect("closes");
    assert_eq!(left(&athena), 3);
    // When it is dropped.
    let mut cursor = athena.cursor(options);
    cursor.execute("SELECT n FROM t").await.expect("runs");
    drop(cursor);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(left(&athena), 4);
}

#[tokio::test]
async fn the_directory_is_that_of_the_work_group_where_none_is_given() {
    let mut athena = Unloading::new(vec![("1", numbers(0..3))]);
    athena.work_group = Some("s3://bucket/group");
    let mut cursor = athena.cursor(always());
    for _ in 0..2 {
        cursor.execute("SELECT n FROM t").await.expect("runs");
        assert_eq!(cursor.fetch_rows().await.expect("fetches").len(), 3);
    }
    assert!(athena.sql()[0].contains(") TO 's3://bucket/group/unload/"), "{:?}", athena.sql());
    assert_ne!(athena.sql()[0], athena.sql()[1]);
    // It is asked for once.
    assert_eq!(athena.athena.count("GetWorkGroup"), 1);
    athena.work_group = Some("");
    let error = athena.cursor(always()).execute("SELECT n FROM t").await.expect_err("has no place");
    assert_eq!((error.kind(), error.context("work_group")), (ErrorKind::InvalidOption, Some("primary")));
    assert!(error.message().contains("s3_staging_dir"), "{error}");
    let mut cursor = athena.cursor(PolarsOptions::new().with_unload(UnloadMode::Auto));
    cursor.execute("SELECT n FROM t").await.expect("runs as it is");
    assert_eq!(cursor.path(), Some(ResultPath::Pages));
}

#[tokio::test]
async fn what_cannot_be_unloaded_says_why_or_runs_as_it_is() {
    let refused = "NOT_SUPPORTED: Unsupported Hive type: json";
    let athena = Unloading::new(vec![]);
    let mut cursor = athena.cursor(always());
    let error = cursor.execute("EXECUTE q").await.expect_err("cannot be unloaded");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(athena.sql().is_empty());
    athena.athena.push(ScriptedQuery::new().fails(refused));
    let error = cursor.execute("SELECT CAST(1 AS JSON) AS j").await.expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::QueryFailed);
    assert!(error.context("hint").is_some_and(|hint| hint.contains("unload=auto")), "{error}");
    // Statements that are no queries have nothing to unload.
    cursor.execute("SHOW TABLES").await.expect("runs");
    assert_eq!(athena.sql().last().map(String::as_str), Some("SHOW TABLES"));

    let athena = Unloading::new(vec![]);
    let mut cursor = athena.cursor(PolarsOptions::new().with_unload(UnloadMode::Auto));
    cursor.execute("EXECUTE q").await.expect("runs as it is");
    athena.athena.push(ScriptedQuery::new().fails(refused));
    athena.athena.push(ScriptedQuery::new().rows(&[("j", "json")], vec![vec![Some("1")]]));
    cursor.execute("SELECT CAST(1 AS JSON) AS j").await.expect("runs as it is");
    assert_eq!(cursor.path(), Some(ResultPath::Pages));
    assert_eq!(cursor.fetch_scalar().await.ok(), Some(Value::Json("1".into())));
    athena.athena.push(ScriptedQuery::new().fails("DIVISION_BY_ZERO"));
    cursor.execute("SELECT 1 / 0 AS n").await.expect_err("fails as it is, too");
    let starts = athena.sql();
    assert_eq!(starts.iter().filter(|sql| sql.starts_with("UNLOAD")).count(), 2);
    assert_eq!(starts.len(), 4);
}
