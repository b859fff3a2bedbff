//! A Parquet file in Amazon S3, and what its footer says.

use std::any::Any;
use std::sync::Arc;

use athena_core::driver::api::ObjectSource;
use athena_core::driver::objects::{ObjectFile, ReadOptions};
use athena_core::options::S3Uri;
use athena_core::{Error, ErrorKind, Result};
use polars_buffer::Buffer;
use polars_core::error::PolarsError;
use polars_parquet::parquet::read::deserialize_metadata;
use polars_parquet::read::FileMetadata;

/// What is read of the end of a file at first.
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
    pub(super) async fn open(source: Arc<dyn ObjectSource>, uri: S3Uri, read: ReadOptions) -> Result<Self> {
        let object = ObjectFile::open(source, uri, read).await?;
        let size = object.size();
        let mut footer = object.read(size - size.min(TAIL_BYTES)..size).await?;
        let bytes = footer_bytes(&footer).filter(|bytes| *bytes <= size).ok_or_else(|| no_parquet(object.uri()))?;
        footer = match footer.len().checked_sub(usize::try_from(bytes).unwrap_or(usize::MAX)) {
            Some(before) => footer.slice(before..),
            None => object.read(size - bytes..size).await?,
        };
        let read =
            move || deserialize_metadata(Buffer::from_owner(footer)).map_err(|error| PolarsError::from(error).into());
        let metadata = off_the_reactor(object.uri(), read).await?;
        Ok(Self { object, metadata: Arc::new(metadata) })
    }

    pub(super) fn uri(&self) -> &S3Uri {
        self.object.uri()
    }
}

/// How many bytes at the end of a file are its footer, if these are the last ones of a Parquet file.
fn footer_bytes(tail: &[u8]) -> Option<u64> {
    let (rest, magic) = tail.split_last_chunk::<4>()?;
    let (_, length) = rest.split_last_chunk::<4>()?;
    (magic == MAGIC).then(|| u64::from(u32::from_le_bytes(*length)) + END_BYTES)
}

/// Why a file could not be decoded.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is not what it should be.
    File(PolarsError),
    /// It is, and a value does not fit.
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

/// Runs what decodes bytes of the file on a thread that may block.
///
/// polars-parquet panics on some files that are not well formed, in places too many to be checked from outside. That
/// ends the task and not the thread, and is a file that cannot be read.
pub(super) async fn off_the_reactor<T: Send + 'static>(
    uri: &S3Uri,
    decode: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T> {
    match tokio::task::spawn_blocking(decode).await {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(Failure::File(error))) => Err(no_parquet(uri).with_source(error)),
        Ok(Err(Failure::Fit(error))) => Err(error.with_context("uri", uri)),
        Err(error) => Err(match error.try_into_panic() {
            Ok(panic) => no_parquet(uri).with_context("panic", told(panic.as_ref())),
            Err(error) => Error::new(ErrorKind::InvalidState, "a task that decoded a file was lost").with_source(error),
        }),
    }
}

fn told(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a message")
}

fn no_parquet(uri: &S3Uri) -> Error {
    Error::new(ErrorKind::Decode, "the file is not the Parquet that it should be")
        .with_operation("read the files of UNLOAD")
        .with_context("uri", uri)
}
