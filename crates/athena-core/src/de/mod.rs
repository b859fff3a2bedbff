//! Rows into types that implement `serde::Deserialize`
//!
//! [`row`] is the entry. The public description of what becomes what is in [`crate::serde`].

mod error;
mod json;
mod key;
pub(crate) mod names;
mod nested;
mod number;
mod own;
mod row;
mod ser;
mod temporal;
mod value;

use serde::Deserialize;

use self::row::RowDeserializer;
use crate::column::Columns;
use crate::error::Result;
use crate::value::Value;

/// A row as `T`. `value` gives the value of a column by its position; it is called for the columns that `T` asks for.
///
/// # Errors
/// [`ErrorKind::Decode`](crate::ErrorKind::Decode) when a value is not its part of `T`, with the column and the path
/// inside of it as `column`; [`ErrorKind::NoSuchColumn`](crate::ErrorKind::NoSuchColumn) when a field has no column.
/// Errors of `value` are passed on.
pub(crate) fn row<'r, T: Deserialize<'r>>(
    columns: &'r Columns,
    value: impl Fn(usize) -> Result<Value<'r>>,
) -> Result<T> {
    T::deserialize(RowDeserializer::new(columns, &value)).map_err(Into::into)
}

#[cfg(test)]
mod tests;
