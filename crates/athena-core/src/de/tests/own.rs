use super::*;
use crate::query::{QueryId, QueryState};
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

#[test]
fn own_types_are_text_in_json_and_back() {
    #[derive(Debug, serde::Serialize, Deserialize, PartialEq)]
    struct All {
        date: Date,
        time: Time,
        time_tz: TimeTz,
        timestamp: Timestamp,
        timestamp_tz: TimestampTz<'static>,
        day_time: IntervalDayTime,
        year_month: IntervalYearMonth,
        decimal: Decimal,
        id: QueryId,
        states: Vec<QueryState>,
    }
    let text = concat!(
        r#"{"date":"2020-02-29","time":"12:00:00.50","time_tz":"12:00:00-03:30","#,
        r#""timestamp":"2020-01-01 00:00:00.000","timestamp_tz":"2020-01-01 00:00:00 Europe/Berlin","#,
        r#""day_time":"-0 00:00:01.500","year_month":"1-3","decimal":"-12.50","id":"q-1","#,
        r#""states":["SUCCEEDED","PAUSED"]}"#
    );
    let all: All = serde_json::from_str(text).expect("is one");
    assert_eq!(serde_json::to_string(&all).expect("is text"), text);
    assert_eq!(all.states, [QueryState::Succeeded, QueryState::Other("PAUSED".into())]);
    assert!(serde_json::from_str::<Date>("\"2020-02-30\"").is_err());
}

#[test]
fn timestamps_are_read_as_other_crates_write_them() {
    let read =
        |text: &str| serde_json::from_str::<TimestampTz<'_>>(&format!("\"{text}\"")).map(|zoned| zoned.to_string());
    for (text, expected) in [
        ("2020-01-01T12:00:00Z", "2020-01-01 12:00:00 Z"),
        ("2020-01-01T12:00:00.5+05:30", "2020-01-01 12:00:00.5 +05:30"),
        ("2020-01-01T12:00:00-03:30[America/St_Johns]", "2020-01-01 12:00:00 America/St_Johns"),
        ("2020-01-01 12:00:00.0 +05:30:00", "2020-01-01 12:00:00.0 +05:30"),
        ("-0001-01-01T12:00:00Z", "-0001-01-01 12:00:00 Z"),
    ] {
        assert_eq!(read(text).expect(text), expected);
    }
    for text in ["2020-01-01", "2020-01-01T12:00:00", "2020-01-01T12:00:00+05:30:15", "T", "é é"] {
        assert!(read(text).is_err(), "{text}");
    }
    let read = |text: &str| serde_json::from_str::<Timestamp>(&format!("\"{text}\"")).map(|found| found.to_string());
    assert_eq!(read("2020-01-01T12:00:00.123").expect("is one"), "2020-01-01 12:00:00.123");
    assert!(read("2020-01-01T").is_err());
}

#[test]
fn values_are_written_as_json() {
    for (value, expected) in [
        (Value::Null, "null"),
        (Value::Boolean(true), "true"),
        (Value::TinyInt(-1), "-1"),
        (Value::SmallInt(1), "1"),
        (Value::Integer(1), "1"),
        (Value::BigInt(i64::MIN), "-9223372036854775808"),
        (Value::Real(0.1), "0.1"),
        (Value::Double(1.0), "1.0"),
        (Value::Decimal(parsed("1.50")), "\"1.50\""),
        (Value::Varchar("it\"s".into()), "\"it\\\"s\""),
        (Value::Varbinary(vec![0, 255].into()), "[0,255]"),
        (Value::Date(parsed("2020-01-01")), "\"2020-01-01\""),
        (Value::Time(parsed("12:00:00")), "\"12:00:00\""),
        (Value::TimeTz(parsed("12:00:00+01:00")), "\"12:00:00+01:00\""),
        (Value::Timestamp(parsed("2020-01-01 12:00:00.000")), "\"2020-01-01 12:00:00.000\""),
        (Value::TimestampTz(parsed("2020-01-01 12:00:00 UTC")), "\"2020-01-01 12:00:00 UTC\""),
        (Value::IntervalDayTime(parsed("1 00:00:00.000")), "\"1 00:00:00.000\""),
        (Value::IntervalYearMonth(parsed("1-0")), "\"1-0\""),
        (json_column("{\"a\": [1]}"), "{\"a\":[1]}"),
        (json_column("no json"), "\"no json\""),
        (Value::Uuid(uuid::Uuid::nil()), "\"00000000-0000-0000-0000-000000000000\""),
        (Value::IpAddress(parsed("::1")), "\"::1\""),
        (Value::Array(vec![Value::Integer(1), Value::Null]), "[1,null]"),
        (Value::Map(vec![(Value::Double(1.5), Value::Integer(1))]), "{\"1.5\":1}"),
        (Value::Map(vec![(Value::Varchar("k".into()), Value::Null)]), "{\"k\":null}"),
        (fields([("b", Value::Integer(1)), ("a", Value::Integer(2))]), "{\"b\":1,\"a\":2}"),
        (fields([("b", Value::Integer(1)), ("", Value::Integer(2))]), "[1,2]"),
        (Value::Other { type_name: "row".into(), text: "{1}".into() }, "\"{1}\""),
    ] {
        assert_eq!(serde_json::to_string(&value).expect("is JSON"), expected, "{value:?}");
    }
}
