//! Integer and decimal arithmetic with Trino's rules: an overflow is an error, and the type of a decimal result follows
//! from the types of its operands.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, Decimal128Array};
use datafusion::arrow::compute::kernels::arity::try_binary;
use datafusion::arrow::compute::kernels::numeric;
use datafusion::arrow::compute::{binary, cast};
use datafusion::arrow::datatypes::{
    DataType, Decimal128Type, Float64Type, IntervalMonthDayNano, IntervalMonthDayNanoType, IntervalUnit,
    IntervalYearMonthType, i256,
};
use datafusion::arrow::error::ArrowError;
use datafusion::error::Result;
use datafusion::logical_expr::{ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF};

use super::simple::{Simple, error, result};

pub(crate) fn functions() -> Vec<Simple> {
    NAMES.iter().map(|name| function(name)).collect()
}

const NAMES: [&str; 6] = ["$add", "$subtract", "$multiply", "$divide", "$modulus", "$scale_interval"];

/// The named arithmetic function, for use in a plan.
pub(crate) fn arithmetic(name: &str) -> ScalarUDF {
    ScalarUDF::new_from_impl(function(name))
}

fn function(name: &str) -> Simple {
    match name {
        "$add" => Simple::new("$add", |a| typed(a, Op::Add), |a, args| run(a, args, Op::Add)),
        "$subtract" => Simple::new("$subtract", |a| typed(a, Op::Subtract), |a, args| run(a, args, Op::Subtract)),
        "$multiply" => Simple::new("$multiply", |a| typed(a, Op::Multiply), |a, args| run(a, args, Op::Multiply)),
        "$divide" => Simple::new("$divide", |a| typed(a, Op::Divide), |a, args| run(a, args, Op::Divide)),
        "$modulus" => Simple::new("$modulus", |a| typed(a, Op::Modulus), |a, args| run(a, args, Op::Modulus)),
        _ => Simple::new(
            "$scale_interval",
            |args| match args.arg_fields {
                [interval, _] => result(interval.data_type().clone()),
                _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters")),
            },
            |arrays, _| scale_interval(arrays),
        ),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulus,
}

/// The decimal type that holds every value of an integer type.
fn precision(data_type: &DataType) -> Option<(u8, i8)> {
    match data_type {
        DataType::Decimal128(p, s) => Some((*p, *s)),
        DataType::Int8 => Some((3, 0)),
        DataType::Int16 | DataType::UInt8 => Some((5, 0)),
        DataType::Int32 | DataType::UInt16 => Some((10, 0)),
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 => Some((19, 0)),
        _ => None,
    }
}

fn integer_of(digits: u8) -> DataType {
    match digits {
        3 => DataType::Int8,
        5 => DataType::Int16,
        10 => DataType::Int32,
        _ => DataType::Int64,
    }
}

fn typed(args: &ReturnFieldArgs, op: Op) -> Result<datafusion::arrow::datatypes::FieldRef> {
    let [left, right] = args.arg_fields else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for an operator"));
    };
    let (left, right) = (left.data_type(), right.data_type());
    let (Some((p1, s1)), Some((p2, s2))) = (precision(left), precision(right)) else {
        return Err(error("TYPE_MISMATCH", "Cannot apply operator to these types"));
    };
    if left.is_integer() && right.is_integer() {
        return result(integer_of(p1.max(p2)));
    }
    let (p1, p2, s1, s2) = (i16::from(p1), i16::from(p2), i16::from(s1), i16::from(s2));
    let scale = s1.max(s2);
    let (precision, scale) = match op {
        Op::Add | Op::Subtract => ((p1 - s1).max(p2 - s2) + scale + 1, scale),
        Op::Multiply => (p1 + p2, s1 + s2),
        Op::Divide => (p1 + s2 + (s2 - s1).max(0), scale),
        Op::Modulus => ((p1 - s1).min(p2 - s2) + scale, scale),
    };
    if scale > 38 {
        return Err(error("TYPE_MISMATCH", "DECIMAL scale must be in range [0, precision (38)]"));
    }
    let small = |n: i16| u8::try_from(n.clamp(1, 38)).unwrap_or(38);
    result(DataType::Decimal128(small(precision.max(scale)), i8::try_from(scale).unwrap_or(0)))
}

fn run(arrays: &[ArrayRef], args: &ScalarFunctionArgs, op: Op) -> Result<ArrayRef> {
    let target = args.return_field.data_type();
    if let DataType::Decimal128(p, s) = target {
        return decimals(arrays, op, *p, *s);
    }
    let (left, right) = (cast(&arrays[0], target)?, cast(&arrays[1], target)?);
    let (done, word) = match op {
        Op::Add => (numeric::add(&left, &right), "addition"),
        Op::Subtract => (numeric::sub(&left, &right), "subtraction"),
        Op::Multiply => (numeric::mul(&left, &right), "multiplication"),
        Op::Divide => (numeric::div(&left, &right), "division"),
        Op::Modulus => (numeric::rem(&left, &right), "modulus"),
    };
    done.map_err(|failed| match failed {
        ArrowError::ArithmeticOverflow(message) => {
            let ty = crate::engine::types::AthenaType::of_arrow(target);
            let operands = message.rsplit(": ").next().unwrap_or_default();
            error("NUMERIC_VALUE_OUT_OF_RANGE", format!("{ty} {word} overflow: {operands}"))
        }
        other => other.into(),
    })
}

