//! Aggregates computed from an array of all values of a group.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, Float64Array, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::take::{ItemIndices, as_list, comparable, item_type, list_type, map_type, span};
use crate::engine::functions::columns::{argument, integers, invalid};
use crate::engine::functions::hash::xxhash64;
use crate::engine::functions::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("$kurtosis", double, |a, _| measured(a, kurtosis)),
        Simple::new("$skewness", double, |a, _| measured(a, skewness)),
        Simple::new("$entropy", double, |a, _| measured(a, entropy)),
        Simple::new(
            "$xor",
            |_| result(DataType::Int64),
            |a, _| {
                let list = as_list(argument(a, 0)?)?;
                let values = cast(list.values(), &DataType::Int64)?;
                let values = values.as_primitive::<Int64Type>();
                let xor = |row: usize| {
                    let items = span(&list, row)?.map(at).filter(|item| !values.is_null(*item));
                    items.map(|item| values.value(item)).reduce(|left, right| left ^ right)
                };
                Ok(Arc::new((0..list.len()).map(xor).collect::<Int64Array>()))
            },
        ),
        Simple::new("$checksum", |_| result(DataType::Binary), |a, _| checksum(a)),
        Simple::new(
            "$most_frequent",
            |args| result(map_type(&item_type(first(args)?)?, &DataType::Int64)),
            |a, _| most_frequent(a),
        ),
        Simple::new(
            "$numeric_histogram",
            |_| result(map_type(&DataType::Float64, &DataType::Float64)),
            |a, _| numeric_histogram(a),
        ),
        // The first n items of a sorted array without NULLs.
        Simple::new(
            "$first_n",
            |args| result(list_type(&item_type(first(args)?)?)),
            |a, _| {
                let (list, counts) = (as_list(argument(a, 0)?)?, integers(a, 1)?);
                let mut indices = ItemIndices::default();
                for row in 0..list.len() {
                    match span(&list, row) {
                        Some(span) => {
                            let count = usize::try_from(counts.value(row)).ok().filter(|count| *count > 0);
                            let count = count
                                .ok_or_else(|| invalid("third argument of max_n/min_n must be a positive integer"))?;
                            indices.push(span.take(count).map(Some));
                        }
                        None => indices.push_null(),
                    }
                }
                indices.list(list.values())
            },
        ),
        // The percentiles of an array of values, at the fractions in a second array.
        Simple::new("$percentiles", |args| result(list_type(&item_type(first(args)?)?)), |a, _| percentiles(a)),
    ]
}

fn first<'a>(args: &'a ReturnFieldArgs) -> Result<&'a datafusion::arrow::datatypes::FieldRef> {
    args.arg_fields.first().ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters"))
}

fn double(_: &ReturnFieldArgs) -> Result<datafusion::arrow::datatypes::FieldRef> {
    result(DataType::Float64)
}

fn at(item: u32) -> usize {
    usize::try_from(item).unwrap_or(0)
}

fn measured(arrays: &[ArrayRef], f: fn(&[f64]) -> Option<f64>) -> Result<ArrayRef> {
    let list = as_list(argument(arrays, 0)?)?;
    let values = cast(list.values(), &DataType::Float64)?;
    let values = values.as_primitive::<Float64Type>();
    let one = |row: usize| {
        let items = span(&list, row)?.map(at).filter(|item| !values.is_null(*item));
        f(&items.map(|item| values.value(item)).collect::<Vec<_>>())
    };
    Ok(Arc::new((0..list.len()).map(one).collect::<Float64Array>()))
}

/// The number of values, and the second, third and fourth sums of powers of the deviations from the mean.
#[allow(clippy::cast_precision_loss, reason = "a count of rows")]
fn central_moments(values: &[f64]) -> (f64, [f64; 3]) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let power = |n: i32| values.iter().map(|value| (value - mean).powi(n)).sum::<f64>();
    (count, [power(2), power(3), power(4)])
}

fn skewness(values: &[f64]) -> Option<f64> {
    let (n, [m2, m3, _]) = central_moments(values);
    (values.len() >= 3).then(|| n.sqrt() * m3 / m2.powf(1.5))
}

fn kurtosis(values: &[f64]) -> Option<f64> {
    let (n, [m2, _, m4]) = central_moments(values);
    (values.len() >= 4).then(|| {
        let excess = (n - 1.0) / ((n - 2.0) * (n - 3.0));
        excess * ((n + 1.0) * (n * m4 / (m2 * m2)) - 3.0 * (n - 1.0))
    })
}

fn entropy(counts: &[f64]) -> Option<f64> {
    let all: f64 = counts.iter().sum();
    let part = |count: &f64| if *count > 0.0 { count / all * (all / count).log2() } else { 0.0 };
    Some(if all > 0.0 { counts.iter().map(part).sum() } else { 0.0 })
}

/// The sum of the hashes, each multiplied by a prime; a NULL adds the prime alone.
fn checksum(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    const PRIME: u64 = 0x9E37_79B1_85EB_CA87;
    let list = as_list(argument(arrays, 0)?)?;
    let values = list.values();
    let hashes: Vec<u64> = match values.data_type() {
        data_type if data_type.is_integer() || matches!(data_type, DataType::Date32 | DataType::Boolean) => {
            let wide = match data_type {
                DataType::Date32 => cast(&cast(values, &DataType::Int32)?, &DataType::Int64)?,
                _ => cast(values, &DataType::Int64)?,
            };
            wide.as_primitive::<Int64Type>().values().iter().map(|v| xxhash64(&v.to_le_bytes())).collect()
        }
        DataType::Float64 => {
            let values = values.as_primitive::<Float64Type>().values();
            values.iter().map(|v| xxhash64(&v.to_bits().to_le_bytes())).collect()
        }
        DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 | DataType::Binary => {
            let bytes = cast(values, &DataType::Binary)?;
            bytes.as_binary::<i32>().iter().map(|bytes| xxhash64(bytes.unwrap_or_default())).collect()
        }
        _ => {
            let bytes = comparable(values)?;
            (0..values.len()).map(|item| xxhash64(bytes.row(item).as_ref())).collect()
        }
    };
    let sum = |row: usize| {
        let items = span(&list, row)?.map(at);
        let one = |item: usize| match values.is_null(item) {
            true => PRIME,
            false => hashes.get(item).copied().unwrap_or(0).wrapping_mul(PRIME),
        };
        Some(items.map(one).fold(0_u64, u64::wrapping_add).to_le_bytes())
    };
    Ok(Arc::new((0..list.len()).map(sum).collect::<BinaryArray>()))
}

