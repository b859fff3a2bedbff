//! An Athena with scripted answers.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use tokio::time::Instant;

use crate::driver::api::{
    AthenaApi, ColumnInfo, GetQueryResults, MAX_PAGE_ROWS, ResultPage, RuntimeStatistics, WorkGroup,
};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::query::{QueryExecution, QueryId, QueryState, StartQuery, StatementType};

/// The course of one query of the script.
#[derive(Clone, Debug)]
pub struct ScriptedQuery {
    ends_after: Duration,
    ends_as: QueryState,
    reason: Option<String>,
    substatement_type: String,
    update_count: Option<i64>,
    columns: Vec<ColumnInfo>,
    rows: Vec<Vec<Option<String>>>,
    output_location: Option<String>,
    manifest: Option<String>,
    ran_ago: Duration,
    output_rows: Option<(u64, Duration)>,
    reused: bool,
}

impl Default for ScriptedQuery {
    fn default() -> Self {
        Self {
            ends_after: Duration::ZERO,
            ends_as: QueryState::Succeeded,
            reason: None,
            substatement_type: "SELECT".to_owned(),
            update_count: Some(0),
            columns: Vec::new(),
            rows: Vec::new(),
            output_location: None,
            manifest: None,
            ran_ago: Duration::ZERO,
            output_rows: None,
            reused: false,
        }
    }
}

impl ScriptedQuery {
    /// A SELECT that succeeds immediately, without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends this long after its start.
    #[must_use]
    pub fn ends_after(mut self, time: Duration) -> Self {
        self.ends_after = time;
        self
    }

    /// Ends as FAILED, with this reason.
    #[must_use]
    pub fn fails(mut self, reason: &str) -> Self {
        self.ends_as = QueryState::Failed;
        self.reason = Some(reason.to_owned());
        self
    }

    /// Has this `SubstatementType`, such as `INSERT`, and this number of changed rows.
    #[must_use]
    pub fn substatement(mut self, kind: &str, update_count: Option<i64>) -> Self {
        self.substatement_type = kind.to_owned();
        self.update_count = update_count;
        self
    }

    /// Returns these rows; columns are pairs of name and type, and `None` is NULL.
    #[must_use]
    pub fn rows(mut self, columns: &[(&str, &str)], rows: Vec<Vec<Option<&str>>>) -> Self {
        self.columns = columns.iter().map(|(name, type_name)| ColumnInfo::new(*name, *type_name)).collect();
        self.rows = rows.into_iter().map(|row| row.into_iter().map(|cell| cell.map(str::to_owned)).collect()).collect();
        self
    }

    /// Sets the address of the result object.
    #[must_use]
    pub fn output_location(mut self, location: &str) -> Self {
        self.output_location = Some(location.to_owned());
        self
    }

    /// Sets the address of the manifest of its files.
    #[must_use]
    pub fn manifest(mut self, location: &str) -> Self {
        self.manifest = Some(location.to_owned());
        self
    }

    /// Reports a start this long before the real one.
    #[must_use]
    pub fn ran_ago(mut self, time: Duration) -> Self {
        self.ran_ago = time;
        self
    }

    /// Sets `OutputRows` of `GetQueryRuntimeStatistics`, which is known this long after the start.
    #[must_use]
    pub fn output_rows(mut self, rows: u64, known_after: Duration) -> Self {
        self.output_rows = Some((rows, known_after));
        self
    }

    /// Says that the result is that of an earlier query, which Athena has reused.
    #[must_use]
    pub fn reused(mut self) -> Self {
        self.reused = true;
        self
    }

    fn is_dml(&self) -> bool {
        matches!(self.substatement_type.as_str(), "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "EXPLAIN")
    }
}

/// A call that was made: the operation and its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScriptedCall {
    /// The operation, such as `StartQueryExecution`.
    pub operation: &'static str,
    /// The query ids, or the client request token of a start.
    pub about: Vec<String>,
}

/// An Athena with scripted answers.
#[derive(Clone, Debug, Default)]
pub struct ScriptedAthena(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    queries: VecDeque<ScriptedQuery>,
    errors: BTreeMap<&'static str, VecDeque<Error>>,
    latency: BTreeMap<&'static str, Duration>,
    lost_starts: usize,
    repeat_page_from: Option<usize>,
    repeat_lists: bool,
    running: Vec<Running>,
    calls: Vec<ScriptedCall>,
    on_unload: Option<OnUnload>,
    work_group_output: Option<String>,
    work_group_enforces: bool,
}

/// Writes the files of an UNLOAD to a directory, and returns the address of their manifest.
type WriteFiles = dyn Fn(&str) -> Option<String> + Send + Sync;

#[derive(Clone)]
struct OnUnload(Arc<WriteFiles>);

impl fmt::Debug for OnUnload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnUnload")
    }
}

