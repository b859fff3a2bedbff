//! Conversion of text and JSON to columns. As in Hive, values that do not parse become NULL.

use std::sync::Arc;

use base64::Engine as _;
use datafusion::arrow::array::{ArrayRef, BinaryArray, ListArray, MapArray, StringArray, StructArray, new_null_array};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::{CastOptions, can_cast_types, cast, cast_with_options};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::error::{DataFusionError, Result};
use serde_json::Value;

use super::BASE64;
use crate::engine::types::AthenaType;

/// Splits a line at the delimiters. The spelling of NULL is compared before escapes are resolved.
pub(super) fn delimited(line: &str, field: char, escape: Option<char>, null: &str) -> Vec<Option<String>> {
    let mut fields = Vec::new();
    let (mut text, mut start) = (String::new(), 0);
    let mut chars = line.char_indices();
    while let Some((at, c)) = chars.next() {
        if Some(c) == escape {
            text.extend(chars.next().map(|(_, next)| next));
        } else if c == field {
            let value = std::mem::take(&mut text);
            fields.push((line[start..at] != *null).then_some(value));
            start = at + c.len_utf8();
        } else {
            text.push(c);
        }
    }
    fields.push((line[start..] != *null).then_some(text));
    fields
}

/// Converts a field of a line to JSON. Nested values have a different delimiter at each level.
pub(super) fn nested(text: &str, ty: &AthenaType, delimiters: &[char; 2], null: &str) -> Value {
    at_level(text, ty, delimiters, 0, null)
}

fn at_level(text: &str, ty: &AthenaType, delimiters: &[char; 2], level: usize, null: &str) -> Value {
    let delimiter = level_delimiter(delimiters, level);
    let value = |text: &str, ty: &AthenaType, deeper: usize| match text == null {
        true => Value::Null,
        false => at_level(text, ty, delimiters, level + deeper, null),
    };
    let parts = || text.split(delimiter).filter(|_| !text.is_empty());
    match ty {
        AthenaType::Array(item) => Value::Array(parts().map(|part| value(part, item, 1)).collect()),
        AthenaType::Row(fields) => {
            let pairs = fields.iter().zip(text.split(delimiter));
            let pair = |((name, ty), part): (&(Option<String>, AthenaType), &str)| {
                (name.clone().unwrap_or_default(), value(part, ty, 1))
            };
            Value::Object(pairs.map(pair).collect())
        }
        AthenaType::Map(_, item) => {
            let between = level_delimiter(delimiters, level + 1);
            let pair = |part: &str| {
                let (key, item_text) = part.split_once(between).unwrap_or((part, null));
                (key.to_owned(), value(item_text, item, 2))
            };
            Value::Object(parts().map(pair).collect())
        }
        _ => Value::String(text.to_owned()),
    }
}

/// From the third level on, Hive's delimiters are fixed control characters.
pub(super) fn level_delimiter(delimiters: &[char; 2], level: usize) -> char {
    let control = u8::try_from(level + 2).ok().filter(|code| *code < 32).map_or('\u{1f}', char::from);
    delimiters.get(level).copied().unwrap_or(control)
}

/// Splits a line of CSV; `None` if a quoted field does not end on this line.
pub(super) fn quoted(line: &str, separator: char, quote: char, escape: char) -> Option<Vec<String>> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut inside = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if c == quote && inside && chars.peek() == Some(&quote) {
            field.extend(chars.next());
        } else if c == quote {
            inside = !inside;
        } else if c == escape && inside && chars.peek().is_some_and(|next| *next == quote || *next == escape) {
            field.extend(chars.next());
        } else if c == separator && !inside {
            fields.push(std::mem::take(&mut field));
        } else {
            field.push(c);
        }
    }
    fields.push(field);
    (!inside).then_some(fields)
}

