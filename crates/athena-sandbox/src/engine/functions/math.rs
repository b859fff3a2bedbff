//! Mathematical functions with Trino's types: `round` and similar functions keep the type of their argument, and the
//! others return double.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use datafusion::arrow::compute::{binary, cast};
use datafusion::arrow::datatypes::{DataType, Decimal128Type, FieldRef, Float64Type, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::{ReturnFieldArgs, ScalarFunctionArgs};

use super::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("sqrt", double, |a, _| unary(a, f64::sqrt)),
        Simple::new("cbrt", double, |a, _| unary(a, f64::cbrt)),
        Simple::new("exp", double, |a, _| unary(a, f64::exp)),
        Simple::new("ln", double, |a, _| unary(a, f64::ln)),
        Simple::new("log2", double, |a, _| unary(a, f64::log2)),
        Simple::new("log10", double, |a, _| unary(a, f64::log10)),
        Simple::new("sin", double, |a, _| unary(a, f64::sin)),
        Simple::new("cos", double, |a, _| unary(a, f64::cos)),
        Simple::new("tan", double, |a, _| unary(a, f64::tan)),
        Simple::new("radians", double, |a, _| unary(a, f64::to_radians)),
        Simple::new("degrees", double, |a, _| unary(a, f64::to_degrees)),
        Simple::new("asin", double, |a, _| unary(a, f64::asin)),
        Simple::new("acos", double, |a, _| unary(a, f64::acos)),
        Simple::new("atan", double, |a, _| unary(a, f64::atan)),
        Simple::new("sinh", double, |a, _| unary(a, f64::sinh)),
        Simple::new("cosh", double, |a, _| unary(a, f64::cosh)),
        Simple::new("tanh", double, |a, _| unary(a, f64::tanh)),
        Simple::new("atan2", double, |a, _| pair(a, f64::atan2)),
        Simple::new("is_finite", |_| result(DataType::Boolean), |a, _| test(a, f64::is_finite)),
        Simple::new("is_infinite", |_| result(DataType::Boolean), |a, _| test(a, f64::is_infinite)),
        Simple::new("width_bucket", |_| result(DataType::Int64), |a, _| width_bucket(a)),
        // A random integer below a bound, or between two bounds.
        Simple::new(
            "$random",
            |_| result(DataType::Int64),
            |a, _| {
                let (low, high) = (doubles(a, 0)?, doubles(a, a.len() - 1)?);
                let low = if a.len() == 1 { unary(a, |_| 0.0)? } else { low };
                let numbers: Float64Array =
                    binary(low.as_primitive::<Float64Type>(), high.as_primitive::<Float64Type>(), |low, high| {
                        (low + random() * (high - low)).floor()
                    })?;
                Ok(cast(&(Arc::new(numbers) as ArrayRef), &DataType::Int64)?)
            },
        ),
        // The base is the first argument.
        Simple::new("log", double, |a, _| pair(a, |base, x| x.ln() / base.ln())),
        Simple::new("power", double, |a, _| pair(a, f64::powf)),
        Simple::new("random", double, |_, args| {
            Ok(Arc::new(Float64Array::from_iter_values((0..args.number_rows).map(|_| random()))))
        }),
        // One random number for all rows of a batch.
        Simple::new("$segment", double, |_, args| Ok(Arc::new(Float64Array::from(vec![random(); args.number_rows])))),
        Simple::new("is_nan", |_| result(DataType::Boolean), |a, _| test(a, f64::is_nan)),
        Simple::new("abs", same, |a, args| round_to_integer(a, args, f64::abs, |v, _| v.abs())),
        Simple::new(
            "sign",
            |args| match same(args)?.data_type() {
                DataType::Decimal128(..) => result(DataType::Decimal128(1, 0)),
                other => result(other.clone()),
            },
            |a, args| {
                round_to_integer(
                    a,
                    args,
                    |v| {
                        if v == 0.0 || v.is_nan() { v } else { v.signum() }
                    },
                    |v, _| v.signum(),
                )
            },
        ),
        Simple::new("ceil", rounded, |a, args| round_to_integer(a, args, f64::ceil, |v, unit| -(-v).div_euclid(unit))),
        Simple::new("floor", rounded, |a, args| round_to_integer(a, args, f64::floor, |v, unit| v.div_euclid(unit))),
        Simple::new("truncate", truncated, truncate),
        Simple::new("round", rounded, round),
    ]
}

