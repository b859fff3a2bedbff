#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results for pandas: record batches, Parquet and Feather files whose dtypes and index pyarrow rebuilds."
)]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod dtypes;
mod feather;
mod frame;
mod names;
mod options;
mod parquet;
mod streams;
mod write;

#[cfg(test)]
mod tests;

pub use arrow_array;
pub use arrow_array::RecordBatch;
pub use arrow_schema;
pub use athena_arrow::{ATHENA_TYPE, value};
pub use athena_core;
pub use athena_core::driver::unload::UnloadMode;
pub use athena_core::{AsyncCursor, AsyncCursorExt, Error, ErrorKind, Result, Statement};

pub use crate::cursor::PandasCursor;
#[cfg(feature = "aws")]
pub use crate::dialect::connect;
pub use crate::dialect::{DRIVER, Pandas, PandasConnection};
pub use crate::dtypes::DtypeBackend;
pub use crate::feather::{FeatherCompression, FeatherOptions};
pub use crate::frame::PANDAS_KEY;
pub use crate::options::{CsvEngine, PandasOptions};
pub use crate::parquet::{ParquetCompression, ParquetOptions};
pub use crate::streams::{BatchReader, BatchStream};
pub use crate::write::Written;
