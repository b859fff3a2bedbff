#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod connect;
mod registry;

#[cfg(feature = "arrow")]
pub use athena_arrow as arrow;
#[cfg(feature = "pandas")]
pub use athena_pandas as pandas;
#[cfg(feature = "polars")]
pub use athena_polars as polars;
#[cfg(feature = "rest")]
pub use athena_rest as rest;
#[cfg(feature = "s3")]
pub use athena_s3 as s3;

pub use athena_aws::{ConnectionBuilder, SdkConfig, SdkOptions};
pub use athena_core::{
    Any, AnyBatch, AthenaType, BatchStream, Bindings, CancelHandle, Column, Columns, Connection, Cursor, DbApiType,
    Error, ErrorKind, FromValue, Inspector, ParamStyle, Parameter, Phase, Progress, ProgressWatch, Query,
    QueryExecution, QueryId, QueryState, Result, ResultPath, Retry, Row, Rows, Statement, StatementOptions, Statistics,
    Value,
};
#[cfg(feature = "serde")]
pub use athena_core::{RowsAs, serde};
pub use athena_core::{driver, options, query, reflection, sql, value};
pub use athena_registry::{Driver, Registry};

pub use crate::connect::{builder, builder_in, connect};
pub use crate::registry::registry;

// Compiles the code of the project's own README.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct ProjectReadme;