fn double(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Float64)
}

fn same(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match args.arg_fields.first().map(|f| f.data_type()) {
        None | Some(DataType::Null | DataType::Utf8 | DataType::Utf8View) => result(DataType::Float64),
        Some(data_type) => result(data_type.clone()),
    }
}

/// Result type of rounding. A decimal rounded to an integer gets one more digit and scale 0; rounded to some digits, it
/// gets one more digit.
fn rounded(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let data_type = same(args)?.data_type().clone();
    result(match data_type {
        DataType::Decimal128(p, s) if args.arg_fields.len() == 1 => {
            let whole = i16::from(p) - i16::from(s) + i16::from(s.signum());
            DataType::Decimal128(u8::try_from(whole.clamp(1, 38)).unwrap_or(38), 0)
        }
        DataType::Decimal128(p, s) => DataType::Decimal128((p + 1).min(38), s),
        other => other,
    })
}

fn truncated(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let data_type = same(args)?.data_type().clone();
    result(match data_type {
        DataType::Decimal128(p, s) if args.arg_fields.len() == 1 => {
            let whole = i16::from(p) - i16::from(s);
            DataType::Decimal128(u8::try_from(whole.clamp(1, 38)).unwrap_or(38), 0)
        }
        other => other,
    })
}

fn truncate(arrays: &[ArrayRef], args: &ScalarFunctionArgs) -> Result<ArrayRef> {
    let Some(digits) = arrays.get(1) else {
        return round_to_integer(arrays, args, f64::trunc, |v, unit| v / unit);
    };
    round_to_digits(arrays, digits, args, f64::trunc, |v, unit| v / unit * unit)
}

fn doubles(arrays: &[ArrayRef], index: usize) -> Result<ArrayRef> {
    let array = arrays
        .get(index)
        .ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters for a mathematical function"))?;
    Ok(cast(array, &DataType::Float64)?)
}

fn unary(arrays: &[ArrayRef], f: fn(f64) -> f64) -> Result<ArrayRef> {
    let values = doubles(arrays, 0)?;
    Ok(Arc::new(values.as_primitive::<Float64Type>().unary::<_, Float64Type>(f)))
}

fn test(arrays: &[ArrayRef], f: fn(f64) -> bool) -> Result<ArrayRef> {
    let values = doubles(arrays, 0)?;
    Ok(Arc::new(values.as_primitive::<Float64Type>().iter().map(|v| v.map(f)).collect::<BooleanArray>()))
}

/// The bucket of a value among equal steps between two bounds, or among the bounds of an array.
fn width_bucket(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let values = doubles(arrays, 0)?;
    let values = values.as_primitive::<Float64Type>();
    if let Some(bounds) = arrays.get(1).and_then(|bounds| bounds.as_list_opt::<i32>()) {
        let bucket = |row: usize| -> Result<Option<i64>> {
            if values.is_null(row) || bounds.is_null(row) {
                return Ok(None);
            }
            let bounds = cast(&bounds.value(row), &DataType::Float64)?;
            let below = bounds.as_primitive::<Float64Type>().iter().flatten().filter(|b| *b <= values.value(row));
            Ok(i64::try_from(below.count()).ok())
        };
        return Ok(Arc::new((0..values.len()).map(bucket).collect::<Result<Int64Array>>()?));
    }
    let (low, high, steps) = (doubles(arrays, 1)?, doubles(arrays, 2)?, doubles(arrays, 3)?);
    let [low, high, steps] = [&low, &high, &steps].map(|array| array.as_primitive::<Float64Type>());
    let one = |row: usize| {
        if [values, low, high, steps].iter().any(|array| array.is_null(row)) {
            return None;
        }
        let part = (values.value(row) - low.value(row)) / (high.value(row) - low.value(row));
        let steps = steps.value(row);
        #[allow(clippy::cast_possible_truncation, reason = "it is clamped to the number of steps")]
        let bucket = (part * steps).floor().clamp(-1.0, steps) as i64 + 1;
        Some(bucket)
    };
    Ok(Arc::new((0..values.len()).map(one).collect::<Int64Array>()))
}

