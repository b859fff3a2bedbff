//! Every kind of value as every type that is promised

mod errors;
mod json;
mod nested;
mod numbers;
mod own;
mod properties;
mod shapes;
mod text;
#[cfg(all(feature = "chrono", feature = "time"))]
mod times;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::row;
use crate::column::{Column, Columns};
use crate::error::Result;
use crate::sql::AthenaType;
use crate::value::Value;

/// Columns of those names; their types do not matter here.
fn columns(names: &[&str]) -> Columns {
    names.iter().map(|name| Column::new(*name, AthenaType::Varchar(None))).collect()
}

/// A row of those values as `T`.
fn read<'r, T: Deserialize<'r>>(columns: &'r Columns, values: &[Value<'r>]) -> Result<T> {
    row(columns, |index| Ok(values[index].clone()))
}

/// A row of named values as `T`.
fn named<T: DeserializeOwned>(values: &[(&str, Value<'static>)]) -> Result<T> {
    let names: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
    let values: Vec<Value<'_>> = values.iter().map(|(_, value)| value.clone()).collect();
    read(&columns(&names), &values)
}

/// The value of a column `v` as `T`, as a field has it.
fn cell<T: DeserializeOwned>(value: impl Into<Cell>) -> Result<T> {
    named(&[("v", value.into().0)]).map(|(value,)| value)
}

/// The message of the error of [`cell`].
#[track_caller]
fn refusal<T: DeserializeOwned + std::fmt::Debug>(value: impl Into<Cell>) -> String {
    cell::<T>(value).expect_err("is no such type").to_string()
}

struct Cell(Value<'static>);

impl From<Value<'static>> for Cell {
    fn from(value: Value<'static>) -> Self {
        Self(value)
    }
}

impl From<&'static str> for Cell {
    fn from(text: &'static str) -> Self {
        Self(Value::Varchar(text.into()))
    }
}

fn parsed<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("is one")
}

fn json_column(text: &'static str) -> Value<'static> {
    Value::Json(text.into())
}

/// A row value; an empty name is none.
fn fields<const N: usize>(fields: [(&'static str, Value<'static>); N]) -> Value<'static> {
    Value::Row(fields.map(|(name, value)| ((!name.is_empty()).then(|| name.into()), value)).to_vec())
}
