//! A result in the shapes that other libraries take: a stream, and a blocking reader.

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use athena_core::{AsyncCursor, Error, ErrorKind, Result};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};

use crate::cursor::ArrowCursor;

/// Batches that wait for a blocking reader, besides the one it has.
const BATCHES_AHEAD: usize = 1;

/// What is left of a result, as a stream of record batches.
pub type BatchStream = athena_core::BatchStream<RecordBatch, SchemaRef>;

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
