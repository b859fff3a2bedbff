//! Typed rows: what serde reads from a row is what its values are.

use awsathena::{Row, Value};
use serde_json::Value as Json;

/// Rows of a result that are compared; a large result has many alike.
pub(super) const MOST_ROWS: usize = 1000;

/// The difference between a row as JSON and its values, if there is one.
pub(super) fn difference(row: &Row, values: &[Value<'_>]) -> Option<String> {
    let cells = match row.to::<Vec<Json>>() {
        Ok(cells) => cells,
        // Such times are text only: the types of Rust's crates end at nanoseconds.
        Err(error) if values.iter().any(is_finer_than_nanoseconds) && error.context("column").is_some() => return None,
        Err(error) => return Some(format!("row {} cannot be read by serde: {error:?}", row.number())),
    };
    if cells.len() != values.len() {
        return Some(format!("serde reads {} of {} columns", cells.len(), values.len()));
    }
    let mut pairs = values.iter().zip(&cells);
    let (value, cell) = pairs.find(|(value, cell)| !matches(value, cell))?;
    Some(format!("row {}: serde reads {cell} from {value:?}", row.number()))
}

fn matches(value: &Value<'_>, json: &Json) -> bool {
    match value {
        Value::Null => json.is_null(),
        Value::Boolean(flag) => json.as_bool() == Some(*flag),
        Value::TinyInt(number) => json.as_i64() == Some(i64::from(*number)),
        Value::SmallInt(number) => json.as_i64() == Some(i64::from(*number)),
        Value::Integer(number) => json.as_i64() == Some(i64::from(*number)),
        Value::BigInt(number) => json.as_i64() == Some(*number),
        Value::Real(number) => is_float(json, f64::from(*number)),
        Value::Double(number) => is_float(json, *number),
        Value::Varbinary(bytes) => {
            let numbers: Option<Vec<u64>> = json.as_array().map(|all| all.iter().filter_map(Json::as_u64).collect());
            numbers.is_some_and(|numbers| numbers.into_iter().eq(bytes.iter().map(|byte| u64::from(*byte))))
        }
        Value::Json(text) => serde_json::from_str::<Json>(text).is_ok_and(|parsed| parsed == *json),
        Value::Time(_) | Value::TimeTz(_) | Value::Timestamp(_) | Value::TimestampTz(_) => is_same_time(value, json),
        Value::Array(items) => json.as_array().is_some_and(|all| all.len() == items.len() && each(items, all)),
        Value::Map(entries) => json.as_object().is_some_and(|object| {
            object.len() == entries.len()
                && entries
                    .iter()
                    .all(|(key, value)| object.get(&key.to_string()).is_some_and(|json| matches(value, json)))
        }),
        Value::Row(fields) => match json {
            Json::Object(object) => fields.iter().all(|(name, value)| {
                let json = name.as_ref().and_then(|name| object.get(name.as_ref()));
                json.is_some_and(|json| matches(value, json))
            }),
            Json::Array(all) => {
                all.len() == fields.len() && fields.iter().zip(all).all(|((_, value), json)| matches(value, json))
            }
            _ => false,
        },
        text => json.as_str() == Some(text.to_string().as_str()),
    }
}

fn each(values: &[Value<'_>], all: &[Json]) -> bool {
    values.iter().zip(all).all(|(value, json)| matches(value, json))
}

/// JSON has no number for those that are not finite.
fn is_float(json: &Json, number: f64) -> bool {
    if number.is_finite() { json.as_f64() == Some(number) } else { json.is_null() }
}

/// Times have a text that other crates read: the same date and time of day, and maybe other digits after the second.
fn is_same_time(value: &Value<'_>, json: &Json) -> bool {
    let text = value.to_string();
    let time_of_day = text.find(':').expect("a time has colons") - 2;
    let to_the_second = &text[..time_of_day + "00:00:00".len()];
    json.as_str().is_some_and(|json| json.starts_with(to_the_second))
}

fn is_finer_than_nanoseconds(value: &Value<'_>) -> bool {
    let text = value.to_string();
    let digits = text.split_once('.').map(|(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
    !matches!(value, Value::Varchar(_)) && digits.is_some_and(|digits| digits > 9)
}
