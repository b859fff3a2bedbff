//! Record batches from the Parquet files of UNLOAD.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, MapBuilder, StringBuilder};
use arrow_array::types::Int64Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, RecordBatch, StringArray, StructArray,
};
use arrow_schema::{DataType, Field, Fields, TimeUnit as ArrowUnit};
use athena_core::driver::results::ResultPath;
use athena_core::driver::unload::UnloadMode;
use athena_core::testing::ScriptedQuery;
use athena_core::value::TimeUnit;
use athena_core::{AsyncCursor as _, AsyncCursorExt as _, ErrorKind, Statement, Value};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{Int96, Int96Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{MANIFEST, Unloading, told};
use crate::{ATHENA_TYPE, ArrowOptions};

fn always() -> ArrowOptions {
    ArrowOptions::new().with_unload(true)
}

fn parquet_of(columns: Vec<(&str, ArrayRef)>, compression: Compression, row_group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)));
    let batch = batch.expect("columns of one length");
    let properties =
        WriterProperties::builder().set_compression(compression).set_max_row_group_row_count(Some(row_group)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("writes");
    writer.into_inner().expect("closes")
}

fn numbers(range: std::ops::Range<i64>) -> Vec<u8> {
    parquet_of(vec![("n", Arc::new(Int64Array::from_iter_values(range)))], Compression::SNAPPY, 1000)
}