#[derive(Debug)]
struct Running {
    request: StartQuery,
    script: ScriptedQuery,
    started: Instant,
    submitted_at: SystemTime,
    stopped: bool,
}

impl ScriptedAthena {
    /// An Athena with an empty script: every query succeeds immediately, without columns.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a query to the script. Each start takes the next one.
    pub fn push(&self, query: ScriptedQuery) {
        self.script().queries.push_back(query);
    }

    /// Sets a function for the start of an UNLOAD. It gets the directory of the UNLOAD, such as `s3://bucket/out/`,
    /// puts the files there, and returns the address of their manifest, if they have one.
    pub fn on_unload(&self, write: impl Fn(&str) -> Option<String> + Send + Sync + 'static) {
        self.script().on_unload = Some(OnUnload(Arc::new(write)));
    }

    /// Sets the output location of all work groups.
    pub fn set_work_group_output(&self, location: Option<&str>) {
        self.script().work_group_output = location.map(str::to_owned);
    }

    /// Work groups replace the settings of requests by their own.
    pub fn enforce_work_groups(&self) {
        self.script().work_group_enforces = true;
    }

    /// Makes the next call of `operation` fail. Further errors apply to further calls, in order.
    pub fn fail_next(&self, operation: &'static str, error: Error) {
        self.script().errors.entry(operation).or_default().push_back(error);
    }

    /// Loses the answers to the next `count` starts: each takes effect, and the caller gets an error that may pass.
    pub fn lose_starts(&self, count: usize) {
        self.script().lost_starts = count;
    }

    /// From this row of a result on, every page names itself as the next one.
    pub fn repeat_page_from(&self, row: usize) {
        self.script().repeat_page_from = Some(row);
    }

    /// Every page of `ListQueryExecutions` names the same next page, for ever.
    pub fn repeat_lists(&self) {
        self.script().repeat_lists = true;
    }

    /// Makes every call of `operation` take this long.
    pub fn set_latency(&self, operation: &'static str, latency: Duration) {
        self.script().latency.insert(operation, latency);
    }

    /// All calls so far, in order, including failed ones.
    pub fn calls(&self) -> Vec<ScriptedCall> {
        self.script().calls.clone()
    }

    /// The number of calls of `operation`.
    pub fn count(&self, operation: &str) -> usize {
        self.script().calls.iter().filter(|call| call.operation == operation).count()
    }

    /// The requests that started a query, in order.
    pub fn requests(&self) -> Vec<StartQuery> {
        self.script().running.iter().map(|running| running.request.clone()).collect()
    }

    /// The state of the query with this position in the order of starts, counted from 0.
    pub fn state(&self, position: usize) -> Option<QueryState> {
        self.script().running.get(position).map(Running::state)
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(&self, operation: &'static str, about: Vec<String>) -> Result<()> {
        let (latency, error) = {
            let mut script = self.script();
            script.calls.push(ScriptedCall { operation, about });
            let error = script.errors.get_mut(operation).and_then(VecDeque::pop_front);
            (script.latency.get(operation).copied(), error)
        };
        if let Some(latency) = latency {
            tokio::time::sleep(latency).await;
        }
        error.map_or(Ok(()), Err)
    }

    fn running<T>(&self, id: &QueryId, with: impl FnOnce(&mut Running) -> T) -> Result<T> {
        let mut script = self.script();
        let position = id.as_str().strip_prefix("query-").and_then(|number| number.parse::<usize>().ok());
        let running = position.and_then(|position| script.running.get_mut(position));
        running.map(with).ok_or_else(|| Error::new(ErrorKind::NotFound, format!("QueryExecution {id} was not found")))
    }
}

impl Running {
    fn state(&self) -> QueryState {
        let taken = self.started.elapsed();
        if self.stopped {
            QueryState::Cancelled
        } else if taken >= self.script.ends_after {
            self.script.ends_as.clone()
        } else if taken * 2 >= self.script.ends_after {
            QueryState::Running
        } else {
            QueryState::Queued
        }
    }

    fn describe(&self, id: &QueryId) -> QueryExecution {
        let mut execution = QueryExecution::new(id.clone(), self.state());
        execution.sql.clone_from(&self.request.sql);
        execution.statement_type = Some(if self.script.is_dml() { StatementType::Dml } else { StatementType::Utility });
        execution.substatement_type = Some(self.script.substatement_type.clone());
        execution.state_change_reason.clone_from(&self.script.reason);
        execution.output_location.clone_from(&self.script.output_location);
        execution.statistics.data_manifest_location.clone_from(&self.script.manifest);
        execution.statistics.reused_previous_result = self.script.reused;
        execution.catalog.clone_from(&self.request.catalog);
        execution.database.clone_from(&self.request.database);
        execution.work_group.clone_from(&self.request.work_group);
        execution.encryption.clone_from(&self.request.encryption);
        execution.submitted_at = self.submitted_at.checked_sub(self.script.ran_ago);
        execution.completed_at = execution.submitted_at.filter(|_| execution.state.is_terminal());
        execution
    }

