//! `BatchStream`: the batches of a result as a stream.

use std::borrow::BorrowMut;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt, try_unfold};

use super::handle::Cursor;
use crate::column::Columns;
use crate::driver::{Any, BatchOf, Dialect, SchemaOf};
use crate::error::Result;

impl<D: Dialect> Cursor<D> {
    /// The batches that are left, as a stream.
    pub fn batches(&mut self) -> BatchStream<'_, D> {
        BatchStream::new(self)
    }

    /// [`batches`](Self::batches) that own the cursor.
    pub fn into_batches(self) -> BatchStream<'static, D> {
        BatchStream::new(self)
    }
}

/// The batches that are left of a result, as a stream. It ends after an error.
///
/// # Cancel safety
/// Dropping the stream loses no batch: a cursor that it borrowed goes on with the next one. A stream that owns its
/// cursor ([`Cursor::into_batches`]) drops it, which ends the downloads.
pub struct BatchStream<'c, D: Dialect = Any> {
    columns: Columns,
    schema: SchemaOf<D>,
    // Never locked: `get_mut` reaches the stream, and the mutex makes it `Sync`, which some HTTP bodies ask for.
    batches: Mutex<BoxStream<'c, Result<BatchOf<D>>>>,
}

impl<'c, D: Dialect> BatchStream<'c, D> {
    pub(super) fn new(cursor: impl BorrowMut<Cursor<D>> + Send + 'c) -> Self {
        let (columns, schema) = (cursor.borrow().columns(), cursor.borrow().schema());
        let batches = try_unfold(cursor, async |mut cursor| {
            let batch = cursor.borrow_mut().next_batch().await?;
            Ok(batch.map(|batch| (batch, cursor)))
        });
        Self { columns, schema, batches: Mutex::new(batches.boxed()) }
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The driver's schema of the result.
    pub fn schema(&self) -> SchemaOf<D> {
        self.schema.clone()
    }

    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// As [`Cursor::next_batch`].
    ///
    /// # Cancel safety
    /// No row is lost: a fetch that was dropped is resumed by the next call.
    pub async fn next(&mut self) -> Result<Option<BatchOf<D>>> {
        StreamExt::next(self).await.transpose()
    }
}

impl<D: Dialect> Stream for BatchStream<'_, D> {
    type Item = Result<BatchOf<D>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches.get_mut().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(cx)
    }
}

impl<D: Dialect> Unpin for BatchStream<'_, D> {}

impl<D: Dialect> fmt::Debug for BatchStream<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}
