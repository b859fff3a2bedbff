use sea_query::prelude::{Decimal, FixedOffset, Json, NaiveDate, OffsetDateTime, PrimitiveDateTime, Utc, Uuid, time};
use sea_query::{ArrayType, Enum, OptionEnum, Value, Values};

use super::super::{AthenaQueryBuilder, literals};
use crate::{AthenaType, Grammar, Literal};
use sea_query::QueryBuilder;

fn check(value: impl Into<Value>, expected: &str) {
    let value = value.into();
    assert_eq!(AthenaQueryBuilder.value_to_string(&value), expected);
    let literal = Literal::try_from(value).expect("has a literal");
    assert_eq!(literal.to_sql(Grammar::Trino).as_deref(), Ok(expected));
}

#[test]
fn simple_values_are_literals_of_their_type() {
    check(true, "true");
    check(-1_i8, "-1");
    check(i64::MIN, "-9223372036854775808");
    check(u64::MAX, "DECIMAL '18446744073709551615'");
    check(1.5_f32, "REAL '1.5'");
    check(0.1, "DOUBLE '0.1'");
    check(f64::NAN, "nan()");
    check(f64::INFINITY, "infinity()");
    check("it's \\ \"x\" \u{1a}\n\0", "'it''s \\ \"x\" \u{1a}\n\0'");
    check('é', "'é'");
    check(vec![0_u8, 0xab], "X'00ab'");
    check(Value::Enum(OptionEnum::Some(Box::new(Enum { type_name: "mood".into(), value: "it's".into() }))), "'it''s'");
    check(Value::Enum(OptionEnum::None("mood".into())), "NULL");
    check(Value::String(None), "NULL");
    check(Decimal::new(-1250, 2), "DECIMAL '-12.50'");
    check(Uuid::nil(), "UUID '00000000-0000-0000-0000-000000000000'");
    check(sea_query::prelude::serde_json::json!({"a": "it's"}), r#"JSON '{"a":"it''s"}'"#);
    check(Value::Json(None::<Box<Json>>), "NULL");
}

#[test]
fn dates_and_times_of_chrono_are_literals() {
    let day = NaiveDate::from_ymd_opt(24, 2, 29).expect("a leap day");
    check(day, "DATE '0024-02-29'");
    let timestamp = |nanos| day.and_hms_nano_opt(1, 2, 3, nanos).expect("a time");
    check(timestamp(0).time(), "TIME '01:02:03.000'");
    check(timestamp(0), "TIMESTAMP '0024-02-29 01:02:03.000'");
    check(timestamp(4_005_000), "TIMESTAMP '0024-02-29 01:02:03.004005'");
    check(timestamp(6), "TIMESTAMP '0024-02-29 01:02:03.000000006'");
    check(timestamp(0).and_local_timezone(Utc).unwrap(), "TIMESTAMP '0024-02-29 01:02:03.000 UTC'");
    let zone = FixedOffset::west_opt(5400).expect("an offset");
    check(timestamp(0).and_local_timezone(zone).unwrap(), "TIMESTAMP '0024-02-29 01:02:03.000 -01:30'");
}

#[test]
fn dates_and_times_of_time_are_literals() {
    let day = time::Date::from_calendar_date(24, time::Month::February, 29).expect("a leap day");
    let hour = |nanos| time::Time::from_hms_nano(1, 2, 3, nanos).expect("a time");
    check(day, "DATE '0024-02-29'");
    check(hour(0), "TIME '01:02:03.000'");
    check(PrimitiveDateTime::new(day, hour(4_005_000)), "TIMESTAMP '0024-02-29 01:02:03.004005'");
    let zone = time::UtcOffset::from_hms(-1, -30, 0).expect("an offset");
    let zoned: OffsetDateTime = PrimitiveDateTime::new(day, hour(6)).assume_offset(zone);
    check(zoned, "TIMESTAMP '0024-02-29 01:02:03.000000006 -01:30'");
}

#[test]
fn arrays_without_typed_elements_are_cast() {
    check(vec![1, 2], "ARRAY[1, 2]");
    check(vec!["it's".to_owned()], "ARRAY['it''s']");
    check(Value::Array(ArrayType::Int, Some(Box::new(vec![Value::Int(None)]))), "CAST(ARRAY[NULL] AS array(integer))");
    check(Vec::<f64>::new(), "CAST(ARRAY[] AS array(double))");
    check(Vec::<Decimal>::new(), "ARRAY[]");
    check(Value::Array(ArrayType::Int, None), "NULL");
}

#[test]
fn all_values_of_a_statement_become_literals() {
    let values = Values(vec![1.into(), Vec::<bool>::new().into()]);
    let expected = [Literal::Integer(1), Literal::Array(vec![]).cast(AthenaType::array(AthenaType::Boolean))];
    assert_eq!(literals(&values).as_deref(), Ok(&expected[..]));
}
