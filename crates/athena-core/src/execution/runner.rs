//! `QueryRunner`: one statement after another, each from its start to its end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, debug_span};

use super::cache;
use super::cancel::{Asked, CancelHandle, Slot, runtime_gone};
use super::guard::{Started, Stop, stop};
use super::pending::{Pending, Work};
use super::progress::{Phase, ProgressReport, ProgressWatch};
use super::schedule::Schedule;
use super::settings::Settings;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::query::{ClientRequestToken, QueryExecution, QueryId, QueryState, StartQuery};
use crate::session::Session;
use crate::statement::{Statement, StatementOptions};
use crate::telemetry::{Execution, ResultSpan, metrics};

/// The pause before a start whose answers were all lost is sent once more, to learn the id of its query.
const RECOVERY_PAUSE: Duration = Duration::from_secs(1);

/// The longest that [`QueryRunner::close`] waits for the answer to a stop.
const CLOSE_PATIENCE: Duration = Duration::from_secs(10);

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
    /// Whether the current execution is an earlier one, found in the client cache.
    cached: bool,
    /// Whether somebody else started the current execution; then it is not stopped here.
    attached: bool,
    /// Whether the current execution is stopped when its caller is gone.
    kill_on_interrupt: bool,
    /// Whether the wait for the current execution was given up, and the query goes on.
    released: bool,
    /// The span of the current execution once it has succeeded, until the result takes it.
    span: Option<ResultSpan>,
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
            cached: false,
            attached: false,
            kill_on_interrupt: true,
            released: false,
            span: None,
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

    /// Starts and stops of this runner that go on without their caller.
    pub(crate) fn pending(&self) -> &Arc<Pending> {
        self.slot.pending()
    }

    /// Whether the current execution may still run, and is not stopped by this runner.
    pub(crate) fn goes_on(&self) -> bool {
        let ended = self.query.as_ref().is_some_and(|query| query.state.is_terminal());
        !ended && (self.released || !self.kill_on_interrupt)
    }

    /// The span of the current execution, for its result.
    pub(crate) fn take_span(&mut self) -> Option<ResultSpan> {
        self.span.take()
    }

    /// The error of what follows a successful execution, recorded in the span of it.
    #[must_use]
    pub(crate) fn failed(&mut self, error: Error) -> Error {
        if let Some(span) = self.take_span() {
            span.fail(&error);
        }
        error
    }

    pub(crate) fn report(&self) -> &ProgressReport {
        &self.progress
    }

    /// Starts a statement and waits until it has succeeded.
    ///
    /// # Errors
    /// `InvalidStatement` before anything is sent; `TimedOut` when no slot among the queries in flight became free
    /// in `pool_timeout`, or the query did not end in `query_timeout` (the context `stop` says whether it was stopped);
    /// `QueryRejected`, `QueryFailed` and `QueryCancelled` with Athena's reason; or the error of a call. Errors of
    /// polls that may pass do not end the wait before `poll_patience`; then the query goes on, and the message says so.
    /// `stop` in the context of an error is `confirmed`, `ended`, `asked`, `refused` or `unanswered`. An error of the
    /// start with `client_request_token` in its context does not tell whether the query runs: the same token finds it.
    ///
    /// # Cancel safety
    /// When the future is dropped, the query is stopped, also when its start was just being sent, unless
    /// `kill_on_interrupt` is off.
    pub async fn run(&mut self, statement: &Statement) -> Result<Arc<QueryExecution>> {
        let settings = Settings::of(&self.session, statement.options());
        let statement = settings.complete(statement.clone());
        let ran = self.run_with(&statement, &settings).await;
        self.span = None;
        ran
    }

    /// [`run`](Self::run) with settings that were merged before; the statement is complete. The span of the execution
    /// stays for its result.
    pub(crate) async fn run_with(&mut self, statement: &Statement, settings: &Settings) -> Result<Arc<QueryExecution>> {
        self.span = None;
        self.query = None;
        self.query_id = None;
        self.cached = false;
        self.attached = false;
        self.released = false;
        self.kill_on_interrupt = settings.kill_on_interrupt;
        let request = settings.start_query(statement)?;
        let execution =
            Execution::begin(self.driver, self.session.options(), &request, statement.text_without_values());
        self.progress.begin(Phase::Waiting);
        let ran = self.run_request(request, settings).instrument(execution.span()).await;
        self.ended(execution, ran)
    }

    fn ended(&mut self, execution: Execution, ran: Result<Arc<QueryExecution>>) -> Result<Arc<QueryExecution>> {
        if ran.is_err() {
            self.progress.phase(Phase::Failed);
        }
        self.span = execution.end(&ran, self.query.as_deref(), self.cached);
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
        let attached = self.attach_to(id).await;
        self.span = None;
        attached
    }

    /// [`attach`](Self::attach), with the span kept for the result.
    pub(crate) async fn attach_to(&mut self, id: &QueryId) -> Result<Arc<QueryExecution>> {
        self.span = None;
        self.query = None;
        self.cached = false;
        self.query_id = Some(id.clone());
        self.attached = true;
        self.slot.begin();
        self.slot.started(id);
        self.progress.begin(Phase::Running);
        self.progress.started(id);
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let execution = Execution::attach(self.driver, self.session.options(), id);
        let settings = Settings::of(&self.session, &StatementOptions::default());
        let ended = match self.wait_for_end(id, &settings).instrument(execution.span()).await {
            Ok(query) => succeeded(query),
            Err(Wait::Passing(error) | Wait::Final(error)) => Err(error.with_query_id(id.as_str())),
        };
        self.ended(execution, ended)
    }

    async fn run_request(&mut self, request: StartQuery, settings: &Settings) -> Result<Arc<QueryExecution>> {
        let session = self.session.clone();
        let _registered = session.lifecycle().register(&self.slot)?;
        let objects_of = session.with_bucket_owner(settings.query.expected_bucket_owner.as_ref());
        if let Some(found) = cache::find(&objects_of, &request, settings.look_back()).await {
            return Ok(self.take_from_cache(found, settings));
        }
        let asked = self.slot.begin();
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let permit = self.wait_for_slot().await?;
        self.progress.phase(Phase::Starting);
        let deadline = Deadline::after(settings.query_timeout);
        let work = Work::begin([session.pending(), self.slot.pending()]);
        let start = debug_span!(target: "athena_core::query", "athena.start");
        let query = self.start(request, deadline, asked).instrument(start).await?;
        let id = query.id.clone();
        self.query_id = Some(id.clone());
        tracing::Span::current().record("athena.query_id", id.as_str());
        let with_id = |error: Error| error.with_query_id(id.as_str());
        if self.slot.started(&id) {
            stop(&session, &id).await?;
        }
        drop(work);
        self.tell_started(&id, settings);
        let wait = debug_span!(target: "athena_core::query", "athena.wait");
        let error = match deadline.wait(self.wait_for_end(&id, settings).instrument(wait)).await {
            Ok(Ok(execution)) => {
                query.release();
                drop(permit);
                return succeeded(execution);
            }
            Ok(Err(Wait::Passing(error))) => {
                // For a reason that may pass no query is stopped: an hour of work is not lost to a broken network.
                self.released = true;
                query.release();
                error
            }
            Ok(Err(Wait::Final(error))) => match query.abandon().await {
                Some(outcome) => with_stop(error, &outcome),
                None => error,
            },
            Err(limit) => {
                let outcome = query.stop().await;
                let message = format!("the query did not end within {limit:?} (`query_timeout`); {}", outcome.text());
                with_stop(Error::new(ErrorKind::TimedOut, message).with_operation("run query"), &outcome)
            }
        };
        Err(with_id(error))
    }

    /// Stops what is left running of a [`run`](QueryRunner::run) whose future was dropped, and waits for the service to
    /// acknowledge, at most ten seconds.
    ///
    /// # Errors
    /// The error of `StopQueryExecution`; `TimedOut` when it was not answered.
    ///
    /// # Cancel safety
    /// When the future is dropped, a stop that was already under way goes on. A stop that this call was just sending
    /// may or may not have reached the service.
    pub async fn close(mut self) -> Result<()> {
        let close = async {
            if let Some(starting) = self.starting.take() {
                // The task has no result; only its end matters here.
                starting.await.ok();
            }
            self.slot.pending().ended().await;
            let ended = self.query.as_ref().is_some_and(|query| query.state.is_terminal());
            match &self.query_id {
                Some(id) if !ended && !self.attached && !self.released && self.kill_on_interrupt => {
                    stop(&self.session, id).await
                }
                _ => Ok(()),
            }
        };
        tokio::time::timeout(CLOSE_PATIENCE, close).await.unwrap_or_else(|_| {
            let message = format!("the query may still run: its stop was not answered within {CLOSE_PATIENCE:?}");
            Err(Error::new(ErrorKind::TimedOut, message).with_operation("close the cursor"))
        })
    }

    fn take_from_cache(&mut self, found: QueryExecution, settings: &Settings) -> Arc<QueryExecution> {
        let query = Arc::new(found);
        self.cached = true;
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
            // Whoever was told that no query runs finds none that starts after that.
            biased;
            () = self.slot.asked_before_start() => {
                Err(Error::new(ErrorKind::QueryCancelled, "the query was cancelled before it was started"))
            }
            permit = self.session.limits().query_permit(report) => permit,
        }
    }

    /// Sends the start in a separate task: a caller who goes away in the middle of it must not leave a query behind
    /// whose id nobody knows. Without a caller the query is stopped if `kill_on_interrupt` says so, or if a cancel
    /// waits for that.
    async fn start(&mut self, request: StartQuery, deadline: Deadline, asked: Asked) -> Result<Started> {
        let (session, slot, kill) = (self.session.clone(), Arc::clone(&self.slot), self.kill_on_interrupt);
        let token = request.token.clone();
        let work = Work::begin([session.pending(), slot.pending()]);
        let (answer, answered) = oneshot::channel();
        let task = async move {
            let started = |id| Started::new(id, session.clone(), Arc::clone(&slot), kill, asked.clone());
            match session.athena().start_query_execution(&request).await {
                Ok(id) => {
                    // An answer that nobody reads any more stops its query.
                    if let Err(Ok(orphan)) = answer.send(Ok(started(id))) {
                        orphan.abandon().await;
                    }
                }
                Err(error) if may_have_started(&error) => {
                    // Nobody left to tell is fine.
                    let _ = answer.send(Err(lost_start(error, &request.token)));
                    if kill || asked.is_set() {
                        tokio::time::sleep(RECOVERY_PAUSE).await;
                        if let Ok(id) = session.athena().start_query_execution(&request).await {
                            started(id).abandon().await;
                        }
                    }
                }
                Err(error) => {
                    let _ = answer.send(Err(error));
                }
            }
            drop(work);
        };
        self.starting = Some(self.session.runtime().spawn(task.in_current_span()));
        match deadline.wait(answered).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(runtime_gone())),
            Err(limit) => {
                let then = if kill { "if it has started, it is stopped once the answer comes" } else { "it may run" };
                let message =
                    format!("the start of the query was not answered within {limit:?} (`query_timeout`); {then}");
                Err(Error::new(ErrorKind::TimedOut, message)
                    .with_operation("start query")
                    .with_context("client_request_token", token.as_str()))
            }
        }
    }

    /// Waits for the end of a query. This is the one place that decides when waiting ends.
    async fn wait_for_end(&mut self, id: &QueryId, settings: &Settings) -> Result<Arc<QueryExecution>, Wait> {
        let schedule = Schedule::start(settings.poll_interval);
        let mut looks = self.session.poller().watch(id.clone(), schedule);
        let patience = self.session.options().client.poll_patience;
        // The last error since the last answer, and the end of the patience with such errors.
        let mut failing: Option<(Error, Option<Instant>)> = None;
        loop {
            let until = failing.as_ref().and_then(|(_, until)| *until);
            let look = match until {
                Some(until) => timeout_at(until, looks.recv()).await,
                None => Ok(looks.recv().await),
            };
            let Ok(look) = look else { return Err(Wait::Passing(out_of_patience(failing, patience))) };
            let query = match look.unwrap_or_else(|| Err(runtime_gone())) {
                Ok(query) => Arc::new(query),
                Err(error) if passes(&error) => {
                    tracing::warn!(query_id = %id, %error, "a poll failed; the query may still run, so the wait goes on");
                    let until = if failing.is_some() { until } else { Instant::now().checked_add(patience) };
                    failing = Some((error, until));
                    continue;
                }
                Err(error) => return Err(Wait::Final(error)),
            };
            failing = None;
            metrics::poll(self.driver);
            tracing::trace!(query_id = %id, state = %query.state, "polled");
            self.tell_polled(&query, settings);
            self.query = Some(Arc::clone(&query));
            if query.state.is_terminal() {
                return Ok(query);
            }
        }
    }
}