/// Timestamps as Athena writes them: nanoseconds of a Julian day. Each is days since 1970 and nanoseconds.
fn int96(values: &[(i64, u64)]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type("message hive_schema { optional int96 ts; }").expect("a schema"));
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).expect("a writer");
    let mut group = writer.next_row_group().expect("a row group");
    let mut column = group.next_column().expect("fits").expect("is there");
    let values: Vec<Int96> = values
        .iter()
        .map(|(days, nanos)| {
            let mut value = Int96::new();
            let julian = u32::try_from(days + 2_440_588).expect("is a day");
            let low = u32::try_from(nanos & u64::from(u32::MAX)).expect("is masked");
            value.set_data(low, u32::try_from(nanos >> 32).expect("is a time of day"), julian);
            value
        })
        .collect();
    // The last row is NULL.
    let levels: Vec<i16> = values.iter().map(|_| 1).chain([0]).collect();
    column.typed::<Int96Type>().write_batch(&values, Some(&levels), None).expect("writes");
    column.close().expect("closes");
    group.close().expect("closes");
    writer.into_inner().expect("closes")
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
        assert_eq!(cursor.schema().field(0).metadata()[ATHENA_TYPE], "bigint");
        assert_eq!(cursor.columns()[0].name, "n");
        let mut next = 0;
        while let Some(batch) = cursor.next_batch().await.expect("fetches") {
            assert!((1..=700).contains(&batch.num_rows()));
            for row in 0..batch.num_rows() {
                assert_eq!(crate::value(&batch, row, 0).ok(), Some(Value::BigInt(next)));
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
    let scalars: Vec<(&str, ArrayRef, Value<'static>, &str)> = vec![
        ("b", Arc::new(BooleanArray::from(vec![Some(true), None])), Value::Boolean(true), "boolean"),
        ("i8", Arc::new(Int8Array::from(vec![Some(-1), None])), Value::TinyInt(-1), "tinyint"),
        ("i16", Arc::new(Int16Array::from(vec![Some(-2), None])), Value::SmallInt(-2), "smallint"),
        ("i32", Arc::new(Int32Array::from(vec![Some(-3), None])), Value::Integer(-3), "integer"),
        ("i64", Arc::new(Int64Array::from(vec![Some(-4), None])), Value::BigInt(-4), "bigint"),
        ("f32", Arc::new(Float32Array::from(vec![Some(1.5), None])), Value::Real(1.5), "real"),
        ("f64", Arc::new(Float64Array::from(vec![Some(1e20), None])), Value::Double(1e20), "double"),
        (
            "dec",
            Arc::new(
                Decimal128Array::from(vec![Some(-12345), None]).with_precision_and_scale(38, 2).expect("is a decimal"),
            ),
            Value::Decimal("-123.45".parse().expect("is a decimal")),
            "decimal(38,2)",
        ),
        ("s", Arc::new(StringArray::from(vec![Some(""), None])), text(""), "varchar"),
        (
            "bin",
            Arc::new(BinaryArray::from_opt_vec(vec![Some(b"\x01"), None])),
            Value::Varbinary(vec![1].into()),
            "varbinary",
        ),
        (
            "d",
            Arc::new(Date32Array::from(vec![Some(18_262), None])),
            Value::Date("2020-01-01".parse().expect("is a date")),
            "date",
        ),
    ];
    let codecs = [
        Compression::SNAPPY,
        Compression::UNCOMPRESSED,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(ZstdLevel::default()),
    ];
    for (codec, string_view) in codecs.into_iter().zip([false, true, false, true]) {
        let columns = scalars.iter().map(|(name, array, ..)| (*name, Arc::clone(array))).collect();
        let athena = Unloading::new(vec![("1", parquet_of(columns, codec, 10))]);
        let mut cursor = athena.cursor(always().with_string_view(string_view));
        cursor.execute("TABLE t").await.expect("runs");
        let schema = cursor.schema();
        let view = if string_view { DataType::Utf8View } else { DataType::Utf8 };
        assert_eq!(schema.field_with_name("s").expect("is a column").data_type(), &view);
        let rows = cursor.fetch_rows().await.expect("fetches");
        for (at, (name, _, expected, athena_type)) in scalars.iter().enumerate() {
            assert_eq!((&rows[0][at], &rows[1][at]), (expected, &Value::Null), "{name}");
            assert_eq!(schema.field(at).metadata()[ATHENA_TYPE], *athena_type);
        }
    }
}

#[tokio::test]
async fn int96_has_the_unit_chosen_and_nothing_is_cut() {
    let noon = 12 * 3600 * 1_000_000_000_u64;
    // 2020-01-01 12:00:00.123, 9999-12-31 00:00, 0001-01-01 00:00
    let values = [(18_262, noon + 123_000_000), (2_932_896, 0), (-719_162, 0)];
    let shown = |unit: TimeUnit| match unit {
        TimeUnit::Millisecond => ["2020-01-01 12:00:00.123", "9999-12-31 00:00:00.000", "0001-01-01 00:00:00.000"],
        _ => ["2020-01-01 12:00:00.123000", "9999-12-31 00:00:00.000000", "0001-01-01 00:00:00.000000"],
    };
    for (unit, arrow) in
        [(TimeUnit::Millisecond, ArrowUnit::Millisecond), (TimeUnit::Microsecond, ArrowUnit::Microsecond)]
    {
        let athena = Unloading::new(vec![("1", int96(&values))]);
        let mut cursor = athena.cursor(always().with_timestamp_unit(unit));
        cursor.execute("SELECT ts FROM t").await.expect("runs");
        assert_eq!(cursor.schema().field(0).data_type(), &DataType::Timestamp(arrow, None));
        let rows = cursor.fetch_rows().await.expect("fetches").concat();
        assert_eq!(rows[..3].iter().map(ToString::to_string).collect::<Vec<_>>(), shown(unit));
        assert!(rows[3].is_null());
    }
    for (unit, values, other) in [
        (TimeUnit::Second, &values[..1], "timestamp_unit=us"),
        (TimeUnit::Nanosecond, &values[1..2], "timestamp_unit=us"),
    ] {
        let athena = Unloading::new(vec![("1", int96(values))]);
        let mut cursor = athena.cursor(always().with_timestamp_unit(unit));
        cursor.execute("SELECT ts FROM t").await.expect("runs");
        let error = cursor.next_batch().await.expect_err("does not fit");
        assert_eq!(
            (error.kind(), error.context("column"), error.query_id()),
            (ErrorKind::Decode, Some("ts"), Some("query-0"))
        );
        assert!(error.message().contains(other), "{error}");
    }
    let athena = Unloading::new(vec![("1", int96(&values[..1]))]);
    let mut cursor = athena.cursor(always().with_timestamp_unit(TimeUnit::Nanosecond));
    cursor.execute("SELECT ts FROM t").await.expect("runs");
    let rows = cursor.fetch_rows().await.expect("fetches").concat();
    assert_eq!(rows[0].to_string(), "2020-01-01 12:00:00.123000000");
}

fn nested() -> Vec<(&'static str, ArrayRef)> {
    // The names inside are Athena's.
    let mut list = ListBuilder::new(StringBuilder::new()).with_field(Field::new("array_element", DataType::Utf8, true));
    list.append_value([Some("a"), None, Some("")]);
    list.append_null();
    list.append_value::<[Option<&str>; 0], _>([]);
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int32Builder::new());
    map.keys().append_value("k");
    map.values().append_value(1);
    map.append(true).expect("appends");
    map.append(false).expect("appends");
    map.append(true).expect("appends");
    let fields: Fields = vec![Field::new("id", DataType::Int64, true), Field::new("s", DataType::Utf8, true)].into();
    let ids: ArrayRef = Arc::new(arrow_array::PrimitiveArray::<Int64Type>::from(vec![Some(1), None, None]));
    let names: ArrayRef = Arc::new(StringArray::from(vec![Some("x, y}"), None, None]));
    let nulls = vec![true, false, true].into();
    let row = StructArray::try_new(fields, vec![ids, names], Some(nulls)).expect("a struct");
    vec![("list", Arc::new(list.finish())), ("map", Arc::new(map.finish())), ("row", Arc::new(row))]
}

