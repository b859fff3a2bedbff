//! Parquet files of an UNLOAD, read in parallel and handed out in order.

mod decode;
mod file;
mod fit;
mod quiet;
mod read;
mod schema;

pub(crate) use self::read::ParquetBatches;
