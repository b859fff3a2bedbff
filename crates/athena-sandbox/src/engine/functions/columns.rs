//! Typed access to a function's arguments, and row-by-row application of a closure.

use datafusion::arrow::array::{
    Array, ArrayAccessor, ArrayIter, ArrayRef, AsArray, BinaryArray, Float64Array, Int64Array, StringArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::error::{DataFusionError, Result};

use super::simple::error;

pub(crate) fn argument(arrays: &[ArrayRef], index: usize) -> Result<&ArrayRef> {
    arrays.get(index).ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters"))
}

pub(crate) fn invalid(message: impl std::fmt::Display) -> DataFusionError {
    error("INVALID_FUNCTION_ARGUMENT", message)
}

pub(crate) fn texts(arrays: &[ArrayRef], index: usize) -> Result<StringArray> {
    Ok(cast(argument(arrays, index)?, &DataType::Utf8)?.as_string::<i32>().clone())
}

pub(crate) fn integers(arrays: &[ArrayRef], index: usize) -> Result<Int64Array> {
    Ok(cast(argument(arrays, index)?, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
}

pub(crate) fn doubles(arrays: &[ArrayRef], index: usize) -> Result<Float64Array> {
    Ok(cast(argument(arrays, index)?, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
}

pub(crate) fn bytes(arrays: &[ArrayRef], index: usize) -> Result<BinaryArray> {
    Ok(cast(argument(arrays, index)?, &DataType::Binary)?.as_binary::<i32>().clone())
}

/// Applies a function to each non-NULL value.
pub(crate) fn one<A: ArrayAccessor, T>(column: A, f: impl Fn(A::Item) -> Result<Option<T>>) -> Result<Vec<Option<T>>> {
    ArrayIter::new(column).map(|value| value.map_or(Ok(None), &f)).collect()
}

/// Applies a function to each pair of non-NULL values.
pub(crate) fn two<A: ArrayAccessor, B: ArrayAccessor, T>(
    left: A,
    right: B,
    f: impl Fn(A::Item, B::Item) -> Result<Option<T>>,
) -> Result<Vec<Option<T>>> {
    let rows = ArrayIter::new(left).zip(ArrayIter::new(right));
    rows.map(|(left, right)| left.zip(right).map_or(Ok(None), |(left, right)| f(left, right))).collect()
}

/// Applies a function to each triple of non-NULL values.
pub(crate) fn three<A: ArrayAccessor, B: ArrayAccessor, C: ArrayAccessor, T>(
    first: A,
    second: B,
    third: C,
    f: impl Fn(A::Item, B::Item, C::Item) -> Result<Option<T>>,
) -> Result<Vec<Option<T>>> {
    let rows = ArrayIter::new(first).zip(ArrayIter::new(second)).zip(ArrayIter::new(third));
    rows.map(|((first, second), third)| match (first, second, third) {
        (Some(first), Some(second), Some(third)) => f(first, second, third),
        _ => Ok(None),
    })
    .collect()
}

/// Returns whether an argument is of a binary type.
pub(crate) fn is_binary(array: &ArrayRef) -> bool {
    matches!(array.data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}
