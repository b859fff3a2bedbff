//! A result in the shapes that other libraries take: a stream, and a blocking reader.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use athena_core::{AsyncCursor, Error, ErrorKind, Result};
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};

use crate::cursor::ArrowCursor;

/// Batches that wait for a blocking reader, besides the one it has.
const BATCHES_AHEAD: usize = 1;

/// What is left of a result, as a stream. It ends after an error. Dropping it ends the downloads.
pub struct BatchStream {
    schema: SchemaRef,
    batches: BoxStream<'static, Result<RecordBatch>>,
}

impl BatchStream {
    pub(crate) fn new(cursor: ArrowCursor) -> Self {
        let schema = cursor.schema();
        let batches =
            try_unfold(cursor, async |mut cursor| Ok(cursor.next_batch().await?.map(|batch| (batch, cursor))));
        Self { schema, batches: batches.boxed() }
    }

    /// The schema of every batch.
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}

impl Stream for BatchStream {
    type Item = Result<RecordBatch>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches.poll_next_unpin(cx)
    }
}

impl fmt::Debug for BatchStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// What is left of a result, as a [`RecordBatchReader`] for code that knows no async: the C stream interface, ADBC,
/// a writer. A task on the tokio runtime fetches ahead, two batches at most; dropping the reader ends it.
///
/// # Panics
/// Asking for a batch blocks the thread, and so panics in async code; there, use a [`BatchStream`], or move the reader
/// to [`spawn_blocking`](tokio::task::spawn_blocking).
#[derive(Debug)]
pub struct BatchReader {
    schema: SchemaRef,
    /// `None` is sent at the end of the result, so that a task that was lost is not taken for it.
    batches: Receiver<Result<Option<RecordBatch>>>,
    over: bool,
}

impl BatchReader {
    pub(crate) fn new(mut cursor: ArrowCursor, runtime: &Handle) -> Self {
        let schema = cursor.schema();
        let (sender, batches) = channel(BATCHES_AHEAD);
        runtime.spawn(async move {
            loop {
                // While a fetch is on its way nobody else would notice that the reader is gone.
                let next = tokio::select! {
                    next = cursor.next_batch() => next,
                    () = sender.closed() => break,
                };
                let is_last = !matches!(next, Ok(Some(_)));
                if sender.send(next).await.is_err() || is_last {
                    break;
                }
            }
        });
        Self { schema, batches, over: false }
    }
}

impl Iterator for BatchReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = self.batches.blocking_recv().unwrap_or_else(|| {
            Err(Error::new(ErrorKind::InvalidState, "the tokio runtime has shut down before the end of the result"))
        });
        self.over = !matches!(next, Ok(Some(_)));
        next.map_err(|error| ArrowError::ExternalError(Box::new(error))).transpose()
    }
}

impl RecordBatchReader for BatchReader {
    fn schema(&self) -> SchemaRef {
        SchemaRef::clone(&self.schema)
    }
}
