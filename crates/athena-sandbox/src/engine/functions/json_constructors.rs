//! `json_array` and `json_object`, which build JSON texts.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use serde_json::Value;

use super::columns::texts;
use super::simple::{Simple, error, result};

/// The first argument holds the options: the treatment of NULL, and whether keys must be unique.
pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "$json_array",
            |_| result(DataType::Utf8),
            |arrays, args| construct(arrays, args.number_rows, array),
        ),
        Simple::new(
            "$json_object",
            |_| result(DataType::Utf8),
            |arrays, args| construct(arrays, args.number_rows, object),
        ),
    ]
}

fn construct(
    arrays: &[ArrayRef],
    rows: usize,
    one: fn(&str, &[StringArray], usize) -> Result<String>,
) -> Result<ArrayRef> {
    let options = texts(arrays, 0)?;
    let rows = arrays.first().map_or(rows, |options| options.len());
    let parts = (1..arrays.len()).map(|at| texts(arrays, at)).collect::<Result<Vec<_>>>()?;
    let construct = (0..rows).map(|row| one(options.value(row), &parts, row).map(Some));
    Ok(Arc::new(construct.collect::<Result<StringArray>>()?))
}

/// A value as compact JSON; `None` if it is left out.
fn value(options: &str, part: &StringArray, row: usize) -> Result<Option<String>> {
    if part.is_null(row) {
        return Ok(options.starts_with("null").then(|| "null".to_owned()));
    }
    match serde_json::from_str::<Value>(part.value(row)) {
        Ok(value) => Ok(Some(value.to_string())),
        Err(_) => Err(error("JSON_INPUT_CONVERSION_ERROR", "conversion to JSON failed")),
    }
}

fn array(options: &str, parts: &[StringArray], row: usize) -> Result<String> {
    let items = parts.iter().map(|part| value(options, part, row)).collect::<Result<Vec<_>>>()?;
    Ok(format!("[{}]", items.into_iter().flatten().collect::<Vec<_>>().join(",")))
}

/// Duplicate keys are kept, in their original order.
fn object(options: &str, parts: &[StringArray], row: usize) -> Result<String> {
    let mut pairs = Vec::new();
    let mut known = HashSet::new();
    for pair in parts.chunks_exact(2) {
        let [key, part] = pair else { continue };
        if key.is_null(row) {
            return Err(error(
                "INVALID_FUNCTION_ARGUMENT",
                "null value passed for JSON object key to JSON_OBJECT function",
            ));
        }
        let key = Value::String(key.value(row).to_owned()).to_string();
        if !known.insert(key.clone()) && options.ends_with("unique") {
            return Err(error("INVALID_FUNCTION_ARGUMENT", "duplicate key passed to JSON_OBJECT function"));
        }
        pairs.extend(value(options, part, row)?.map(|value| format!("{key}:{value}")));
    }
    Ok(format!("{{{}}}", pairs.join(",")))
}
