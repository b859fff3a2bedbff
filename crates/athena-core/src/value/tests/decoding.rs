use athena_sql::{AthenaType, RowField};

use super::*;
use crate::error::{ErrorKind, Result};

const VARCHAR: AthenaType = AthenaType::Varchar(None);

fn text(text: &str) -> Value<'_> {
    Value::Varchar(text.into())
}

fn check(data_type: AthenaType, text: &str, expected: Value<'_>) {
    let value = decode(&data_type, text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(value.identical(&expected), "{text}: {value:?} is not {expected:?}");
}

fn check_error(data_type: AthenaType, text: &str, message: &str) {
    let error = decode(&data_type, text).expect_err(text);
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
}

#[test]
fn every_scalar_type_is_decoded() -> Result<()> {
    check(AthenaType::Boolean, "true", Value::Boolean(true));
    check(AthenaType::TinyInt, "-1", Value::TinyInt(-1));
    check(AthenaType::SmallInt, "-1", Value::SmallInt(-1));
    check(AthenaType::Integer, "-1", Value::Integer(-1));
    check(AthenaType::BigInt, "-1", Value::BigInt(-1));
    check(AthenaType::Real, "0.1", Value::Real(0.1));
    check(AthenaType::Double, "NaN", Value::Double(f64::NAN));
    check(AthenaType::Decimal { precision: 3, scale: 2 }, "1.50", Value::Decimal("1.5".parse()?));
    check(AthenaType::Char(Some(3)), "a  ", text("a  "));
    check(VARCHAR, "", text(""));
    check(AthenaType::Varbinary, "01 02", Value::Varbinary(vec![1, 2].into()));
    check(AthenaType::Varbinary, "", Value::Varbinary(vec![].into()));
    check(AthenaType::Date, "2020-01-01", Value::Date("2020-01-01".parse()?));
    check(AthenaType::Time(None), "13:24:11", Value::Time("13:24:11".parse()?));
    check(AthenaType::TimeWithTimeZone(None), "12:34:56.789+00:00", Value::TimeTz("12:34:56.789+00:00".parse()?));
    let timestamp = "2020-01-01 12:34:56.789123";
    check(AthenaType::Timestamp(Some(3)), timestamp, Value::Timestamp(timestamp.parse()?));
    let zoned = "2026-09-17 12:34:56.789 US/Pacific";
    check(AthenaType::TimestampWithTimeZone(Some(3)), zoned, Value::TimestampTz(zoned.parse()?));
    check(AthenaType::IntervalDayToSecond, "1 00:00:00.000", Value::IntervalDayTime("1 00:00:00.000".parse()?));
    check(AthenaType::IntervalYearToMonth, "1-0", Value::IntervalYearMonth("1-0".parse()?));
    check(AthenaType::Json, "{\"a\": [1, 2]}", Value::Json("{\"a\": [1, 2]}".into()));
    check(AthenaType::Uuid, &uuid::Uuid::nil().to_string(), Value::Uuid(uuid::Uuid::nil()));
    check(AthenaType::IpAddress, "::1", Value::IpAddress(std::net::Ipv6Addr::LOCALHOST.into()));
    let other = Value::Other { type_name: "geometry".into(), text: "POINT (1 2)".into() };
    check(AthenaType::Other("geometry".into()), "POINT (1 2)", other);
    Ok(())
}

#[test]
fn errors_name_the_text_and_the_type() {
    check_error(AthenaType::Date, "", "`` is not a valid date: expected a digit at byte 0");
    check_error(AthenaType::BigInt, "a\nb", "`a\\nb` is not a valid bigint: expected a digit at byte 0");
    let long = "é".repeat(100);
    let error = decode(&AthenaType::Boolean, &long).expect_err("not a boolean");
    assert!(error.message().starts_with(&format!("`{}…` is not", "é".repeat(64))), "{error}");
    let decimal = AthenaType::Decimal { precision: 3, scale: 1 };
    assert!(decode(&decimal, "12.34").is_err() && decode(&decimal, "123.4").is_err());
    assert!(decode(&decimal, "12.30").is_ok_and(|value| value.to_string() == "12.3"));
}

#[test]
fn nested_without_types_stays_text() {
    for (data_type, name) in
        [(AthenaType::UntypedArray, "array"), (AthenaType::UntypedMap, "map"), (AthenaType::UntypedRow, "row")]
    {
        check(data_type, "[a, b", Value::Other { type_name: name.into(), text: "[a, b".into() });
    }
}

#[test]
fn arrays_are_decoded() {
    let ints = AthenaType::array(AthenaType::Integer);
    check(ints.clone(), "[1, null, 3]", Value::Array(vec![Value::Integer(1), Value::Null, Value::Integer(3)]));
    check(ints.clone(), "[]", Value::Array(vec![]));
    let nested = Value::Array(vec![
        Value::Array(vec![Value::Integer(1)]),
        Value::Null,
        Value::Array(vec![Value::Integer(2), Value::Integer(3)]),
    ]);
    check(AthenaType::array(ints.clone()), "[[1], null, [2, 3]]", nested);
    let texts = AthenaType::array(VARCHAR);
    check(texts.clone(), "[a, , b]", Value::Array(vec![text("a"), text(""), text("b")]));
    check(texts.clone(), "[a,b, k=v, nullable]", Value::Array(vec![text("a,b"), text("k=v"), text("nullable")]));
    for text in ["", "1", "[", "[1", "[1,2]", "[1, ]", "[1]]", "[1] ", "null", "[x]"] {
        assert!(decode(&ints, text).is_err(), "{text}");
    }
    assert!(decode(&texts, "[a]b]").is_err());
    let lost = decode(&AthenaType::array(AthenaType::Varbinary), "[[B@2545d692]").expect_err("java text");
    assert!(lost.message().starts_with("`[B@2545d692` is not a valid varbinary"), "{lost}");
    let error = decode(&ints, "[1, x]").expect_err("not a number");
    assert_eq!(error.to_string(), "`x` is not a valid integer: expected a digit at byte 0 (in: array(integer))");
    let deep = "[".repeat(100_000);
    assert!(decode(&ints, &deep).is_err());
}

#[test]
fn maps_are_decoded() {
    let map = |key, value| AthenaType::Map(Box::new(key), Box::new(value));
    let entries = Value::Map(vec![(text("k"), Value::Integer(1)), (text("l"), Value::Null)]);
    check(map(VARCHAR, AthenaType::Integer), "{k=1, l=null}", entries);
    check(map(VARCHAR, AthenaType::Integer), "{}", Value::Map(vec![]));
    check(map(AthenaType::Integer, VARCHAR), "{1=a=b}", Value::Map(vec![(Value::Integer(1), text("a=b"))]));
    let nested = Value::Map(vec![(text("k"), Value::Array(vec![text("a"), text("b=c")]))]);
    check(map(VARCHAR, AthenaType::array(VARCHAR)), "{k=[a, b=c]}", nested);
    for text in ["{a=x=y}", "{a}", "{a=1", "{a=1}}", "{a=1, b}", "[a=1]"] {
        assert!(decode(&map(VARCHAR, VARCHAR), text).is_err(), "{text}");
    }
}

#[test]
fn rows_are_decoded() {
    let named = AthenaType::Row(vec![RowField::new("id", AthenaType::Integer), RowField::new("name", VARCHAR)]);
    let row = |name| Value::Row(vec![(Some("id".into()), Value::Integer(1)), (Some("name".into()), text(name))]);
    check(named.clone(), "{id=1, name=x}", row("x"));
    check(named.clone(), "{id=1, name=x=y}", row("x=y"));
    check(AthenaType::array(named.clone()), "[{id=1, name=}]", Value::Array(vec![row("")]));
    let unnamed = AthenaType::Row(vec![RowField::unnamed(AthenaType::Integer), RowField::unnamed(VARCHAR)]);
    check(unnamed, "{1, x}", Value::Row(vec![(None, Value::Integer(1)), (None, text("x"))]));
    for text in ["{1, x}", "{id=1}", "{id=1, name=x, y}", "{name=x, id=1}", "{id=1, name=x", "{}"] {
        assert!(decode(&named, text).is_err(), "{text}");
    }
    let mixed = AthenaType::Row(vec![
        RowField::new("j", AthenaType::Json),
        RowField::new("u", AthenaType::UntypedArray),
        RowField::new("t", AthenaType::Timestamp(None)),
    ]);
    let json = "{\"a\": [1, \"}\\\"\"]}";
    let expected = Value::Row(vec![
        (Some("j".into()), Value::Json(json.into())),
        (Some("u".into()), Value::Other { type_name: "array".into(), text: "[a, [b, c]]".into() }),
        (Some("t".into()), Value::Timestamp("2020-01-01 00:00:00".parse().expect("a timestamp"))),
    ]);
    check(mixed.clone(), &format!("{{j={json}, u=[a, [b, c]], t=2020-01-01 00:00:00.000}}"), expected);
    assert!(decode(&mixed, "{j={\"a\", u=[], t=null}").is_err());
}
