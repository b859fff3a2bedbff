//! `PandasCursorExt`: whole results as one data frame, in streams and files.

use std::future::Future;
use std::io::Write;

use athena_arrow::{ArrowCursorExt as _, BatchReader};
use athena_core::{BatchStream, Cursor, Result};

use crate::dialect::Pandas;
use crate::feather::{FeatherFile, FeatherOptions};
use crate::frame::Frame;
use crate::parquet::{ParquetFile, ParquetOptions};
use crate::write::{Written, write};

/// Functions of a [`Cursor`] that only this driver has.
pub trait PandasCursorExt {
    /// The rest of the result as a stream of parts of one frame: all batches have the schema of the whole.
    fn into_frame_stream(self) -> BatchStream<'static, Pandas>;

    /// The rest of the result as a blocking reader of parts of one frame: for a writer, or for pyarrow, which receives
    /// it through the C stream interface of Arrow. Call it on the tokio runtime; a task there fetches ahead.
    ///
    /// # Errors
    /// `InvalidState` before a statement was executed, and outside of a tokio runtime.
    fn into_frame_reader(self) -> Result<BatchReader>;

    /// Writes the rest of the result as a Parquet file, for `pd.read_parquet`. Encoding runs on another thread, while the
    /// next rows are fetched; memory is bounded by the row group.
    ///
    /// # Errors
    /// Those of [`Cursor::next_batch`]; `Io` when the writer fails; `Unsupported` for timestamps in seconds, which
    /// Parquet cannot hold.
    ///
    /// # Cancel safety
    /// When the future is dropped, or fails, the file is incomplete and cannot be read.
    fn write_parquet<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: ParquetOptions,
    ) -> impl Future<Output = Result<Written<W>>> + Send;

    /// Writes the rest of the result as a Feather file (version 2: an Arrow IPC file), for `pd.read_feather`. Encoding
    /// runs on another thread, while the next rows are fetched, a chunk at a time.
    ///
    /// # Errors
    /// Those of [`Cursor::next_batch`]; `Io` when the writer fails.
    ///
    /// # Cancel safety
    /// When the future is dropped, or fails, the file is incomplete and cannot be read.
    fn write_feather<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: FeatherOptions,
    ) -> impl Future<Output = Result<Written<W>>> + Send;
}

impl PandasCursorExt for Cursor<Pandas> {
    fn into_frame_stream(self) -> BatchStream<'static, Pandas> {
        one_frame(self).into_batches()
    }

    fn into_frame_reader(self) -> Result<BatchReader> {
        one_frame(self).into_reader()
    }

    async fn write_parquet<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: ParquetOptions,
    ) -> Result<Written<W>> {
        let file = ParquetFile::new(writer, &frame(self), &options)?;
        write(self, file).await
    }

    async fn write_feather<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: FeatherOptions,
    ) -> Result<Written<W>> {
        let file = FeatherFile::new(writer, &frame(self), options)?;
        write(self, file).await
    }
}

fn one_frame(mut cursor: Cursor<Pandas>) -> Cursor<Pandas> {
    if let Some(cursor) = cursor.driver_cursor() {
        cursor.as_one_frame();
    }
    cursor
}

fn frame(cursor: &mut Cursor<Pandas>) -> Frame {
    cursor.driver_cursor().map_or_else(Frame::empty, |cursor| cursor.frame().clone())
}
