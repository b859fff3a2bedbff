#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(not(feature = "aws"), doc = "Amazon Athena results as pages of rows, fetched with `GetQueryResults`.")]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod driver_options;

#[cfg(test)]
mod tests;

#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::{
    AthenaType, BatchStream, Bindings, CancelHandle, Column, Columns, Connection, Cursor, Error, ErrorKind, FromValue,
    Inspector, ParamStyle, Parameter, Phase, Progress, ProgressWatch, Query, QueryExecution, QueryId, QueryState,
    Result, ResultPath, Retry, Row, Rows, Statement, StatementOptions, Statistics, Value,
};
#[cfg(feature = "serde")]
pub use athena_core::{RowsAs, serde};
pub use athena_core::{options, query, reflection, sql, value};

pub use crate::cursor::RestCursor;
pub use crate::dialect::{DRIVER, Rest};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::driver_options::RestOptions;
