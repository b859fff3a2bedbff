#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results as polars data frames, from the result CSV or, by UNLOAD, from Parquet."
)]
#![forbid(unsafe_code)]

mod batch;
mod cursor;
mod dialect;
#[cfg(feature = "lazy")]
mod lazy;
mod options;
mod parquet;
mod schema;
mod streams;
mod value;

#[cfg(test)]
mod tests;

pub use athena_core;
pub use athena_core::driver::unload::UnloadMode;
pub use athena_core::{AsyncCursor, AsyncCursorExt, Error, ErrorKind, Result, Statement};
pub use polars_core;
pub use polars_core::prelude::{DataFrame, DataType, Schema, SchemaRef};
#[cfg(feature = "lazy")]
pub use polars_lazy;
#[cfg(feature = "lazy")]
pub use polars_lazy::frame::LazyFrame;

pub use crate::cursor::PolarsCursor;
#[cfg(feature = "aws")]
pub use crate::dialect::connect;
pub use crate::dialect::{DRIVER, Polars, PolarsConnection};
pub use crate::options::PolarsOptions;
pub use crate::schema::{to_dtype, to_schema};
pub use crate::streams::BatchStream;
pub use crate::value::value;
