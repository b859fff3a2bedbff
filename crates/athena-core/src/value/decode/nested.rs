//! The text of arrays, maps and rows whose types are known: `[1, 2]`, `{k=1}`, `{id=1, name=x}`, `{1, x}`.

use std::borrow::Cow;

use athena_sql::AthenaType;

use super::scalar::{self, not_valid};
use crate::error::{Error, Result};
use crate::value::Value;
use crate::value::parse::ParseError;

/// Parses the whole text along its type.
pub(super) fn decode<'a>(data_type: &AthenaType, text: &'a str) -> Result<Value<'a>> {
    let mut reader = Reader { data_type, text, position: 0 };
    let value = reader.value(data_type, Place::Element)?;
    if reader.rest().is_empty() { Ok(value) } else { Err(reader.error("unexpected text after the value")) }
}

/// The position of a value, which decides the meaning of an equals sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In an array or row, where it has no meaning.
    Element,
    /// In the key of a map, which it ends.
    Key,
    /// After a text key, where it may belong to the key.
    ValueOfTextKey,
}

#[derive(Debug)]
struct Reader<'t, 'a> {
    data_type: &'t AthenaType,
    text: &'a str,
    position: usize,
}

impl<'a> Reader<'_, 'a> {
    fn value(&mut self, data_type: &AthenaType, place: Place) -> Result<Value<'a>> {
        if self.position > 0 && self.eat_null(place) {
            return Ok(Value::Null);
        }
        match data_type {
            AthenaType::Array(element) => {
                let mut values = Vec::new();
                self.list(["[", "]"], |reader| {
                    values.push(reader.value(element, Place::Element)?);
                    Ok(())
                })?;
                Ok(Value::Array(values))
            }
            AthenaType::Map(key_type, value_type) => {
                let mut entries = Vec::new();
                let place = if is_text(key_type) { Place::ValueOfTextKey } else { Place::Element };
                self.list(["{", "}"], |reader| {
                    let key = reader.value(key_type, Place::Key)?;
                    reader.expect("=", "expected `=`")?;
                    entries.push((key, reader.value(value_type, place)?));
                    Ok(())
                })?;
                Ok(Value::Map(entries))
            }
            AthenaType::Row(fields) => {
                let mut values = Vec::with_capacity(fields.len());
                self.expect("{", "expected `{`")?;
                for (index, field) in fields.iter().enumerate() {
                    if index > 0 {
                        self.expect(", ", "expected the next field; a string with `, ` or a bracket is ambiguous")?;
                    }
                    let name = field.name.as_deref();
                    if let Some(name) = name {
                        self.expect(name, "expected the field's name")?;
                        self.expect("=", "expected `=`")?;
                    }
                    let value = self.value(&field.data_type, Place::Element)?;
                    values.push((name.map(|name| Cow::Owned(name.to_owned())), value));
                }
                self.expect("}", "expected `}`")?;
                Ok(Value::Row(values))
            }
            data_type => {
                let text = self.scalar(data_type, place)?;
                scalar::decode(data_type, text).map_err(|error| error.with_context("in", self.data_type))
            }
        }
    }

    /// Items in brackets, separated by `, `.
    fn list(&mut self, [open, close]: [&str; 2], mut item: impl FnMut(&mut Self) -> Result<()>) -> Result<()> {
        self.expect(open, "expected an opening bracket")?;
        if self.eat(close) {
            return Ok(());
        }
        loop {
            item(self)?;
            if self.eat(close) {
                return Ok(());
            }
            self.expect(", ", "expected `, ` or a closing bracket")?;
        }
    }

    /// The text of a scalar.
    fn scalar(&mut self, data_type: &AthenaType, place: Place) -> Result<&'a str> {
        let rest = self.rest();
        let structured = match data_type {
            AthenaType::Json => rest.starts_with(['"', '[', '{']),
            AthenaType::UntypedArray | AthenaType::UntypedMap | AthenaType::UntypedRow => true,
            _ => false,
        };
        let length = if structured {
            bracketed(rest, *data_type == AthenaType::Json)
        } else {
            let mut ends = rest.char_indices().map(|(index, _)| index);
            ends.find(|&index| ends_scalar(rest, index, place))
        };
        let length = length.ok_or_else(|| self.error("expected a closing bracket"))?;
        let text = rest.get(..length).unwrap_or_default();
        if place == Place::ValueOfTextKey && !structured && text.contains('=') {
            return Err(self.error("a second `=` is ambiguous"));
        }
        self.position += length;
        Ok(text)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    fn eat(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.position += token.len();
        }
        found
    }

    fn eat_null(&mut self, place: Place) -> bool {
        let rest = self.rest();
        let found = rest.starts_with("null") && ends_scalar(rest, 4, place);
        if found {
            self.position += 4;
        }
        found
    }

    fn expect(&mut self, token: &str, reason: &'static str) -> Result<()> {
        if self.eat(token) { Ok(()) } else { Err(self.error(reason)) }
    }

    fn error(&self, reason: &'static str) -> Error {
        not_valid(self.data_type, self.text, ParseError::new(reason, self.position))
    }
}

/// Whether a scalar at `place` ends before the byte `index`.
fn ends_scalar(text: &str, index: usize, place: Place) -> bool {
    match text.as_bytes().get(index..).unwrap_or_default() {
        [b']' | b'}', ..] | [b',', b' ', ..] => true,
        [b'=', ..] => place == Place::Key,
        _ => false,
    }
}

/// The length of the JSON value or the untyped array, map or row at the start of the text, up to its closing bracket.
/// Brackets in JSON strings are skipped.
fn bracketed(text: &str, json: bool) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
        } else {
            match byte {
                b'"' if json => quoted = true,
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.checked_sub(1)?,
                _ if depth == 0 => return None,
                _ => {}
            }
        }
        if depth == 0 && !quoted {
            return Some(index + 1);
        }
    }
    None
}

/// Whether the texts of a type may contain any character.
fn is_text(data_type: &AthenaType) -> bool {
    matches!(data_type, AthenaType::Varchar(_) | AthenaType::Char(_) | AthenaType::Json | AthenaType::Other(_))
}
