//! Lambda functions over arrays and maps that visit each item once.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, MapArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::{LambdaArgument, LambdaParametersProgress};

use super::higher_order::{HigherOrder, evaluate, parameter};
use super::maps::refuse_duplicates;
use super::take::{
    ItemIndices, as_list, comparable, concatenated, entry_types, item_type, list_type, map_span, map_type, span,
    to_index,
};
use crate::engine::functions::simple::error;

pub(crate) fn functions() -> Vec<HigherOrder> {
    vec![
        HigherOrder::new("$any_match", items, |_, _| Ok(DataType::Boolean), any_match),
        HigherOrder::new("zip_with", items, |_, lambdas| Ok(list_type(&result(lambdas)?)), zip_with),
        HigherOrder::new("map_filter", entries, |values, _| Ok(one(values)?.data_type().clone()), map_filter),
        HigherOrder::new(
            "transform_values",
            entries,
            |values, lambdas| Ok(map_type(&entry_types(one(values)?.data_type())?.0, &result(lambdas)?)),
            transform_values,
        ),
        HigherOrder::new(
            "transform_keys",
            entries,
            |values, lambdas| Ok(map_type(&result(lambdas)?, &entry_types(one(values)?.data_type())?.1)),
            transform_keys,
        ),
        HigherOrder::new(
            "map_zip_with",
            |values, _| {
                let [left, right] = values else { return Err(unexpected()) };
                let ((key, left), (_, right)) = (entry_types(left.data_type())?, entry_types(right.data_type())?);
                let parameters = vec![parameter(&key), parameter(&left), parameter(&right)];
                Ok(LambdaParametersProgress::Complete(vec![parameters]))
            },
            |values, lambdas| match values {
                [left, _] => Ok(map_type(&entry_types(left.data_type())?.0, &result(lambdas)?)),
                _ => Err(unexpected()),
            },
            map_zip_with,
        ),
    ]
}

fn unexpected() -> DataFusionError {
    error("FUNCTION_NOT_FOUND", "Unexpected parameters for a function with a lambda")
}

fn one(values: &[FieldRef]) -> Result<&FieldRef> {
    values.first().ok_or_else(unexpected)
}

fn result(lambdas: &[FieldRef]) -> Result<DataType> {
    lambdas.first().map(|field| field.data_type().clone()).ok_or_else(unexpected)
}

/// Parameters: one item of each array.
fn items(values: &[FieldRef], _: &[Option<FieldRef>]) -> Result<LambdaParametersProgress> {
    let items = values.iter().map(|list| Ok(parameter(&item_type(list)?))).collect::<Result<Vec<_>>>()?;
    Ok(LambdaParametersProgress::Complete(vec![items]))
}

/// Parameters: a key and its value.
fn entries(values: &[FieldRef], _: &[Option<FieldRef>]) -> Result<LambdaParametersProgress> {
    let (key, value) = entry_types(one(values)?.data_type())?;
    Ok(LambdaParametersProgress::Complete(vec![vec![parameter(&key), parameter(&value)]]))
}

type Args<'a> = &'a datafusion::logical_expr::HigherOrderFunctionArgs;

/// True if any item is true; otherwise NULL if any item is NULL.
fn any_match(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], _: Args<'_>) -> Result<ArrayRef> {
    let ([list], [lambda]) = (arrays, lambdas) else { return Err(unexpected()) };
    let list = as_list(list)?;
    let mut indices = ItemIndices::default();
    (0..list.len()).for_each(|row| indices.push(span(&list, row).unwrap_or(0..0).map(Some)));
    let answers = cast(&evaluate(lambda, &[indices.take(list.values())?], &indices.rows())?, &DataType::Boolean)?;
    let mut answers = answers.as_boolean().iter();
    let mut out = Vec::with_capacity(list.len());
    for row in 0..list.len() {
        let length = span(&list, row).map(|span| span.len());
        let (mut yes, mut unknown) = (false, false);
        for answer in answers.by_ref().take(length.unwrap_or(0)) {
            yes |= answer == Some(true);
            unknown |= answer.is_none();
        }
        out.push(length.and(if yes || !unknown { Some(yes) } else { None }));
    }
    Ok(Arc::new(BooleanArray::from(out)))
}

