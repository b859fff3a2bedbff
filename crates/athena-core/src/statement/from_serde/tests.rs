use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use athena_sql::Grammar;
use serde::Serialize;

use super::*;
use crate::statement::Parameter;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz, Value};

/// The value of the only marker, as SQL.
#[track_caller]
fn check(value: impl Serialize, expected: &str) {
    assert_eq!(sql(&value).expect("can be bound"), expected);
}

#[track_caller]
fn check_error(value: impl Serialize, expected: &str) {
    assert_eq!(sql(&value).expect_err("cannot be bound").to_string(), expected);
}

fn sql(value: &impl Serialize) -> Result<String> {
    let bindings = Bindings::from_serialize(&(value,))?;
    assert_eq!(bindings.named, []);
    let literal = bindings.positional.first().map(Parameter::literal).expect("one value")?;
    literal.to_sql(Grammar::Trino).map_err(Error::from)
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("is one")
}

#[derive(Serialize)]
struct Point {
    x: i32,
    label: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Open,
    Other(String),
    Pair(i32, i32),
    Named { x: i32 },
}

#[test]
fn structs_and_maps_bind_by_name_tuples_and_sequences_in_order() -> Result<()> {
    #[derive(Serialize)]
    struct Filter {
        #[serde(rename = "from")]
        since: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        until: Option<i64>,
        state: Option<State>,
        #[serde(flatten)]
        rest: BTreeMap<&'static str, bool>,
    }
    #[derive(Serialize)]
    struct Wrapped<T>(T);
    #[derive(Serialize)]
    struct Pair(i32, &'static str);
    #[derive(Serialize)]
    struct Nothing;

    let filter = Filter { since: 1, until: None, state: None, rest: BTreeMap::from([("a", true)]) };
    let by_name = Bindings::new().bind("from", 1).bind("state", None::<i32>).bind("a", true);
    assert_eq!(Bindings::from_serialize(&filter)?, by_name);
    assert_eq!(Bindings::from_serialize(&Some(Wrapped(filter)))?, by_name);
    assert_eq!(Bindings::from_serialize(&Point { x: 1, label: "a" })?, Bindings::new().bind("x", 1).bind("label", "a"));
    assert_eq!(Bindings::from_serialize(&HashMap::from([(String::from("k"), 5)]))?, Bindings::new().bind("k", 5));
    for in_order in [
        Bindings::from_serialize(&(1, "x"))?,
        Bindings::from_serialize(&Pair(1, "x"))?,
        Bindings::from_serialize(&serde_json::json!([1, "x"]))?,
    ] {
        assert_eq!(in_order, Bindings::from((1, "x")));
    }
    assert_eq!(Bindings::from_serialize([1, 2].as_slice())?, Bindings::from((1, 2)));
    assert!(Bindings::from_serialize(&())?.is_empty() && Bindings::from_serialize(&Nothing)?.is_empty());
    Ok(())
}

#[test]
fn a_single_value_is_not_the_values_of_all_markers() {
    for (error, what) in [
        (Bindings::from_serialize(&5), "a number"),
        (Bindings::from_serialize("x"), "a text"),
        (Bindings::from_serialize(&true), "a boolean"),
        (Bindings::from_serialize(&None::<Point>), "`None`"),
        (Bindings::from_serialize(&State::Open), "an enum"),
        (Bindings::from_serialize(&State::Named { x: 1 }), "an enum"),
        (Bindings::from_serialize(serde_bytes::Bytes::new(b"x")), "bytes"),
    ] {
        let error = error.expect_err("is one value");
        assert_eq!(error.kind(), ErrorKind::InvalidStatement);
        assert_eq!(
            error.to_string(),
            format!("expected the values of all markers, got {what}: bind a struct, a map, a tuple or a sequence")
        );
    }
    let error = Bindings::from_serialize(&BTreeMap::from([(1, "x")])).expect_err("has a number for a name");
    assert_eq!(error.to_string(), "the name of a parameter is not a text");
}

#[test]
fn scalars_are_bound_as_their_rust_types() {
    check(true, "true");
    check(i8::MIN, "-128");
    check(i64::MIN, "-9223372036854775808");
    check(u64::MAX, "DECIMAL '18446744073709551615'");
    check(i128::MIN, "DECIMAL '-170141183460469231731687303715884105728'");
    check(0.1_f32, "REAL '0.1'");
    check(0.1_f64, "DOUBLE '0.1'");
    check("it's", "'it''s'");
    check('x', "'x'");
    check(None::<i64>, "NULL");
    check(Some(Some(5)), "5");
    check((), "NULL");
    check(State::Open, "'open'");
    check(serde_bytes::Bytes::new(b"\x00\xff"), "X'00ff'");
    check(vec![0_u8, 255], "ARRAY[0, 255]");
}

#[test]
fn nested_values_are_arrays_rows_and_maps() {
    check(vec![1, 2], "ARRAY[1, 2]");
    check(Vec::<i64>::new(), "ARRAY[]");
    check(vec![Some("a"), None], "ARRAY['a', NULL]");
    check(BTreeMap::from([("a", 1)]), "MAP(ARRAY['a'], ARRAY[1])");
    check(Point { x: 1, label: "a" }, "ROW(1, 'a')");
    check((1, vec![(2, "b")]), "ROW(1, ARRAY[ROW(2, 'b')])");
    check(serde_json::json!({"a": [1.5, 2.5]}), "MAP(ARRAY['a'], ARRAY[ARRAY[DOUBLE '1.5', DOUBLE '2.5']])");
}

#[test]
fn core_types_are_bound_exactly() {
    check(parsed::<Date>("2024-02-29"), "DATE '2024-02-29'");
    check(parsed::<Time>("01:02:03.000000000004"), "TIME '01:02:03.000000000004'");
    check(parsed::<TimeTz>("01:02:03+05:30"), "TIME '01:02:03+05:30'");
    check(parsed::<Timestamp>("2024-02-29 01:02:03.004"), "TIMESTAMP '2024-02-29 01:02:03.004'");
    check(
        Some(parsed::<TimestampTz<'static>>("2024-02-29 01:02:03 Asia/Kolkata")),
        "TIMESTAMP '2024-02-29 01:02:03 Asia/Kolkata'",
    );
    check(IntervalDayTime::from_millis(-1500), "INTERVAL -'0 00:00:01.500' DAY TO SECOND");
    check(IntervalYearMonth::from_months(15), "INTERVAL '1-3' YEAR TO MONTH");
    check(vec![parsed::<Decimal>("-12.50")], "ARRAY[DECIMAL '-12.50']");
}

#[test]
fn values_are_bound_by_their_type() {
    check(Value::Null, "NULL");
    check(Value::Varbinary(vec![1].into()), "X'01'");
    check(Value::Date(parsed("2024-02-29")), "DATE '2024-02-29'");
    check(Value::Uuid(uuid::Uuid::nil()), "UUID '00000000-0000-0000-0000-000000000000'");
    check(Value::IpAddress(parsed::<IpAddr>("::1")), "IPADDRESS '::1'");
    check(Value::Json("{\"a\": [1]}".into()), "JSON '{\"a\":[1]}'");
    check(Value::Array(vec![Value::Decimal(parsed("1.5"))]), "ARRAY[DECIMAL '1.5']");
    let row = |name: Option<&'static str>| {
        Value::Row(vec![(Some("a".into()), Value::Integer(1)), (name.map(Into::into), Value::Varchar("x".into()))])
    };
    check(row(Some("b")), "ROW(1, 'x')");
    check(row(None), "ROW(1, 'x')");
    check(Value::Map(vec![(Value::Varchar("k".into()), row(None))]), "MAP(ARRAY['k'], ARRAY[ROW(1, 'x')])");
}

#[test]
fn types_of_other_crates_are_text() {
    check(parsed::<chrono::NaiveDate>("2024-02-29"), "'2024-02-29'");
    check(uuid::Uuid::nil(), "'00000000-0000-0000-0000-000000000000'");
    check(rust_decimal::Decimal::new(150, 2), "'1.50'");
    let raw = serde_json::value::RawValue::from_string("{\"a\": 1}".to_owned()).expect("is JSON");
    check(raw, "JSON '{\"a\": 1}'");
}

#[test]
fn errors_name_the_parameter() {
    let message = "the value of `?` marker 1 cannot be bound: the variant `other` of an enum has fields, which Athena \
                   has no type for";
    check_error(State::Other("secret".into()), message);
    check_error(vec![State::Pair(1, 2)], &message.replace("other", "pair"));
    check_error(State::Named { x: 1 }, &message.replace("other", "named"));
    let error = Bindings::from_serialize(&BTreeMap::from([("state", State::Other("secret".into()))]));
    assert_eq!(error.expect_err("has fields").to_string(), message.replace("`?` marker 1", "`state`"));
    #[derive(Serialize)]
    struct Empty {}
    assert!(sql(&Empty {}).is_err() && sql(&[0_i32; 0]).is_err());
}
