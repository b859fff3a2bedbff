//! `reduce`, `array_sort` with a comparator, and `TRY`.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, UInt32Array, new_null_array};
use datafusion::arrow::compute::kernels::zip::zip;
use datafusion::arrow::compute::{cast, concat, take};
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{HigherOrderFunctionArgs, LambdaArgument, LambdaParametersProgress, ValueOrLambda};

use super::higher_order::{HigherOrder, evaluate, parameter};
use super::take::{ItemIndices, as_list, item_type, list_type, span, to_index};
use crate::engine::failure;
use crate::engine::functions::simple::error;

pub(crate) fn functions() -> Vec<HigherOrder> {
    vec![
        HigherOrder::new(
            "reduce",
            |values, lambdas| {
                let [list, state] = values else { return Err(unexpected("reduce")) };
                let item = parameter(&item_type(list)?);
                match lambdas {
                    // The result type of the first lambda is the type of the state; it may be wider than the type of
                    // the initial value.
                    [None, _] => Ok(LambdaParametersProgress::Partial(vec![
                        Some(vec![parameter(state.data_type()), item]),
                        None,
                    ])),
                    [Some(state), _] => {
                        let state = parameter(state.data_type());
                        Ok(LambdaParametersProgress::Complete(vec![vec![Arc::clone(&state), item], vec![state]]))
                    }
                    _ => Err(unexpected("reduce")),
                }
            },
            |_, lambdas| lambdas.get(1).map(|field| field.data_type().clone()).ok_or_else(|| unexpected("reduce")),
            reduce,
        ),
        HigherOrder::new(
            "$array_sort",
            |values, _| match values {
                [list] => {
                    let item = parameter(&item_type(list)?);
                    Ok(LambdaParametersProgress::Complete(vec![vec![Arc::clone(&item), item]]))
                }
                _ => Err(unexpected("array_sort")),
            },
            |values, _| values.first().map_or_else(|| Err(unexpected("array_sort")), |f| Ok(list_type(&item_type(f)?))),
            |arrays, lambdas, _| array_sort(arrays, lambdas),
        ),
        // The parameter only carries the number of rows: DataFusion cannot run a lambda without parameters.
        HigherOrder::new(
            "$try",
            |_, _| Ok(LambdaParametersProgress::Complete(vec![vec![parameter(&DataType::Boolean)]])),
            |_, lambdas| lambdas.first().map(|field| field.data_type().clone()).ok_or_else(|| unexpected("try")),
            |_, lambdas, args| try_rows(lambdas, args),
        ),
    ]
}

fn unexpected(name: &str) -> datafusion::error::DataFusionError {
    error("FUNCTION_NOT_FOUND", format!("Unexpected parameters for function {name}"))
}

/// Processes the first item of every row together, then the second item of every row, and so on.
fn reduce(arrays: &[ArrayRef], lambdas: &[&LambdaArgument], args: &HigherOrderFunctionArgs) -> Result<ArrayRef> {
    let ([list, initial], [step, last]) = (arrays, lambdas) else {
        return Err(unexpected("reduce"));
    };
    let list = as_list(list)?;
    let state_type = args.arg_fields.iter().find_map(|field| match field {
        ValueOrLambda::Lambda(field) => Some(field.data_type().clone()),
        ValueOrLambda::Value(_) => None,
    });
    let state_type = state_type.unwrap_or(DataType::Null);
    let mut state = cast(initial, &state_type)?;
    let longest = (0..list.len()).filter_map(|row| span(&list, row)).map(|span| span.len()).max().unwrap_or(0);
    for nth in 0..longest {
        let reached =
            |row: usize| span(&list, row).and_then(|mut span| span.nth(nth)).map(|item| (to_index(row), item));
        let (rows, items): (Vec<u32>, Vec<u32>) = (0..list.len()).filter_map(reached).unzip();
        let rows = UInt32Array::from(rows);
        let items = take(list.values(), &UInt32Array::from(items), None)?;
        let before = take(&state, &rows, None)?;
        let after = cast(&evaluate(step, &[before, items], &rows)?, &state_type)?;
        // Rows without further items keep their state.
        let mut from = vec![None; state.len()];
        for (position, row) in rows.values().iter().enumerate() {
            if let Some(from) = usize::try_from(*row).ok().and_then(|row| from.get_mut(row)) {
                *from = Some(to_index(position));
            }
        }
        let moved: BooleanArray = from.iter().map(|from| Some(from.is_some())).collect();
        let continued = take(&after, &UInt32Array::from(from), None)?;
        state = zip(&moved, &continued, &state)?;
    }
    let rows: UInt32Array = (0..to_index(list.len())).collect();
    let result = evaluate(last, &[state], &rows)?;
    let present: BooleanArray = (0..list.len()).map(|row| Some(!list.is_null(row))).collect();
    Ok(zip(&present, &result, &new_null_array(result.data_type(), result.len()))?)
}

