//! Casts of arrays, maps and rows, and to and from JSON.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, LargeStringArray, ListArray, MapArray, StringArray, StructArray,
};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::error::Result;
use serde_json::Value;

use super::cast::{self, Conversion};
use super::simple::error;
use crate::engine::text::format_value;
use crate::engine::types::AthenaType;

/// Converts rows field by field, and arrays and maps item by item.
pub(crate) fn convert(array: &ArrayRef, conversion: &Conversion, safe: bool) -> Result<ArrayRef> {
    let mismatch = || error("TYPE_MISMATCH", format!("Cannot cast {} to {}", conversion.from, conversion.to));
    let part = |array: &ArrayRef, from: &AthenaType, to: &AthenaType, target: &Field| {
        let conversion = Conversion { from: from.clone(), to: to.clone(), target: target.data_type().clone() };
        cast::convert(array, &conversion, safe)
    };
    match (&conversion.from, &conversion.to, &conversion.target) {
        (AthenaType::Array(from), AthenaType::Array(to), DataType::List(item)) => {
            let source = AthenaType::Array(from.clone()).to_arrow();
            let list =
                if matches!(array.data_type(), DataType::List(_)) { Arc::clone(array) } else { cast(array, &source)? };
            let list = list.as_list::<i32>();
            let values = part(list.values(), from, to, item)?;
            Ok(Arc::new(ListArray::try_new(Arc::clone(item), list.offsets().clone(), values, list.nulls().cloned())?))
        }
        (AthenaType::Row(from), AthenaType::Row(to), DataType::Struct(fields)) if from.len() == to.len() => {
            let row = array.as_struct();
            let columns = row
                .columns()
                .iter()
                .zip(from.iter().zip(to))
                .zip(fields)
                .map(|((column, ((_, from), (_, to))), field)| part(column, from, to, field))
                .collect::<Result<Vec<_>>>()?;
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, row.nulls().cloned())?))
        }
        (AthenaType::Map(from_key, from_value), AthenaType::Map(to_key, to_value), DataType::Map(entries, sorted)) => {
            let DataType::Struct(fields) = entries.data_type() else {
                return Err(mismatch());
            };
            let map = array.as_map();
            let keys = part(map.keys(), from_key, to_key, &fields[0])?;
            let values = part(map.values(), from_value, to_value, &fields[1])?;
            let inner = StructArray::try_new(fields.clone(), vec![keys, values], None)?;
            let nulls = map.nulls().cloned();
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), map.offsets().clone(), inner, nulls, *sorted)?))
        }
        _ => Err(mismatch()),
    }
}

/// `CAST(x AS JSON)`: text becomes a JSON string, and rows keep their field names.
pub(crate) fn to_json(array: &ArrayRef, from: &AthenaType) -> Result<ArrayRef> {
    let mut out: Vec<Option<String>> = Vec::with_capacity(array.len());
    for row in 0..array.len() {
        if array.is_null(row) {
            out.push(None);
            continue;
        }
        let mut text = String::new();
        json_value(array, from, row, &mut text)?;
        out.push(Some(text));
    }
    Ok(Arc::new(LargeStringArray::from(out)))
}

