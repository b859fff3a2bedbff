use std::borrow::Cow;
use std::net::IpAddr;

use athena_sql::{AthenaType, Grammar, RowField};
use uuid::Uuid;

use super::Parameter;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz, Value};

#[track_caller]
fn check(value: impl Into<Parameter>, expected: &str) {
    let literal = value.into().literal().cloned().expect("can be written");
    assert_eq!(literal.to_sql(Grammar::Trino).as_deref(), Ok(expected));
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("is one")
}

#[test]
fn rust_types_are_literals_of_athenas_types() {
    check(true, "true");
    check(i8::MIN, "-128");
    check(i64::MIN, "-9223372036854775808");
    check(u32::MAX, "4294967295");
    check(u64::MAX, "DECIMAL '18446744073709551615'");
    check(7_u64, "7");
    check(i128::MIN, "DECIMAL '-170141183460469231731687303715884105728'");
    check(0.1_f32, "REAL '0.1'");
    check(0.1_f64, "DOUBLE '0.1'");
    check(1e-7_f64, "DOUBLE '1e-7'");
    check(vec![1e-7_f64], "ARRAY[DOUBLE '1e-7']");
    check(Parameter::list([1e-7_f64]), "(DOUBLE '1e-7')");
    check(f64::NAN, "nan()");
    check(f64::NEG_INFINITY, "-infinity()");
    check("it's", "'it''s'");
    check(String::new(), "''");
    check(Cow::Borrowed("x"), "'x'");
    check('\'', "''''");
    check(b"\x00\xff", "X'00ff'");
    check(vec![0_u8], "X'00'");
    check(None::<&str>, "NULL");
    check(Some(5), "5");
    check(Uuid::nil(), "UUID '00000000-0000-0000-0000-000000000000'");
    check(parsed::<IpAddr>("::1"), "IPADDRESS '::1'");
}

#[test]
fn vectors_and_slices_are_arrays() {
    check(vec![1, 2], "ARRAY[1, 2]");
    check(["a", "b'"], "ARRAY['a', 'b''']");
    check(vec![Some(1.5), None], "ARRAY[DOUBLE '1.5', NULL]");
    check(vec![vec![1], vec![]], "ARRAY[ARRAY[1], CAST(ARRAY[] AS array(integer))]");
    check(vec![vec![1_u8], vec![]], "ARRAY[X'01', X'']");
    check(Vec::<&str>::new(), "CAST(ARRAY[] AS array(varchar))");
    check(Vec::<Vec<Date>>::new(), "CAST(ARRAY[] AS array(array(date)))");
    check(Vec::<Decimal>::new(), "ARRAY[]");
    check([1_i64, 2].as_slice(), "ARRAY[1, 2]");
}

#[test]
fn constructors_make_what_rust_has_no_type_for() {
    check(Parameter::array([1, 2]), "ARRAY[1, 2]");
    check(Parameter::map([("a", 1)]), "MAP(ARRAY['a'], ARRAY[1])");
    check(Parameter::row([Parameter::from(1), "x".into()]), "ROW(1, 'x')");
    check(Parameter::list(["x"]), "('x')");
    check(Parameter::list(Vec::<i32>::new()), "(SELECT NULL WHERE false)");
    check(Parameter::identifier(["sales", "order"]), "sales.\"order\"");
    check(Parameter::json("{\"a\":1}"), "JSON '{\"a\":1}'");
    let fields = vec![RowField::new("id", AthenaType::BigInt)];
    check(Parameter::row([1]).cast(AthenaType::Row(fields)), "CAST(ROW(1) AS row(id bigint))");
}

#[test]
fn dates_times_and_decimals_keep_all_digits() {
    check(parsed::<Decimal>("-12.50"), "DECIMAL '-12.50'");
    check(parsed::<Decimal>("0.0000001"), "DECIMAL '0.0000001'");
    check(parsed::<Date>("2024-02-29"), "DATE '2024-02-29'");
    check(parsed::<Date>("0024-02-29"), "DATE '0024-02-29'");
    check(parsed::<Time>("01:02:03.000000000004"), "TIME '01:02:03.000000000004'");
    check(parsed::<TimeTz>("01:02:03.000+05:30"), "TIME '01:02:03.000+05:30'");
    for text in ["2024-02-29 01:02:03", "0024-02-29 01:02:03.004", "2024-02-29 01:02:03.004005"] {
        check(parsed::<Timestamp>(text), &format!("TIMESTAMP '{text}'"));
    }
    check(
        parsed::<TimestampTz<'static>>("2024-02-29 01:02:03.5 Asia/Kolkata"),
        "TIMESTAMP '2024-02-29 01:02:03.5 Asia/Kolkata'",
    );
    check(IntervalDayTime::from_millis(-1500), "INTERVAL -'0 00:00:01.500' DAY TO SECOND");
    check(IntervalYearMonth::from_months(15), "INTERVAL '1-3' YEAR TO MONTH");
}

