//! A result in the shapes that other libraries take: a stream, and a blocking reader, of one schema.

use std::pin::Pin;
use std::task::{Context, Poll};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use athena_core::Result;
use futures_util::{Stream, StreamExt as _};

use crate::frame::Frame;

/// What is left of a result, as a stream of the parts of one frame. It ends after an error. Dropping it ends the
/// downloads.
#[derive(Debug)]
pub struct BatchStream {
    arrow: athena_arrow::BatchStream,
    frame: Frame,
}

impl BatchStream {
    pub(crate) fn new(arrow: athena_arrow::BatchStream, frame: Frame) -> Self {
        Self { arrow, frame }
    }

    /// The schema of every batch.
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(self.frame.schema())
    }
}

impl Stream for BatchStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.arrow.poll_next_unpin(cx);
        next.map(|next| next.map(|batch| self.frame.part(&batch?)))
    }
}

/// What is left of a result, as a [`RecordBatchReader`] over the parts of one frame, for code that knows no async: the C
/// stream interface, by which pyarrow takes it, or a writer. A task on the tokio runtime fetches ahead, two batches at
/// most; dropping the reader ends it.
///
/// # Panics
/// Asking for a batch blocks the thread, and so panics in async code; there, use a [`BatchStream`], or move the reader
/// to [`spawn_blocking`](tokio::task::spawn_blocking).
#[derive(Debug)]
pub struct BatchReader {
    arrow: athena_arrow::BatchReader,
    frame: Frame,
}

impl BatchReader {
    pub(crate) fn new(arrow: athena_arrow::BatchReader, frame: Frame) -> Self {
        Self { arrow, frame }
    }
}

impl Iterator for BatchReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.arrow.next()?;
        Some(
            batch.and_then(|batch| self.frame.part(&batch).map_err(|error| ArrowError::ExternalError(Box::new(error)))),
        )
    }
}

impl RecordBatchReader for BatchReader {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(self.frame.schema())
    }
}
