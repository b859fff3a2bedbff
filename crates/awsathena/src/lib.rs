#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod connect;
mod registry;

#[cfg(feature = "arrow")]
pub use athena_arrow as arrow;
pub use athena_aws::Extras;
pub use athena_core::driver::results::ResultPath;
pub use athena_core::{
    AnyBatch, AnyCursor, AsyncCursor, AsyncCursorExt, AthenaType, Bindings, CancelHandle, Capabilities, Column,
    Columns, DbApiType, Error, ErrorKind, FromValue, Inspector, ParamStyle, Parameter, QueryExecution, QueryId,
    QueryState, Result, Retry, Row, Statement, StatementOptions, Statistics, Value,
};
pub use athena_core::{connection_url, driver, options, query, reflection, sql, value};
#[cfg(feature = "pandas")]
pub use athena_pandas as pandas;
#[cfg(feature = "polars")]
pub use athena_polars as polars;
pub use athena_registry::{AnyConnection as Connection, Driver, Registry};
#[cfg(feature = "rest")]
pub use athena_rest as rest;
#[cfg(feature = "s3")]
pub use athena_s3 as s3;

pub use crate::connect::{connect, connect_driver, connect_with};
pub use crate::registry::registry;

// Compiles the code of the project's own README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ProjectReadme;
