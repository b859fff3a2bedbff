//! Parquet file in Amazon S3, with its decoded footer.

use std::any::Any;
use std::sync::Arc;

use athena_core::driver::objects::ObjectFile;
use athena_core::driver::unload::{UnloadFiles, not_parquet};
use athena_core::options::S3Uri;
use athena_core::{Error, ErrorKind, Result};
use polars_buffer::Buffer;
use polars_core::error::PolarsError;
use polars_parquet::parquet::read::deserialize_metadata;
use polars_parquet::read::FileMetadata;

use super::quiet::quietly;

/// Bytes of the first read at the end of a file.
const TAIL_BYTES: u64 = 64 << 10;

/// The length of the footer, and the magic number.
const END_BYTES: u64 = 8;

const MAGIC: &[u8] = b"PAR1";

#[derive(Clone, Debug)]
pub(super) struct ParquetFile {
    pub(super) object: ObjectFile,
    pub(super) metadata: Arc<FileMetadata>,
}

impl ParquetFile {
    pub(super) async fn open(files: &UnloadFiles, uri: S3Uri) -> Result<Self> {
        let object = files.open(uri).await?;
        let size = object.size();
        let mut footer = object.read(size - size.min(TAIL_BYTES)..size).await?;
        let bytes = footer_bytes(&footer).filter(|bytes| *bytes <= size).ok_or_else(|| not_parquet(object.uri()))?;
        footer = match footer.len().checked_sub(usize::try_from(bytes).unwrap_or(usize::MAX)) {
            Some(before) => footer.slice(before..),
            None => object.read(size - bytes..size).await?,
        };
        let read =
            move || deserialize_metadata(Buffer::from_owner(footer)).map_err(|error| PolarsError::from(error).into());
        let metadata = off_the_reactor(object.uri(), read).await?;
        files.add_rows(metadata.num_rows as u64);
        Ok(Self { object, metadata: Arc::new(metadata) })
    }

    pub(super) fn uri(&self) -> &S3Uri {
        self.object.uri()
    }
}

/// Number of bytes at the end of a file that are its footer; `None` if `tail` is not the end of a Parquet file.
fn footer_bytes(tail: &[u8]) -> Option<u64> {
    let (rest, magic) = tail.split_last_chunk::<4>()?;
    let (_, length) = rest.split_last_chunk::<4>()?;
    (magic == MAGIC).then(|| u64::from(u32::from_le_bytes(*length)) + END_BYTES)
}

/// A failure to decode a file.
#[derive(Debug)]
pub(super) enum Failure {
    /// The file is not well formed.
    File(PolarsError),
    /// A value of the file does not fit the schema.
    Fit(Error),
}

impl From<PolarsError> for Failure {
    fn from(error: PolarsError) -> Self {
        Self::File(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Fit(error)
    }
}

/// Runs a decoder of the file's bytes on a thread that may block.
///
/// polars-parquet panics on some malformed files, in more places than could be checked from outside. Such a panic ends
/// the task, not the thread, and is reported as a file that cannot be read.
pub(super) async fn off_the_reactor<T: Send + 'static>(
    uri: &S3Uri,
    decode: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(|| quietly(decode)).await {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(Failure::File(error))) => Err(not_parquet(uri).with_source(error)),
        Ok(Err(Failure::Fit(error))) => Err(error.with_context("uri", uri)),
        Err(error) => Err(match error.try_into_panic() {
            Ok(panic) => not_parquet(uri).with_context("panic", panic_message(panic.as_ref())),
            Err(error) => Error::new(ErrorKind::InvalidState, "a task that decoded a file was lost").with_source(error),
        }),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}
