//! Array functions, which select items by index (see `take`).

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, ListArray, StringArray, UInt32Array, new_null_array,
};
use datafusion::arrow::compute::kernels::zip::zip;
use datafusion::arrow::compute::{cast, is_not_null, take};
use datafusion::arrow::datatypes::{DataType, FieldRef, Int64Type};
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::ReturnFieldArgs;
use datafusion::scalar::ScalarValue;

use super::take::{
    ItemIndices, as_list, common_type, comparable, concatenated, entry_types, item_type, list_type, map_span,
    same_type, span, to_index,
};
use crate::engine::functions::simple::{Simple, error, result};
use crate::engine::text::format_value;

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("array_distinct", same_list, |a, _| {
            let list = list_at(a, 0)?;
            let bytes = comparable(list.values())?;
            each(&list, |span| distinct(span, |i| bytes.row(i).as_ref().to_vec()))
        }),
        Simple::new("array_union", both_lists, |a, _| sets(a, |_, _| true, true)),
        Simple::new("array_intersect", both_lists, |a, _| sets(a, |known, key| known.contains(key), false)),
        Simple::new("array_except", both_lists, |a, _| sets(a, |known, key| !known.contains(key), false)),
        Simple::new("arrays_overlap", |_| result(DataType::Boolean), |a, _| overlap(a)),
        Simple::new("$array_order", same_list, |a, _| {
            let list = list_at(a, 0)?;
            let bytes = comparable(list.values())?;
            each(&list, |span| {
                let mut items: Vec<u32> = span.collect();
                items.sort_by(|l, r| bytes.row(at(*l)).cmp(&bytes.row(at(*r))));
                items
            })
        }),
        Simple::new("array_max", item, |a, _| extreme(a, true)),
        Simple::new("array_min", item, |a, _| extreme(a, false)),
        Simple::new("array_first", item, |a, _| select_one(&list_at(a, 0)?, |span| Ok(span.clone().next()))),
        Simple::new("array_last", item, |a, _| select_one(&list_at(a, 0)?, |span| Ok(span.clone().next_back()))),
        Simple::new(
            "contains",
            |_| result(DataType::Boolean),
            |a, _| match argument(a, 0)?.data_type() {
                DataType::Utf8 | DataType::Utf8View => crate::engine::functions::network::contains(a),
                _ => contains(a),
            },
        ),
        Simple::new("contains_sequence", |_| result(DataType::Boolean), |a, _| contains_sequence(a)),
        Simple::new("array_position", |_| result(DataType::Int64), |a, _| position(a)),
        Simple::new("array_remove", same_list, |a, _| remove(a)),
        Simple::new("slice", same_list, |a, _| slice(a)),
        Simple::new("trim_array", same_list, |a, _| {
            let (list, counts) = (list_at(a, 0)?, integers(a, 1)?);
            by_row(&list, |row, span| {
                let count = counts.value(row);
                let kept = i64::try_from(span.len()).unwrap_or(i64::MAX) - count;
                if count < 0 || kept < 0 {
                    return Err(invalid("size must be between 0 and the length of the array"));
                }
                Ok(Some(span.take(usize::try_from(kept).unwrap_or(0)).collect()))
            })
        }),
        Simple::new("shuffle", same_list, |a, _| {
            each(&list_at(a, 0)?, |span| {
                let mut items: Vec<(u128, u32)> = span.map(|i| (uuid::Uuid::new_v4().as_u128(), i)).collect();
                items.sort_unstable();
                items.into_iter().map(|(_, item)| item).collect()
            })
        }),
        Simple::new(
            "flatten",
            |args| {
                let inner = item_type(first(args)?)?;
                item_type(&Arc::new(datafusion::arrow::datatypes::Field::new("item", inner.clone(), true)))?;
                result(inner)
            },
            |a, _| flatten(a),
        ),
        Simple::new(
            "$repeat",
            |args| result(list_type(first(args)?.data_type())),
            |a, _| {
                let counts = integers(a, 1)?;
                let mut indices = ItemIndices::default();
                for (row, count) in counts.iter().enumerate() {
                    match count {
                        Some(count) => {
                            let count = usize::try_from(count).unwrap_or(0);
                            indices.push(std::iter::repeat_n(Some(to_index(row)), count));
                        }
                        None => indices.push_null(),
                    }
                }
                indices.list(argument(a, 0)?)
            },
        ),
        Simple::new("ngrams", |args| result(list_type(&list_type(&item_type(first(args)?)?))), |a, _| windows(a)),
        Simple::new(
            "combinations",
            |args| result(list_type(&list_type(&item_type(first(args)?)?))),
            |a, _| combinations(a),
        ),
        Simple::new("array_join", |_| result(DataType::Utf8), |a, args| join(a, &args.arg_fields)),
        Simple::new(
            "cardinality",
            |_| result(DataType::Int64),
            |a, _| {
                let array = argument(a, 0)?;
                let length = |row: usize| -> Result<Option<i64>> {
                    let span = match array.as_map_opt() {
                        Some(map) => map_span(map, row),
                        None => span(&as_list(array)?, row),
                    };
                    Ok(span.map(|span| i64::try_from(span.len()).unwrap_or(0)))
                };
                Ok(Arc::new((0..array.len()).map(length).collect::<Result<Int64Array>>()?))
            },
        ),
        Simple::new("element_at", element, |a, _| subscript(a, true)),
        Simple::new("$subscript", element, |a, _| subscript(a, false)),
    ]
}

