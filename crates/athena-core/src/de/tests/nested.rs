use std::collections::{BTreeMap, HashMap};

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Address {
    city: String,
    zip: Option<i32>,
}

fn address() -> Value<'static> {
    fields([("City", Value::Varchar("Ulm".into())), ("zip", Value::Integer(89_073)), ("x", Value::Null)])
}

fn numbers() -> Value<'static> {
    Value::Array(vec![Value::Integer(1), Value::Null, Value::Integer(3)])
}

fn map() -> Value<'static> {
    Value::Map(vec![(Value::Varchar("a".into()), Value::BigInt(1)), (Value::Varchar("b".into()), Value::Null)])
}

#[test]
fn arrays_become_sequences() -> Result<()> {
    assert_eq!(cell::<Vec<Option<i64>>>(numbers())?, [Some(1), None, Some(3)]);
    assert_eq!(cell::<(i32, Option<i32>, i8)>(numbers())?, (1, None, 3));
    assert_eq!(cell::<[Option<u8>; 3]>(numbers())?, [Some(1), None, Some(3)]);
    assert_eq!(cell::<Vec<Vec<i64>>>(Value::Array(vec![Value::Array(vec![])]))?, [[0_i64; 0]]);
    assert_eq!(refusal::<(i32, i32)>(numbers()), "expected 2 values, got array of 3 (column: v)");
    assert_eq!(refusal::<Vec<i32>>(numbers()), "expected i32, got NULL: wrap the field in `Option` (column: v[1])");
    assert_eq!(refusal::<Address>(numbers()), "expected Address, got array: ask for `Vec<T>` (column: v)");
    assert_eq!(refusal::<i64>(numbers()), "expected i64, got array: ask for `Vec<T>` (column: v)");
    Ok(())
}

#[test]
fn maps_become_maps_structs_and_pairs() -> Result<()> {
    assert_eq!(
        cell::<BTreeMap<String, Option<i64>>>(map())?,
        BTreeMap::from([("a".into(), Some(1)), ("b".into(), None)])
    );
    assert_eq!(cell::<Vec<(String, Option<i64>)>>(map())?, [("a".into(), Some(1)), ("b".into(), None)]);
    #[derive(Debug, Deserialize, PartialEq)]
    struct Letters {
        a: i64,
    }
    assert_eq!(cell::<Letters>(map())?, Letters { a: 1 });
    let by_number = Value::Map(vec![(Value::BigInt(5), Value::Boolean(true))]);
    assert_eq!(cell::<HashMap<i64, bool>>(by_number.clone())?, HashMap::from([(5, true)]));
    assert_eq!(cell::<HashMap<String, bool>>(by_number.clone())?, HashMap::from([("5".into(), true)]));
    assert_eq!(cell::<Vec<(u8, bool)>>(by_number.clone())?, [(5, true)]);
    assert_eq!(cell::<serde_json::Value>(by_number)?, serde_json::json!({"5": true}));
    let by_day = Value::Map(vec![(Value::Date(parsed("2020-01-01")), Value::Integer(1))]);
    assert_eq!(cell::<BTreeMap<chrono::NaiveDate, i32>>(by_day)?, BTreeMap::from([(parsed("2020-01-01"), 1)]));
    assert_eq!(
        refusal::<BTreeMap<String, i64>>(map()),
        "expected i64, got NULL: wrap the field in `Option` (column: v.b)"
    );
    assert_eq!(
        refusal::<Vec<i64>>(map()),
        "expected i64, got an entry of a map: ask for a tuple of two (column: v[0])"
    );
    Ok(())
}

#[test]
fn rows_become_structs_maps_and_tuples() -> Result<()> {
    let ulm = Address { city: "Ulm".into(), zip: Some(89_073) };
    assert_eq!(cell::<Address>(address())?, ulm);
    assert_eq!(cell::<Vec<Address>>(Value::Array(vec![address()]))?, [ulm]);
    assert_eq!(cell::<(String, i32, ())>(address())?, ("Ulm".into(), 89_073, ()));
    let map: BTreeMap<String, Option<i64>> = cell(fields([("a", Value::Integer(1)), ("b", Value::Null)]))?;
    assert_eq!(map, BTreeMap::from([("a".into(), Some(1)), ("b".into(), None)]));
    let unnamed = fields([("", Value::Integer(1)), ("", Value::Integer(2))]);
    assert_eq!(cell::<(i32, i32)>(unnamed.clone())?, (1, 2));
    assert_eq!(cell::<Vec<i32>>(unnamed.clone())?, [1, 2]);
    let without_names = "the fields of the row have no names: ask for a tuple (column: v)";
    assert_eq!(refusal::<Address>(unnamed.clone()), without_names);
    assert_eq!(refusal::<BTreeMap<String, i32>>(unnamed), without_names);
    assert_eq!(refusal::<(String, i32)>(address()), "expected 2 values, got row of 3 (column: v)");
    assert_eq!(refusal::<String>(address()), "expected String, got row: ask for a struct or a tuple (column: v)");
    Ok(())
}

#[test]
fn the_exact_field_counts_before_other_case() -> Result<()> {
    let row = fields([("CITY", Value::Varchar("no".into())), ("city", Value::Varchar("yes".into()))]);
    assert_eq!(cell::<Address>(row)?, Address { city: "yes".into(), zip: None });
    let row = fields([("", Value::Null), ("city", Value::Varchar("Ulm".into()))]);
    assert_eq!(cell::<Address>(row)?, Address { city: "Ulm".into(), zip: None });
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[expect(dead_code, reason = "is only asked for")]
        city: String,
    }
    let message = refusal::<Strict>(address());
    assert_eq!(
        message,
        "row `{City=Ulm, zip=89073, x=null}` does not fit Strict: unknown field `zip`, expected `city` (column: v)"
    );
    Ok(())
}

#[test]
fn paths_lead_to_the_value() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "is only asked for")]
    struct Customer {
        addresses: Vec<Address>,
        scores: BTreeMap<String, Vec<u8>>,
    }
    let bad = fields([("city", Value::Varchar("Ulm".into())), ("zip", Value::Varchar("89073".into()))]);
    let customer = |addresses, scores| fields([("addresses", Value::Array(addresses)), ("scores", Value::Map(scores))]);
    assert_eq!(
        refusal::<Customer>(customer(vec![address(), bad], vec![])),
        "expected i32, got varchar: ask for `String` (column: v.addresses[1].zip)"
    );
    let scores = vec![(Value::Varchar("math".into()), Value::Array(vec![Value::Integer(256)]))];
    assert_eq!(
        refusal::<Customer>(customer(vec![], scores)),
        "integer `256` does not fit u8: out of range (column: v.scores.math[0])"
    );
    let nameless = fields([("ctiy", Value::Varchar("Ulm".into()))]);
    assert_eq!(
        refusal::<Customer>(customer(vec![nameless], vec![])),
        "no field `city` in the row; did you mean `ctiy`? (column: v.addresses[0])"
    );
}