fn decimals(arrays: &[ArrayRef], op: Op, precision: u8, scale: i8) -> Result<ArrayRef> {
    let operand = |array: &ArrayRef| -> Result<(Decimal128Array, i8)> {
        let (p, s) = self::precision(array.data_type()).unwrap_or((38, 0));
        Ok((cast(array, &DataType::Decimal128(p, s))?.as_primitive::<Decimal128Type>().clone(), s))
    };
    let ((left, s1), (right, s2)) = (operand(&arrays[0])?, operand(&arrays[1])?);
    let power = |n: i8| i256::from_i128(10).wrapping_pow(u32::try_from(n.max(0)).unwrap_or(0));
    let (grow_left, grow_right) = match op {
        Op::Multiply => (power(0), power(0)),
        Op::Divide => (power(scale + s2 - s1), power(0)),
        Op::Add | Op::Subtract | Op::Modulus => (power(scale - s1), power(scale - s2)),
    };
    let limit = power(38);
    let one = |a: i128, b: i128| -> std::result::Result<i128, ArrowError> {
        let (a, b) = (i256::from_i128(a), i256::from_i128(b));
        let (a, b) = (a.wrapping_mul(grow_left), b.wrapping_mul(grow_right));
        let zero = i256::from_i128(0);
        if b == zero && matches!(op, Op::Divide | Op::Modulus) {
            return Err(ArrowError::DivideByZero);
        }
        let value = match op {
            Op::Add => a.wrapping_add(b),
            Op::Subtract => a.wrapping_sub(b),
            Op::Multiply => a.wrapping_mul(b),
            Op::Modulus => a.wrapping_rem(b),
            Op::Divide => {
                let (quotient, rest) = (a.wrapping_div(b), a.wrapping_rem(b));
                let half = rest.wrapping_abs().wrapping_mul(i256::from_i128(2)) >= b.wrapping_abs();
                let away = i256::from_i128(if (a < zero) == (b < zero) { 1 } else { -1 });
                if half { quotient.wrapping_add(away) } else { quotient }
            }
        };
        let inside = value.wrapping_abs() < limit;
        value.to_i128().filter(|_| inside).ok_or_else(|| ArrowError::ArithmeticOverflow("Decimal overflow".to_owned()))
    };
    // Most products and sums fit 128 bits.
    let narrow = |a: i128, b: i128| match (op, grow_left.to_i128(), grow_right.to_i128()) {
        (Op::Multiply, ..) => a.checked_mul(b),
        (Op::Add, Some(l), Some(r)) => a.checked_mul(l)?.checked_add(b.checked_mul(r)?),
        (Op::Subtract, Some(l), Some(r)) => a.checked_mul(l)?.checked_sub(b.checked_mul(r)?),
        _ => None,
    };
    let largest = 10_i128.pow(38);
    let done: Decimal128Array = try_binary(&left, &right, |a, b| match narrow(a, b) {
        Some(value) if value.abs() < largest => Ok(value),
        _ => one(a, b),
    })?;
    Ok(Arc::new(done.with_precision_and_scale(precision, scale)?))
}

/// Multiplies or divides an interval by a number.
fn scale_interval(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    const DAY: f64 = 86_400e9;
    let times = cast(&arrays[1], &DataType::Float64)?;
    let times = times.as_primitive::<Float64Type>();
    #[allow(clippy::cast_possible_truncation, reason = "an interval beyond the range is capped")]
    let months = |m: i32, times: f64| (f64::from(m) * times).round() as i32;
    if *arrays[0].data_type() == DataType::Interval(IntervalUnit::YearMonth) {
        let done =
            binary::<_, _, _, IntervalYearMonthType>(arrays[0].as_primitive::<IntervalYearMonthType>(), times, months)?;
        return Ok(Arc::new(done));
    }
    let intervals = cast(&arrays[0], &DataType::Interval(IntervalUnit::MonthDayNano))?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "an interval has milliseconds")]
    let scaled = |interval: IntervalMonthDayNano, times: f64| {
        let nanos = (f64::from(interval.days) * DAY + interval.nanoseconds as f64) * times;
        let days = (nanos / DAY).trunc();
        let rest = ((nanos - days * DAY) / 1e6).round() * 1e6;
        IntervalMonthDayNano::new(months(interval.months, times), days as i32, rest as i64)
    };
    let intervals = intervals.as_primitive::<IntervalMonthDayNanoType>();
    Ok(Arc::new(binary::<_, _, _, IntervalMonthDayNanoType>(intervals, times, scaled)?))
}
