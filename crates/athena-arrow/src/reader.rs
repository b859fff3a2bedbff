//! `BatchReader`: results as blocking record batch readers.

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use athena_core::driver::{AsyncCursor, Dialect};
use athena_core::{Cursor, Error, ErrorKind, Result};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, channel};

/// Batches that wait for a blocking reader, besides the one that it holds.
const BATCHES_AHEAD: usize = 1;

/// Functions of a [`Cursor`] whose batches are record batches.
pub trait ArrowCursorExt {
    /// The batches that are left, as a blocking reader for code that is not async. Call it on the tokio runtime; a task
    /// there fetches ahead.
    ///
    /// # Errors
    /// `InvalidState` before a statement was executed, and outside of a tokio runtime.
    fn into_reader(self) -> Result<BatchReader>;
}

impl<D> ArrowCursorExt for Cursor<D>
where
    D: Dialect<Cursor: AsyncCursor<Batch = RecordBatch, Schema = SchemaRef>>,
{
    fn into_reader(self) -> Result<BatchReader> {
        if !self.has_result() {
            return Err(Error::new(ErrorKind::InvalidState, "there is no result to read; execute a statement first"));
        }
        let runtime = Handle::try_current().map_err(|error| {
            Error::new(ErrorKind::InvalidState, "a reader is made inside a tokio runtime").with_source(error)
        })?;
        Ok(BatchReader::new(self, &runtime))
    }
}

/// The batches of a result as a [`RecordBatchReader`], for code that is not async: the C stream interface, ADBC, a
/// writer. A task on the tokio runtime fetches at most two batches ahead; dropping the reader ends the task.
///
/// # Panics
/// Asking for a batch blocks the thread, and so panics in async code. There, use
/// [`Cursor::into_batches`](athena_core::Cursor::into_batches), or move the reader to
/// [`spawn_blocking`](tokio::task::spawn_blocking).
#[derive(Debug)]
pub struct BatchReader {
    schema: SchemaRef,
    /// The task sends the end of the result as `None`, so that a lost task is not mistaken for it.
    batches: Receiver<Result<Option<RecordBatch>>>,
    over: bool,
}

impl BatchReader {
    fn new<D>(mut cursor: Cursor<D>, runtime: &Handle) -> Self
    where
        D: Dialect<Cursor: AsyncCursor<Batch = RecordBatch, Schema = SchemaRef>>,
    {
        let schema = cursor.schema();
        let (sender, batches) = channel(BATCHES_AHEAD);
        runtime.spawn(async move {
            loop {
                // During a fetch, nothing else would notice that the reader was dropped.
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
