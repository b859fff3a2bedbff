use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
struct Order {
    id: i64,
    #[serde(rename = "CustomerName")]
    customer: Option<String>,
    #[serde(default)]
    rank: u8,
}

fn order(id: i64, customer: Option<&str>) -> Order {
    Order { id, customer: customer.map(str::to_owned), rank: 0 }
}

#[test]
fn structs_take_columns_by_name_and_ignore_others() -> Result<()> {
    let found: Order = named(&[
        ("other", Value::Boolean(true)),
        ("customername", Value::Varchar("x".into())),
        ("ID", Value::Integer(1)),
    ])?;
    assert_eq!(found, order(1, Some("x")));
    let without: Order = named(&[("id", Value::BigInt(2))])?;
    assert_eq!(without, order(2, None));
    Ok(())
}

#[test]
fn the_exact_name_counts_before_other_case_and_the_first_of_two() -> Result<()> {
    let values = [("ID", Value::BigInt(1)), ("id", Value::BigInt(2)), ("id", Value::BigInt(3))];
    assert_eq!(named::<Order>(&values)?, order(2, None));
    let map: BTreeMap<String, i64> = named(&values)?;
    assert_eq!(map, BTreeMap::from([("ID".to_owned(), 1), ("id".to_owned(), 2)]));
    Ok(())
}

#[test]
fn a_struct_may_refuse_columns_and_have_aliases() -> Result<()> {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[serde(alias = "key")]
        id: i64,
    }
    assert_eq!(named::<Strict>(&[("Key", Value::BigInt(1))])?.id, 1);
    assert_eq!(named::<Strict>(&[("id", Value::BigInt(1)), ("ID", Value::BigInt(2))])?.id, 1);
    let error = named::<Strict>(&[("id", Value::BigInt(1)), ("other", Value::BigInt(2))]).expect_err("is refused");
    assert_eq!(error.to_string(), "unknown field `other`, expected `id` or `key`");
    Ok(())
}

#[test]
fn flattened_structs_and_maps_see_all_columns() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Page {
        id: i64,
        #[serde(flatten)]
        order: Inner,
        #[serde(flatten)]
        rest: HashMap<String, serde_json::Value>,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Inner {
        name: String,
        day: chrono::NaiveDate,
    }
    let page: Page = named(&[
        ("id", Value::BigInt(1)),
        ("name", Value::Varchar("x".into())),
        ("day", Value::Date(parsed("2020-02-29"))),
        ("tags", Value::Array(vec![Value::Varchar("a".into())])),
    ])?;
    let order = Inner { name: "x".into(), day: parsed("2020-02-29") };
    assert_eq!(page, Page { id: 1, order, rest: HashMap::from([("tags".into(), serde_json::json!(["a"]))]) });
    Ok(())
}

#[test]
fn a_tag_column_chooses_the_variant_of_an_enum() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Event {
        Click { x: i32 },
        Key { code: String },
    }
    let click: Event = named(&[("x", Value::Integer(5)), ("kind", Value::Varchar("click".into()))])?;
    assert_eq!(click, Event::Click { x: 5 });
    let key: Event = named(&[("kind", Value::Varchar("key".into())), ("code", Value::Varchar("F1".into()))])?;
    assert_eq!(key, Event::Key { code: "F1".into() });
    let error = named::<Event>(&[("knd", Value::Varchar("key".into()))]).expect_err("has no tag");
    assert_eq!(error.to_string(), "no column `kind` in the result; did you mean `knd`?");
    Ok(())
}

#[test]
fn tuples_arrays_and_vecs_take_columns_by_position() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Pair(i64, Option<i64>);
    let values = [("a", Value::BigInt(1)), ("b", Value::Null)];
    assert_eq!(named::<(i64, Option<i64>)>(&values)?, (1, None));
    assert_eq!(named::<Pair>(&values)?, Pair(1, None));
    assert_eq!(named::<[Option<i64>; 2]>(&values)?, [Some(1), None]);
    assert_eq!(named::<Vec<Option<i64>>>(&values)?, [Some(1), None]);
    for error in [named::<(i64,)>(&values).map(drop), named::<Vec<[i64; 2]>>(&[]).map(drop)] {
        if let Err(error) = error {
            assert_eq!(error.to_string(), "expected a tuple of 1 values, and the row has 2 columns");
        }
    }
    assert!(named::<(i64, Option<i64>, i64)>(&values).is_err());
    Ok(())
}