/// End of a wait without the end of the query.
enum Wait {
    /// For a reason that may pass: the query goes on.
    Passing(Error),
    /// For good: no later poll would succeed.
    Final(Error),
}

/// A limit on the time of an execution, and the instant at which it ends.
#[derive(Clone, Copy)]
struct Deadline(Option<(Duration, Instant)>);

impl Deadline {
    /// The deadline `limit` from now; none for a limit beyond the range of the clock.
    fn after(limit: Option<Duration>) -> Self {
        Self(limit.and_then(|limit| Some((limit, Instant::now().checked_add(limit)?))))
    }

    /// The output of the future, or the limit when it has passed.
    async fn wait<F: Future>(self, future: F) -> Result<F::Output, Duration> {
        match self.0 {
            None => Ok(future.await),
            Some((limit, until)) => timeout_at(until, future).await.map_err(|_| limit),
        }
    }
}

/// Whether the same call may succeed later.
fn passes(error: &Error) -> bool {
    error.retry() != Retry::Never
}

/// Whether the service may have started the query although the start failed: its answers were lost.
fn may_have_started(error: &Error) -> bool {
    passes(error) && error.kind() != ErrorKind::Throttled
}

fn lost_start(error: Error, token: &ClientRequestToken) -> Error {
    error
        .with_context("client_request_token", token.as_str())
        .with_context("hint", "the query may have started; a statement with the same token finds it")
}

fn with_stop(error: Error, outcome: &Stop) -> Error {
    let error = error.with_context("stop", outcome.word());
    match outcome {
        Stop::Refused(refusal) => error.with_context("stop_error", refusal.message()),
        _ => error,
    }
}

fn out_of_patience(failing: Option<(Error, Option<Instant>)>, patience: Duration) -> Error {
    let message = format!("the polls of the query have failed for {patience:?} (`poll_patience`); it may still run");
    let (kind, retry) =
        failing.as_ref().map_or((ErrorKind::Io, Retry::Later), |(error, _)| (error.kind(), error.retry()));
    let error = Error::new(kind, message).with_operation("run query").with_retry(retry);
    match failing {
        Some((cause, _)) => error.with_source(cause),
        None => error,
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
