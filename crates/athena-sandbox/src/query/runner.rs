//! `Runner`: the task that runs a query

use std::path::PathBuf;
use std::sync::Arc;

use futures::StreamExt;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until};

use crate::engine::contract::{Failure, TextBatch};
use crate::engine::{Changing, Control, Engine, Prepared};
use crate::faults::{Faults, ManifestFault, QueryFault};
use crate::records::{PreparedStatement, Records, now};
use crate::storage::{Storage, StorageError};

use super::dml;
use super::execution::{Query, QueryResult};
use super::sink::{self, Sink, Written};
use super::snapshot::QueryState;
use super::spool::Spool;
use super::timings::Timings;
use super::unload::{self, engine_name};

/// `StateChangeReason` of a query that scanned more bytes than its work group allows.
const CUT_OFF: &str = "Bytes scanned limit was exceeded";

/// Everything that running a query needs.
#[derive(Clone)]
pub(crate) struct Runner {
    pub(crate) engine: Arc<Engine>,
    pub(crate) storage: Storage,
    pub(crate) faults: Faults,
    pub(crate) records: Records,
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

/// Reason why the work of a query ended without a result.
enum Interruption {
    Failed(Failure),
    CutOff,
}

impl From<Failure> for Interruption {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A result and its output statistics.
struct Success {
    result: Arc<QueryResult>,
    rows: u64,
    bytes: u64,
    manifest: Option<String>,
}

impl Runner {
    /// Spawns the task of a query. Stopping the query drops the work at whatever point it has reached.
    pub(crate) fn spawn(&self, query: Arc<Query>, prepared: Prepared) {
        let runner = self.clone();
        tokio::spawn(async move {
            let work = Box::pin(runner.run(&query, &prepared));
            let outcome = tokio::select! {
                biased;
                () = query.stopped() => return,
                () = query.cut_off() => Outcome::Cancelled(CUT_OFF),
                outcome = work => outcome,
            };
            match outcome {
                Outcome::Succeeded(success) => query.finish(QueryState::Succeeded, |progress| {
                    progress.statistics.output_rows = success.rows;
                    progress.statistics.output_bytes = success.bytes;
                    progress.statistics.manifest = success.manifest;
                    progress.statistics.reused = query.reused.is_some();
                    progress.result = Some(success.result);
                }),
                Outcome::Failed(failure) => {
                    if failure.reason.starts_with("FAILED: ")
                        && let Err(error) = sink::write_failure(&query, &runner.storage, &failure.reason)
                    {
                        tracing::debug!(%error, query_id = %query.id, "could not write the result object of a failed statement");
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
        let (run_for, fault) = self.faults.on_query(&query.request.sql, prepared.unload_location().is_some());
        sleep(self.timings.queue).await;
        // The semaphore is never closed. If it were, the query would only run beyond the limit.
        let _slot = self.slots.acquire().await.ok();
        query.enter(QueryState::Running);
        let earliest_end = Instant::now() + self.timings.minimum_run + run_for;
        let mut manifest_fault = None;
        match fault {
            Some(QueryFault::Manifest(fault)) => manifest_fault = Some(fault),
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
                return Outcome::Cancelled(CUT_OFF);
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
        if let Some(earlier) = &query.reused {
            sleep_until(earliest_end).await;
            let progress = earlier.progress();
            // The result was checked before the query began, and ended queries do not change.
            if let Some(result) = progress.result {
                let (rows, bytes) = (result.rows.rows(), progress.statistics.output_bytes);
                return Outcome::Succeeded(Success { result, rows, bytes, manifest: None });
            }
        }
        let done = match prepared.unload_location() {
            None if prepared.control().is_some() => self.control(query, prepared, earliest_end).await,
            None if prepared.changes_rows() => Box::pin(self.change(query, prepared, earliest_end)).await,
            Some(location) => Box::pin(self.unload(query, prepared, location, manifest_fault, earliest_end)).await,
            None => self.execute(query, prepared, earliest_end).await,
        };
        match done {
            Ok(success) => Outcome::Succeeded(success),
            Err(Interruption::CutOff) => Outcome::Cancelled(CUT_OFF),
            Err(Interruption::Failed(failure)) => {
                sleep_until(earliest_end).await;
                Outcome::Failed(failure)
            }
        }
    }

    async fn execute(
        &self,
        query: &Query,
        prepared: &Prepared,
        earliest_end: Instant,
    ) -> Result<Success, Interruption> {
        let mut running = self.engine.run(prepared).await?;
        query.planned(running.planning_ms, Arc::clone(&running.scanned), Arc::clone(&running.rows_read));
        let mut sink = Sink::open(query, &running.columns, &self.storage, &self.spool_folder).map_err(not_written)?;
        while let Some(batch) = running.rows.next().await {
            sink.push(&batch?).map_err(StorageError::from).map_err(not_written)?;
        }
        // Wait before the objects are published, so that a query stopped here leaves nothing behind.
        sleep_until(earliest_end).await;
        within_limit(query)?;
        let Written { rows, bytes } = sink.publish(running.update_count).map_err(not_written)?;
        let count = rows.rows();
        let result = QueryResult { rows, columns: running.columns, update_count: running.update_count };
        Ok(Success { result: Arc::new(result), rows: count, bytes, manifest: None })
    }

    /// Runs PREPARE or DEALLOCATE PREPARE: changes the records of the work group; the result is empty.
    async fn control(
        &self,
        query: &Query,
        prepared: &Prepared,
        earliest_end: Instant,
    ) -> Result<Success, Interruption> {
        let mut sink = Sink::open(query, &[], &self.storage, &self.spool_folder).map_err(not_written)?;
        sink.push(&TextBatch::new(0)).map_err(StorageError::from).map_err(not_written)?;
        sleep_until(earliest_end).await;
        let group = &query.request.work_group;
        let changed = self.records.change(|records| {
            let statements = records.prepared.entry(group.clone()).or_default();
            Ok::<_, std::io::Error>(match prepared.control() {
                Some(Control::Prepare { name, text }) => {
                    let made = PreparedStatement { query: text.clone(), description: None, modified: now() };
                    statements.insert(name.clone(), made);
                    None
                }
                Some(Control::Deallocate { name }) if statements.remove(name).is_none() => Some(name.clone()),
                _ => None,
            })
        });
        let missing = changed.map_err(|error| not_written(StorageError::from(error)))?;
        if let Some(name) = missing {
            return Err(Interruption::Failed(Failure {
                reason: format!("PreparedStatement {name} was not found in workGroup {group}"),
                category: 2,
                error_type: 1000,
                retryable: false,
            }));
        }
        let Written { rows, bytes } = sink.publish(None).map_err(not_written)?;
        let result = QueryResult { rows, columns: Vec::new(), update_count: None };
        Ok(Success { result: Arc::new(result), rows: 0, bytes, manifest: None })
    }

    /// Runs an UNLOAD: its rows go to files, and its own result has columns but no rows.
    async fn unload(
        &self,
        query: &Query,
        prepared: &Prepared,
        location: &str,
        manifest_fault: Option<ManifestFault>,
        earliest_end: Instant,
    ) -> Result<Success, Interruption> {
        unload::check(&self.storage, location, prepared.unloads_partitions())?;
        let unloading = self.engine.unload(prepared, &engine_name(query)).await?;
        query.planned(unloading.planning_ms, Arc::clone(&unloading.scanned), Arc::clone(&unloading.rows_read));
        let unloaded = unloading.files.await?;
        // Wait before the files are published, so that a query stopped here leaves nothing behind.
        sleep_until(earliest_end).await;
        within_limit(query)?;
        let (rows, bytes) = (unloaded.rows(), unloaded.bytes());
        let manifest = unload::publish(query, &self.storage, unloaded, manifest_fault, &unloading.columns);
        let manifest = manifest.map_err(not_written)?;
        let update_count = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        let result = QueryResult { rows: Spool::empty(), columns: unloading.columns, update_count };
        Ok(Success { result: Arc::new(result), rows, bytes, manifest })
    }

    /// Runs a statement that writes rows: its own result has one column and no row.
    async fn change(&self, query: &Query, prepared: &Prepared, earliest_end: Instant) -> Result<Success, Interruption> {
        let results = query.object.as_ref().filter(|object| object.key.ends_with(&query.id));
        let results = results.map(|object| format!("{}/", object.uri()));
        let changing = self.engine.change(prepared, &engine_name(query), results).await?;
        query.planned(changing.planning_ms, Arc::clone(&changing.scanned), Arc::clone(&changing.rows_read));
        // Wait before the rows are committed, so that a statement stopped here changes nothing.
        sleep_until(earliest_end).await;
        within_limit(query)?;
        let changed = changing.commit()?;
        let counted = prepared.counts_rows();
        let columns = if counted { Changing::columns() } else { Vec::new() };
        let update_count = counted.then(|| i64::try_from(changed.count).unwrap_or(i64::MAX));
        let manifest = dml::publish(query, &self.storage, &changed, &columns).map_err(not_written)?;
        let result = QueryResult { rows: Spool::empty(), columns, update_count };
        Ok(Success { result: Arc::new(result), rows: changed.count, bytes: changed.bytes, manifest })
    }
}

/// The last check of the scanned bytes, before the query has any visible effect.
fn within_limit(query: &Query) -> Result<(), Interruption> {
    if query.is_beyond_limit() { Err(Interruption::CutOff) } else { Ok(()) }
}

/// Error type 401: the result could not be written to S3.
pub(super) fn not_written(error: StorageError) -> Failure {
    Failure {
        reason: format!("GENERIC_INTERNAL_ERROR: could not write the query result: {error}"),
        category: 1,
        error_type: 401,
        retryable: false,
    }
}
