//! JSON functions with simple paths: `$.a.b`, `$.a[0]`, `$["a b"]`.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, LargeStringArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use serde_json::Value;

use super::columns::{integers, texts, two};
use super::json_path::Path;
use super::json_path_eval::NOT_PASSED;
use super::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "json_extract",
            |_| result(DataType::LargeUtf8),
            |arrays, _| {
                let found = extract(arrays, |value| Some(value.to_string()))?;
                Ok(Arc::new(LargeStringArray::from(found)))
            },
        ),
        Simple::new(
            "json_extract_scalar",
            |_| result(DataType::Utf8),
            |arrays, _| {
                let scalar = |value: &Value| match value {
                    Value::String(text) => Some(text.clone()),
                    Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
                    Value::Null | Value::Array(_) | Value::Object(_) => None,
                };
                Ok(Arc::new(StringArray::from(extract(arrays, scalar)?)))
            },
        ),
        Simple::new("$json_format", |_| result(DataType::Utf8), |arrays, _| Ok(cast(&arrays[0], &DataType::Utf8)?)),
        Simple::new(
            "json_size",
            |_| result(DataType::Int64),
            |arrays, _| {
                let size = |value: &Value| match value {
                    Value::Array(items) => Some(items.len().to_string()),
                    Value::Object(fields) => Some(fields.len().to_string()),
                    _ => Some("0".to_owned()),
                };
                let sizes: Int64Array =
                    extract(arrays, size)?.into_iter().map(|size| size.and_then(|size| size.parse().ok())).collect();
                Ok(Arc::new(sizes))
            },
        ),
        Simple::new(
            "json_array_get",
            |_| result(DataType::LargeUtf8),
            |arrays, _| {
                let found = two(&texts(arrays, 0)?, &integers(arrays, 1)?, |text, index| {
                    let parsed: Option<Value> = serde_json::from_str(text).ok();
                    let Some(Value::Array(items)) = parsed else { return Ok(None) };
                    let position = match usize::try_from(index) {
                        Ok(position) => Some(position),
                        Err(_) => usize::try_from(index.unsigned_abs()).ok().and_then(|by| items.len().checked_sub(by)),
                    };
                    let item = position.and_then(|position| items.get(position)).filter(|item| !item.is_null());
                    Ok(item.map(Value::to_string))
                })?;
                Ok(Arc::new(LargeStringArray::from(found)))
            },
        ),
        // The arguments are the JSON text, the path, the `ON EMPTY` behaviour and the `ON ERROR` behaviour.
        Simple::new(
            "$json_value",
            |_| result(DataType::Utf8),
            |arrays, _| {
                query_path(arrays, |found| match found {
                    [Value::String(text)] => Outcome::Found(text.clone()),
                    [scalar @ (Value::Bool(_) | Value::Number(_))] => Outcome::Found(scalar.to_string()),
                    [Value::Null] => Outcome::Unknown,
                    [] => Outcome::Empty,
                    _ => Outcome::Wrong("JSON path found something else than one scalar"),
                })
            },
        ),
        Simple::new(
            "$json_query",
            |_| result(DataType::Utf8),
            |arrays, _| {
                query_path(arrays, |found| match found {
                    [] => Outcome::Empty,
                    [one] => Outcome::Found(one.to_string()),
                    _ => Outcome::Wrong("JSON path found multiple items"),
                })
            },
        ),
        // Returns a JSON string without its quotes.
        Simple::new(
            "$json_query_unquoted",
            |_| result(DataType::Utf8),
            |arrays, _| {
                query_path(arrays, |found| match found {
                    [] => Outcome::Empty,
                    [Value::String(text)] => Outcome::Found(text.clone()),
                    [one] => Outcome::Found(one.to_string()),
                    _ => Outcome::Wrong("JSON path found multiple items"),
                })
            },
        ),
        Simple::new(
            "$json_query_wrapped",
            |_| result(DataType::Utf8),
            |arrays, _| {
                query_path(arrays, |found| match found {
                    [] => Outcome::Empty,
                    all => Outcome::Found(Value::Array(all.to_vec()).to_string()),
                })
            },
        ),
        Simple::new(
            "$json_query_conditional",
            |_| result(DataType::Utf8),
            |arrays, _| {
                query_path(arrays, |found| match found {
                    [] => Outcome::Empty,
                    [one @ (Value::Array(_) | Value::Object(_))] => Outcome::Found(one.to_string()),
                    all => Outcome::Found(Value::Array(all.to_vec()).to_string()),
                })
            },
        ),
        Simple::new(
            "$json_exists",
            |_| result(DataType::Boolean),
            |arrays, _| {
                let found = query_path(arrays, |found| Outcome::Found((!found.is_empty()).to_string()))?;
                Ok(cast(&found, &DataType::Boolean)?)
            },
        ),
    ]
}