/// Reverses each array.
pub(crate) fn reversed(array: &ArrayRef) -> Result<ArrayRef> {
    each(&as_list(array)?, |span| span.rev().collect())
}

fn unexpected() -> DataFusionError {
    error("FUNCTION_NOT_FOUND", "Unexpected parameters for a function of arrays")
}

fn invalid(message: impl std::fmt::Display) -> DataFusionError {
    error("INVALID_FUNCTION_ARGUMENT", message)
}

fn at(item: u32) -> usize {
    usize::try_from(item).unwrap_or(0)
}

fn argument(arrays: &[ArrayRef], index: usize) -> Result<&ArrayRef> {
    arrays.get(index).ok_or_else(unexpected)
}

fn list_at(arrays: &[ArrayRef], index: usize) -> Result<ListArray> {
    as_list(argument(arrays, index)?)
}

fn integers(arrays: &[ArrayRef], index: usize) -> Result<Int64Array> {
    Ok(cast(argument(arrays, index)?, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

fn first<'a>(args: &'a ReturnFieldArgs) -> Result<&'a FieldRef> {
    args.arg_fields.first().ok_or_else(unexpected)
}

fn same_list(args: &ReturnFieldArgs) -> Result<FieldRef> {
    result(list_type(&item_type(first(args)?)?))
}

fn both_lists(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match args.arg_fields {
        [left, right] => result(list_type(&common_type(&item_type(left)?, &item_type(right)?)?)),
        _ => Err(unexpected()),
    }
}

fn item(args: &ReturnFieldArgs) -> Result<FieldRef> {
    result(item_type(first(args)?)?)
}

fn element(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match (first(args)?.data_type(), args.scalar_arguments.get(1).copied().flatten()) {
        (map @ DataType::Map(..), _) => result(entry_types(map)?.1),
        // Trino also lets queries read a row by position.
        (DataType::Struct(fields), Some(ScalarValue::Int64(Some(index)))) => {
            let most = fields.len();
            let position = usize::try_from(*index).ok().and_then(|index| index.checked_sub(1));
            let position =
                position.ok_or_else(|| invalid(format!("Invalid subscript index: {index}. ROW indices start at 1")))?;
            let outside = || invalid(format!("Subscript index out of bounds: {index}, max value is {most}"));
            result(fields.get(position).ok_or_else(outside)?.data_type().clone())
        }
        (DataType::Struct(_), _) => {
            Err(error("EXPRESSION_NOT_CONSTANT", "Subscript expression on ROW requires a constant index"))
        }
        _ => item(args),
    }
}

/// Builds a new array from the items of each non-NULL row.
fn each(list: &ListArray, choose: impl Fn(std::ops::Range<u32>) -> Vec<u32>) -> Result<ArrayRef> {
    by_row(list, |_, span| Ok(Some(choose(span))))
}

fn by_row(
    list: &ListArray,
    choose: impl Fn(usize, std::ops::Range<u32>) -> Result<Option<Vec<u32>>>,
) -> Result<ArrayRef> {
    let mut indices = ItemIndices::default();
    for row in 0..list.len() {
        match span(list, row).map(|span| choose(row, span)).transpose()?.flatten() {
            Some(items) => indices.push(items.into_iter().map(Some)),
            None => indices.push_null(),
        }
    }
    indices.list(list.values())
}

fn select_one(list: &ListArray, choose: impl Fn(&std::ops::Range<u32>) -> Result<Option<u32>>) -> Result<ArrayRef> {
    let chosen = (0..list.len()).map(|row| span(list, row).map_or(Ok(None), |span| choose(&span)));
    Ok(take(list.values(), &chosen.collect::<Result<UInt32Array>>()?, None)?)
}

fn distinct(items: impl Iterator<Item = u32>, key: impl Fn(usize) -> Vec<u8>) -> Vec<u32> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(key(at(*item)))).collect()
}

