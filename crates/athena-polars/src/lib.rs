#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results as polars data frames, from the result CSV or, by UNLOAD, from Parquet."
)]
#![forbid(unsafe_code)]

mod batch;
mod collect;
mod cursor;
mod dialect;
#[cfg(feature = "lazy")]
mod lazy;
mod options;
mod parquet;
mod schema;
mod value;

#[cfg(test)]
mod tests;

#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::options::UnloadMode;
pub use athena_core::{
    Bindings, Connection, Cursor, Error, ErrorKind, Parameter, Result, Row, Statement, StatementOptions, Value,
};
pub use polars_core;
pub use polars_core::prelude::{DataFrame, DataType, Schema, SchemaRef};
#[cfg(feature = "lazy")]
pub use polars_lazy;
#[cfg(feature = "lazy")]
pub use polars_lazy::frame::LazyFrame;

pub use crate::collect::PolarsCursorExt;
pub use crate::cursor::PolarsCursor;
pub use crate::dialect::{DRIVER, Polars};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::options::PolarsOptions;
pub use crate::schema::{to_dtype, to_schema};
pub use crate::value::value;
