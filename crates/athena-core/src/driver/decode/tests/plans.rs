//! Fields of each type.

use super::*;
use crate::options::OptionValue;
use crate::value::TimeUnit;

#[test]
fn scalars_have_their_own_kind() {
    use Kind as Type;

    let us = TimeUnit::Microsecond;
    for (data_type, expected) in [
        ("boolean", Type::Boolean),
        ("tinyint", Type::Int8),
        ("smallint", Type::Int16),
        ("integer", Type::Int32),
        ("bigint", Type::Int64),
        ("real", Type::Float32),
        ("double", Type::Float64),
        ("decimal(10, 2)", Type::Decimal128 { precision: 10, scale: 2 }),
        ("date", Type::Date32),
        ("time(3)", Type::Time64 { unit: TimeUnit::Nanosecond }),
        ("timestamp(6)", Type::Timestamp { unit: us }),
        ("timestamp with time zone", Type::TimestampUtc { unit: us }),
        ("interval day to second", Type::DurationMillis),
        ("interval year to month", Type::MonthInterval),
        ("varbinary", Type::Binary),
        ("varchar(16)", Type::Utf8),
        ("char(2)", Type::Utf8),
    ] {
        let field = plan(&columns(&[data_type])[0], &PlanOptions::new());
        assert_eq!((field.name.as_str(), &field.column_type, field.nullable), ("c0", &expected, true));
        assert!(!field.is_text_of_other_type(), "{data_type}");
    }
}

#[test]
fn other_types_are_text_that_keeps_its_type() {
    for data_type in ["json", "uuid", "ipaddress", "time with time zone", "array", "map", "row", "HyperLogLog"] {
        let field = plan(&columns(&[data_type])[0], &PlanOptions::new());
        assert_eq!(field.column_type, Kind::Utf8);
        assert_eq!(field.athena_type.to_string(), data_type);
        assert!(field.is_text_of_other_type());
    }
}

#[test]
fn nested_types_have_named_fields() {
    let field = plan(&columns(&["map(varchar, row(a bigint, array(json)))"])[0], &PlanOptions::new());
    let Kind::Map { key, value } = field.column_type else { panic!("a map") };
    assert_eq!((key.name.as_str(), key.nullable, value.name.as_str()), ("key", false, "value"));
    let Kind::Struct(fields) = value.column_type else { panic!("a struct") };
    assert_eq!((fields[0].name.as_str(), fields[1].name.as_str()), ("a", "field1"));
    let Kind::List(item) = &fields[1].column_type else { panic!("a list") };
    assert_eq!((item.name.as_str(), item.athena_type.to_string().as_str()), ("item", "json"));
}

#[test]
fn options_choose_units_and_text() {
    let options = PlanOptions::new()
        .with_timestamp_unit(TimeUnit::Nanosecond)
        .with_timestamp_tz(ZonedTimestamps::Text)
        .with_time_unit(TimeUnit::Millisecond);
    let planned = plan_all(&columns(&["timestamp", "timestamp with time zone", "time"]), &options).expect("plans");
    assert_eq!(planned[0].column_type, Kind::Timestamp { unit: TimeUnit::Nanosecond });
    assert!(planned[1].is_text_of_other_type());
    assert_eq!(planned[2].column_type, Kind::Time64 { unit: TimeUnit::Microsecond });
    assert_eq!(<TimeUnit as OptionValue>::parse("NS"), Ok(TimeUnit::Nanosecond));
    assert_eq!(<TimeUnit as OptionValue>::parse("m"), Err("it must be one of s, ms, us, ns".to_owned()));
    assert_eq!("text".parse::<ZonedTimestamps>().ok(), Some(ZonedTimestamps::Text));
}