/// The distinct items of the first array for which `keep` is true, given the items of the second array. With `all`, the
/// items of the second array follow.
fn sets(arrays: &[ArrayRef], keep: fn(&HashSet<Vec<u8>>, &Vec<u8>) -> bool, all: bool) -> Result<ArrayRef> {
    let (left, right) = (list_at(arrays, 0)?, list_at(arrays, 1)?);
    let (values, second) = concatenated(left.values(), right.values())?;
    let bytes = comparable(&values)?;
    let key = |item: usize| bytes.row(item).as_ref().to_vec();
    let mut indices = ItemIndices::default();
    for row in 0..left.len() {
        let (Some(l), Some(r)) = (span(&left, row), span(&right, row)) else {
            indices.push_null();
            continue;
        };
        let r = r.start + second..r.end + second;
        let known: HashSet<_> = r.clone().map(|item| key(at(item))).collect();
        let kept = l.filter(|item| keep(&known, &key(at(*item))));
        let more = if all { r } else { 0..0 };
        indices.push(distinct(kept.chain(more), key).into_iter().map(Some));
    }
    indices.list(&values)
}

fn overlap(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (left, right) = (list_at(arrays, 0)?, list_at(arrays, 1)?);
    let (values, second) = concatenated(left.values(), right.values())?;
    let bytes = comparable(&values)?;
    let one = |row: usize| {
        let (l, r) = (span(&left, row)?, span(&right, row)?);
        let r = r.start + second..r.end + second;
        let unknown = l.clone().chain(r.clone()).any(|item| values.is_null(at(item)));
        let known: HashSet<_> = r.filter(|item| !values.is_null(at(*item))).map(|i| bytes.row(at(i))).collect();
        let found = l.into_iter().any(|item| !values.is_null(at(item)) && known.contains(&bytes.row(at(item))));
        if found || !unknown { Some(found) } else { None }
    };
    Ok(Arc::new((0..left.len()).map(one).collect::<BooleanArray>()))
}

fn extreme(arrays: &[ArrayRef], greatest: bool) -> Result<ArrayRef> {
    let list = list_at(arrays, 0)?;
    let bytes = comparable(list.values())?;
    select_one(&list, |span| {
        if span.clone().any(|item| list.values().is_null(at(item))) {
            return Ok(None);
        }
        let order = |l: &u32, r: &u32| bytes.row(at(*l)).cmp(&bytes.row(at(*r)));
        Ok(if greatest { span.clone().max_by(order) } else { span.clone().min_by(order) })
    })
}

/// For each row, the indices of the items that equal a value; `None` if either side is NULL.
fn matching_items(arrays: &[ArrayRef]) -> Result<Vec<Option<Vec<u32>>>> {
    let list = list_at(arrays, 0)?;
    let (items, wanted) = same_type(list.values(), argument(arrays, 1)?)?;
    let (values, second) = concatenated(&items, &wanted)?;
    let bytes = comparable(&values)?;
    let one = |row: usize| {
        let span = span(&list, row).filter(|_| !wanted.is_null(row))?;
        Some(span.filter(|item| bytes.row(at(*item)) == bytes.row(row + at(second))).collect())
    };
    Ok((0..list.len()).map(one).collect())
}

fn contains(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let list = list_at(arrays, 0)?;
    let answer = |(row, found): (usize, Option<Vec<u32>>)| {
        let found = !found?.is_empty();
        let unknown = span(&list, row)?.any(|item| list.values().is_null(at(item)));
        if found || !unknown { Some(found) } else { None }
    };
    Ok(Arc::new(matching_items(arrays)?.into_iter().enumerate().map(answer).collect::<BooleanArray>()))
}

