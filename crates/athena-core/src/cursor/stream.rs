//! A result as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};

use super::AsyncCursor;
use crate::error::Result;

/// What is left of a result, as a stream of batches `B` that all have the schema `S`. It ends after an error. Dropping it
/// ends the downloads.
pub struct BatchStream<B, S> {
    schema: S,
    batches: BoxStream<'static, Result<B>>,
}

impl<B: 'static, S: Clone> BatchStream<B, S> {
    /// What is left of the result of a cursor.
    pub fn new(cursor: impl AsyncCursor<Batch = B>, schema: S) -> Self {
        let batches =
            try_unfold(cursor, async |mut cursor| Ok(cursor.next_batch().await?.map(|batch| (batch, cursor))));
        Self { schema, batches: batches.boxed() }
    }

    /// The schema of every batch.
    pub fn schema(&self) -> S {
        self.schema.clone()
    }
}

impl<B, S: Unpin> Stream for BatchStream<B, S> {
    type Item = Result<B>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches.poll_next_unpin(cx)
    }
}

impl<B, S: fmt::Debug> fmt::Debug for BatchStream<B, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}
