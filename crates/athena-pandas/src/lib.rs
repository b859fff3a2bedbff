#![cfg_attr(feature = "aws", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "aws"),
    doc = "Amazon Athena results for pandas: record batches, Parquet and Feather files with the dtypes for pyarrow."
)]
#![forbid(unsafe_code)]

mod cursor;
mod dialect;
mod driver_options;
mod dtypes;
mod ext;
mod feather;
mod frame;
mod names;
mod parquet;
mod write;

#[cfg(test)]
mod tests;

pub use arrow_array;
pub use arrow_array::RecordBatch;
pub use arrow_schema;
pub use athena_arrow::{ATHENA_TYPE, ArrowCursorExt, BatchReader, value_at};
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

pub use crate::cursor::PandasCursor;
pub use crate::dialect::{DRIVER, Pandas};
#[cfg(feature = "aws")]
pub use crate::dialect::{builder, connect};
pub use crate::driver_options::PandasOptions;
pub use crate::dtypes::DtypeBackend;
pub use crate::ext::PandasCursorExt;
pub use crate::feather::{FeatherCompression, FeatherOptions};
pub use crate::frame::PANDAS_KEY;
pub use crate::parquet::{ParquetCompression, ParquetOptions};
pub use crate::write::Written;