/// Returns whether the first array contains the second one as a contiguous sequence.
fn contains_sequence(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (left, right) = (list_at(arrays, 0)?, list_at(arrays, 1)?);
    let (values, second) = concatenated(left.values(), right.values())?;
    let bytes = comparable(&values)?;
    let one = |row: usize| {
        let (l, r) = (span(&left, row)?, span(&right, row)?);
        let whole: Vec<_> = l.map(|item| bytes.row(at(item))).collect();
        let part: Vec<_> = r.map(|item| bytes.row(at(item + second))).collect();
        Some(part.is_empty() || whole.windows(part.len()).any(|window| window == part))
    };
    Ok(Arc::new((0..left.len()).map(one).collect::<BooleanArray>()))
}

fn position(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let list = list_at(arrays, 0)?;
    let answer = |(row, found): (usize, Option<Vec<u32>>)| {
        let begin = span(&list, row)?.start;
        Some(found?.first().map_or(0, |item| i64::from(item - begin) + 1))
    };
    Ok(Arc::new(matching_items(arrays)?.into_iter().enumerate().map(answer).collect::<Int64Array>()))
}

fn remove(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let found = matching_items(arrays)?;
    by_row(&list_at(arrays, 0)?, |row, span| {
        Ok(found[row].as_ref().map(|found| span.filter(|item| !found.contains(item)).collect()))
    })
}

fn slice(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (starts, lengths) = (integers(arrays, 1)?, integers(arrays, 2)?);
    by_row(&list_at(arrays, 0)?, |row, span| {
        if starts.is_null(row) || lengths.is_null(row) {
            return Ok(None);
        }
        let size = i64::try_from(span.len()).unwrap_or(i64::MAX);
        let length =
            usize::try_from(lengths.value(row)).map_err(|_| invalid("length must be greater than or equal to 0"))?;
        let skipped = match starts.value(row) {
            0 => return Err(invalid("SQL array indices start at 1")),
            start if start < 0 => size + start,
            start => start - 1,
        };
        let Ok(skipped) = usize::try_from(skipped) else { return Ok(Some(Vec::new())) };
        Ok(Some(span.skip(skipped).take(length).collect()))
    })
}

fn flatten(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let outer = list_at(arrays, 0)?;
    let inner = as_list(outer.values())?;
    let mut indices = ItemIndices::default();
    for row in 0..outer.len() {
        match span(&outer, row) {
            Some(lists) => indices.push(lists.filter_map(|list| span(&inner, at(list))).flatten().map(Some)),
            None => indices.push_null(),
        }
    }
    indices.list(inner.values())
}

/// Builds arrays of arrays: `make` returns the items of each inner array of a row.
fn arrays_of(list: &ListArray, make: impl Fn(usize, Vec<u32>) -> Result<Vec<Vec<u32>>>) -> Result<ArrayRef> {
    let (mut outer, mut inner) = (ItemIndices::default(), ItemIndices::default());
    for row in 0..list.len() {
        match span(list, row) {
            Some(span) => {
                let made = make(row, span.collect())?;
                outer.push(made.iter().map(|_| None));
                made.into_iter().for_each(|items| inner.push(items.into_iter().map(Some)));
            }
            None => outer.push_null(),
        }
    }
    outer.list_of(inner.list(list.values())?)
}

fn windows(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let sizes = integers(arrays, 1)?;
    arrays_of(&list_at(arrays, 0)?, |row, items| {
        let size = usize::try_from(sizes.value(row)).ok().filter(|size| *size > 0);
        let size = size.ok_or_else(|| invalid("N must be positive"))?;
        if items.len() <= size {
            return Ok(vec![items]);
        }
        Ok(items.windows(size).map(<[u32]>::to_vec).collect())
    })
}

/// All combinations of n items, in the order of their last item.
fn combinations(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let sizes = integers(arrays, 1)?;
    arrays_of(&list_at(arrays, 0)?, |row, items| {
        let size = usize::try_from(sizes.value(row)).ok().filter(|size| *size <= 5);
        let size = size.ok_or_else(|| invalid("combination size must not exceed 5"))?;
        let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..size {
            let longer = |group: &Vec<usize>| {
                let next = group.last().map_or(0, |last| last + 1);
                let group = group.clone();
                (next..items.len()).map(move |i| [group.as_slice(), &[i]].concat()).collect::<Vec<_>>()
            };
            groups = groups.iter().flat_map(longer).collect();
            if groups.len() > 100_000 {
                return Err(invalid("combinations exceed max size of 100000"));
            }
        }
        groups.sort_by(|l, r| l.iter().rev().cmp(r.iter().rev()));
        Ok(groups.into_iter().map(|group| group.into_iter().map(|i| items[i]).collect()).collect())
    })
}

