//! What follows from the required methods of a cursor.

use std::future::Future;

use super::AsyncCursor;
use crate::column::Columns;
use crate::error::{Error, ErrorKind, Result};
use crate::row::Row;
use crate::value::Value;

/// Conveniences over [`AsyncCursor`].
pub trait AsyncCursorExt: AsyncCursor {
    /// The rows of a batch, in order.
    fn rows<'b>(columns: &'b Columns, batch: &'b Self::Batch) -> impl Iterator<Item = Row<'b, Self>>
    where
        Self: Sized,
    {
        (0..Self::num_rows(batch)).map(move |index| Row::new(columns, batch, index))
    }

    /// All batches that are left. The whole result is then in memory; [`next_batch`](AsyncCursor::next_batch) is not
    /// so greedy.
    ///
    /// # Errors
    /// As [`next_batch`](AsyncCursor::next_batch).
    fn fetch_all(&mut self) -> impl Future<Output = Result<Vec<Self::Batch>>> + Send {
        async move {
            let mut batches = Vec::new();
            while let Some(batch) = self.next_batch().await? {
                batches.push(batch);
            }
            Ok(batches)
        }
    }

    /// All rows that are left, as owned values.
    ///
    /// # Errors
    /// As [`next_batch`](AsyncCursor::next_batch) and [`value`](AsyncCursor::value).
    fn fetch_rows(&mut self) -> impl Future<Output = Result<Vec<Vec<Value<'static>>>>> + Send {
        async move {
            let columns = self.columns().clone();
            let mut rows = Vec::new();
            while let Some(batch) = self.next_batch().await? {
                for row in 0..Self::num_rows(&batch) {
                    let cells = (0..columns.len())
                        .map(|column| Self::value(&columns, &batch, row, column).map(Value::into_owned));
                    rows.push(cells.collect::<Result<Vec<_>>>()?);
                }
            }
            Ok(rows)
        }
    }

    /// The first value of the first row, as owned; what a `SELECT count(*)` is asked for. The rest of the result is
    /// left where it is.
    ///
    /// # Errors
    /// `NotFound` when the result has no row or no column; otherwise as [`fetch_rows`](AsyncCursorExt::fetch_rows).
    fn fetch_scalar(&mut self) -> impl Future<Output = Result<Value<'static>>> + Send {
        async move {
            while let Some(batch) = self.next_batch().await? {
                if Self::num_rows(&batch) > 0 && !self.columns().is_empty() {
                    return Self::value(self.columns(), &batch, 0, 0).map(Value::into_owned);
                }
            }
            Err(Error::new(ErrorKind::NotFound, "the result has no row"))
        }
    }
}

impl<C: AsyncCursor> AsyncCursorExt for C {}
