//! A result as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use athena_core::{AsyncCursor as _, Result};
use futures_util::Stream;
use futures_util::stream::{BoxStream, StreamExt as _, try_unfold};
use polars_core::prelude::{DataFrame, SchemaRef};

use crate::cursor::PolarsCursor;

/// What is left of a result, as a stream. It ends after an error. Dropping it ends the downloads.
pub struct BatchStream {
    schema: SchemaRef,
    batches: BoxStream<'static, Result<DataFrame>>,
}

impl BatchStream {
    pub(crate) fn new(cursor: PolarsCursor) -> Self {
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
    type Item = Result<DataFrame>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.batches.poll_next_unpin(cx)
    }
}

impl fmt::Debug for BatchStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchStream").field("schema", &self.schema).finish_non_exhaustive()
    }
}
