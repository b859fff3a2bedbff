//! `Cursor`: a user's handle that runs statements and hands out results.

use std::fmt;
use std::sync::Arc;

use tracing::Instrument as _;

use super::row_count::RowCount;
use crate::column::Columns;
use crate::driver::results::ResultPath;
use crate::driver::unload::{Cleanup, StagingDirs, attach, run};
use crate::driver::{Any, AsyncCursor, BatchOf, Dialect, Executed, SchemaOf};
use crate::error::{Error, ErrorKind, Result};
use crate::execution::{CancelHandle, Phase, ProgressWatch, QueryRunner, Settings};
use crate::options::{FromOptions as _, OptionMap};
use crate::query::{QueryExecution, QueryId};
use crate::session::Session;
use crate::statement::{Statement, StatementOptions};
use crate::telemetry::ResultSpan;

/// Runs statements, one at a time, and hands out the result as rows or in batches of the driver's own type.
///
/// No more of a result is held than the batches at hand. Columns never pass through rows.
///
/// # Dropping
/// Dropping a cursor whose query still runs asks the service to stop the query (option `kill_on_interrupt`, on by
/// default). The request runs on the tokio runtime of the connection: a program that ends at once, and a runtime that
/// shuts down, may end before it is sent. [`close`](Self::close) waits for it.
pub struct Cursor<D: Dialect = Any> {
    runner: QueryRunner,
    options: D::Options,
    staging: StagingDirs,
    result: Open<D::Cursor>,
}

/// Result that a cursor stands on.
#[derive(Debug)]
enum Open<C> {
    /// No statement was executed, or its result was dropped.
    None,
    Result {
        cursor: C,
        cleanup: Option<Box<Cleanup>>,
        /// Rows handed out so far.
        rows: u64,
        /// Rows that the result must have.
        expected: RowCount,
        /// `None` once the result was read to its end.
        span: Option<Box<ResultSpan>>,
    },
    /// The fetch has failed; what is known about the result can still be read.
    Failed(C),
}

impl<C> Open<C> {
    fn cursor(&self) -> Option<&C> {
        match self {
            Self::None => None,
            Self::Result { cursor, .. } | Self::Failed(cursor) => Some(cursor),
        }
    }
}

impl<D: Dialect> Cursor<D> {
    pub(crate) fn new(session: &Session, options: D::Options) -> Self {
        let runner = QueryRunner::new(session, D::name(&options));
        Self { runner, options, staging: StagingDirs::default(), result: Open::None }
    }

    /// Runs a statement to its end and opens its result. Drops what was left of an earlier result.
    ///
    /// # Errors
    /// `InvalidStatement` before anything is sent; `UnknownOption` and `InvalidOption` for a driver option of the
    /// statement; `QueryRejected` when the service does not accept the statement; `QueryFailed`, `QueryCancelled` and
    /// `TimedOut` with the query id; otherwise the error of the call that failed.
    ///
    /// # Cancel safety
    /// When the future is dropped, the query is stopped, also if its start was just being sent (`kill_on_interrupt`).
    /// The cursor has no result then, and can execute again.
    pub async fn execute(&mut self, statement: impl Into<Statement>) -> Result<()> {
        self.discard();
        let statement = statement.into();
        let settings = Settings::of(self.runner.session(), statement.options());
        let options = self.driver_options(&settings.driver_options)?;
        let statement = settings.complete(statement);
        let unload = D::unload(&options);
        let ran = run(&mut self.runner, &statement, settings, unload, &mut self.staging).await;
        let (executed, cleanup) = ran.map_err(|error| self.runner.failed(error))?;
        self.open(executed, cleanup, &options).await
    }

    /// Waits for an execution that was started before, by this program or another one, and opens its result. Drops what
    /// was left of an earlier result.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; otherwise as [`execute`](Self::execute).
    ///
    /// # Cancel safety
    /// The query goes on when the future is dropped: it belongs to whoever started it. A
    /// [`cancel_handle`](Self::cancel_handle) stops it.
    pub async fn attach(&mut self, id: impl Into<QueryId>) -> Result<()> {
        self.discard();
        let settings = Settings::of(self.runner.session(), &StatementOptions::default());
        let options = self.driver_options(&settings.driver_options)?;
        let reads_unload = self.reads_unload();
        let attached = attach(&mut self.runner, &id.into(), &settings, reads_unload).await;
        let executed = attached.map_err(|error| self.runner.failed(error))?;
        self.open(executed, None, &options).await
    }