    fn page(&self, request: &GetQueryResults) -> ResultPage {
        let header = self.script.columns.iter().map(|column| Some(column.name.clone())).collect();
        let has_header = self.script.is_dml() && !self.script.columns.is_empty();
        let all: Vec<_> = has_header.then_some(header).into_iter().chain(self.script.rows.iter().cloned()).collect();
        let from: usize = request.next_token.as_deref().and_then(|token| token.parse().ok()).unwrap_or(0);
        let size = usize::from(request.max_results.unwrap_or(MAX_PAGE_ROWS));
        let rows: Vec<_> = all.into_iter().skip(from).take(size).collect();
        // A full page has a token even if no rows remain, as in the service.
        let next_token = (rows.len() == size).then(|| (from + size).to_string());
        ResultPage { columns: self.script.columns.clone(), rows, update_count: self.script.update_count, next_token }
    }
}

#[async_trait]
impl AthenaApi for ScriptedAthena {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        self.call("StartQueryExecution", vec![request.token.as_str().to_owned()]).await?;
        let mut script = self.script();
        let known = script.running.iter().position(|running| running.request.token == request.token);
        let position = known.unwrap_or_else(|| {
            let mut next = script.queries.pop_front().unwrap_or_default();
            let request = request.clone();
            if let (Some(directory), Some(on_unload)) = (unload_directory(&request.sql), script.on_unload.clone()) {
                next.manifest = on_unload.0(directory);
            }
            script.running.push(Running {
                request,
                script: next,
                started: Instant::now(),
                submitted_at: SystemTime::now(),
                stopped: false,
            });
            script.running.len() - 1
        });
        let id = QueryId::from(format!("query-{position}"));
        match script.lost_starts.checked_sub(1) {
            Some(left) => {
                script.lost_starts = left;
                Err(Error::new(ErrorKind::Io, "the answer was lost").with_retry(Retry::Later))
            }
            None => Ok(id),
        }
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        self.call("GetQueryExecution", vec![id.to_string()]).await?;
        self.running(id, |running| running.describe(id))
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        self.call("BatchGetQueryExecution", ids.iter().map(ToString::to_string).collect()).await?;
        Ok(ids.iter().filter_map(|id| self.running(id, |running| running.describe(id)).ok()).collect())
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        self.call("StopQueryExecution", vec![id.to_string()]).await?;
        self.running(id, |running| running.stopped |= !running.state().is_terminal())
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        self.call("ListQueryExecutions", Vec::new()).await?;
        let script = self.script();
        let before = next_token.and_then(|token| token.parse().ok()).unwrap_or(script.running.len());
        let in_group = |position: &usize| {
            script.running.get(*position).is_some_and(|query| query.request.work_group.as_deref() == work_group)
        };
        let newest_first = (0..before).rev().filter(in_group);
        let page: Vec<usize> = newest_first.take(usize::from(max_results)).collect();
        let next = page.last().filter(|last| **last > 0).map(ToString::to_string);
        let next = if script.repeat_lists { Some("again".to_owned()) } else { next };
        Ok((page.iter().map(|position| QueryId::from(format!("query-{position}"))).collect(), next))
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        self.call("GetQueryResults", vec![request.query_id.to_string()]).await?;
        let repeat_from = self.script().repeat_page_from;
        let mut page = self.running(&request.query_id, |running| running.page(request))?;
        let at = request.next_token.as_deref().and_then(|token| token.parse::<usize>().ok());
        if repeat_from.zip(at).is_some_and(|(from, at)| at >= from) {
            page.next_token.clone_from(&request.next_token);
        }
        Ok(page)
    }

    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics> {
        self.call("GetQueryRuntimeStatistics", vec![id.to_string()]).await?;
        self.running(id, |running| {
            let counted = running.script.output_rows.filter(|(_, after)| running.started.elapsed() >= *after);
            RuntimeStatistics { output_rows: counted.map(|(rows, _)| rows) }
        })
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        self.call("GetWorkGroup", vec![name.to_owned()]).await?;
        let script = self.script();
        let (output_location, enforced) = (script.work_group_output.clone(), script.work_group_enforces);
        Ok(WorkGroup { name: name.to_owned(), enabled: true, output_location, enforced, ..WorkGroup::default() })
    }
}

/// The directory of an UNLOAD: its last string literal that is an address.
fn unload_directory(sql: &str) -> Option<&str> {
    sql.starts_with("UNLOAD").then(|| sql.rsplit('\'').find(|part| part.starts_with("s3://")))?
}
