#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod column;
mod connection;
pub mod connection_url;
mod cursor;
#[cfg(feature = "serde")]
mod de;
mod dialect;
pub mod driver;
mod error;
mod execution;
pub mod options;
pub mod query;
pub mod reflection;
mod row;
#[cfg(feature = "serde")]
pub mod serde;
mod statement;
mod suggest;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;

pub mod value;

pub use athena_sql as sql;
pub use athena_sql::{AthenaType, DbApiType, ParamStyle};

pub use crate::column::{Column, ColumnIndex, Columns};
pub use crate::connection::{Connection, ConnectionBuilder, DriverConnection, OnPoll, OnStart};
pub use crate::cursor::{
    AnyBatch, AnyCursor, AsyncCursor, AsyncCursorExt, BatchStream, Batches, DynCursor, OpenResult,
};
pub use crate::dialect::{Capabilities, Dialect, resolve};
pub use crate::error::{BoxError, DbApiClass, Error, ErrorCategory, ErrorKind, QueryFailure, Result, Retry};
pub use crate::execution::{CancelHandle, QueryRunner};
pub use crate::query::{QueryExecution, QueryId, QueryState, Statistics};
pub use crate::reflection::Inspector;
pub use crate::row::Row;
pub use crate::statement::{Bindings, Element, MAX_STATEMENT_BYTES, Parameter, Statement, StatementOptions};
pub use crate::suggest::nearest;
pub use crate::value::{FromValue, Value};
