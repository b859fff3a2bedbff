//! `Query`: a query execution and its progress

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::sync::watch;

use crate::engine::Prepared;
use crate::engine::contract::{ColumnInfo, Failure, StatementType};
use crate::limits::bytes;

use super::history::{EndedQuery, History};
use super::location::{ResultObject, S3Location, object_name};
use super::registry::Fingerprint;
use super::reuse::ReuseKey;
use super::snapshot::{QuerySnapshot, QueryState};
use super::spool::Spool;
use super::statistics::Statistics;

/// How often the scanned bytes of a query with a cutoff are checked.
const CHECK_INTERVAL: Duration = Duration::from_millis(2);

/// Memory of a query besides its texts and rows: entries of tables, locations, short texts, the allocator's rounding.
const OVERHEAD: usize = 2048;

/// The parameters of StartQueryExecution, together with the work group's settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) sql: String,
    pub(crate) catalog: Option<String>,
    pub(crate) database: Option<String>,
    pub(crate) work_group: String,
    pub(crate) parameters: Vec<String>,
    /// `None` for managed results.
    pub(crate) location: Option<S3Location>,
    /// The other members of `ResultConfiguration`, or of the managed configuration, by their API names.
    #[serde(default)]
    pub(crate) result_configuration: Map<String, Value>,
    /// `ResultReuseByAgeConfiguration`, if it was sent.
    #[serde(default)]
    pub(crate) reuse: Option<Value>,
    /// Set if the query's result may be reused.
    #[serde(default)]
    pub(crate) likeness: Option<ReuseKey>,
    /// `SelectedEngineVersion` of the work group.
    #[serde(default)]
    pub(crate) selected_engine: Option<String>,
    /// Maximum number of bytes that the query may scan.
    #[serde(default)]
    pub(crate) cutoff: Option<u64>,
}

/// A query to start, with the token and the fingerprint that detect a repeated request.
#[derive(Debug)]
pub(super) struct NewQuery {
    pub(super) token: String,
    pub(super) fingerprint: Fingerprint,
    pub(super) request: Request,
    /// The earlier query whose result is reused.
    pub(super) reused: Option<Arc<Query>>,
}

/// A started query. Fields that never change are plain; the others are behind a lock.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) id: String,
    pub(super) token: String,
    pub(super) fingerprint: Fingerprint,
    pub(crate) request: Request,
    pub(crate) statement_type: StatementType,
    pub(crate) substatement_type: String,
    pub(crate) output: crate::engine::contract::OutputKind,
    pub(crate) object: Option<ResultObject>,
    pub(crate) submitted: SystemTime,
    /// The earlier query whose result this query reuses.
    pub(super) reused: Option<Arc<Query>>,
    progress: Mutex<Progress>,
    stop: watch::Sender<bool>,
    starts: AtomicU64,
    stops: AtomicU64,
    history: Option<Arc<History>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) state: QueryState,
    pub(crate) history: Vec<QueryState>,
    pub(crate) reason: Option<String>,
    pub(crate) failure: Option<Failure>,
    pub(crate) completed: Option<SystemTime>,
    pub(crate) statistics: Statistics,
    pub(crate) result: Option<Arc<QueryResult>>,
    /// Counters of bytes and rows, which grow while the engine reads.
    scanned: Option<(Arc<AtomicU64>, Arc<AtomicU64>)>,
}

/// The result of a query that SUCCEEDED.
#[derive(Debug)]
pub(crate) struct QueryResult {
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) rows: Spool,
    pub(crate) update_count: Option<i64>,
}

impl Query {
    pub(super) fn new(id: String, new: NewQuery, prepared: &Prepared, history: Option<Arc<History>>) -> Self {
        let name = object_name(&id, prepared);
        let NewQuery { token, fingerprint, request, reused } = new;
        let earlier = reused.as_ref().and_then(|earlier| earlier.object.clone());
        Self {
            object: earlier.or_else(|| request.location.as_ref().map(|location| location.object(&name))),
            reused,
            id,
            token,
            fingerprint,
            request,
            statement_type: prepared.statement_type,
            substatement_type: prepared.substatement_type.to_owned(),
            output: prepared.output,
            submitted: SystemTime::now(),
            progress: Mutex::new(Progress {
                state: QueryState::Queued,
                history: vec![QueryState::Queued],
                reason: None,
                failure: None,
                completed: None,
                statistics: Statistics::new(),
                result: None,
                scanned: None,
            }),
            stop: watch::Sender::new(false),
            starts: AtomicU64::new(1),
            stops: AtomicU64::new(0),
            history,
        }
    }

    /// A query of an earlier run, with its rows in the folder.
    pub(super) fn ended(ended: EndedQuery<'static>, results: &Path) -> Self {
        let id = ended.id.into_owned();
        let result = ended.result.map(|result| {
            Arc::new(QueryResult {
                columns: result.columns.into_owned(),
                rows: Spool::persisted(result.rows.into_owned(), results.join(&id)),
                update_count: result.update_count,
            })
        });
        let history = ended.states.into_owned();
        Self {
            id,
            token: ended.token.into_owned(),
            fingerprint: ended.fingerprint.into_owned(),
            request: ended.request.into_owned(),
            statement_type: ended.statement_type,
            substatement_type: ended.substatement_type.into_owned(),
            output: ended.output,
            object: ended.object.into_owned(),
            submitted: ended.submitted,
            progress: Mutex::new(Progress {
                state: history.last().copied().unwrap_or(QueryState::Cancelled),
                history,
                reason: ended.reason.into_owned(),
                failure: ended.failure.into_owned(),
                completed: ended.completed,
                statistics: ended.statistics.into_owned(),
                result,
                scanned: None,
            }),
            stop: watch::Sender::new(false),
            starts: AtomicU64::new(1),
            stops: AtomicU64::new(0),
            history: None,
            reused: None,
        }
    }

