use proptest::prelude::*;

use super::*;
use crate::{AthenaType, Grammar, RowField, TokenKind, tokenize_as};

fn text(value: &str) -> String {
    value.to_owned()
}

fn trino(literal: Literal, expected: &str) {
    assert_eq!(literal.to_sql(Grammar::Trino).as_deref(), Ok(expected));
}

fn hive(literal: Literal, expected: Result<&str, &str>) {
    let found = literal.to_sql(Grammar::Hive).map_err(|error| error.to_string());
    assert_eq!(found.as_deref().map_err(String::as_str), expected);
}

#[test]
fn numbers_are_literals_of_their_type() {
    trino(Literal::Null, "NULL");
    trino(Literal::Boolean(true), "true");
    trino(Literal::Integer(i64::MIN), "-9223372036854775808");
    trino(Literal::Real(1e-7), "REAL '1e-7'");
    trino(Literal::Real(f32::NEG_INFINITY), "CAST(-infinity() AS real)");
    trino(Literal::Double(0.1), "DOUBLE '0.1'");
    trino(Literal::Double(-0.0), "DOUBLE '-0.0'");
    trino(Literal::Double(f64::MAX), "DOUBLE '1.7976931348623157e308'");
    trino(Literal::Double(f64::NAN), "nan()");
    trino(Literal::Double(f64::NEG_INFINITY), "-infinity()");
    trino(Literal::Decimal(text("-12.50")), "DECIMAL '-12.50'");
    for bad in ["", "-", ".", "1.2.3", "1e5", "NaN", "1'--"] {
        assert_eq!(Literal::Decimal(text(bad)).to_sql(Grammar::Trino), Err(LiteralError::NotDecimal));
    }
}

#[test]
fn texts_dates_and_times_are_literals_of_their_type() {
    trino(Literal::Varchar(text("it's")), "'it''s'");
    trino(Literal::Varbinary(vec![0, 0xff]), "X'00ff'");
    trino(Literal::Varbinary(vec![]), "X''");
    trino(Literal::Date(text("2024-02-29")), "DATE '2024-02-29'");
    trino(Literal::Time(text("01:02:03.004+01:00")), "TIME '01:02:03.004+01:00'");
    trino(Literal::Timestamp(text("2024-02-29 01:02:03.004 UTC")), "TIMESTAMP '2024-02-29 01:02:03.004 UTC'");
    trino(Literal::IntervalDayToSecond(text("-2 03:04:05.321")), "INTERVAL -'2 03:04:05.321' DAY TO SECOND");
    trino(Literal::IntervalYearToMonth(text("1-2")), "INTERVAL '1-2' YEAR TO MONTH");
    trino(Literal::Uuid(text("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")), "UUID 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'");
    trino(Literal::IpAddress(text("10.0.0.1")), "IPADDRESS '10.0.0.1'");
    trino(Literal::Json(text(r#"{"a":"it's"}"#)), r#"JSON '{"a":"it''s"}'"#);
}

#[test]
fn nested_values_are_written_with_their_constructors() {
    let pair = || vec![Literal::Integer(1), Literal::Varchar(text("a'b"))];
    trino(Literal::Array(pair()), "ARRAY[1, 'a''b']");
    trino(Literal::Array(vec![]), "ARRAY[]");
    trino(Literal::Map(vec![(Literal::Integer(1), Literal::Null)]), "MAP(ARRAY[1], ARRAY[NULL])");
    trino(Literal::Map(vec![]), "MAP(ARRAY[], ARRAY[])");
    let fields = vec![RowField::new("Id", AthenaType::BigInt), RowField::new("name", AthenaType::Varchar(None))];
    trino(
        Literal::Row(pair()).cast(AthenaType::Row(fields)),
        "CAST(ROW(1, 'a''b') AS row(\"Id\" bigint, name varchar))",
    );
    trino(Literal::List(pair()), "(1, 'a''b')");
    trino(Literal::List(vec![]), "(SELECT NULL WHERE false)");
    assert_eq!(Literal::Row(vec![]).to_sql(Grammar::Trino), Err(LiteralError::EmptyRow));
    assert_eq!(Literal::Array(vec![Literal::List(pair())]).to_sql(Grammar::Trino), Err(LiteralError::NestedList));
}

#[test]
fn names_are_quoted_if_they_need_quotes() {
    trino(Literal::Identifier(vec![text("sales"), text("Order")]), "sales.\"Order\"");
    hive(Literal::Identifier(vec![text("sales"), text("order")]), Ok("sales.`order`"));
    hive(Literal::Identifier(vec![]), Err("a name needs at least one character (byte 0)"));
    hive(Literal::Identifier(vec![text("a"), text("")]), Err("a name needs at least one character (byte 0)"));
}

#[test]
fn hive_has_fewer_literals_than_trino() {
    hive(Literal::Null, Ok("NULL"));
    hive(Literal::Boolean(false), Ok("false"));
    hive(Literal::Varchar(text("it's")), Ok(r"'it\'s'"));
    hive(Literal::Timestamp(text("2024-02-29 01:02:03.004")), Ok("TIMESTAMP '2024-02-29 01:02:03.004'"));
    hive(Literal::Integer(5), Ok("5"));
    hive(Literal::Double(1.5), Ok("1.5"));
    hive(Literal::Decimal(text("1.50")), Ok("1.50"));
    hive(Literal::Date(text("2024-02-29")), Ok("DATE '2024-02-29'"));
    hive(Literal::List(vec![Literal::Integer(5)]), Ok("(5)"));
    let error = "a Hive-style statement (DDL, SHOW, DESCRIBE) has no literal for arrays; give it as text";
    hive(Literal::Array(vec![]), Err(error));
    for literal in [Literal::Double(f64::NAN), Literal::Varbinary(vec![1]), Literal::Null.cast(AthenaType::Date)] {
        assert!(literal.to_sql(Grammar::Hive).is_err());
    }
}

proptest! {
    /// No text can end its quotes.
    #[test]
    fn any_text_stays_one_string_token(value in prop_oneof![any::<String>(), "[\\\\'\"`a\n-]{0,12}"]) {
        let of = [Literal::Date, Literal::Time, Literal::Timestamp, Literal::IntervalDayToSecond,
            Literal::IntervalYearToMonth, Literal::Uuid, Literal::IpAddress, Literal::Json, Literal::Varchar];
        for literal in of {
            for grammar in [Grammar::Trino, Grammar::Hive] {
                let Ok(sql) = literal(value.clone()).to_sql(grammar) else { continue };
                let kinds: Vec<_> = tokenize_as(&sql, grammar).map(|token| token.kind).collect();
                prop_assert_eq!(kinds.iter().filter(|&&kind| kind == TokenKind::String).count(), 1);
                let known = [TokenKind::String, TokenKind::Word, TokenKind::Whitespace, TokenKind::Operator];
                prop_assert!(kinds.iter().all(|kind| known.contains(kind)), "{}", sql);
            }
        }
    }
}