#[tokio::test]
async fn nested_columns_are_real() {
    for string_view in [false, true] {
        let athena = Unloading::new(vec![("1", parquet_of(nested(), Compression::SNAPPY, 2))]);
        let mut cursor = athena.cursor(always().with_string_view(string_view));
        cursor.execute("SELECT * FROM t").await.expect("runs");
        let schema = cursor.schema();
        let types: Vec<&str> = schema.fields().iter().map(|field| field.metadata()[ATHENA_TYPE].as_str()).collect();
        assert_eq!(types, ["array(varchar)", "map(varchar, integer)", "row(id bigint, s varchar)"]);
        // The same names inside as from a CSV with hints.
        let DataType::List(item) = schema.field(0).data_type() else { panic!("no list") };
        assert_eq!(item.name(), "item");
        let DataType::Map(entries, _) = schema.field(1).data_type() else { panic!("no map") };
        let DataType::Struct(entries) = entries.data_type() else { panic!("no entries") };
        assert_eq!((entries[0].name().as_str(), entries[1].name().as_str()), ("key", "value"));
        let rows = cursor.fetch_rows().await.expect("fetches");
        assert_eq!(rows[0][0], Value::Array(vec![text("a"), Value::Null, text("")]));
        assert_eq!(rows[0][1], Value::Map(vec![(text("k"), Value::Integer(1))]));
        let row = |id, s| Value::Row(vec![(Some("id".into()), id), (Some("s".into()), s)]);
        assert_eq!(rows[0][2], row(Value::BigInt(1), text("x, y}")));
        assert!(rows[1].iter().all(Value::is_null));
        assert_eq!(rows[2], [Value::Array(vec![]), Value::Map(vec![]), row(Value::Null, Value::Null)]);
    }
}

#[tokio::test]
async fn no_rows_are_a_schema_and_no_error() {
    for manifest in [true, false] {
        let athena = Unloading::with_manifest(vec![], manifest.then_some(""));
        athena.athena.push(ScriptedQuery::new().rows(&[("n", "bigint"), ("a", "array"), ("h", "array")], vec![]));
        let hints = "h=array(date)".parse::<athena_core::driver::decode::TypeHints>().expect("hints");
        let mut cursor = athena.cursor(always().with_result_set_type_hints(hints));
        cursor.execute("SELECT * FROM t").await.expect("runs");
        assert_eq!(cursor.path(), Some(ResultPath::Parquet));
        let types: Vec<DataType> = cursor.schema().fields().iter().map(|field| field.data_type().clone()).collect();
        assert_eq!(types[..2], [DataType::Int64, DataType::Utf8]);
        assert!(matches!(types[2], DataType::List(_)));
        assert_eq!(cursor.columns().len(), 3);
        assert!(cursor.next_batch().await.expect("has no rows").is_none());
        assert!(cursor.next_batch().await.expect("still none").is_none());
    }
    // Rows that nobody can find are not no rows.
    let athena = Unloading::with_manifest(vec![], None);
    athena.athena.push(ScriptedQuery::new().substatement("UNLOAD", Some(7)));
    let error = athena.cursor(always()).execute("SELECT 1 AS n").await.expect_err("are missing");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::ResultMissing, Some("query-0")));
}

#[tokio::test]
async fn a_manifest_that_was_changed_is_refused() {
    for entry in ["s3://bucket/out/other.parquet\n", "s3://attacker/out/unload/x\n"] {
        let athena = Unloading::with_manifest(vec![("1", numbers(0..3))], Some(entry));
        let error = athena.cursor(always()).execute("SELECT n FROM t").await.expect_err("is refused");
        assert_eq!((error.kind(), error.context("manifest")), (ErrorKind::Unexpected, Some(MANIFEST)));
        assert!(error.message().contains("outside"), "{error}");
    }
}

#[tokio::test]
async fn files_that_do_not_fit_or_do_not_read_are_errors() {
    let other = parquet_of(vec![("m", Arc::new(Int64Array::from(vec![1])))], Compression::SNAPPY, 10);
    let mut broken = numbers(0..5000);
    let middle = broken.len() / 2;
    broken[middle..middle + 200].fill(0xff);
    for (bytes, kind) in [
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
    athena.staging = None;
    athena.athena.set_work_group_output(Some("s3://bucket/group"));
    let mut cursor = athena.cursor(always());
    for _ in 0..2 {
        cursor.execute("SELECT n FROM t").await.expect("runs");
        assert_eq!(cursor.fetch_rows().await.expect("fetches").len(), 3);
    }
    assert!(athena.sql()[0].contains(") TO 's3://bucket/group/unload/"), "{:?}", athena.sql());
    assert_ne!(athena.sql()[0], athena.sql()[1]);
    // It is asked for once.
    assert_eq!(athena.athena.count("GetWorkGroup"), 1);
    athena.athena.set_work_group_output(None);
    let error = athena.cursor(always()).execute("SELECT n FROM t").await.expect_err("has no place");
    assert_eq!((error.kind(), error.context("work_group")), (ErrorKind::InvalidOption, Some("primary")));
    assert!(error.message().contains("s3_staging_dir"), "{error}");
    let mut cursor = athena.cursor(ArrowOptions::new().with_unload(UnloadMode::Auto));
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
    let mut cursor = athena.cursor(ArrowOptions::new().with_unload(UnloadMode::Auto));
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
