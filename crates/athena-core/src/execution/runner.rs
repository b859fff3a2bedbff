//! `QueryRunner`: one statement after another, each from its start to its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use super::cache;
use super::cancel::{CancelHandle, Slot};
use super::guard::{Started, stop};
use super::progress::{Phase, ProgressReport, ProgressWatch};
use super::schedule::Schedule;
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::query::{QueryExecution, QueryId, QueryState, StartQuery};
use crate::session::Session;
use crate::statement::{Statement, StatementOptions};

/// Runs statements on a session and waits for their end.
///
/// Cursors have one; a driver needs its own only for statements besides those of the user.
#[derive(Debug)]
pub struct QueryRunner {
    driver: &'static str,
    session: Session,
    slot: Arc<Slot>,
    progress: ProgressReport,
    query_id: Option<QueryId>,
    query: Option<Arc<QueryExecution>>,
    /// The task that sends the start. It stops the query if the caller is gone by then.
    starting: Option<JoinHandle<()>>,
    /// Whether somebody else started the current execution; then it is not stopped here.
    attached: bool,
    /// Whether the current execution is stopped when its caller is gone.
    kill_on_interrupt: bool,
}

impl QueryRunner {
    /// A runner on `session`, with nothing running. Spans name `driver`.
    pub fn new(session: &Session, driver: &'static str) -> Self {
        Self {
            driver,
            session: session.clone(),
            slot: Arc::default(),
            progress: ProgressReport::default(),
            query_id: None,
            query: None,
            starting: None,
            attached: false,
            kill_on_interrupt: true,
        }
    }

    /// The session that it runs on.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The current execution, as last seen. It stays after a failure.
    pub fn query(&self) -> Option<&Arc<QueryExecution>> {
        self.query.as_ref()
    }

    /// The id of the current execution, as soon as it is known.
    pub fn query_id(&self) -> Option<QueryId> {
        self.query_id.clone()
    }

    /// The error with the id of the current execution.
    #[must_use]
    pub(crate) fn with_query_id(&self, error: Error) -> Error {
        match &self.query_id {
            Some(id) => error.with_query_id(id.as_str()),
            None => error,
        }
    }

    /// A handle that stops the query that runs when the handle is used.
    pub fn cancel_handle(&self) -> CancelHandle {
        CancelHandle::new(Arc::clone(&self.slot), Arc::clone(self.session.athena()))
    }

    /// Follows the progress of the current execution and of later ones.
    pub fn progress(&self) -> ProgressWatch {
        self.progress.watch()
    }

    pub(crate) fn report(&self) -> &ProgressReport {
        &self.progress
    }

    /// Starts a statement and waits until it has succeeded.
    ///
    /// # Errors
    /// `InvalidStatement` before anything is sent; `TimedOut` when no slot among the queries in flight became free
    /// in `pool_timeout`, or the query did not end in `query_timeout` (it is then stopped); `QueryRejected`,
    /// `QueryFailed` and `QueryCancelled` with what Athena said; or the error of a call.
    ///
    /// # Cancel safety
    /// When the future is dropped, the query is stopped, also when its start was just being sent, unless
    /// `kill_on_interrupt` is off.
    pub async fn run(&mut self, statement: &Statement) -> Result<Arc<QueryExecution>> {
        let settings = Settings::of(&self.session, statement.options());
        let statement = settings.complete(statement.clone());
        self.run_with(&statement, &settings).await
    }

    /// [`run`](Self::run) with settings that were merged before; the statement is complete.
    pub(crate) async fn run_with(&mut self, statement: &Statement, settings: &Settings) -> Result<Arc<QueryExecution>> {
        self.query = None;
        self.query_id = None;
        self.attached = false;
        self.kill_on_interrupt = settings.kill_on_interrupt;
        let request = settings.start_query(statement)?;
        let span = tracing::info_span!(
            "athena.query",
            driver = self.driver,
            workgroup = request.work_group.as_deref(),
            query_id = tracing::field::Empty,
            state = tracing::field::Empty,
            bytes_scanned = tracing::field::Empty,
        );
        tracing::trace!(parent: &span, sql = %request.sql, "starting query");
        self.progress.begin(Phase::Waiting);
        let ran = self.run_request(request, settings).instrument(span).await;
        self.ended(ran)
    }

