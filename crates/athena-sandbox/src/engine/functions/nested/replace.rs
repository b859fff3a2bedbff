//! `regexp_replace` with a lambda that builds each replacement from the groups of the match.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray, UInt32Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{LambdaArgument, LambdaParametersProgress};

use super::higher_order::{HigherOrder, evaluate, parameter};
use super::take::{ItemIndices, list_type, to_index};
use crate::engine::functions::columns::{invalid, texts};
use crate::engine::functions::simple::error;

pub(crate) fn functions() -> Vec<HigherOrder> {
    vec![HigherOrder::new(
        "$regexp_replace",
        |_, _| Ok(LambdaParametersProgress::Complete(vec![vec![parameter(&list_type(&DataType::Utf8))]])),
        |_, _| Ok(DataType::Utf8),
        |arrays, lambdas, _| replace(arrays, lambdas),
    )]
}

fn replace(arrays: &[ArrayRef], lambdas: &[&LambdaArgument]) -> Result<ArrayRef> {
    let [lambda] = lambdas else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function regexp_replace"));
    };
    let (values, patterns) = (texts(arrays, 0)?, texts(arrays, 1)?);
    // The lambda runs once over all matches of all rows.
    let (mut groups, mut items, mut rows) = (ItemIndices::default(), Vec::new(), Vec::new());
    let mut pieces: Vec<Option<(Vec<&str>, &str)>> = Vec::with_capacity(values.len());
    for row in 0..values.len() {
        if values.is_null(row) || patterns.is_null(row) {
            pieces.push(None);
            continue;
        }
        let (text, pattern) = (values.value(row), patterns.value(row));
        let pattern = regex::Regex::new(pattern).map_err(|e| invalid(format!("Invalid regular expression: {e}")))?;
        let (mut between, mut end) = (Vec::new(), 0);
        for found in pattern.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            between.push(&text[end..whole.start()]);
            end = whole.end();
            let parts: Vec<_> =
                found.iter().skip(1).map(|group| group.map(|group| group.as_str().to_owned())).collect();
            groups.push(parts.iter().map(|_| None));
            items.extend(parts);
            rows.push(to_index(row));
        }
        pieces.push(Some((between, &text[end..])));
    }
    let made = evaluate(lambda, &[groups.list_of(Arc::new(StringArray::from(items)))?], &UInt32Array::from(rows))?;
    let made = cast(&made, &DataType::Utf8)?;
    let mut made = made.as_string::<i32>().iter();
    let out: StringArray = pieces
        .into_iter()
        .map(|piece| {
            let (between, rest) = piece?;
            let mut text = String::new();
            let mut unknown = false;
            for before in between {
                text.push_str(before);
                match made.next().flatten() {
                    Some(instead) => text.push_str(instead),
                    None => unknown = true,
                }
            }
            text.push_str(rest);
            (!unknown).then_some(text)
        })
        .collect();
    Ok(Arc::new(out))
}