fn json_value(array: &ArrayRef, ty: &AthenaType, row: usize, out: &mut String) -> Result<()> {
    if array.is_null(row) {
        out.push_str("null");
        return Ok(());
    }
    match ty {
        AthenaType::Array(item) => {
            let list = cast(array, &DataType::List(Arc::new(item_field(array, item))))?;
            let items = list.as_list::<i32>().value(row);
            out.push('[');
            for i in 0..items.len() {
                if i > 0 {
                    out.push(',');
                }
                json_value(&items, item, i, out)?;
            }
            out.push(']');
        }
        AthenaType::Map(key, value) => {
            let entries = array.as_map().value(row);
            let (keys, values) = (entries.column(0), entries.column(1));
            let mut pairs = Vec::with_capacity(keys.len());
            for i in 0..keys.len() {
                let field = key.tag(Field::new("key", keys.data_type().clone(), true));
                let mut text = String::new();
                json_value(values, value, i, &mut text)?;
                pairs.push((format_value(&field, keys, i)?.unwrap_or_default(), text));
            }
            pairs.sort();
            json_object(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())), out);
        }
        AthenaType::Row(fields) => {
            let mut pairs = Vec::with_capacity(fields.len());
            for ((name, ty), column) in fields.iter().zip(array.as_struct().columns()) {
                let mut text = String::new();
                json_value(column, ty, row, &mut text)?;
                pairs.push((name.as_deref().unwrap_or_default(), text));
            }
            json_object(pairs.iter().map(|(k, v)| (*k, v.as_str())), out);
        }
        _ => {
            let field = ty.tag(Field::new("value", array.data_type().clone(), true));
            let text = format_value(&field, array, row)?.unwrap_or_default();
            let bare = match ty {
                AthenaType::Boolean
                | AthenaType::TinyInt
                | AthenaType::SmallInt
                | AthenaType::Integer
                | AthenaType::BigInt
                | AthenaType::Decimal(..)
                | AthenaType::Json => true,
                AthenaType::Real | AthenaType::Double => !text.ends_with(['y', 'N']),
                _ => false,
            };
            if bare { out.push_str(&text) } else { json_string(&text, out) }
        }
    }
    Ok(())
}

fn item_field(array: &ArrayRef, item: &AthenaType) -> Field {
    match array.data_type() {
        DataType::List(f) | DataType::LargeList(f) | DataType::FixedSizeList(f, _) => f.as_ref().clone(),
        _ => Field::new("item", item.to_arrow(), true),
    }
}

fn json_object<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, out: &mut String) {
    out.push('{');
    for (i, (key, value)) in pairs.enumerate() {
        if i > 0 {
            out.push(',');
        }
        json_string(key, out);
        out.push(':');
        out.push_str(value);
    }
    out.push('}');
}

fn json_string(text: &str, out: &mut String) {
    let _ = write!(out, "{}", Value::String(text.to_owned()));
}

/// `JSON '...'` and `json_parse`: validates the text and prints it without spaces and with sorted keys.
pub(crate) fn parse_json(array: &ArrayRef) -> Result<ArrayRef> {
    let texts = cast(array, &DataType::Utf8)?;
    let mut out: Vec<Option<String>> = Vec::with_capacity(texts.len());
    for text in texts.as_string::<i32>() {
        out.push(match text {
            None => None,
            Some(text) => {
                let mut value: Value = serde_json::from_str(text).map_err(|_| {
                    error("INVALID_FUNCTION_ARGUMENT", format!("Cannot convert value to JSON: '{text}'"))
                })?;
                // Another crate in the build may have enabled serde_json's `preserve_order` feature.
                value.sort_all_objects();
                Some(value.to_string())
            }
        });
    }
    Ok(Arc::new(LargeStringArray::from(out)))
}

/// `CAST(json AS ...)`: converts each value; arrays, maps and rows are converted element by element.
pub(crate) fn from_json(array: &ArrayRef, conversion: &Conversion, safe: bool) -> Result<ArrayRef> {
    if conversion.to == AthenaType::Json {
        return Ok(Arc::clone(array));
    }
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    let values: Vec<_> = array.as_string::<i64>().iter().map(|text| text.map(read)).collect();
    of_values(&values.iter().map(Option::as_ref).collect::<Vec<_>>(), &conversion.to, &conversion.target, safe)
}

/// NULL if `safe`, otherwise an error.
fn refuse<T>(value: &Value, to: &AthenaType, safe: bool) -> Result<Option<T>> {
    if safe { Ok(None) } else { Err(error("INVALID_CAST_ARGUMENT", format!("Cannot cast to {to}. {value}"))) }
}

