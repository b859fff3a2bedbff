use super::*;
use crate::error::{Error, ErrorKind};

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "is only asked for")]
struct Order {
    id: i64,
    total: f64,
}

#[test]
fn a_field_without_a_column_names_the_nearest() {
    let error = named::<Order>(&[("id", Value::BigInt(1)), ("totl", Value::Double(1.0))]).expect_err("no column");
    assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
    assert_eq!(error.to_string(), "no column `total` in the result; did you mean `totl`?");
    let error = named::<Order>(&[("id", Value::BigInt(1))]).expect_err("no column");
    assert_eq!(error.to_string(), "no column `total` in the result; the result has 1 columns");
}

#[test]
fn a_flattened_field_knows_exact_names_only() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "is only asked for")]
    struct Page {
        #[serde(flatten)]
        order: Order,
    }
    let error = named::<Page>(&[("id", Value::BigInt(1)), ("Total", Value::Double(1.0))]).expect_err("no column");
    assert_eq!(error.kind(), ErrorKind::NoSuchColumn);
    assert_eq!(error.to_string(), "no column `total` in the result; did you mean `Total`?");
}

#[test]
fn a_flattened_field_of_another_type_is_told_by_its_kind() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "is only asked for")]
    struct Page {
        #[serde(flatten)]
        order: Order,
    }
    let error = named::<Page>(&[("id", Value::Varchar("secret".into())), ("total", Value::Double(1.0))]);
    assert_eq!(error.expect_err("is a text").to_string(), "expected i64, got a text");
}

#[test]
fn errors_have_kind_and_column() {
    let error = named::<Order>(&[("id", Value::BigInt(1)), ("TOTAL", Value::Varchar("secret".into()))])
        .expect_err("is no number")
        .with_context("row", 5);
    assert_eq!((error.kind(), error.context("column")), (ErrorKind::Decode, Some("TOTAL")));
    assert_eq!(error.to_string(), "expected f64, got varchar: ask for `String` (column: TOTAL, row: 5)");
}

#[test]
fn errors_of_the_driver_are_passed_on() {
    let names = columns(&["a", "b"]);
    let broken = |index| match index {
        0 => Ok(Value::BigInt(1)),
        _ => Err(Error::new(ErrorKind::Decode, "`x` is not a valid bigint").with_context("column", "b")),
    };
    let error = row::<(i64, i64)>(&names, broken).expect_err("is broken");
    assert_eq!(error.to_string(), "`x` is not a valid bigint (column: b)");
    assert_eq!(row::<BTreeId>(&names, broken).map(|found| found.a).ok(), Some(1));
}

/// Only its own columns are asked for.
#[derive(Debug, Deserialize)]
struct BTreeId {
    a: i64,
}

#[test]
fn types_are_named_without_their_modules() {
    use super::super::error::type_name;
    assert_eq!(type_name::<i64>(), "i64");
    assert_eq!(type_name::<Option<chrono::DateTime<chrono::Utc>>>(), "Option<DateTime<Utc>>");
    assert_eq!(type_name::<(Vec<String>, [u8; 2])>(), "(Vec<String>, [u8; 2])");
    assert_eq!(type_name::<&str>(), "&str");
}

#[test]
fn a_value_that_asks_for_anything_may_refuse_it() {
    assert_eq!(
        refusal::<rust_decimal::Decimal>(Value::Boolean(true)),
        "expected a Decimal type representing a fixed-point number, got boolean: ask for `bool` (column: v)"
    );
    let error = named::<rust_decimal::Decimal>(&[("n", Value::BigInt(1))]).expect_err("sees a map");
    assert_eq!(
        error.to_string(),
        "expected a Decimal type representing a fixed-point number, got a row: ask for a tuple of its columns"
    );
}