fn join(arrays: &[ArrayRef], fields: &[FieldRef]) -> Result<ArrayRef> {
    let list = list_at(arrays, 0)?;
    let separators = cast(argument(arrays, 1)?, &DataType::Utf8)?;
    let separators = separators.as_string::<i32>();
    let instead = arrays.get(2).map(|array| cast(array, &DataType::Utf8)).transpose()?;
    let field = match fields.first().map(|field| field.data_type()) {
        Some(DataType::List(item)) => item.as_ref().clone(),
        _ => datafusion::arrow::datatypes::Field::new("item", list.value_type(), true),
    };
    let mut out: Vec<Option<String>> = Vec::with_capacity(list.len());
    for row in 0..list.len() {
        let Some(span) = span(&list, row).filter(|_| !separators.is_null(row)) else {
            out.push(None);
            continue;
        };
        let mut parts = Vec::with_capacity(span.len());
        for item in span {
            match (format_value(&field, list.values(), at(item))?, &instead) {
                (Some(text), _) => parts.push(text),
                (None, Some(instead)) => parts.push(instead.as_string::<i32>().value(row).to_owned()),
                (None, None) => {}
            }
        }
        out.push(Some(parts.join(separators.value(row))));
    }
    Ok(Arc::new(StringArray::from(out)))
}

/// `a[i]` and `element_at`. The latter returns NULL for a missing index and counts negative indices from the end.
fn subscript(arrays: &[ArrayRef], lenient: bool) -> Result<ArrayRef> {
    let (root, index) = (argument(arrays, 0)?, argument(arrays, 1)?);
    if let Some(map) = root.as_map_opt() {
        let (keys, second) = concatenated(map.keys(), &cast(index, map.keys().data_type())?)?;
        let bytes = comparable(&keys)?;
        let find = |row: usize| -> Result<Option<u32>> {
            let Some(mut span) = map_span(map, row).filter(|_| !index.is_null(row)) else { return Ok(None) };
            let found = span.find(|item| bytes.row(at(*item)) == bytes.row(row + at(second)));
            if found.is_none() && !lenient {
                let field = datafusion::arrow::datatypes::Field::new("key", index.data_type().clone(), true);
                let key = format_value(&field, index, row)?.unwrap_or_default();
                return Err(invalid(format!("Key not present in map: {key}")));
            }
            Ok(found)
        };
        return Ok(take(map.values(), &(0..map.len()).map(find).collect::<Result<UInt32Array>>()?, None)?);
    }
    let subscripts = integers(arrays, 1)?;
    if let Some(row) = root.as_struct_opt() {
        let index = subscripts.iter().next().flatten().and_then(|subscript| usize::try_from(subscript - 1).ok());
        // Without rows there is no index to read, and any field will do.
        let field = row.columns().get(index.unwrap_or(0)).ok_or_else(|| invalid("Invalid subscript of a row"))?;
        let none = new_null_array(field.data_type(), row.len());
        return Ok(zip(&is_not_null(row)?, field, &none)?);
    }
    let list = as_list(root)?;
    let find = |row: usize| -> Result<Option<u32>> {
        let Some(span) = span(&list, row).filter(|_| !subscripts.is_null(row)) else { return Ok(None) };
        let size = i64::try_from(span.len()).unwrap_or(i64::MAX);
        let skipped = match subscripts.value(row) {
            0 => return Err(invalid("SQL array indices start at 1")),
            subscript if subscript < 0 && lenient => size + subscript,
            subscript if subscript < 0 => return Err(invalid(format!("Array subscript is negative: {subscript}"))),
            subscript if subscript > size && !lenient => {
                return Err(invalid(format!(
                    "Array subscript must be less than or equal to array length: {subscript} > {size}"
                )));
            }
            subscript => subscript - 1,
        };
        Ok(usize::try_from(skipped).ok().and_then(|skipped| span.into_iter().nth(skipped)))
    };
    Ok(take(list.values(), &(0..list.len()).map(find).collect::<Result<UInt32Array>>()?, None)?)
}