fn of_values(values: &[Option<&Value>], to: &AthenaType, target: &DataType, safe: bool) -> Result<ArrayRef> {
    let values: Vec<Option<&Value>> = values.iter().map(|value| value.filter(|value| !value.is_null())).collect();
    let nulls = |valid: &[bool]| Some(NullBuffer::from(valid.to_vec()));
    match (to, target) {
        (AthenaType::Array(item), DataType::List(field)) => {
            let rows = values.iter().copied().map(|value| match value {
                Some(Value::Array(items)) => Ok(Some(items.iter().map(Some).collect::<Vec<_>>())),
                Some(other) => refuse(other, to, safe),
                None => Ok(None),
            });
            let rows = rows.collect::<Result<Vec<_>>>()?;
            let valid: Vec<_> = rows.iter().map(Option::is_some).collect();
            let offsets = OffsetBuffer::from_lengths(rows.iter().map(|row| row.as_ref().map_or(0, Vec::len)));
            let items: Vec<_> = rows.into_iter().flatten().flatten().collect();
            let items = of_values(&items, item, field.data_type(), safe)?;
            Ok(Arc::new(ListArray::try_new(Arc::clone(field), offsets, items, nulls(&valid))?))
        }
        (AthenaType::Map(key, value), DataType::Map(entries, sorted)) => {
            let DataType::Struct(fields) = entries.data_type() else {
                return Err(error("GENERIC_INTERNAL_ERROR", "a map without entries"));
            };
            let read = |value: &Option<&'_ Value>| match value {
                Some(Value::Object(pairs)) => Ok(Some(pairs.len())),
                Some(other) => refuse(other, to, safe),
                None => Ok(None),
            };
            let lengths = values.iter().map(read).collect::<Result<Vec<_>>>()?;
            let valid: Vec<_> = lengths.iter().map(Option::is_some).collect();
            let offsets = OffsetBuffer::from_lengths(lengths.iter().map(|length| length.unwrap_or(0)));
            let pairs = values.iter().flatten().filter_map(|value| value.as_object()).flatten();
            let (names, inner): (Vec<_>, Vec<_>) = pairs.map(|(k, v)| (Value::String(k.clone()), Some(v))).unzip();
            let names: Vec<_> = names.iter().map(Some).collect();
            let keys = of_values(&names, key, fields[0].data_type(), safe)?;
            let inner = of_values(&inner, value, fields[1].data_type(), safe)?;
            let inner = StructArray::try_new(fields.clone(), vec![keys, inner], None)?;
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, inner, nulls(&valid), *sorted)?))
        }
        (AthenaType::Row(types), DataType::Struct(fields)) => {
            let mut columns = Vec::with_capacity(fields.len());
            let valid: Vec<_> = values.iter().map(|v| v.is_some_and(|v| v.is_array() || v.is_object())).collect();
            if let Some(value) = values.iter().zip(&valid).find_map(|(value, valid)| value.filter(|_| !valid)) {
                refuse::<()>(value, to, safe)?;
            }
            for (i, ((name, ty), field)) in types.iter().zip(fields).enumerate() {
                let part = |value: &Option<&'_ Value>| match value {
                    Some(Value::Array(items)) => items.get(i).cloned(),
                    Some(Value::Object(pairs)) => name.as_ref().and_then(|name| {
                        pairs.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
                    }),
                    _ => None,
                };
                let parts: Vec<Option<Value>> = values.iter().map(part).collect();
                let parts: Vec<_> = parts.iter().map(Option::as_ref).collect();
                columns.push(of_values(&parts, ty, field.data_type(), safe)?);
            }
            Ok(Arc::new(StructArray::try_new(fields.clone(), columns, nulls(&valid))?))
        }
        (AthenaType::Json, _) => {
            Ok(Arc::new(values.iter().map(|value| value.map(Value::to_string)).collect::<LargeStringArray>()))
        }
        _ => {
            let text = |value: &Option<&'_ Value>| match value {
                Some(Value::String(text)) => Ok(Some(text.clone())),
                Some(nested @ (Value::Array(_) | Value::Object(_))) => refuse(nested, to, safe),
                Some(other) => Ok(Some(other.to_string())),
                None => Ok(None),
            };
            let texts = values.iter().map(text).collect::<Result<StringArray>>()?;
            let conversion = Conversion { from: AthenaType::Varchar(None), to: to.clone(), target: target.clone() };
            cast::convert(&(Arc::new(texts) as ArrayRef), &conversion, safe)
        }
    }
}
