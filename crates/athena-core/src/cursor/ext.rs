//! What follows from the required methods of a cursor.

use std::future::Future;

use super::{AsyncCursor, many};
use crate::column::Columns;
use crate::error::{Error, ErrorKind, Result};
use crate::row::Row;
use crate::statement::{Bindings, Statement};
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

    /// Runs a statement once for each row of values, and drops the results.
    ///
    /// An `INSERT INTO ... VALUES (...)` whose rows have all the markers is sent with as many rows at once as fit into the
    /// 262,144 bytes that Athena accepts, and at most `insertmanyvalues_page_size` where that option is set; `?` markers
    /// are then filled in before the statement is sent. With the option `use_insertmanyvalues` off, and for every other
    /// statement, each row is an execution of its own. Values that the statement has already are those of every row.
    ///
    /// Gives the sum of what [`update_count`](AsyncCursor::update_count) says; `None` if one of the executions says
    /// nothing. Without rows nothing is sent, and the sum is 0.
    ///
    /// ```
    /// # use athena_core::{AsyncCursor, AsyncCursorExt, Result};
    /// # async fn example(mut cursor: impl AsyncCursor) -> Result<()> {
    /// let rows = [(1, "one"), (2, "two")];
    /// let written = cursor.execute_many("INSERT INTO numbers VALUES (?, ?)", rows).await?;
    /// assert_eq!(written, Some(2));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`execute`](AsyncCursor::execute); `InvalidStatement` for a row that is too large for a statement by itself;
    /// `InvalidOption` for a request token of the caller's, since it belongs to one statement. What was executed before
    /// is not undone: the context `rows_done` says how many rows that were, and `row` (from 1) or `rows` which ones failed.
    ///
    /// # Cancel safety
    /// As [`execute`](AsyncCursor::execute) for the statement that was running; those before it are done.
    fn execute_many<R>(
        &mut self,
        statement: impl Into<Statement> + Send,
        rows: R,
    ) -> impl Future<Output = Result<Option<u64>>> + Send
    where
        R: IntoIterator<Item: Into<Bindings>, IntoIter: Send> + Send,
    {
        many::execute(self, statement, rows)
    }
}

impl<C: AsyncCursor> AsyncCursorExt for C {}