fn pair(arrays: &[ArrayRef], f: fn(f64, f64) -> f64) -> Result<ArrayRef> {
    let (left, right) = (doubles(arrays, 0)?, doubles(arrays, 1)?);
    let done: Float64Array = binary(left.as_primitive::<Float64Type>(), right.as_primitive::<Float64Type>(), f)?;
    Ok(Arc::new(done))
}

/// Applies `float` to floats, and `exact` to decimals and integers. `exact` also receives the representation of 1.
fn round_to_integer(
    arrays: &[ArrayRef],
    args: &ScalarFunctionArgs,
    float: fn(f64) -> f64,
    exact: fn(i128, i128) -> i128,
) -> Result<ArrayRef> {
    let target = args.return_field.data_type();
    match target {
        DataType::Decimal128(p, s) => {
            // The representation of 1 in the argument; the result may have scale 0.
            let scale = match arrays[0].data_type() {
                DataType::Decimal128(_, scale) => *scale,
                _ => *s,
            };
            let unit = 10_i128.pow(u32::from(scale.unsigned_abs()));
            let values = arrays[0].as_primitive::<Decimal128Type>().unary::<_, Decimal128Type>(|v| exact(v, unit));
            Ok(Arc::new(values.with_precision_and_scale(*p, *s)?))
        }
        data_type if data_type.is_integer() => {
            let wide = cast(&arrays[0], &DataType::Int64)?;
            let values = wide
                .as_primitive::<Int64Type>()
                .unary::<_, Int64Type>(|v| i64::try_from(exact(i128::from(v), 1)).unwrap_or(i64::MAX));
            Ok(cast(&(Arc::new(values) as ArrayRef), target)?)
        }
        _ => Ok(cast(&unary(arrays, float)?, target)?),
    }
}

/// `round(x)` and `round(x, digits)`, with halves rounded away from zero.
fn round(arrays: &[ArrayRef], args: &ScalarFunctionArgs) -> Result<ArrayRef> {
    let half = |v: i128, unit: i128| (v.abs() + unit / 2) / unit * v.signum();
    let Some(digits) = arrays.get(1) else {
        return round_to_integer(arrays, args, f64::round, half);
    };
    round_to_digits(arrays, digits, args, f64::round, |v, unit| (v.abs() + unit / 2) / unit * unit * v.signum())
}

/// Rounds to some decimal digits, which may be negative. `exact` also receives the unit of the last digit that is kept.
fn round_to_digits(
    arrays: &[ArrayRef],
    digits: &ArrayRef,
    args: &ScalarFunctionArgs,
    float: fn(f64) -> f64,
    exact: fn(i128, i128) -> i128,
) -> Result<ArrayRef> {
    let digits = cast(digits, &DataType::Int64)?;
    let digits = digits.as_primitive::<Int64Type>();
    let decimals = if digits.is_empty() { 0 } else { digits.value(0) };
    let target = args.return_field.data_type();
    let unit = |scale: i64| 10_i128.pow(u32::try_from((scale - decimals).clamp(0, 37)).unwrap_or(0));
    if let DataType::Decimal128(p, s) = target {
        let unit = unit(i64::from(*s));
        let values = arrays[0].as_primitive::<Decimal128Type>().unary::<_, Decimal128Type>(|v| exact(v, unit));
        return Ok(Arc::new(values.with_precision_and_scale(*p, *s)?));
    }
    if target.is_integer() {
        let unit = unit(0);
        let wide = cast(&arrays[0], &DataType::Int64)?;
        let values = wide
            .as_primitive::<Int64Type>()
            .unary::<_, Int64Type>(|v| i64::try_from(exact(i128::from(v), unit)).unwrap_or(i64::MAX));
        return Ok(cast(&(Arc::new(values) as ArrayRef), target)?);
    }
    let scale = 10_f64.powi(i32::try_from(decimals.clamp(-300, 300)).unwrap_or(0));
    let values = doubles(arrays, 0)?;
    let rounded = values.as_primitive::<Float64Type>().unary::<_, Float64Type>(|v| {
        let scaled = v * scale;
        if scaled.is_finite() { float(scaled) / scale } else { v }
    });
    Ok(cast(&(Arc::new(rounded) as ArrayRef), target)?)
}

/// A random number from the bits of a UUID. That is good enough for `random()` and needs no further dependency.
fn random() -> f64 {
    let bits = u32::try_from(uuid::Uuid::new_v4().as_u128() >> 96).unwrap_or(0);
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}