/// Builds a column from JSON values. A text is converted to the type of the column.
pub(crate) fn column(ty: &AthenaType, cells: &[Option<&Value>]) -> Result<ArrayRef> {
    let wanted = ty.to_arrow();
    match (ty, &wanted) {
        (AthenaType::Array(item), DataType::List(field)) => {
            let lists = cells.iter().map(|cell| cell.and_then(Value::as_array));
            let (offsets, nulls) = shape(lists.clone().map(|list| list.map(Vec::len)));
            let items: Vec<_> = lists.flatten().flatten().map(Some).collect();
            Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, column(item, &items)?, nulls)?))
        }
        (AthenaType::Map(key, value), DataType::Map(entries, sorted)) => {
            let maps = cells.iter().map(|cell| cell.and_then(Value::as_object));
            let (offsets, nulls) = shape(maps.clone().map(|map| map.map(serde_json::Map::len)));
            let names: Vec<_> = maps.clone().flatten().flat_map(|map| map.keys()).cloned().map(Value::String).collect();
            let values: Vec<_> = maps.flatten().flat_map(|map| map.values()).map(Some).collect();
            let DataType::Struct(fields) = entries.data_type() else {
                return Err(DataFusionError::Internal("a map without entries".to_owned()));
            };
            let names: Vec<_> = names.iter().map(Some).collect();
            let pairs =
                StructArray::try_new(fields.clone(), vec![column(key, &names)?, column(value, &values)?], None)?;
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, pairs, nulls, *sorted)?))
        }
        (AthenaType::Row(types), DataType::Struct(fields)) => {
            let rows: Vec<_> = cells.iter().map(|cell| cell.and_then(Value::as_object)).collect();
            let child = |(name, ty): &(Option<String>, AthenaType)| {
                let name = name.as_deref().unwrap_or_default();
                let field = |row: &serde_json::Map<String, Value>| {
                    row.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()
                };
                let cells: Vec<_> = rows.iter().map(|row| row.and_then(|row| row.get(&field(row)?))).collect();
                column(ty, &cells)
            };
            let columns = types.iter().map(child).collect::<Result<Vec<_>>>()?;
            let nulls = NullBuffer::from(rows.iter().map(Option::is_some).collect::<Vec<_>>());
            if fields.is_empty() {
                return Ok(Arc::new(StructArray::new_empty_fields(rows.len(), Some(nulls))));
            }
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, Some(nulls))?))
        }
        _ => scalar(ty, &wanted, cells),
    }
}

fn scalar(ty: &AthenaType, wanted: &DataType, cells: &[Option<&Value>]) -> Result<ArrayRef> {
    let text = |cell: &Option<&Value>| match cell {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let texts: Vec<Option<String>> = cells.iter().map(text).collect();
    let safe = CastOptions { safe: true, ..CastOptions::default() };
    match ty {
        AthenaType::Varbinary => {
            let bytes = |text: &String| BASE64.decode(text).unwrap_or_else(|_| text.clone().into_bytes());
            let bytes: Vec<_> = texts.iter().map(|text| text.as_ref().map(bytes)).collect();
            Ok(Arc::new(bytes.iter().map(Option::as_deref).collect::<BinaryArray>()))
        }
        // A number counts milliseconds since 1970.
        AthenaType::Timestamp(_) if texts.iter().flatten().any(|text| text.parse::<i64>().is_ok()) => {
            let millis: Vec<_> = texts
                .iter()
                .map(|text| {
                    let text = text.as_ref()?;
                    text.parse::<i64>().ok().or_else(|| {
                        let one: ArrayRef = Arc::new(StringArray::from(vec![text.clone()]));
                        let instant = cast_with_options(&one, &DataType::Timestamp(TimeUnit::Millisecond, None), &safe);
                        let number = cast(&instant.ok()?, &DataType::Int64).ok()?;
                        let number = datafusion::arrow::array::cast::as_primitive_array::<
                            datafusion::arrow::datatypes::Int64Type,
                        >(&number);
                        number.iter().next().flatten()
                    })
                })
                .collect();
            let millis: ArrayRef = Arc::new(datafusion::arrow::array::TimestampMillisecondArray::from(millis));
            Ok(cast(&millis, wanted)?)
        }
        _ if !can_cast_types(&DataType::Utf8, wanted) => Ok(new_null_array(wanted, cells.len())),
        _ => {
            let texts: ArrayRef = Arc::new(StringArray::from(texts));
            Ok(cast_with_options(&texts, wanted, &safe)?)
        }
    }
}

/// The offsets and validity of lists with the given lengths.
fn shape(lengths: impl Iterator<Item = Option<usize>> + Clone) -> (OffsetBuffer<i32>, Option<NullBuffer>) {
    let offsets = OffsetBuffer::from_lengths(lengths.clone().map(Option::unwrap_or_default));
    (offsets, Some(NullBuffer::from(lengths.map(|length| length.is_some()).collect::<Vec<_>>())))
}
