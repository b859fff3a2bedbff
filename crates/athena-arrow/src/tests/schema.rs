//! Arrow types of results.

use arrow_schema::{DataType, TimeUnit};
use athena_core::ErrorKind;
use athena_core::driver::testing::Harness;
use athena_core::driver::testing::columnar::csv::push_all_types;
use athena_core::driver::testing::columnar::files::{INT96, SCALARS};

use crate::{ATHENA_TYPE, Arrow};

#[tokio::test]
async fn the_options_choose_among_the_arrow_types() {
    let harness = Harness::new();
    push_all_types(&harness);
    let mut cursor = harness.cursor::<Arrow>(&[
        ("timestamp_unit", "ns"),
        ("timestamp_tz", "text"),
        ("time_unit", "us"),
        ("month_interval", "text"),
    ]);
    cursor.execute("SELECT 1").await.expect("succeeds");
    let schema = cursor.schema();
    for (name, data_type, athena_type) in [
        ("b", DataType::Boolean, "boolean"),
        ("f32", DataType::Float32, "real"),
        ("bin", DataType::Binary, "varbinary"),
        ("d", DataType::Date32, "date"),
        ("t", DataType::Time64(TimeUnit::Microsecond), "time"),
        ("ts", DataType::Timestamp(TimeUnit::Nanosecond, None), "timestamp"),
        ("tsz", DataType::Utf8, "timestamp with time zone"),
        ("dts", DataType::Duration(TimeUnit::Millisecond), "interval day to second"),
        ("ytm", DataType::Utf8, "interval year to month"),
        ("u", DataType::Utf8, "uuid"),
        ("a", DataType::Utf8, "array"),
    ] {
        let field = schema.field_with_name(name).expect("is a column");
        assert_eq!(field.data_type(), &data_type, "{name}");
        assert_eq!(field.metadata().get(ATHENA_TYPE).map(String::as_str), Some(athena_type), "{name}");
    }
    // A time of day in nanoseconds does not fit microseconds, and is not cut.
    assert_eq!(cursor.next_batch().await.expect_err("does not fit").kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn inner_fields_have_arrows_own_names() {
    let columns = [("list", "array"), ("map", "map"), ("row", "row")];
    let hints = "list=array(varchar);map=map(varchar, double);row=row(id bigint, at timestamp, ids array(uuid))";
    let csv = "\"list\",\"map\",\"row\"\n";
    let cursor = Harness::select::<Arrow>(&columns, csv, &[("result_set_type_hints", hints)]).await;
    let schema = cursor.schema();
    assert!(matches!(schema.field(0).data_type(), DataType::List(item) if item.name() == "item"));
    let DataType::Map(entries, _) = schema.field(1).data_type() else { panic!("{} is not a map", schema.field(1)) };
    let names = |data_type: &DataType| -> Vec<String> {
        let DataType::Struct(fields) = data_type else { panic!("{data_type} is not a struct") };
        fields.iter().map(|field| field.name().clone()).collect()
    };
    assert_eq!(names(entries.data_type()), ["key", "value"]);
    assert_eq!(names(schema.field(2).data_type()), ["id", "at", "ids"]);
}

#[tokio::test]
async fn text_is_a_view_if_asked_for_from_a_csv_and_from_parquet() {
    for (string_view, data_type) in [("false", DataType::Utf8), ("true", DataType::Utf8View)] {
        for unload in ["false", "true"] {
            let harness = Harness::unloading(vec![("1", SCALARS[0].to_vec())]);
            harness.push_csv(&[("s", "varchar")], "\"s\"\n");
            let mut cursor = harness.cursor::<Arrow>(&[("string_view", string_view), ("unload", unload)]);
            cursor.execute("SELECT 1").await.expect("succeeds");
            assert_eq!(cursor.schema().field_with_name("s").expect("is a column").data_type(), &data_type);
        }
    }
}

#[tokio::test]
async fn timestamps_of_a_file_have_the_unit_chosen_and_seconds_are_not_cut() {
    for (unit, data_type) in [("ms", TimeUnit::Millisecond), ("us", TimeUnit::Microsecond), ("s", TimeUnit::Second)] {
        let harness = Harness::unloading(vec![("1", INT96.to_vec())]);
        let mut cursor = harness.cursor::<Arrow>(&[("timestamp_unit", unit), ("unload", "true")]);
        cursor.execute("SELECT ts FROM t").await.expect("runs");
        assert_eq!(cursor.schema().field(0).data_type(), &DataType::Timestamp(data_type, None));
        if data_type == TimeUnit::Second {
            let error = cursor.next_batch().await.expect_err("has milliseconds");
            assert_eq!((error.kind(), error.context("column")), (ErrorKind::Decode, Some("ts")));
            assert_eq!(error.query_id(), Some("query-0"));
            assert!(error.message().contains("timestamp_unit=us"), "{error}");
        }
    }
}