    /// Whether the query counts towards the DDL quota; CREATE TABLE AS counts as DML.
    pub(crate) fn is_ddl(&self) -> bool {
        is_ddl(self.statement_type, &self.substatement_type)
    }

    /// The current progress.
    pub(crate) fn progress(&self) -> Progress {
        let mut progress = self.lock().clone();
        if let Some((bytes, rows)) = &progress.scanned {
            progress.statistics.scanned_bytes = bytes.load(Ordering::Relaxed);
            progress.statistics.scanned_rows = rows.load(Ordering::Relaxed);
        }
        progress
    }

    /// Bytes of memory, once the query has ended. Rows in files do not count.
    pub(super) fn size_at_end(&self) -> Option<u64> {
        let progress = self.lock();
        if !progress.state.is_terminal() {
            return None;
        }
        let texts = [&self.request.sql, &self.fingerprint.sql, &self.token, &self.id];
        let texts: usize = texts.into_iter().map(String::len).sum();
        let parameters: usize = self.request.parameters.iter().map(String::len).sum();
        let failure = progress.failure.as_ref().map_or(0, |failure| failure.reason.len() * 2);
        let result = progress.result.as_ref().map_or(0, |result| {
            let columns = result.columns.iter().map(|column| size_of::<ColumnInfo>() + column.name.len());
            result.rows.memory() + columns.sum::<usize>()
        });
        Some(bytes(OVERHEAD + size_of::<Self>() + texts + parameters + failure + result))
    }

    pub(crate) fn count_start(&self) {
        self.starts.fetch_add(1, Ordering::Relaxed);
    }

    /// Cancels the query unless it has ended. The state changes at once; the engine's work is dropped soon after.
    pub(crate) fn stop(&self) {
        self.stops.fetch_add(1, Ordering::Relaxed);
        self.cancel("Query cancelled by user");
    }

    pub(crate) fn cancel(&self, reason: &str) {
        self.finish(QueryState::Cancelled, |progress| progress.reason = Some(reason.to_owned()));
        self.stop.send_replace(true);
    }

    /// Completes when the query is stopped.
    pub(super) async fn stopped(&self) {
        // The sender is a field of `self`, so waiting cannot fail.
        let _ = self.stop.subscribe().wait_for(|stopped| *stopped).await;
    }

    pub(super) fn enter(&self, state: QueryState) {
        let mut progress = self.lock();
        if progress.state.is_terminal() || progress.state == state {
            return;
        }
        progress.state = state;
        progress.history.push(state);
        match state {
            QueryState::Queued => progress.statistics.queue(),
            _ => progress.statistics.run(),
        }
    }

    /// Ends the query. Only the first call has an effect.
    pub(super) fn finish(&self, state: QueryState, complete: impl FnOnce(&mut Progress)) {
        let mut progress = self.lock();
        if progress.state.is_terminal() {
            return;
        }
        progress.state = state;
        progress.history.push(state);
        progress.statistics.finish();
        progress.completed = Some(SystemTime::now());
        if let Some((bytes, rows)) = progress.scanned.take() {
            progress.statistics.scanned_bytes = bytes.load(Ordering::Relaxed);
            progress.statistics.scanned_rows = rows.load(Ordering::Relaxed);
        }
        complete(&mut progress);
        if let Some(history) = &self.history
            && let Err(error) = history.add(self, &progress)
        {
            tracing::warn!(%error, query_id = %self.id, "could not add a query to the history");
        }
    }

    /// Completes when the query has scanned more bytes than its work group allows.
    pub(super) async fn cut_off(&self) {
        let Some(limit) = self.request.cutoff else { return std::future::pending().await };
        while self.scanned() <= limit {
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    }

    /// Whether the query has scanned more bytes than its work group allows.
    pub(super) fn is_beyond_limit(&self) -> bool {
        self.request.cutoff.is_some_and(|limit| self.scanned() > limit)
    }

    fn scanned(&self) -> u64 {
        self.lock().scanned.as_ref().map_or(0, |(scanned, _)| scanned.load(Ordering::Relaxed))
    }

    pub(super) fn planned(&self, planning_ms: u64, scanned: Arc<AtomicU64>, rows_read: Arc<AtomicU64>) {
        let mut progress = self.lock();
        progress.statistics.planning_ms = planning_ms;
        progress.scanned = Some((scanned, rows_read));
    }

    pub(crate) fn snapshot(&self) -> QuerySnapshot {
        let progress = self.progress();
        QuerySnapshot {
            id: self.id.clone(),
            sql: self.request.sql.clone(),
            state: progress.state,
            history: progress.history,
            reason: progress.reason,
            start_count: self.starts.load(Ordering::Relaxed),
            stop_count: self.stops.load(Ordering::Relaxed),
            work_group: self.request.work_group.clone(),
            output_location: self.object.as_ref().map(ResultObject::uri),
            execution_parameters: self.request.parameters.clone(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See <https://docs.aws.amazon.com/athena/latest/ug/service-limits.html>.
pub(crate) fn is_ddl(statement_type: StatementType, substatement_type: &str) -> bool {
    statement_type == StatementType::Ddl && substatement_type != "CREATE_TABLE_AS_SELECT"
}