    async fn open(&mut self, executed: Executed, cleanup: Option<Cleanup>, options: &D::Options) -> Result<()> {
        let expected = RowCount::of(&executed);
        let span = self.runner.take_span();
        let query = span.as_ref().map_or_else(tracing::Span::none, ResultSpan::span);
        let opening = tracing::debug_span!(target: "athena_core::query", parent: &query, "athena.open");
        let opened = D::open(executed, options).instrument(opening).instrument(query).await;
        match opened {
            Ok(cursor) => {
                let (cleanup, span) = (cleanup.map(Box::new), span.map(Box::new));
                self.result = Open::Result { cursor, cleanup, rows: 0, expected, span };
                Ok(())
            }
            Err(error) => {
                self.runner.report().phase(Phase::Failed);
                if let Some(span) = span {
                    span.fail(&error);
                }
                if let Some(mut files) = cleanup {
                    files.finish().await;
                }
                Err(self.runner.with_query_id(error))
            }
        }
    }

    /// The cursor's options, with those of its defaults and of the statement in their place.
    fn driver_options(&self, overrides: &OptionMap) -> Result<D::Options> {
        if overrides.is_empty() {
            return Ok(self.options.clone());
        }
        let mut map = overrides.clone();
        let options = self.options.clone().read_options(&mut map)?;
        map.finish(D::name(&self.options), &[self.options.specs()])?;
        Ok(options)
    }

    fn reads_unload(&self) -> bool {
        D::capabilities(&self.options).unload
    }

    /// The next batch in the driver's own type, in result order; `None` at the end, and again after it.
    ///
    /// # Errors
    /// `InvalidState` before [`execute`](Self::execute); otherwise the error of the fetch. After an error the result is
    /// over: later calls give `InvalidState`.
    ///
    /// # Cancel safety
    /// No row is lost: a fetch that was dropped is resumed by the next call.
    pub async fn next_batch(&mut self) -> Result<Option<BatchOf<D>>> {
        let Open::Result { cursor, cleanup, rows, expected, span } = &mut self.result else { return Err(no_result()) };
        let (query, fetch) = span
            .as_mut()
            .map_or_else(|| (tracing::Span::none(), tracing::Span::none()), |span| (span.span(), span.fetch()));
        let fetched = cursor.next_batch().instrument(fetch).instrument(query).await;
        let fetched = match fetched {
            Ok(None) => expected.check(self.runner.session(), *rows).await.map(|()| None),
            fetched => fetched,
        };
        let transfer = cursor.transfer();
        let (report, count) = (self.runner.report(), |batch| D::Cursor::num_rows(batch));
        let handed_out = fetched.as_ref().map_or(0, |batch| batch.as_ref().map_or(0, count));
        report.fetched(handed_out, transfer);
        if let Some(span) = span {
            span.add(handed_out, transfer.bytes);
        }
        match fetched {
            Ok(Some(batch)) => {
                *rows += handed_out as u64;
                Ok(Some(batch))
            }
            Ok(None) => {
                if let Some(span) = span.take() {
                    span.end();
                }
                if let Some(files) = cleanup {
                    files.finish().await;
                    *cleanup = None;
                }
                report.phase(Phase::Finished);
                Ok(None)
            }
            Err(error) => {
                report.phase(Phase::Failed);
                if let Some(span) = span.take() {
                    span.fail(&error);
                }
                if let Open::Result { cursor, cleanup, .. } = std::mem::replace(&mut self.result, Open::None) {
                    self.result = Open::Failed(cursor);
                    if let Some(mut files) = cleanup {
                        files.finish().await;
                    }
                }
                Err(self.runner.with_query_id(error))
            }
        }
    }

    /// Rows handed out so far.
    pub(super) fn rows_fetched(&self) -> u64 {
        if let Open::Result { rows, .. } = &self.result { *rows } else { 0 }
    }

    /// The columns of the result; none before the first result and for statements without one. Cloning them is cheap.
    pub fn columns(&self) -> Columns {
        self.result.cursor().map(|cursor| cursor.info().columns.clone()).unwrap_or_default()
    }

