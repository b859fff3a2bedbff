#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results as polars data frames, from the result CSV or, via UNLOAD, from Parquet."
)]
#![forbid(unsafe_code)]

mod batch;
mod cell;
mod collect;
mod cursor;
mod dialect;
mod driver_options;
#[cfg(feature = "lazy")]
mod lazy;
mod parquet;
mod schema;

#[cfg(test)]
mod tests;

#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::options::UnloadMode;
pub use athena_core::{
    AthenaType, BatchStream, Bindings, CancelHandle, Column, Columns, Connection, Cursor, Error, ErrorKind, FromValue,
    Inspector, ParamStyle, Parameter, Phase, Progress, ProgressWatch, Query, QueryExecution, QueryId, QueryState,
    Result, ResultPath, Retry, Row, Rows, Statement, StatementOptions, Statistics, Value,
};
#[cfg(feature = "serde")]
pub use athena_core::{RowsAs, serde};
pub use athena_core::{options, query, reflection, sql, value};
pub use polars_core;
pub use polars_core::prelude::{DataFrame, DataType, Schema, SchemaRef};
#[cfg(feature = "lazy")]
pub use polars_lazy;
#[cfg(feature = "lazy")]
pub use polars_lazy::frame::LazyFrame;

pub use crate::cell::value_at;
pub use crate::collect::PolarsCursorExt;
pub use crate::cursor::PolarsCursor;
pub use crate::dialect::{DRIVER, Polars};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::driver_options::PolarsOptions;
pub use crate::schema::{to_dtype, to_schema};
