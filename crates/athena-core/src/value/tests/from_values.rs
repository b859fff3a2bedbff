use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use uuid::Uuid;

use super::*;
use crate::error::{ErrorKind, Result};

fn check<'v, T: FromValue<'v> + Debug + PartialEq>(value: Value<'v>, expected: T) {
    let got = T::from_value(value.clone()).unwrap_or_else(|error| panic!("{value:?}: {error}"));
    assert_eq!(got, expected);
}

fn check_error<'v, T: FromValue<'v> + Debug>(value: Value<'v>, message: &str) {
    let error = T::from_value(value).expect_err(message);
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Decode, message));
}

#[test]
fn whole_numbers_widen_and_narrow_if_they_fit() -> Result<()> {
    check(Value::TinyInt(-1), -1_i64);
    check(Value::BigInt(255), 255_u8);
    check(Value::SmallInt(-128), i8::MIN);
    check(Value::BigInt(i64::MAX), i128::from(i64::MAX));
    check(Value::Decimal("18446744073709551615".parse()?), u64::MAX);
    check_error::<i8>(Value::BigInt(300), "bigint `300` does not fit i8: out of range");
    check_error::<u64>(Value::Integer(-1), "integer `-1` does not fit u64: out of range");
    check_error::<i64>(
        Value::Decimal("1.0".parse()?),
        "expected tinyint, smallint, integer, bigint or decimal of scale 0, got decimal: ask for `value::Decimal`",
    );
    assert!(i32::from_value(Value::Double(1.0)).is_err() && i32::from_value(Value::Varchar("1".into())).is_err());
    check(Value::BigInt(5), Decimal::from(5_i64));
    Ok(())
}

#[test]
fn floats_convert_only_if_exact() -> Result<()> {
    check(Value::Real(0.1), f64::from(0.1_f32));
    check(Value::Double(0.5), 0.5_f32);
    check(Value::BigInt(1 << 53), 9_007_199_254_740_992.0_f64);
    check(Value::Double(f64::INFINITY), f32::INFINITY);
    assert!(f32::from_value(Value::Double(f64::NAN))?.is_nan());
    check_error::<f32>(Value::Double(0.1), "double `0.1` does not fit f32: digits would be lost");
    check_error::<f64>(
        Value::BigInt((1 << 53) + 1),
        "bigint `9007199254740993` does not fit f64: digits would be lost",
    );
    assert!(f32::from_value(Value::Double(f64::MAX)).is_err() && f32::from_value(Value::Integer(16_777_217)).is_err());
    assert!(f64::from_value(Value::Decimal("0.5".parse()?)).is_err());
    Ok(())
}

#[test]
fn text_and_bytes_are_borrowed_if_possible() -> Result<()> {
    check(Value::Varchar("a".into()), "a".to_owned());
    check(Value::Varchar("a".into()), "a");
    check(Value::Varchar("a".into()), Cow::Borrowed("a"));
    check(Value::Json("{}".into()), "{}".to_owned());
    check(Value::Other { type_name: "array".into(), text: "[a]".into() }, "[a]".to_owned());
    check_error::<&str>(
        Value::Varchar("a".to_owned().into()),
        "the text is not borrowed from the batch: ask for `String` or `Cow<str>`",
    );
    check_error::<String>(Value::BigInt(1), "expected varchar, got bigint: ask for `i64`, or use `Value::to_string`");
    check_error::<String>(Value::Null, "expected varchar, got NULL: ask for `Option<T>`");
    check(Value::Varbinary(vec![1, 2].into()), vec![1_u8, 2]);
    check(Value::Varbinary(vec![1, 2].into()), Cow::<[u8]>::Borrowed(&[1, 2]));
    check(Value::Array(vec![Value::Integer(1)]), vec![1_u8]);
    assert!(Vec::<u8>::from_value(Value::Varchar("a".into())).is_err());
    Ok(())
}

#[test]
fn nested_values_become_collections() {
    check(Value::Array(vec![Value::Integer(1), Value::Null]), vec![Some(1_i64), None]);
    check(Value::Array(vec![Value::Array(vec![Value::Integer(1)])]), vec![vec![1_i32]]);
    check_error::<Vec<i64>>(
        Value::Array(vec![Value::Integer(1), Value::Null]),
        "expected tinyint, smallint, integer, bigint or decimal of scale 0, got NULL: ask for `Option<T>` (element: 1)",
    );
    let map = || Value::Map(vec![(Value::Varchar("k".into()), Value::Integer(1))]);
    check(map(), BTreeMap::from([("k", 1_i32)]));
    check(map(), HashMap::from([("k".to_owned(), 1_i64)]));
    let twice = Value::Map(vec![(Value::Integer(1), Value::Null), (Value::Integer(1), Value::Null)]);
    check_error::<BTreeMap<i32, Option<i32>>>(twice, "integer `1` does not fit BTreeMap: a key occurs twice");
}

#[test]
fn other_types_have_one_rust_type() -> Result<()> {
    check(Value::Boolean(true), true);
    check(Value::Uuid(Uuid::nil()), Uuid::nil());
    check(Value::IpAddress(Ipv4Addr::LOCALHOST.into()), IpAddr::from(Ipv4Addr::LOCALHOST));
    check(Value::Date(Date::from_days(1)), Date::from_days(1));
    check(Value::IntervalDayTime(IntervalDayTime::from_millis(1_500)), Duration::from_millis(1_500));
    check_error::<Duration>(
        Value::IntervalDayTime(IntervalDayTime::from_millis(-1)),
        "interval day to second `-0 00:00:00.001` does not fit std::time::Duration: it is negative",
    );
    check_error::<Timestamp>(Value::Date(Date::from_days(1)), "expected timestamp, got date: ask for `value::Date`");
    check(Value::Null, None::<i32>);
    check(Value::Null, Value::Null);
    let instant: TimestampTz<'_> = "2020-01-01 00:00:00 UTC".parse()?;
    check(Value::TimestampTz(instant.clone()), instant);
    Ok(())
}
