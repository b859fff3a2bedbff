//! JSON formats: an array of objects, or one object on each line.

use std::io::Write;

use awsathena::{Columns, Row, Value};
use serde::de::IgnoredAny;

use super::row_writer::RowWriter;
use super::text::{check_names, hex, plain};
use crate::exit::Result;

pub(super) struct Json {
    array: bool,
    /// The keys as JSON, each with its colon.
    keys: Vec<String>,
    first: bool,
}

impl Json {
    pub(super) fn array() -> Self {
        Self { array: true, keys: Vec::new(), first: true }
    }

    pub(super) fn lines() -> Self {
        Self { array: false, keys: Vec::new(), first: true }
    }
}

impl RowWriter for Json {
    fn begin(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()> {
        self.keys = columns.iter().map(|column| format!("{}:", quoted(&column.name))).collect();
        // Readers of JSON keep one of two equal keys, and they differ in which one.
        check_names(columns, "JSON")?;
        self.first = true;
        if self.array {
            out.write_all(b"[")?;
        }
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()> {
        if self.array {
            out.write_all(if self.first { b"\n" } else { b",\n" })?;
        }
        self.first = false;
        out.write_all(b"{")?;
        for (index, (key, value)) in self.keys.iter().zip(row.values()).enumerate() {
            if index > 0 {
                out.write_all(b",")?;
            }
            out.write_all(key.as_bytes())?;
            write_value(out, &value?)?;
        }
        Ok(out.write_all(if self.array { b"}" } else { b"}\n" })?)
    }

    fn end(&mut self, out: &mut dyn Write, _: &Columns, _: u64, _: Option<u64>) -> Result<()> {
        if self.array {
            out.write_all(if self.first { b"]\n" } else { b"\n]\n" })?;
        }
        Ok(())
    }
}

/// Numbers are exact, with all of their digits. Values without a JSON type are text.
fn write_value(out: &mut dyn Write, value: &Value<'_>) -> std::io::Result<()> {
    match value {
        Value::Null => out.write_all(b"null"),
        Value::Boolean(_)
        | Value::TinyInt(_)
        | Value::SmallInt(_)
        | Value::Integer(_)
        | Value::BigInt(_)
        | Value::Decimal(_) => write!(out, "{value}"),
        Value::Real(number) if number.is_finite() => write!(out, "{value}"),
        Value::Double(number) if number.is_finite() => write!(out, "{value}"),
        // Unchanged, so that its numbers keep their digits. In valid JSON, line ends only separate tokens.
        Value::Json(text) if serde_json::from_str::<IgnoredAny>(text).is_ok() => {
            out.write_all(text.replace(['\n', '\r'], " ").as_bytes())
        }
        Value::Varbinary(bytes) => write!(out, "\"{}\"", hex(bytes)),
        Value::Array(items) => {
            let each = |out: &mut dyn Write, item: &Value<'_>| write_value(out, item);
            write_list(out, ["[", "]"], items, each)
        }
        Value::Map(entries) => write_list(out, ["{", "}"], entries, |out, (key, value)| {
            write!(out, "{}:", quoted(&plain(key)))?;
            write_value(out, value)
        }),
        // A row with an unnamed field is written as a list.
        Value::Row(fields) if fields.iter().any(|(name, _)| name.is_none()) => {
            write_list(out, ["[", "]"], fields, |out, (_, value)| write_value(out, value))
        }
        Value::Row(fields) => write_list(out, ["{", "}"], fields, |out, (name, value)| {
            write!(out, "{}:", quoted(name.as_deref().unwrap_or_default()))?;
            write_value(out, value)
        }),
        value => out.write_all(quoted(&plain(value)).as_bytes()),
    }
}

fn write_list<T>(
    out: &mut dyn Write,
    [open, close]: [&str; 2],
    items: &[T],
    each: impl Fn(&mut dyn Write, &T) -> std::io::Result<()>,
) -> std::io::Result<()> {
    out.write_all(open.as_bytes())?;
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        each(out, item)?;
    }
    out.write_all(close.as_bytes())
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string always has a JSON form")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value<'_>, expected: &str) {
        let mut out = Vec::new();
        write_value(&mut out, &value).expect("writing to a vector does not fail");
        assert_eq!(String::from_utf8(out).expect("the output is UTF-8"), expected);
    }

    #[test]
    fn numbers_are_exact_and_other_values_are_text() {
        check(Value::BigInt(i64::MIN), "-9223372036854775808");
        check(
            Value::Decimal("12345678901234567890123456789012345.678".parse().expect("the text is a decimal")),
            "12345678901234567890123456789012345.678",
        );
        check(Value::Double(f64::NAN), "\"NaN\"");
        check(Value::Double(f64::NEG_INFINITY), "\"-Infinity\"");
        check(Value::Real(f32::INFINITY), "\"Infinity\"");
        check(Value::Varbinary(vec![0, 255].into()), "\"00ff\"");
        check(Value::Varchar("a\"\n\u{1}".into()), "\"a\\\"\\n\\u0001\"");
        check(Value::Json("{\"a\": 1.50}".into()), "{\"a\": 1.50}");
        check(Value::Json("{".into()), "\"{\"");
    }

    #[test]
    fn nested_values_are_nested_json() {
        let pair = |name: Option<&'static str>| (name.map(Into::into), Value::Null);
        check(Value::Array(vec![Value::Integer(1), Value::Null]), "[1,null]");
        check(Value::Map(vec![(Value::Integer(1), Value::Boolean(true))]), "{\"1\":true}");
        check(Value::Row(vec![pair(Some("a")), pair(Some("b"))]), "{\"a\":null,\"b\":null}");
        check(Value::Row(vec![pair(Some("a")), pair(None)]), "[null,null]");
    }
}