fn most_frequent(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (list, buckets) = (as_list(argument(arrays, 0)?)?, integers(arrays, 1)?);
    let bytes = comparable(list.values())?;
    let (mut indices, mut counts) = (ItemIndices::default(), Vec::new());
    for row in 0..list.len() {
        let Some(span) = span(&list, row) else {
            indices.push_null();
            continue;
        };
        let mut seen: HashMap<Vec<u8>, usize> = HashMap::new();
        let mut order: Vec<(u32, i64)> = Vec::new();
        for item in span.filter(|item| !list.values().is_null(at(*item))) {
            let position = *seen.entry(bytes.row(at(item)).as_ref().to_vec()).or_insert(order.len());
            match order.get_mut(position) {
                Some((_, count)) => *count += 1,
                None => order.push((item, 1)),
            }
        }
        order.sort_by_key(|(_, count)| -count);
        order.truncate(usize::try_from(buckets.value(row)).unwrap_or(0));
        indices.push(order.iter().map(|(item, _)| Some(*item)));
        counts.extend(order.into_iter().map(|(_, count)| count));
    }
    indices.map_of(indices.take(list.values())?, Arc::new(Int64Array::from(counts)))
}

/// Merges each bucket with its nearest neighbour until few enough are left (Ben-Haim and Tom-Tov).
fn numeric_histogram(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (list, buckets) = (as_list(argument(arrays, 0)?)?, integers(arrays, 1)?);
    let rows = list.values().as_struct_opt().ok_or_else(|| invalid("numeric_histogram expects numbers"))?;
    let number = |column: usize| -> Result<Float64Array> {
        let column = rows.columns().get(column).ok_or_else(|| invalid("numeric_histogram expects numbers"))?;
        Ok(cast(column, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
    };
    let (values, weights) = (number(0)?, number(1)?);
    let (mut indices, mut keys, mut sizes) = (ItemIndices::default(), Vec::new(), Vec::new());
    for row in 0..list.len() {
        let Some(span) = span(&list, row) else {
            indices.push_null();
            continue;
        };
        let limit = usize::try_from(buckets.value(row)).ok().filter(|limit| *limit >= 2);
        let limit = limit.ok_or_else(|| invalid("numeric_histogram bucket count must be in range [2, 1000]"))?;
        let items = span.map(at).filter(|item| !values.is_null(*item) && !weights.is_null(*item));
        let mut found: Vec<(f64, f64)> = items.map(|item| (values.value(item), weights.value(item))).collect();
        found.sort_by(|left, right| left.0.total_cmp(&right.0));
        found.dedup_by(|next, kept| {
            let same = next.0.total_cmp(&kept.0).is_eq();
            if same {
                kept.1 += next.1;
            }
            same
        });
        while found.len() > limit {
            let gap = |pair: &[(f64, f64)]| pair[1].0 - pair[0].0;
            let pairs = found.windows(2).enumerate();
            let nearest = pairs.min_by(|left, right| gap(left.1).total_cmp(&gap(right.1)));
            let Some(position) = nearest.map(|(position, _)| position) else { break };
            let next = found.remove(position + 1);
            if let Some(kept) = found.get_mut(position) {
                let weight = kept.1 + next.1;
                *kept = ((kept.0 * kept.1 + next.0 * next.1) / weight, weight);
            }
        }
        indices.push(found.iter().map(|_| None));
        keys.extend(found.iter().map(|bucket| bucket.0));
        sizes.extend(found.iter().map(|bucket| bucket.1));
    }
    indices.map_of(Arc::new(Float64Array::from(keys)), Arc::new(Float64Array::from(sizes)))
}

fn percentiles(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (list, wanted) = (as_list(argument(arrays, 0)?)?, as_list(argument(arrays, 1)?)?);
    let bytes = comparable(list.values())?;
    let fractions = cast(wanted.values(), &DataType::Float64)?;
    let fractions = fractions.as_primitive::<Float64Type>();
    let mut indices = ItemIndices::default();
    for row in 0..list.len() {
        let (Some(items), Some(wanted)) = (span(&list, row), span(&wanted, row)) else {
            indices.push_null();
            continue;
        };
        let mut items: Vec<u32> = items.filter(|item| !list.values().is_null(at(*item))).collect();
        items.sort_by(|left, right| bytes.row(at(*left)).cmp(&bytes.row(at(*right))));
        let mut chosen = Vec::new();
        for fraction in wanted.map(|fraction| fractions.value(at(fraction))) {
            if !(0.0..=1.0).contains(&fraction) {
                return Err(invalid("percentile must be between 0 and 1"));
            }
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "an index into the items"
            )]
            let index = (fraction * items.len() as f64).floor() as usize;
            chosen.push(items.get(index.min(items.len().saturating_sub(1))).copied());
        }
        indices.push(chosen);
    }
    indices.list(list.values())
}
