#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results as Apache Arrow record batches, from the result CSV or, by UNLOAD, from Parquet."
)]
#![forbid(unsafe_code)]

mod batch;
mod cursor;
mod dialect;
mod options;
mod parquet;
mod schema;
mod streams;
mod value;

#[cfg(test)]
mod tests;

pub use arrow_array;
pub use arrow_array::RecordBatch;
pub use arrow_schema;
pub use athena_core;
pub use athena_core::driver::unload::UnloadMode;
pub use athena_core::{AsyncCursor, AsyncCursorExt, Error, ErrorKind, Result, Statement};

pub use crate::cursor::ArrowCursor;
#[cfg(feature = "aws")]
pub use crate::dialect::connect;
pub use crate::dialect::{Arrow, ArrowConnection, DRIVER};
pub use crate::options::ArrowOptions;
pub use crate::schema::{ATHENA_TYPE, athena_type, to_field, to_schema};
pub use crate::streams::{BatchReader, BatchStream};
pub use crate::value::value;