#[test]
fn one_column_is_enough_for_a_scalar() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Id(i64);
    #[derive(Debug, Deserialize, PartialEq)]
    enum State {
        Open,
    }
    let one = [("n", Value::BigInt(7))];
    assert_eq!(named::<i64>(&one)?, 7);
    assert_eq!(named::<Id>(&one)?, Id(7));
    assert_eq!(named::<Option<u8>>(&one)?, Some(7));
    assert_eq!(named::<Option<(i64,)>>(&one)?, Some((7,)));
    assert_eq!(named::<Option<i64>>(&[("n", Value::Null)])?, None);
    assert_eq!(named::<String>(&[("s", Value::Varchar("x".into()))])?, "x");
    assert_eq!(named::<State>(&[("s", Value::Varchar("Open".into()))])?, State::Open);
    assert_eq!(named::<crate::value::Date>(&[("d", Value::Date(parsed("2020-01-01")))])?, parsed("2020-01-01"));
    assert_eq!(named::<serde_bytes::ByteBuf>(&[("b", Value::Varbinary(vec![1].into()))])?.into_vec(), [1]);
    let two = [("a", Value::BigInt(1)), ("b", Value::BigInt(2))];
    assert_eq!(
        named::<Option<u8>>(&two).expect_err("two columns").to_string(),
        "expected u8, and the row has 2 columns: ask for a struct, a map or a tuple"
    );
    assert_eq!(named::<Option<(i64, i64)>>(&two)?, Some((1, 2)));
    Ok(())
}

#[test]
fn a_unit_is_no_row() -> Result<()> {
    #[derive(Debug, Deserialize)]
    struct Unit;
    let expected = "expected nothing, and there is a row: ask for a struct, a map or a tuple";
    assert_eq!(named::<()>(&[("a", Value::Null)]).expect_err("no row").to_string(), expected);
    assert_eq!(named::<Unit>(&[("a", Value::Null)]).expect_err("no row").to_string(), expected);
    named::<IgnoredAny>(&[("a", Value::Null)]).map(drop)
}

#[test]
fn json_sees_an_object_of_all_columns() -> Result<()> {
    let object: serde_json::Value = named(&[
        ("null", Value::Null),
        ("boolean", Value::Boolean(true)),
        ("bigint", Value::BigInt(i64::MIN)),
        ("double", Value::Double(1.5)),
        ("nan", Value::Double(f64::NAN)),
        ("decimal", Value::Decimal(parsed("0.10"))),
        ("varchar", Value::Varchar("x".into())),
        ("varbinary", Value::Varbinary(vec![0, 255].into())),
        ("timestamp", Value::Timestamp(parsed("2020-01-01 00:00:00"))),
        ("json", json_column(r#"{"a": [1, {"b": null}]}"#)),
        ("array", Value::Array(vec![json_column("[1]"), Value::Null])),
        ("map", Value::Map(vec![(Value::Integer(1), Value::Varchar("one".into()))])),
        ("row", fields([("x", Value::Integer(1)), ("X", Value::Integer(2)), ("x", Value::Integer(3))])),
        ("unnamed", fields([("x", Value::Integer(1)), ("", Value::Integer(2))])),
        ("other", Value::Other { type_name: "array".into(), text: "[1, 2]".into() }),
    ])?;
    let expected = serde_json::json!({
        "null": null, "boolean": true, "bigint": i64::MIN, "double": 1.5, "nan": null, "decimal": "0.10",
        "varchar": "x", "varbinary": [0, 255], "timestamp": "2020-01-01 00:00:00.0", "json": {"a": [1, {"b": null}]},
        "array": [[1], null], "map": {"1": "one"}, "row": {"x": 1, "X": 2}, "unnamed": [1, 2], "other": "[1, 2]",
    });
    assert_eq!(object, expected);
    Ok(())
}

#[test]
fn text_and_names_are_borrowed_from_batch_and_columns() -> Result<()> {
    #[derive(Deserialize)]
    struct Borrowed<'r> {
        text: &'r str,
        #[serde(borrow)]
        note: Cow<'r, str>,
        bytes: &'r [u8],
    }
    let names = columns(&["text", "note", "bytes"]);
    let batch = "a batch".to_owned();
    let text = || Value::Varchar(Cow::Borrowed(batch.as_str()));
    let values = [text(), text(), Value::Varbinary(Cow::Borrowed(batch.as_bytes()))];
    let row: Borrowed<'_> = read(&names, &values)?;
    assert!(matches!(row.note, Cow::Borrowed("a batch")));
    assert_eq!((row.text, row.bytes), ("a batch", b"a batch".as_slice()));
    let map: BTreeMap<&str, IgnoredAny> = read(&names, &values)?;
    assert!(map.contains_key("note"));

    let owned = Value::Varchar(Cow::Owned("x".to_owned()));
    let error = read::<(&str,)>(&columns(&["text"]), &[owned]).expect_err("is not borrowed");
    assert_eq!(error.to_string(), "expected a borrowed string, got varchar: ask for `String` (column: text)");
    Ok(())
}

#[test]
fn names_of_columns_are_keys_of_any_text_type() -> Result<()> {
    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Name {
        A,
        B,
    }
    #[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
    struct Wrapped(String);
    let values = [("A", Value::Integer(1)), ("B", Value::Integer(2))];
    assert_eq!(named::<BTreeMap<Name, i8>>(&values)?, BTreeMap::from([(Name::A, 1), (Name::B, 2)]));
    assert!(named::<BTreeMap<Wrapped, i8>>(&values)?.contains_key(&Wrapped("A".into())));
    Ok(())
}
