//! Polars dtypes of results.

use athena_core::driver::option::{FromOptions as _, OptionMap};
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::csv::push_all_types;
use athena_core::driver::testing::columnar::files::{INT96, NESTED, SCALARS};
use athena_core::{ErrorKind, Value};
use polars_core::prelude::{DataType, Field, SchemaRef, TimeUnit, TimeZone};

use crate::{Polars, PolarsOptions};

async fn schema_of_file(file: &[u8], options: &[(&str, &str)]) -> SchemaRef {
    let harness = Harness::unloading(vec![("1", file.to_vec())]);
    let mut cursor = harness.cursor::<Polars>(&[&[("unload", "true")], options].concat());
    cursor.execute("SELECT * FROM t").await.expect("runs");
    cursor.schema()
}

#[tokio::test]
async fn every_type_has_its_dtype() {
    let harness = Harness::new();
    push_all_types(&harness);
    let mut cursor = harness.cursor::<Polars>(&[("timestamp_unit", "ns")]);
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
        ("ts", DataType::Datetime(TimeUnit::Nanoseconds, None)),
        ("tsz", DataType::Datetime(TimeUnit::Nanoseconds, Some(TimeZone::UTC))),
        ("dts", DataType::Duration(TimeUnit::Milliseconds)),
        ("ytm", DataType::Int32),
        ("u", DataType::String),
        ("a", DataType::String),
    ] {
        assert_eq!(schema.get(name), Some(&dtype), "{name}");
    }
}

#[tokio::test]
async fn the_files_of_unload_have_the_same_dtypes() {
    assert_eq!(schema_of_file(SCALARS[0], &[]).await.get("dec"), Some(&DataType::Decimal(38, 2)));
    for (unit, dtype) in [("ms", TimeUnit::Milliseconds), ("us", TimeUnit::Microseconds)] {
        let schema = schema_of_file(INT96, &[("timestamp_unit", unit)]).await;
        assert_eq!(schema.get("ts"), Some(&DataType::Datetime(dtype, None)));
    }
    let entry = [Field::new("key".into(), DataType::String), Field::new("value".into(), DataType::Int32)];
    let dtype = DataType::List(Box::new(DataType::Struct(entry.into())));
    assert_eq!(schema_of_file(NESTED, &[]).await.get("map"), Some(&dtype));
}

#[tokio::test]
async fn a_map_is_a_list_of_structs() {
    let hints = "tags=array(varchar);m=map(varchar, double);r=row(id bigint, at timestamp, ids array(uuid))";
    let columns = [("tags", "array"), ("m", "map"), ("r", "row")];
    let options = [("result_set_type_hints", hints)];
    let cursor = Harness::select::<Polars>(&columns, "\"tags\",\"m\",\"r\"\n", &options).await;
    let entry = [Field::new("key".into(), DataType::String), Field::new("value".into(), DataType::Float64)];
    let row = [
        Field::new("id".into(), DataType::Int64),
        Field::new("at".into(), DataType::Datetime(TimeUnit::Microseconds, None)),
        Field::new("ids".into(), DataType::List(Box::new(DataType::String))),
    ];
    let expected = [
        DataType::List(Box::new(DataType::String)),
        DataType::List(Box::new(DataType::Struct(entry.into()))),
        DataType::Struct(row.into()),
    ];
    assert_eq!(cursor.schema().iter_values().cloned().collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn columns_of_one_name_are_told_apart() {
    let columns = [("a", "integer"), ("a", "json"), ("a_duplicated_0", "varchar"), ("a", "varchar")];
    let csv = "\"a\",\"a\",\"a_duplicated_0\",\"a\"\n\"1\",\"2\",\"3\",\"4\"\n";
    let mut cursor = Harness::select::<Polars>(&columns, csv, &[]).await;
    let names: Vec<String> = cursor.schema().iter_names().map(ToString::to_string).collect();
    assert_eq!(names, ["a", "a_duplicated_1", "a_duplicated_0", "a_duplicated_2"]);
    assert_eq!(cursor.columns().iter().filter(|column| column.name == "a").count(), 3);
    let row = cursor.fetch_one().await.expect("has a row");
    let values: Vec<Value<'_>> = row.values().collect::<Result<_, _>>().expect("are values");
    let text = |text: &'static str| Value::Varchar(text.into());
    assert_eq!(values, [Value::Integer(1), Value::Json("2".into()), text("3"), text("4")]);
}

#[test]
fn seconds_are_refused_by_name() {
    let mut map = OptionMap::new();
    map.insert("timestamp_unit", "s");
    let error = PolarsOptions::from_options(&mut map).expect_err("has no dtype");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert!(error.message().contains("ms, us or ns"), "{error}");
}
