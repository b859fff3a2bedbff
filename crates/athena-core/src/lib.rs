#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod column;
mod connection;
mod cursor;
#[cfg(feature = "serde")]
mod de;
pub mod driver;
mod error;
mod excerpt;
mod execution;
pub mod options;
pub mod query;
pub mod reflection;
mod row;
#[cfg(feature = "serde")]
pub mod serde;
mod session;
mod statement;
mod suggest;
mod telemetry;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
pub mod value;

pub use athena_sql as sql;
pub use athena_sql::{AthenaType, DbApiType, ParamStyle};

pub use crate::column::{Column, ColumnIndex, Columns};
pub use crate::connection::{Connection, Query};
#[cfg(feature = "serde")]
pub use crate::cursor::RowsAs;
pub use crate::cursor::{BatchStream, Cursor, Rows};
pub use crate::driver::results::ResultPath;
pub use crate::driver::{Any, AnyBatch, BatchOf, SchemaOf};
pub use crate::error::{DbApiClass, Error, ErrorCategory, ErrorKind, QueryFailure, Result, Retry};
pub use crate::execution::{CancelHandle, Phase, Progress, ProgressWatch};
pub use crate::query::{QueryExecution, QueryId, QueryState, Statistics};
pub use crate::reflection::Inspector;
pub use crate::row::Row;
pub use crate::statement::{
    Bindings, Element, IntoBindings, IntoParameter, MAX_STATEMENT_BYTES, Parameter, Statement, StatementOptions,
};
#[doc(hidden)]
pub use crate::suggest::nearest;
pub use crate::value::{FromValue, Value};
