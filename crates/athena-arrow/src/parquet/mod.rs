//! Parquet files of an UNLOAD, read in parallel and handed out in order.

mod file;
mod fit;
mod read;
mod schema;

pub(crate) use self::read::ParquetBatches;
