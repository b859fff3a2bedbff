//! `Rows`: the rows of a result.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use futures_util::stream::StreamExt as _;

use super::batches::BatchStream;
use super::handle::Cursor;
use crate::column::Columns;
use crate::driver::{Any, AsyncCursor, BatchOf, Dialect};
use crate::error::Result;
use crate::row::{Row, RowBatch};

impl<D: Dialect> Cursor<D> {
    /// The rows that are left, in result order. They come from [`next_batch`](Self::next_batch), batch after batch.
    ///
    /// ```
    /// # async fn example(mut cursor: athena_core::Cursor) -> athena_core::Result<()> {
    /// cursor.execute("SELECT id, customer FROM orders").await?;
    /// let mut rows = cursor.rows();
    /// while let Some(row) = rows.next().await? {
    ///     let (id, customer): (i64, Option<&str>) = (row.get("id")?, row.get("customer")?);
    ///     println!("{id} {}", customer.unwrap_or("-"));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows(&mut self) -> Rows<'_, D> {
        Rows::new(self.batches())
    }

    /// [`rows`](Self::rows) that own the cursor, for a stream that outlives the function that made it.
    pub fn into_rows(self) -> Rows<'static, D> {
        Rows::new(self.into_batches())
    }

    /// The rows of one batch of the current result.
    pub fn rows_of(&self, batch: BatchOf<D>) -> impl Iterator<Item = Row<D>> + Send + use<D> {
        let first_row = self.rows_fetched().saturating_sub(D::Cursor::num_rows(&batch) as u64);
        RowBatch::new(self.columns(), batch, first_row).rows()
    }
}

/// The rows that are left of a result, in result order.
///
/// [`next`](Self::next) lends one row after the other. As a [`Stream`] it gives rows to keep; such a row keeps its
/// batch in memory.
///
/// # Cancel safety
/// Dropping it loses the rows of the batch at hand that were not read. A cursor that it borrowed goes on with the next
/// batch; one that it owns ([`Cursor::into_rows`]) is dropped, which ends the downloads.
pub struct Rows<'c, D: Dialect = Any> {
    batches: BatchStream<'c, D>,
    /// The row that was handed out last.
    row: Option<Row<D>>,
    rows_before: u64,
}

impl<'c, D: Dialect> Rows<'c, D> {
    pub(super) fn new(batches: BatchStream<'c, D>) -> Self {
        Self { batches, row: None, rows_before: 0 }
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        self.batches.columns()
    }

    /// The next row; `None` at the end. Clone the row to keep it.
    ///
    /// # Errors
    /// As [`Cursor::next_batch`](crate::Cursor::next_batch).
    ///
    /// # Cancel safety
    /// No row is lost: a fetch that was dropped is resumed by the next call.
    pub async fn next(&mut self) -> Result<Option<&Row<D>>> {
        if !self.step() {
            std::future::poll_fn(|cx| self.poll_batch(cx)).await?;
        }
        Ok(self.row.as_ref())
    }

    /// Moves on to the next row of the batch at hand, if it has one.
    fn step(&mut self) -> bool {
        self.row.as_mut().is_some_and(Row::step)
    }

    /// Moves on to the first row of the next batch that has rows, or to the end.
    fn poll_batch(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            let Some(batch) = ready!(self.batches.poll_next_unpin(cx)) else {
                self.row = None;
                return Poll::Ready(Ok(()));
            };
            let batch = match batch {
                Ok(batch) => batch,
                Err(error) => {
                    self.row = None;
                    return Poll::Ready(Err(error));
                }
            };
            let count = D::Cursor::num_rows(&batch);
            let first_row = self.rows_before;
            self.rows_before += count as u64;
            if count > 0 {
                self.row = RowBatch::new(self.batches.columns().clone(), batch, first_row).first();
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<D: Dialect> Stream for Rows<'_, D> {
    type Item = Result<Row<D>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.step() {
            ready!(self.poll_batch(cx))?;
        }
        Poll::Ready(self.row.clone().map(Ok))
    }
}

impl<D: Dialect> Unpin for Rows<'_, D> {}

impl<D: Dialect> fmt::Debug for Rows<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("columns", self.columns()).finish_non_exhaustive()
    }
}
