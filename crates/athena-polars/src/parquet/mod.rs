//! What UNLOAD wrote: Parquet files, read in parallel and handed out in order.

mod decode;
mod file;
mod fit;
mod read;
mod schema;

pub(crate) use self::read::ParquetBatches;
