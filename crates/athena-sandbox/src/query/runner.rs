//! The task behind a query.

use std::path::PathBuf;
use std::sync::Arc;

use futures::StreamExt;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until};

use crate::engine::contract::Failure;
use crate::engine::{Changing, Engine, Prepared};
use crate::faults::{Faults, QueryFault};
use crate::storage::{Storage, StorageError};

use super::change;
use super::record::{Query, QueryResult};
use super::sink::{self, Sink, Written};
use super::snapshot::QueryState;
use super::spool::Spool;
use super::timings::Timings;
use super::unload::{UnloadSink, Unloaded, engine_name};

/// What running a query takes.
#[derive(Clone)]
pub(crate) struct Runner {
    pub(crate) engine: Arc<Engine>,
    pub(crate) storage: Storage,
    pub(crate) faults: Faults,
    pub(crate) timings: Timings,
    pub(crate) spool_folder: PathBuf,
    pub(crate) slots: Arc<Semaphore>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runner").field("timings", &self.timings).finish_non_exhaustive()
    }
}

enum Outcome {
    Succeeded(Success),
    Failed(Failure),
    Cancelled(&'static str),
}

/// A result and what the statistics tell of it.
struct Success {
    result: QueryResult,
    rows: u64,
    bytes: u64,
    manifest: Option<String>,
}

impl Runner {
    /// Starts the task. A stop drops its work wherever it is.
    pub(crate) fn spawn(&self, query: Arc<Query>, prepared: Prepared) {
        let runner = self.clone();
        tokio::spawn(async move {
            let work = Box::pin(runner.run(&query, &prepared));
            let outcome = tokio::select! {
                biased;
                () = query.stopped() => return,
                outcome = work => outcome,
            };
            match outcome {
                Outcome::Succeeded(success) => query.finish(QueryState::Succeeded, |progress| {
                    progress.statistics.output_rows = success.rows;
                    progress.statistics.output_bytes = success.bytes;
                    progress.statistics.manifest = success.manifest;
                    progress.result = Some(Arc::new(success.result));
                }),
                Outcome::Failed(failure) => {
                    if failure.reason.starts_with("FAILED: ")
                        && let Err(error) = sink::write_failure(&query, &runner.storage, &failure.reason)
                    {
                        tracing::debug!(%error, query_id = %query.id, "no result object for a failed statement");
                    }
                    query.finish(QueryState::Failed, |progress| {
                        progress.reason = Some(failure.reason.clone());
                        progress.failure = Some(failure);
                    });
                }
                Outcome::Cancelled(reason) => query.cancel(reason),
            }
        });
    }

    async fn run(&self, query: &Query, prepared: &Prepared) -> Outcome {
        let (run_for, fault) = self.faults.on_query(&query.request.sql);
        sleep(self.timings.queue).await;
        // The semaphore is never closed; were it, the query would run beyond the limit, which is no harm.
        let _slot = self.slots.acquire().await.ok();
        query.enter(QueryState::Running);
        let earliest_end = Instant::now() + self.timings.minimum_run + run_for;
        match fault {
            Some(QueryFault::Fail(failure)) => {
                sleep_until(earliest_end).await;
                return Outcome::Failed(Failure {
                    reason: failure.reason,
                    category: failure.category,
                    error_type: failure.error_type,
                    retryable: failure.retryable,
                });
            }
            Some(QueryFault::Cutoff) => {
                sleep_until(earliest_end).await;
                return Outcome::Cancelled("Bytes scanned limit was exceeded");
            }
            Some(QueryFault::Hang) => std::future::pending::<()>().await,
            Some(QueryFault::Requeue) => {
                sleep(self.timings.minimum_run).await;
                query.enter(QueryState::Queued);
                sleep(self.timings.queue).await;
                query.enter(QueryState::Running);
            }
            Some(QueryFault::RunFor(_)) | None => {}
        }
        let done = match prepared.unload_location() {
            None if prepared.changes_rows() => Box::pin(self.change(query, prepared, earliest_end)).await,
            Some(location) => Box::pin(self.unload(query, prepared, location, earliest_end)).await,
            None => self.execute(query, prepared, earliest_end).await,
        };
        match done {
            Ok(success) => Outcome::Succeeded(success),
            Err(failure) => {
                sleep_until(earliest_end).await;
                Outcome::Failed(failure)
            }
        }
    }

    async fn execute(&self, query: &Query, prepared: &Prepared, earliest_end: Instant) -> Result<Success, Failure> {
        let mut running = self.engine.run(prepared).await?;
        query.planned(running.planning_ms, Arc::clone(&running.scanned));
        let mut sink = Sink::open(query, &running.columns, &self.storage, &self.spool_folder).map_err(not_written)?;
        while let Some(batch) = running.rows.next().await {
            sink.push(&batch?).map_err(StorageError::from).map_err(not_written)?;
        }
        // The wait comes before the objects do: a query stopped in it leaves nothing.
        sleep_until(earliest_end).await;
        let Written { rows, bytes } = sink.publish(running.update_count).map_err(not_written)?;
        let count = rows.rows();
        let result = QueryResult { rows, columns: running.columns, update_count: running.update_count };
        Ok(Success { result, rows: count, bytes, manifest: None })
    }

    /// An UNLOAD: its rows go to files, and its own result has columns only.
    async fn unload(
        &self,
        query: &Query,
        prepared: &Prepared,
        location: &str,
        earliest_end: Instant,
    ) -> Result<Success, Failure> {
        let mut unloading = self.engine.unload(prepared).await?;
        query.planned(unloading.planning_ms, Arc::clone(&unloading.scanned));
        let mut sink = UnloadSink::open(query, &self.storage, location)?;
        while let Some(chunk) = unloading.files.next().await {
            sink.push(chunk?).map_err(not_written)?;
        }
        sleep_until(earliest_end).await;
        let Unloaded { rows, bytes, manifest } = sink.publish(&unloading.columns).map_err(not_written)?;
        let update_count = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        let result = QueryResult { rows: Spool::empty(), columns: unloading.columns, update_count };
        Ok(Success { result, rows, bytes, manifest })
    }

    /// A statement that writes rows: its own result has one column and no row.
    async fn change(&self, query: &Query, prepared: &Prepared, earliest_end: Instant) -> Result<Success, Failure> {
        let results = query.object.as_ref().filter(|object| object.key.ends_with(&query.id));
        let results = results.map(|object| format!("{}/", object.uri()));
        let changing = self.engine.change(prepared, &engine_name(query), results).await?;
        query.planned(changing.planning_ms, Arc::clone(&changing.scanned));
        // The wait comes before the rows do: a statement stopped in it changes nothing.
        sleep_until(earliest_end).await;
        let changed = changing.commit()?;
        let columns = Changing::columns();
        let update_count = Some(i64::try_from(changed.count).unwrap_or(i64::MAX));
        let manifest = change::publish(query, &self.storage, &changed, &columns).map_err(not_written)?;
        let result = QueryResult { rows: Spool::empty(), columns, update_count };
        Ok(Success { result, rows: changed.count, bytes: changed.bytes, manifest })
    }
}

/// Type 401: the result could not be written to S3.
pub(super) fn not_written(error: StorageError) -> Failure {
    Failure {
        reason: format!("GENERIC_INTERNAL_ERROR: could not write the query result: {error}"),
        category: 1,
        error_type: 401,
        retryable: false,
    }
}
