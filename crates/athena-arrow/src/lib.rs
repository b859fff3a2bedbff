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
mod reader;
mod schema;
mod value;

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
    Bindings, Connection, Cursor, Error, ErrorKind, Parameter, Result, Row, Statement, StatementOptions, Value,
};

pub use crate::cursor::ArrowCursor;
pub use crate::dialect::{Arrow, DRIVER};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::options::{ArrowOptions, sixty_four_bits};
pub use crate::reader::{ArrowCursorExt, BatchReader};
pub use crate::schema::{ATHENA_TYPE, athena_type, to_field, to_schema};
pub use crate::value::value;