    /// The driver's schema of the result, known before the first batch; empty before the first result.
    pub fn schema(&self) -> SchemaOf<D> {
        D::Cursor::schema(self.result.cursor())
    }

    /// Rows changed by INSERT, UPDATE, DELETE, MERGE and CTAS; `None` for everything else.
    pub fn update_count(&self) -> Option<u64> {
        self.result.cursor().and_then(|cursor| cursor.info().update_count)
    }

    /// How the rows of the current result are fetched; `None` before the first result.
    pub fn result_path(&self) -> Option<ResultPath> {
        self.result.cursor().map(|cursor| cursor.info().path)
    }

    /// Whether there is a result to fetch from; true until the next `execute`, even after the last batch.
    pub fn has_result(&self) -> bool {
        matches!(self.result, Open::Result { .. })
    }

    /// The execution behind the current result, as the service last described it: id, state, statistics, statement
    /// kind, output location. It stays readable after a failure.
    pub fn query(&self) -> Option<&Arc<QueryExecution>> {
        self.runner.query()
    }

    /// The id of the current query, known as soon as its start was answered, and kept after failure and cancellation.
    pub fn query_id(&self) -> Option<QueryId> {
        self.runner.query_id()
    }

    /// A handle that stops this cursor's current query from anywhere. It follows the cursor from statement to
    /// statement.
    pub fn cancel_handle(&self) -> CancelHandle {
        self.runner.cancel_handle()
    }

    /// The progress of the current execution, to be watched from any task: state, place in the queue, bytes scanned,
    /// rows and bytes fetched. It follows the cursor from statement to statement.
    pub fn progress(&self) -> ProgressWatch {
        self.runner.progress()
    }

    /// The driver options of the cursor.
    pub fn options(&self) -> &D::Options {
        &self.options
    }

    /// The driver's own cursor over the current result, for what only that driver can do.
    pub fn driver_cursor(&mut self) -> Option<&mut D::Cursor> {
        match &mut self.result {
            Open::None => None,
            Open::Result { cursor, .. } | Open::Failed(cursor) => Some(cursor),
        }
    }

    pub(crate) fn session(&self) -> &Session {
        self.runner.session()
    }

    /// Drops what is left of the current result, its columns included. Its execution stays readable.
    pub fn discard(&mut self) {
        self.result = Open::None;
    }

    /// Stops a query that still runs and waits for the service to acknowledge. Waits also for the deletion of files
    /// (`unload_cleanup`).
    ///
    /// # Errors
    /// The error of `StopQueryExecution`.
    ///
    /// # Cancel safety
    /// When the future is dropped, the request may or may not have reached the service.
    pub async fn close(self) -> Result<()> {
        if let Open::Result { cursor, cleanup, .. } = self.result {
            // Ends the downloads before the files are deleted.
            drop(cursor);
            if let Some(mut cleanup) = cleanup {
                cleanup.finish().await;
            }
        }
        self.runner.close().await
    }
}

impl Cursor<Any> {
    /// The cursor of the driver `D`, with the result that it stands on.
    ///
    /// # Errors
    /// The cursor itself, when the URL picked another driver.
    #[expect(clippy::result_large_err, reason = "the caller gets the cursor back")]
    pub fn downcast<D: Dialect>(self) -> Result<Cursor<D>, Self> {
        let Some(options) = self.options.downcast_ref::<D::Options>().cloned() else { return Err(self) };
        let Self { runner, options: erased, staging, result } = self;
        let result = match result {
            Open::None => Ok(Open::None),
            Open::Failed(cursor) => cursor.downcast().map(Open::Failed).map_err(Open::Failed),
            Open::Result { cursor, cleanup, rows, expected, span } => match cursor.downcast() {
                Ok(cursor) => Ok(Open::Result { cursor, cleanup, rows, expected, span }),
                Err(cursor) => Err(Open::Result { cursor, cleanup, rows, expected, span }),
            },
        };
        match result {
            Ok(result) => Ok(Cursor { runner, options, staging, result }),
            Err(result) => Err(Self { runner, options: erased, staging, result }),
        }
    }
}

impl<D: Dialect> fmt::Debug for Cursor<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor")
            .field("driver", &D::name(&self.options))
            .field("query_id", &self.query_id())
            .field("options", &self.options)
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}

fn no_result() -> Error {
    Error::new(ErrorKind::InvalidState, "there is no result to fetch from; execute a statement first")
}
