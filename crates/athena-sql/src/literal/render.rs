//! The literal of each type in both grammars.

use std::fmt::{Display, Write as _};

use super::{Literal, LiteralError, string};
use crate::{AthenaType, Grammar, identifier};

/// A list without members, behind `IN`: a query without rows, since `()` is not SQL.
const EMPTY_LIST: &str = "(SELECT NULL WHERE false)";

pub(super) fn write(sql: &mut String, literal: &Literal, grammar: Grammar) -> Result<(), LiteralError> {
    if grammar == Grammar::Hive {
        only_in_trino(literal)?;
    }
    match literal {
        Literal::Null => sql.push_str("NULL"),
        Literal::Boolean(value) => push(sql, value),
        Literal::Integer(value) => push(sql, value),
        Literal::Real(value) => real(sql, *value),
        Literal::Double(value) => double(sql, *value, grammar),
        Literal::Decimal(text) => decimal(sql, text, grammar)?,
        Literal::Varchar(text) => sql.push_str(&string(text, grammar)),
        Literal::Varbinary(bytes) => binary(sql, bytes),
        Literal::Date(text) => typed(sql, "DATE", text, grammar),
        Literal::Time(text) => typed(sql, "TIME", text, grammar),
        Literal::Timestamp(text) => typed(sql, "TIMESTAMP", text, grammar),
        Literal::IntervalDayToSecond(text) => interval(sql, text, "DAY TO SECOND"),
        Literal::IntervalYearToMonth(text) => interval(sql, text, "YEAR TO MONTH"),
        Literal::Uuid(text) => typed(sql, "UUID", text, grammar),
        Literal::IpAddress(text) => typed(sql, "IPADDRESS", text, grammar),
        Literal::Json(text) => typed(sql, "JSON", text, grammar),
        Literal::Array(values) => array(sql, values.iter(), grammar)?,
        Literal::Map(entries) => {
            sql.push_str("MAP(");
            array(sql, entries.iter().map(|(key, _)| key), grammar)?;
            sql.push_str(", ");
            array(sql, entries.iter().map(|(_, value)| value), grammar)?;
            sql.push(')');
        }
        Literal::Row(fields) if fields.is_empty() => return Err(LiteralError::EmptyRow),
        Literal::Row(fields) => {
            sql.push_str("ROW(");
            members(sql, fields.iter(), grammar)?;
            sql.push(')');
        }
        // Hive has one literal for the integers of every width.
        Literal::Typed(value, _) if grammar == Grammar::Hive => write(sql, value, grammar)?,
        Literal::Typed(value, data_type) => {
            sql.push_str("CAST(");
            member(sql, value, grammar)?;
            push(sql, format_args!(" AS {})", data_type.trino()));
        }
        Literal::List(values) if values.is_empty() => sql.push_str(EMPTY_LIST),
        Literal::List(values) => {
            sql.push('(');
            members(sql, values.iter(), grammar)?;
            sql.push(')');
        }
        Literal::Identifier(parts) => name(sql, parts, grammar)?,
    }
    Ok(())
}

/// Refuses literals that Hive lacks: it has strings, numbers, booleans, dates, timestamps and names only.
fn only_in_trino(literal: &Literal) -> Result<(), LiteralError> {
    let what = match literal {
        Literal::Real(value) if !value.is_finite() => "a real that is not finite",
        Literal::Double(value) if !value.is_finite() => "a double that is not finite",
        Literal::Varbinary(_) => "varbinary",
        Literal::Time(_) => "time",
        Literal::IntervalDayToSecond(_) | Literal::IntervalYearToMonth(_) => "intervals",
        Literal::Uuid(_) => "uuid",
        Literal::IpAddress(_) => "ipaddress",
        Literal::Json(_) => "json",
        Literal::Array(_) => "arrays",
        Literal::Map(_) => "maps",
        Literal::Row(_) => "rows",
        Literal::Typed(value, data_type) if !is_plain_integer(value, data_type) => "a cast",
        Literal::List(values) if values.is_empty() => "an empty list",
        _ => return Ok(()),
    };
    Err(LiteralError::NotInHive { what })
}

fn is_plain_integer(value: &Literal, data_type: &AthenaType) -> bool {
    use AthenaType::{BigInt, Integer, SmallInt, TinyInt};
    matches!((value, data_type), (Literal::Integer(_), TinyInt | SmallInt | Integer | BigInt))
}

fn push(sql: &mut String, value: impl Display) {
    write!(sql, "{value}").expect("writing to a string does not fail");
}

fn real(sql: &mut String, value: f32) {
    if value.is_finite() {
        push(sql, format_args!("REAL '{value:?}'"));
    } else {
        push(sql, format_args!("CAST({} AS real)", not_finite(value.into())));
    }
}

fn double(sql: &mut String, value: f64, grammar: Grammar) {
    match grammar {
        _ if !value.is_finite() => sql.push_str(not_finite(value)),
        Grammar::Trino => push(sql, format_args!("DOUBLE '{value:?}'")),
        Grammar::Hive => push(sql, format_args!("{value:?}")),
    }
}

fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "nan()"
    } else if value > 0.0 {
        "infinity()"
    } else {
        "-infinity()"
    }
}

fn decimal(sql: &mut String, text: &str, grammar: Grammar) -> Result<(), LiteralError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let well_formed = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().filter(|&b| b == b'.').count() <= 1;
    match grammar {
        _ if !well_formed => return Err(LiteralError::NotDecimal),
        Grammar::Trino => push(sql, format_args!("DECIMAL '{text}'")),
        Grammar::Hive => sql.push_str(text),
    }
    Ok(())
}

fn binary(sql: &mut String, bytes: &[u8]) {
    sql.push_str("X'");
    for byte in bytes {
        push(sql, format_args!("{byte:02x}"));
    }
    sql.push('\'');
}

fn typed(sql: &mut String, type_name: &str, text: &str, grammar: Grammar) {
    push(sql, format_args!("{type_name} {}", string(text, grammar)));
}

/// The sign is written outside the quotes: inside, it would apply to the first field only.
fn interval(sql: &mut String, text: &str, fields: &str) {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => ("-", text),
        None => ("", text),
    };
    push(sql, format_args!("INTERVAL {sign}{} {fields}", string(text, Grammar::Trino)));
}

fn array<'a>(
    sql: &mut String,
    values: impl Iterator<Item = &'a Literal>,
    grammar: Grammar,
) -> Result<(), LiteralError> {
    sql.push_str("ARRAY[");
    members(sql, values, grammar)?;
    sql.push(']');
    Ok(())
}

fn members<'a>(
    sql: &mut String,
    values: impl Iterator<Item = &'a Literal>,
    grammar: Grammar,
) -> Result<(), LiteralError> {
    for (position, value) in values.enumerate() {
        if position > 0 {
            sql.push_str(", ");
        }
        member(sql, value, grammar)?;
    }
    Ok(())
}

fn member(sql: &mut String, value: &Literal, grammar: Grammar) -> Result<(), LiteralError> {
    match value {
        Literal::List(_) => Err(LiteralError::NestedList),
        value => write(sql, value, grammar),
    }
}

fn name(sql: &mut String, parts: &[String], grammar: Grammar) -> Result<(), LiteralError> {
    if parts.is_empty() {
        identifier::check("")?;
    }
    for (position, part) in parts.iter().enumerate() {
        identifier::check(part)?;
        if position > 0 {
            sql.push('.');
        }
        sql.push_str(&identifier::quote_if_needed(part, grammar));
    }
    Ok(())
}
