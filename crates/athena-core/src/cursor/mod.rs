//! Cursors: the trait that a driver implements, its conveniences, and its erased twin.

mod any;
mod ext;
mod many;
mod open_result;
mod stream;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use self::any::{AnyBatch, AnyCursor, DynCursor};
pub use self::ext::AsyncCursorExt;
pub use self::open_result::{Batches, OpenResult};
pub use self::stream::BatchStream;

use crate::column::Columns;
use crate::driver::results::ResultPath;
use crate::error::Result;
use crate::execution::{CancelHandle, QueryRunner};
use crate::query::{QueryExecution, QueryId};
use crate::statement::Statement;
use crate::value::Value;

/// Runs statements, one at a time, and hands out the result in batches of the driver's own type.
///
/// Rows are views over a batch ([`AsyncCursorExt::rows`]); columns never pass through rows, and no more of a result is
/// held than the batches at hand. Dropping a cursor whose query still runs stops the query (`kill_on_interrupt`,
/// default on): a request to do so is left with the runtime; [`close`](AsyncCursor::close) waits for it.
pub trait AsyncCursor: fmt::Debug + Send + 'static {
    /// The driver's own batch: a page of rows, a record batch, a data frame.
    type Batch: fmt::Debug + Send + 'static;

    /// Runs a statement to its end and makes its result ready to be fetched. What was left of an earlier result is
    /// dropped.
    ///
    /// # Errors
    /// `InvalidStatement` before anything is sent; `QueryRejected` when the service does not accept it; `QueryFailed`,
    /// `QueryCancelled` and `TimedOut` with the query id; otherwise the error of the call that failed.
    ///
    /// # Cancel safety
    /// When the future is dropped, the query is stopped, also if its start was just being sent (`kill_on_interrupt`).
    fn execute(&mut self, statement: impl Into<Statement> + Send) -> impl Future<Output = Result<()>> + Send;

    /// Waits for an execution that was started before, by this program or another one, and makes its result ready to be
    /// fetched. What was left of an earlier result is dropped.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; otherwise as [`execute`](AsyncCursor::execute).
    ///
    /// # Cancel safety
    /// The query goes on when the future is dropped: who attaches does not own it. A
    /// [`cancel_handle`](AsyncCursor::cancel_handle) stops it.
    fn attach(&mut self, id: QueryId) -> impl Future<Output = Result<()>> + Send;

    /// The columns of the result; empty before the first result and for statements without one.
    fn columns(&self) -> &Columns;

    /// The next batch, in result order; `None` at the end, and again after it.
    ///
    /// # Errors
    /// `InvalidState` before [`execute`](AsyncCursor::execute); otherwise the error of the fetch. After an error the
    /// result is over: later calls give `InvalidState`.
    ///
    /// # Cancel safety
    /// No row is lost: a fetch that was dropped is taken up again by the next call.
    fn next_batch(&mut self) -> impl Future<Output = Result<Option<Self::Batch>>> + Send;

    /// How many rows a batch holds.
    fn num_rows(batch: &Self::Batch) -> usize;

    /// One cell of a batch of the result that has `columns`: not every batch says by itself what Athena's types are.
    ///
    /// # Errors
    /// `Decode` when the service's text is not of the column's type, naming column and row; `NotFound` outside of
    /// the batch.
    fn value<'b>(columns: &Columns, batch: &'b Self::Batch, row: usize, column: usize) -> Result<Value<'b>>;

    /// Rows changed by INSERT, UPDATE, DELETE, MERGE and CTAS; `None` for everything else.
    fn update_count(&self) -> Option<u64>;

    /// The way to the current result; `None` before the first.
    fn path(&self) -> Option<ResultPath>;

    /// What runs this cursor's statements; it knows the execution behind the current result.
    fn runner(&self) -> &QueryRunner;

    /// The execution behind the current result, as the service last described it: id, state, statistics, statement
    /// kind, output location. It stays readable after a failure.
    fn query(&self) -> Option<&Arc<QueryExecution>> {
        self.runner().query()
    }

    /// The id of the current query, known as soon as its start was answered, and kept after failure and cancellation.
    fn query_id(&self) -> Option<QueryId> {
        self.runner().query_id()
    }

    /// A handle that stops this cursor's current query from anywhere. It follows the cursor from statement to
    /// statement.
    fn cancel_handle(&self) -> CancelHandle {
        self.runner().cancel_handle()
    }

    /// Drops what is left of the current result, its columns included. Its execution stays readable.
    fn discard(&mut self);

    /// Stops a query that still runs and waits until the service has taken note.
    ///
    /// # Errors
    /// The error of that call.
    fn close(self) -> impl Future<Output = Result<()>> + Send
    where
        Self: Sized;
}