#[test]
fn values_keep_their_types() {
    check(Value::TinyInt(-1), "CAST(-1 AS tinyint)");
    check(Value::SmallInt(1), "CAST(1 AS smallint)");
    check(Value::Integer(1), "1");
    check(Value::BigInt(1), "CAST(1 AS bigint)");
    check(Value::BigInt(i64::MIN), "-9223372036854775808");
    check(Value::Null, "NULL");
    check(Value::Json("[1]".into()), "JSON '[1]'");
    check(Value::Array(vec![]), "CAST(ARRAY[] AS array(varchar))");
    let ids = vec![Value::Decimal(parsed("1.50")), Value::Null, Value::Decimal(parsed("100"))];
    check(Value::Array(ids), "CAST(ARRAY[DECIMAL '1.50', NULL, DECIMAL '100'] AS array(decimal(5,2)))");
    let row =
        |id: Value<'static>, at: &str| Value::Row(vec![(Some("Id".into()), id), (None, Value::Timestamp(parsed(at)))]);
    let rows =
        Value::Array(vec![row(Value::Null, "2024-01-01 00:00:00"), row(Value::BigInt(1), "2024-01-01 00:00:00.5")]);
    check(
        rows,
        "CAST(ARRAY[ROW(NULL, TIMESTAMP '2024-01-01 00:00:00'), ROW(1, TIMESTAMP '2024-01-01 00:00:00.5')] \
         AS array(row(\"Id\" bigint, timestamp(1))))",
    );
    let map = Value::Map(vec![(Value::Varchar("k".into()), Value::Array(vec![]))]);
    check(map, "CAST(MAP(ARRAY['k'], ARRAY[ARRAY[]]) AS map(varchar, array(varchar)))");
    let mixed = Value::Array(vec![Value::Integer(1), Value::Varchar("x".into())]);
    check(mixed, "ARRAY[1, 'x']");
    let other = Value::Array(vec![Value::Other { type_name: "color".into(), text: "hush".into() }]);
    let error = Parameter::from(other).literal().cloned().expect_err("is known as text only").to_string();
    assert!(error.contains("`color`") && !error.contains("hush"), "{error}");
}

#[cfg(feature = "chrono")]
#[test]
fn types_of_chrono_are_bound_and_leap_seconds_refused() {
    use chrono::{NaiveDate, NaiveTime, TimeDelta, Utc};

    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("is a day");
    let instant = day.and_hms_micro_opt(1, 2, 3, 500_000).expect("is a time");
    check(day, "DATE '2024-02-29'");
    check(Parameter::from(vec![None::<NaiveTime>]), "ARRAY[NULL]");
    check(
        instant.and_local_timezone(Utc).single(),
        &format!("TIMESTAMP '{} UTC'", Timestamp::try_from(instant).expect("fits")),
    );
    check(TimeDelta::milliseconds(-1), "INTERVAL -'0 00:00:00.001' DAY TO SECOND");
    let leap = day.and_hms_milli_opt(23, 59, 59, 1_999).expect("is a leap second");
    let error = Parameter::from(leap).literal().cloned().expect_err("Athena has none").to_string();
    assert_eq!(error, "cannot be bound: it is a leap second");
}

#[cfg(feature = "time")]
#[test]
fn types_of_time_are_bound() {
    let day = time::Date::from_calendar_date(2024, time::Month::February, 29).expect("is a day");
    check(day, "DATE '2024-02-29'");
    check(time::Duration::milliseconds(1500), "INTERVAL '0 00:00:01.500' DAY TO SECOND");
}

#[cfg(feature = "rust_decimal")]
#[test]
fn decimals_of_rust_decimal_keep_their_scale() {
    check(rust_decimal::Decimal::new(-1250, 2), "DECIMAL '-12.50'");
}
