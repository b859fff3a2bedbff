//! JSON functions with the simple paths that most queries use: `$.a.b`, `$.a[0]`, `$["a b"]`.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, LargeStringArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use serde_json::Value;

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
    ]
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
        // A crate elsewhere in the build may have told serde_json to keep the order of keys.
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
