#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results as Apache Arrow record batches, from the result CSV or, via UNLOAD, from Parquet."
)]
#![forbid(unsafe_code)]

mod batch;
mod cell;
mod cursor;
mod dialect;
mod driver_options;
mod parquet;
mod reader;
mod schema;

#[cfg(test)]
mod tests;

pub use arrow_array;
pub use arrow_array::RecordBatch;
pub use arrow_schema;
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

pub use crate::cell::value_at;
pub use crate::cursor::ArrowCursor;
pub use crate::dialect::{Arrow, DRIVER};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::driver_options::{ArrowOptions, sixty_four_bits};
pub use crate::reader::{ArrowCursorExt, BatchReader};
pub use crate::schema::{ATHENA_TYPE, athena_type, to_field, to_schema};