enum Outcome {
    Found(String),
    /// The JSON value `null`.
    Unknown,
    Empty,
    Wrong(&'static str),
}

/// Evaluates a path. The arguments after the path give the behaviour on an empty result and on an error: `null`,
/// `error`, `empty`, or `default` followed by a colon and the text.
fn query_path(arrays: &[ArrayRef], read: impl Fn(&[Value]) -> Outcome) -> Result<ArrayRef> {
    let (json, paths) = (texts(arrays, 0)?, texts(arrays, 1)?);
    let (on_empty, on_error) = (texts(arrays, 2)?, texts(arrays, 3)?);
    let instead = |column: &StringArray, row: usize, name: &str, message: &str| match column.value(row) {
        "null" => Ok(None),
        "error" => Err(error(name, message)),
        other => Ok(Some(other.strip_prefix("default:").unwrap_or(other).to_owned())),
    };
    // The names of the `PASSING` values, each followed by its value as JSON.
    let passed = arrays.get(4..).unwrap_or_default().chunks_exact(2);
    let passed = passed.map(|pair| Ok((texts(pair, 0)?, texts(pair, 1)?))).collect::<Result<Vec<_>>>()?;
    // Usually all rows have the same path, so the last parsed path is kept.
    let mut known: Option<(String, Path)> = None;
    let mut one = |row: usize| -> Result<Option<String>> {
        if json.is_null(row) || paths.is_null(row) {
            return Ok(None);
        }
        let path = paths.value(row);
        if known.as_ref().is_none_or(|(text, _)| text != path) {
            let parsed = Path::parse(path)
                .ok_or_else(|| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid JSON path: '{path}'")))?;
            known = Some((path.to_owned(), parsed));
        }
        let Some((_, parsed)) = &known else { return Ok(None) };
        let failed = |message: &str| instead(&on_error, row, "JSON_INPUT_CONVERSION_ERROR", message);
        let Ok(value) = serde_json::from_str::<Value>(json.value(row)) else {
            return failed("conversion to JSON failed");
        };
        let mut variables = BTreeMap::new();
        for (names, values) in &passed {
            let value = if values.is_null(row) { Ok(Value::Null) } else { serde_json::from_str(values.value(row)) };
            let Ok(value) = value else { return failed("conversion to JSON failed") };
            variables.insert(names.value(row).to_owned(), value);
        }
        match parsed.find(&value, &variables).as_deref().map(&read) {
            Ok(Outcome::Found(text)) => Ok(Some(text)),
            Ok(Outcome::Unknown) => Ok(None),
            Ok(Outcome::Empty) => instead(
                &on_empty,
                row,
                "JSON_VALUE_RESULT_ERROR",
                "cannot extract SQL scalar: JSON path found no items",
            ),
            Ok(Outcome::Wrong(message)) => failed(message),
            // A missing `PASSING` value is an error of the query, not of the data.
            Err(message) if message.starts_with(NOT_PASSED) => Err(error("INVALID_PATH", message)),
            Err(message) => failed(message),
        }
    };
    Ok(Arc::new((0..json.len()).map(&mut one).collect::<Result<StringArray>>()?))
}

fn extract(arrays: &[ArrayRef], read: impl Fn(&Value) -> Option<String>) -> Result<Vec<Option<String>>> {
    let [json, paths] = arrays else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function json_extract"));
    };
    let (json, paths) = (cast(json, &DataType::Utf8)?, cast(paths, &DataType::Utf8)?);
    let (json, paths) = (json.as_string::<i32>(), paths.as_string::<i32>());
    let one = |(text, path): (Option<&str>, Option<&str>)| -> Result<Option<String>> {
        let (Some(text), Some(path)) = (text, path) else {
            return Ok(None);
        };
        let steps =
            steps(path).ok_or_else(|| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid JSON path: '{path}'")))?;
        let mut parsed: Option<Value> = serde_json::from_str(text).ok();
        // Another crate in the build may have enabled serde_json's `preserve_order` feature.
        parsed.iter_mut().for_each(Value::sort_all_objects);
        let mut at = parsed.as_ref();
        for step in &steps {
            at = at.and_then(|value| match value {
                Value::Object(fields) => fields.get(step),
                Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                _ => None,
            });
        }
        Ok(at.and_then(&read))
    };
    debug_assert_eq!(json.len(), paths.len());
    json.iter().zip(paths).map(one).collect()
}

fn steps(path: &str) -> Option<Vec<String>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            steps.push(after[..end].to_owned());
            rest = &after[end..];
        } else {
            let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(inside.trim_matches(['"', '\'']).to_owned());
            rest = after;
        }
    }
    Some(steps)
}