    fn ended(&self, ran: Result<Arc<QueryExecution>>) -> Result<Arc<QueryExecution>> {
        if ran.is_err() {
            self.progress.phase(Phase::Failed);
        }
        ran
    }

    /// Waits until an execution that was started before, by this program or another one, has succeeded.
    ///
    /// # Errors
    /// As [`run`](Self::run), but for what is said of its start; `NotFound` when there is no such execution.
    ///
    /// # Cancel safety
    /// The query goes on when the future is dropped: it belongs to whoever started it.
    pub async fn attach(&mut self, id: &QueryId) -> Result<Arc<QueryExecution>> {
        self.query = None;
        self.query_id = Some(id.clone());
        self.attached = true;
        self.slot.begin();
        self.slot.started(id);
        self.progress.begin(Phase::Running);
        self.progress.started(id);
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let span = tracing::info_span!(
            "athena.query",
            driver = self.driver,
            query_id = id.as_str(),
            state = tracing::field::Empty,
            bytes_scanned = tracing::field::Empty,
        );
        let settings = Settings::of(&self.session, &StatementOptions::default());
        let ended = self.wait_for_end(id, &settings).instrument(span).await;
        let ended = ended.map_err(|error| error.with_query_id(id.as_str())).and_then(succeeded);
        self.ended(ended)
    }

    async fn run_request(&mut self, request: StartQuery, settings: &Settings) -> Result<Arc<QueryExecution>> {
        if let Some(found) = cache::find(&self.session, &request, settings.look_back()).await {
            return Ok(self.take_from_cache(found, settings));
        }
        self.slot.begin();
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let permit = self.wait_for_slot().await?;
        self.progress.phase(Phase::Starting);
        let started = Instant::now();
        let query = self.start(request).await?;
        let id = query.id.clone();
        self.query_id = Some(id.clone());
        Span::current().record("query_id", id.as_str());
        let with_id = |error: Error| error.with_query_id(id.as_str());
        if self.slot.started(&id) {
            self.session.athena().stop_query_execution(&id).await.map_err(with_id)?;
        }
        self.tell_started(&id, settings);
        let ended = match settings.query_timeout {
            None => self.wait_for_end(&id, settings).await,
            Some(limit) => match tokio::time::timeout_at(started + limit, self.wait_for_end(&id, settings)).await {
                Ok(ended) => ended,
                Err(_) => {
                    query.stop().await;
                    return Err(with_id(timed_out(limit)));
                }
            },
        };
        let execution = ended.map_err(with_id)?;
        query.ended();
        drop(permit);
        succeeded(execution)
    }

    /// Stops what is left running of a [`run`](QueryRunner::run) whose future was dropped, and waits for the service to
    /// acknowledge.
    ///
    /// # Errors
    /// The error of `StopQueryExecution`.
    pub async fn close(mut self) -> Result<()> {
        if let Some(starting) = self.starting.take() {
            // The task has no result; only its end matters here.
            starting.await.ok();
        }
        let ended = self.query.as_ref().is_some_and(|query| query.state.is_terminal());
        match &self.query_id {
            Some(id) if !ended && !self.attached && self.kill_on_interrupt => {
                stop(&**self.session.athena(), id).await.map_err(|error| error.with_query_id(id.as_str()))
            }
            _ => Ok(()),
        }
    }

    fn take_from_cache(&mut self, found: QueryExecution, settings: &Settings) -> Arc<QueryExecution> {
        let query = Arc::new(found);
        Span::current().record("query_id", query.id.as_str());
        // It was run for somebody else, who may still read it.
        self.attached = true;
        self.query_id = Some(query.id.clone());
        self.query = Some(Arc::clone(&query));
        self.tell_started(&query.id, settings);
        self.tell_polled(&query, settings);
        query
    }