/// The shorter array is padded with NULL.
fn zip_with(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], _: Args<'_>) -> Result<ArrayRef> {
    let ([left, right], [lambda]) = (arrays, lambdas) else { return Err(unexpected()) };
    let (left, right) = (as_list(left)?, as_list(right)?);
    let (mut lefts, mut rights) = (ItemIndices::default(), ItemIndices::default());
    for row in 0..left.len() {
        match (span(&left, row), span(&right, row)) {
            (Some(mut l), Some(mut r)) => {
                let length = l.len().max(r.len());
                lefts.push((0..length).map(|_| l.next()));
                rights.push((0..length).map(|_| r.next()));
            }
            _ => {
                lefts.push_null();
                rights.push_null();
            }
        }
    }
    let parameters = [lefts.take(left.values())?, rights.take(right.values())?];
    lefts.list_of(evaluate(lambda, &parameters, &lefts.rows())?)
}

/// All entries of a map without gaps, and the lambda's result for each of them.
fn over_entries(arrays: &[ArrayRef], lambdas: &[&LambdaArgument]) -> Result<(MapArray, ItemIndices, ArrayRef)> {
    let ([map], [lambda]) = (arrays, lambdas) else { return Err(unexpected()) };
    let map = map.as_map_opt().ok_or_else(unexpected)?.clone();
    let mut indices = ItemIndices::default();
    for row in 0..map.len() {
        match map_span(&map, row) {
            Some(span) => indices.push(span.map(Some)),
            None => indices.push_null(),
        }
    }
    let parameters = [indices.take(map.keys())?, indices.take(map.values())?];
    let answers = evaluate(lambda, &parameters, &indices.rows())?;
    Ok((map, indices, answers))
}

fn map_filter(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], _: Args<'_>) -> Result<ArrayRef> {
    let (map, _, answers) = over_entries(arrays, lambdas)?;
    let answers = cast(&answers, &DataType::Boolean)?;
    let mut answers = answers.as_boolean().iter();
    let mut kept = ItemIndices::default();
    for row in 0..map.len() {
        match map_span(&map, row) {
            Some(span) => {
                let keep: Vec<_> = span.zip(answers.by_ref()).collect();
                kept.push(keep.into_iter().filter(|(_, keep)| *keep == Some(true)).map(|(item, _)| Some(item)));
            }
            None => kept.push_null(),
        }
    }
    kept.map_of(kept.take(map.keys())?, kept.take(map.values())?)
}

fn transform_values(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], _: Args<'_>) -> Result<ArrayRef> {
    let (map, indices, answers) = over_entries(arrays, lambdas)?;
    indices.map_of(indices.take(map.keys())?, answers)
}

fn transform_keys(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], _: Args<'_>) -> Result<ArrayRef> {
    let (map, indices, answers) = over_entries(arrays, lambdas)?;
    let transformed = indices.map_of(answers, indices.take(map.values())?)?;
    refuse_duplicates(transformed.as_map())?;
    Ok(transformed)
}

/// The union of the keys of both maps; a missing value is NULL.
fn map_zip_with(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], args: Args<'_>) -> Result<ArrayRef> {
    let ([left, right], [lambda]) = (arrays, lambdas) else { return Err(unexpected()) };
    let (left, right) = (left.as_map_opt().ok_or_else(unexpected)?, right.as_map_opt().ok_or_else(unexpected)?);
    let (key_type, _) = entry_types(args.return_field.data_type())?;
    let (keys, second) = concatenated(left.keys(), &cast(right.keys(), &key_type)?)?;
    let bytes = comparable(&keys)?;
    let at = |item: u32| usize::try_from(item).unwrap_or(0);
    let (mut union, mut lefts, mut rights) = (ItemIndices::default(), ItemIndices::default(), ItemIndices::default());
    for row in 0..left.len() {
        let (Some(l), Some(r)) = (map_span(left, row), map_span(right, row)) else {
            [&mut union, &mut lefts, &mut rights].into_iter().for_each(ItemIndices::push_null);
            continue;
        };
        let find = |key: u32, span: std::ops::Range<u32>, base: u32| {
            span.into_iter().find(|item| bytes.row(at(item + base)) == bytes.row(at(key)))
        };
        let mut found: Vec<_> = l.clone().map(|key| (key, Some(key), find(key, r.clone(), second))).collect();
        let only_right = r.clone().filter(|item| find(item + second, l.clone(), 0).is_none());
        found.extend(only_right.map(|item| (item + second, None, Some(item))));
        union.push(found.iter().map(|(key, _, _)| Some(*key)));
        lefts.push(found.iter().map(|(_, left, _)| *left));
        rights.push(found.iter().map(|(_, _, right)| *right));
    }
    debug_assert!(to_index(keys.len()) >= second);
    let keys = union.take(&keys)?;
    let parameters = [Arc::clone(&keys), lefts.take(left.values())?, rights.take(right.values())?];
    union.map_of(keys, evaluate(lambda, &parameters, &union.rows())?)
}
