#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results for pandas: record batches, Parquet and Feather files whose dtypes and index pyarrow rebuilds."
)]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod dtypes;
mod ext;
mod feather;
mod frame;
mod names;
mod options;
mod parquet;
mod write;

#[cfg(test)]
mod tests;

pub use arrow_array;
pub use arrow_array::RecordBatch;
pub use arrow_schema;
pub use athena_arrow::{ATHENA_TYPE, ArrowCursorExt, BatchReader, value};
#[cfg(feature = "aws")]
pub use athena_aws;
pub use athena_core;
pub use athena_core::options::UnloadMode;
pub use athena_core::{
    Bindings, Connection, Cursor, Error, ErrorKind, Parameter, Result, Row, Statement, StatementOptions, Value,
};

pub use crate::cursor::PandasCursor;
pub use crate::dialect::{DRIVER, Pandas};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::dtypes::DtypeBackend;
pub use crate::ext::PandasCursorExt;
pub use crate::feather::{FeatherCompression, FeatherOptions};
pub use crate::frame::PANDAS_KEY;
pub use crate::options::PandasOptions;
pub use crate::parquet::{ParquetCompression, ParquetOptions};
pub use crate::write::Written;
