//! What every cursor keeps of the result that it stands on.

use std::fmt;
use std::future::Future;

use crate::column::Columns;
use crate::driver::results::{ResultPages, ResultPath, TextPage};
use crate::driver::unload::Cleanup;
use crate::error::Result;
use crate::execution::QueryRunner;

/// The batches of one result, in order: what a driver makes of what a reader brings.
pub trait Batches: fmt::Debug + Send + 'static {
    /// The driver's own batch.
    type Batch: Send;

    /// The next batch; `None` at the end, and again after it.
    ///
    /// # Errors
    /// Those of the read; the result is then over.
    ///
    /// # Cancel safety
    /// No row is lost: what was dropped is taken up again by the next call.
    fn next(&mut self) -> impl Future<Output = Result<Option<Self::Batch>>> + Send;
}

impl Batches for ResultPages {
    type Batch = TextPage;

    fn next(&mut self) -> impl Future<Output = Result<Option<TextPage>>> + Send {
        Self::next(self)
    }
}

/// The result that a cursor stands on: what is known of it, the batches that are left, and what is to be deleted after
/// them. Its default is no result.
///
/// ```
/// # use athena_core::driver::results::ResultPages;
/// # use athena_core::OpenResult;
/// let result = OpenResult::<ResultPages>::default();
/// assert!(!result.is_open() && result.columns().is_empty() && result.path().is_none());
/// ```
#[derive(Debug)]
pub struct OpenResult<B> {
    columns: Columns,
    update_count: Option<u64>,
    path: Option<ResultPath>,
    batches: Option<B>,
    cleanup: Option<Cleanup>,
}

impl<B> Default for OpenResult<B> {
    fn default() -> Self {
        Self { columns: Columns::default(), update_count: None, path: None, batches: None, cleanup: None }
    }
}

impl<B: Batches> OpenResult<B> {
    /// A result whose batches come by `path`.
    pub fn new(columns: Columns, path: ResultPath, batches: B) -> Self {
        Self { columns, update_count: None, path: Some(path), batches: Some(batches), cleanup: None }
    }

    /// With the rows that the statement changed.
    #[must_use]
    pub fn with_update_count(mut self, count: Option<u64>) -> Self {
        self.update_count = count;
        self
    }

    /// With files that go when the result has been read, fails, or is dropped.
    #[must_use]
    pub fn with_cleanup(mut self, cleanup: Option<Cleanup>) -> Self {
        self.cleanup = cleanup;
        self
    }

    /// See [`AsyncCursor::columns`](super::AsyncCursor::columns).
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// See [`AsyncCursor::update_count`](super::AsyncCursor::update_count).
    pub fn update_count(&self) -> Option<u64> {
        self.update_count
    }

    /// See [`AsyncCursor::path`](super::AsyncCursor::path).
    pub fn path(&self) -> Option<ResultPath> {
        self.path
    }

    /// Whether there is a result to fetch from, be it at its end.
    pub fn is_open(&self) -> bool {
        self.batches.is_some()
    }

    /// The batches that are left.
    pub fn batches_mut(&mut self) -> Option<&mut B> {
        self.batches.as_mut()
    }

    /// See [`AsyncCursor::next_batch`](super::AsyncCursor::next_batch); `runner` has run the statement.
    ///
    /// # Errors
    /// `InvalidState` without a result; otherwise those of the batches, with the query's id.
    ///
    /// # Cancel safety
    /// As [`Batches::next`].
    pub async fn next(&mut self, runner: &QueryRunner) -> Result<Option<B::Batch>> {
        let batches = self.batches.as_mut().ok_or_else(|| runner.no_result())?;
        let next = match batches.next().await {
            Ok(next) => next,
            Err(error) => {
                self.batches = None;
                self.cleanup = None;
                return Err(runner.with_query_id(error));
            }
        };
        if let (None, Some(cleanup)) = (&next, &mut self.cleanup) {
            cleanup.finish().await;
            self.cleanup = None;
        }
        Ok(next)
    }

    /// Ends the downloads, and waits until what is to be deleted is.
    pub async fn close(mut self) {
        self.batches = None;
        if let Some(cleanup) = &mut self.cleanup {
            cleanup.finish().await;
        }
    }
}