fn array_sort(arrays: &[ArrayRef], lambdas: &[&LambdaArgument]) -> Result<ArrayRef> {
    let ([list], [comparator]) = (arrays, lambdas) else {
        return Err(unexpected("array_sort"));
    };
    let list = as_list(list)?;
    let mut indices = ItemIndices::default();
    for row in 0..list.len() {
        let Some(span) = span(&list, row) else {
            indices.push_null();
            continue;
        };
        let after = |left: u32, right: u32| -> Result<bool> {
            let one = |item: u32| take(list.values(), &UInt32Array::from(vec![item]), None);
            let result = evaluate(comparator, &[one(left)?, one(right)?], &UInt32Array::from(vec![to_index(row)]))?;
            let result = cast(&result, &DataType::Int64)?;
            match result.as_primitive::<Int64Type>().iter().next().flatten() {
                Some(order @ -1..=1) => Ok(order > 0),
                _ => Err(error("INVALID_FUNCTION_ARGUMENT", "Lambda comparator must return either -1, 0, or 1")),
            }
        };
        indices.push(merge_sort(span.collect(), &after)?.into_iter().map(Some));
    }
    indices.list(list.values())
}

/// Own merge sort: the standard sort may panic if the comparator is inconsistent.
fn merge_sort(mut items: Vec<u32>, after: &impl Fn(u32, u32) -> Result<bool>) -> Result<Vec<u32>> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = merge_sort(items.split_off(items.len() / 2), after)?;
    let left = merge_sort(items, after)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(l), Some(r)) = (left.peek(), right.peek()) {
        if after(*l, *r)? { merged.extend(right.next()) } else { merged.extend(left.next()) }
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

/// Evaluates all rows at once. If that fails, evaluates them one by one, and the rows that fail become NULL.
fn try_rows(lambdas: &[&LambdaArgument], args: &HigherOrderFunctionArgs) -> Result<ArrayRef> {
    let [lambda] = lambdas else { return Err(unexpected("try")) };
    let run = |rows: UInt32Array| -> Result<ArrayRef> {
        evaluate(lambda, &[Arc::new(BooleanArray::from(vec![true; rows.len()]))], &rows)
    };
    let rows = to_index(args.number_rows);
    match run((0..rows).collect()) {
        Err(failed) if !is_caught_by_try(&failed) => return Err(failed),
        Err(_) if rows > 0 => {}
        done => return done,
    }
    let mut parts = Vec::with_capacity(args.number_rows);
    for row in 0..rows {
        parts.push(match run(UInt32Array::from(vec![row])) {
            Ok(value) => value,
            Err(failed) if is_caught_by_try(&failed) => new_null_array(args.return_field.data_type(), 1),
            Err(failed) => return Err(failed),
        });
    }
    Ok(concat(&parts.iter().map(|part| part.as_ref() as &dyn Array).collect::<Vec<_>>())?)
}

fn is_caught_by_try(failed: &datafusion::error::DataFusionError) -> bool {
    let reason = failure::of_running(failed).reason;
    ["DIVISION_BY_ZERO", "INVALID_CAST_ARGUMENT", "INVALID_FUNCTION_ARGUMENT", "NUMERIC_VALUE_OUT_OF_RANGE"]
        .iter()
        .any(|name| reason.starts_with(name))
}
