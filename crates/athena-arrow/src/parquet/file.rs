//! Parquet file in Amazon S3, as input of the parquet crate.

use std::ops::Range;
use std::sync::Arc;

use athena_core::Error;
use athena_core::driver::objects::ObjectFile;
use athena_core::driver::unload::not_parquet;
use athena_core::options::S3Uri;
use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use parquet::arrow::arrow_reader::ArrowReaderOptions;
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};

#[derive(Clone, Debug)]
pub(super) struct ParquetObject(pub(super) ObjectFile);

impl AsyncFileReader for ParquetObject {
    fn get_bytes(&mut self, range: Range<u64>) -> BoxFuture<'_, Result<Bytes>> {
        async move { self.0.read(range).await.map_err(external) }.boxed()
    }

    fn get_byte_ranges(&mut self, ranges: Vec<Range<u64>>) -> BoxFuture<'_, Result<Vec<Bytes>>> {
        async move { self.0.read_many(&ranges).await.map_err(external) }.boxed()
    }

    fn get_metadata<'a>(
        &'a mut self,
        _options: Option<&'a ArrowReaderOptions>,
    ) -> BoxFuture<'a, Result<Arc<ParquetMetaData>>> {
        async move {
            let size = self.0.size();
            let metadata = ParquetMetaDataReader::new().with_prefetch_hint(Some(64 << 10));
            metadata.load_and_finish(self, size).await.map(Arc::new)
        }
        .boxed()
    }
}

fn external(error: Error) -> ParquetError {
    ParquetError::External(Box::new(error))
}

/// An error of the parquet crate, or our own error that it carries.
pub(super) fn ours(error: ParquetError, uri: &S3Uri) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<Error>() {
            Ok(error) => *error,
            Err(source) => not_parquet(uri).with_source(source),
        },
        other => not_parquet(uri).with_source(other),
    }
}