    fn tell_started(&self, id: &QueryId, settings: &Settings) {
        self.progress.started(id);
        settings.callbacks.started(id);
    }

    fn tell_polled(&self, query: &QueryExecution, settings: &Settings) {
        self.progress.polled(query);
        settings.callbacks.polled(query);
    }

    async fn wait_for_slot(&self) -> Result<OwnedSemaphorePermit> {
        let report = self.progress.is_watched().then_some(|place| self.progress.place(place));
        tokio::select! {
            permit = self.session.limits().query_permit(report) => permit,
            () = self.slot.asked_before_start() => {
                Err(Error::new(ErrorKind::QueryCancelled, "the query was cancelled before it was started"))
            }
        }
    }

    /// Sends the start in a separate task: a caller who goes away in the middle of it must not leave a query behind
    /// whose id nobody knows.
    async fn start(&mut self, request: StartQuery) -> Result<Started> {
        let (athena, runtime) = (Arc::clone(self.session.athena()), self.session.runtime().clone());
        let kill = self.kill_on_interrupt;
        let (answer, answered) = oneshot::channel();
        self.starting = Some(self.session.runtime().spawn(async move {
            let started = athena.start_query_execution(&request).await;
            let started = started.map(|id| Started::new(id, athena, runtime, kill));
            // An answer that was sent and never read stops its query when it is dropped.
            if let Err(Ok(orphan)) = answer.send(started) {
                orphan.abandon().await;
            }
        }));
        answered.await.unwrap_or_else(|_| Err(runtime_gone()))
    }

    async fn wait_for_end(&mut self, id: &QueryId, settings: &Settings) -> Result<Arc<QueryExecution>> {
        let schedule = Schedule::start(settings.poll_interval);
        let mut looks = self.session.poller().watch(id.clone(), schedule);
        loop {
            let query = Arc::new(looks.recv().await.ok_or_else(runtime_gone)??);
            tracing::trace!(query_id = %id, state = %query.state, "polled");
            self.tell_polled(&query, settings);
            self.query = Some(Arc::clone(&query));
            if query.state.is_terminal() {
                let span = Span::current();
                span.record("state", query.state.as_str());
                span.record("bytes_scanned", query.statistics.data_scanned_bytes);
                return Ok(query);
            }
        }
    }
}

fn succeeded(query: Arc<QueryExecution>) -> Result<Arc<QueryExecution>> {
    let (kind, otherwise) = match query.state {
        QueryState::Succeeded => return Ok(query),
        QueryState::Cancelled => (ErrorKind::QueryCancelled, "the query was cancelled"),
        _ => (ErrorKind::QueryFailed, "the query failed, and Athena gave no reason"),
    };
    let failure = query.failure();
    let message = failure.reason.clone().or_else(|| failure.message.clone());
    let mut error = Error::new(kind, message.unwrap_or_else(|| otherwise.to_owned()))
        .with_operation("run query")
        .with_query_id(query.id.as_str());
    if let Some(error_type) = failure.error_type {
        error = error.with_context("error_type", error_type);
    }
    Err(error.with_query_failure(failure))
}

fn timed_out(limit: Duration) -> Error {
    Error::new(ErrorKind::TimedOut, format!("the query did not end within {limit:?} (`query_timeout`) and was stopped"))
        .with_operation("run query")
}

fn runtime_gone() -> Error {
    Error::new(ErrorKind::InvalidState, "the tokio runtime that the connection was made on has shut down")
}

/// Runs `end` when the scope is left, however it is left.
fn scope(end: impl FnOnce()) -> impl Drop {
    struct Scope<F: FnOnce()>(Option<F>);
    impl<F: FnOnce()> Drop for Scope<F> {
        fn drop(&mut self) {
            if let Some(end) = self.0.take() {
                end();
            }
        }
    }
    Scope(Some(end))
}
