//! One statement after another, each from its start to its end.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{Instrument as _, Span};

use super::cache::{self, LookBack};
use super::cancel::{CancelHandle, Slot};
use super::guard::{Started, stop};
use super::request::start_query;
use super::schedule::Schedule;
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::options::FromOptions;
use crate::query::{QueryExecution, QueryId, QueryState, StartQuery};
use crate::statement::{Statement, StatementOptions};

/// Runs statements for a cursor. Every driver has one; what the drivers add is how they read the result.
#[derive(Debug)]
pub struct QueryRunner {
    driver: &'static str,
    connection: Connection,
    slot: Arc<Slot>,
    query_id: Option<QueryId>,
    query: Option<Arc<QueryExecution>>,
    /// The task that sends the start, and stops the query when nobody waits for it any more.
    starting: Option<JoinHandle<()>>,
    /// Whether the current execution was started by somebody else, and so is not ours to stop.
    attached: bool,
    /// Whether the current execution is stopped when nobody waits for it any more.
    kill_on_interrupt: bool,
}

impl QueryRunner {
    /// A runner on `connection` for the driver of that name, with nothing running.
    pub fn new(connection: &Connection, driver: &'static str) -> Self {
        Self {
            driver,
            connection: connection.clone(),
            slot: Arc::default(),
            query_id: None,
            query: None,
            starting: None,
            attached: false,
            kill_on_interrupt: true,
        }
    }

    /// The connection it runs on.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The current execution, as last seen. It stays after a failure.
    pub fn query(&self) -> Option<&Arc<QueryExecution>> {
        self.query.as_ref()
    }

    /// The id of the current execution, as soon as it is known.
    pub fn query_id(&self) -> Option<QueryId> {
        self.query_id.clone()
    }

    /// What a fetch without a result ends with.
    pub fn no_result(&self) -> Error {
        Error::new(ErrorKind::InvalidState, "there is no result to fetch from; execute a statement first")
    }

    /// The error, with the id of the current execution, which a user asks the service or its support about.
    #[must_use]
    pub fn with_query_id(&self, error: Error) -> Error {
        match &self.query_id {
            Some(id) => error.with_query_id(id.as_str()),
            None => error,
        }
    }

    /// The options of the driver for one execution: those of the cursor, with what its defaults and the statement's options
    /// say in their place.
    ///
    /// # Errors
    /// `UnknownOption` and `InvalidOption`, naming the option.
    pub fn driver_options<O: FromOptions + Clone>(&self, of_cursor: &O, statement: &StatementOptions) -> Result<O> {
        let defaults = &self.connection.defaults().driver_options;
        if defaults.is_empty() && statement.driver_options.is_empty() {
            return Ok(of_cursor.clone());
        }
        let mut map = defaults.clone().merge(statement.driver_options.clone());
        let options = of_cursor.clone().read_options(&mut map)?;
        map.finish(self.driver, &[O::KEYS])?;
        Ok(options)
    }

    /// Stops whatever this runner runs at the time it is used.
    pub fn cancel_handle(&self) -> CancelHandle {
        CancelHandle::new(Arc::clone(&self.slot), Arc::clone(self.connection.athena()))
    }

    /// Starts a statement and waits until it has succeeded.
    ///
    /// # Errors
    /// `InvalidStatement` before anything is sent; `TimedOut` when no place among the queries in flight became free
    /// in `pool_timeout`, or the query did not end in `query_timeout` (it is then stopped); `QueryRejected`,
    /// `QueryFailed` and `QueryCancelled` with what Athena said; or the error of a call.
    ///
    /// # Cancel safety
    /// When the future is dropped, the query is stopped, also when its start was just being sent, unless
    /// `kill_on_interrupt` is off.
    pub async fn run(&mut self, statement: &Statement) -> Result<Arc<QueryExecution>> {
        self.query = None;
        self.query_id = None;
        self.attached = false;
        let statement = self.connection.resolve(statement.clone());
        let options = statement.options();
        self.kill_on_interrupt =
            options.kill_on_interrupt.unwrap_or(self.connection.options().client.kill_on_interrupt);
        let request = start_query(&self.connection, &statement)?;
        let span = tracing::info_span!(
            "athena.query",
            driver = self.driver,
            workgroup = request.work_group.as_deref(),
            query_id = tracing::field::Empty,
            state = tracing::field::Empty,
            bytes_scanned = tracing::field::Empty,
        );
        tracing::trace!(parent: &span, sql = %request.sql, "starting query");
        self.run_request(request, options).instrument(span).await
    }

    /// Waits until an execution that was started before, by this program or another one, has succeeded.
    ///
    /// # Errors
    /// As [`run`](Self::run), but for what is said of its start; `NotFound` when there is no such execution.
    ///
    /// # Cancel safety
    /// The query goes on when the future is dropped: who attaches does not own it.
    pub async fn attach(&mut self, id: &QueryId) -> Result<Arc<QueryExecution>> {
        self.query = None;
        self.query_id = Some(id.clone());
        self.attached = true;
        self.slot.begin();
        self.slot.started(id);
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let span = tracing::info_span!(
            "athena.query",
            driver = self.driver,
            query_id = id.as_str(),
            state = tracing::field::Empty,
            bytes_scanned = tracing::field::Empty,
        );
        let mut options = self.connection.defaults().clone();
        options.on_poll = None;
        let ended = self.wait_for_end(id, &options).instrument(span).await;
        succeeded(ended.map_err(|error| error.with_query_id(id.as_str()))?)
    }

    async fn run_request(&mut self, request: StartQuery, options: &StatementOptions) -> Result<Arc<QueryExecution>> {
        if let Some(found) = self.find_in_cache(&request, options).await {
            return Ok(self.take_from_cache(found, options));
        }
        let timeout = options.query_timeout.or(self.connection.options().client.query_timeout);
        self.slot.begin();
        let slot = Arc::clone(&self.slot);
        let _over = scope(move || slot.end());
        let permit = self.wait_for_turn().await?;
        let started = Instant::now();
        let query = self.start(request).await?;
        let id = query.id.clone();
        self.query_id = Some(id.clone());
        Span::current().record("query_id", id.as_str());
        let with_id = |error: Error| error.with_query_id(id.as_str());
        if self.slot.started(&id) {
            self.connection.athena().stop_query_execution(&id).await.map_err(with_id)?;
        }
        self.tell_started(&id, options);
        let ended = match timeout {
            None => self.wait_for_end(&id, options).await,
            Some(limit) => match tokio::time::timeout_at(started + limit, self.wait_for_end(&id, options)).await {
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

    /// Stops what is left running of a [`run`](QueryRunner::run) whose future was dropped, and waits until the service
    /// has taken note.
    ///
    /// # Errors
    /// The error of `StopQueryExecution`.
    pub async fn close(mut self) -> Result<()> {
        if let Some(starting) = self.starting.take() {
            // The task answers to nobody; that it ended is all there is to know.
            starting.await.ok();
        }
        let ended = self.query.as_ref().is_some_and(|query| query.state.is_terminal());
        match &self.query_id {
            Some(id) if !ended && !self.attached && self.kill_on_interrupt => {
                stop(&**self.connection.athena(), id).await.map_err(|error| error.with_query_id(id.as_str()))
            }
            _ => Ok(()),
        }
    }

    async fn find_in_cache(&self, request: &StartQuery, options: &StatementOptions) -> Option<QueryExecution> {
        let defaults = &self.connection.options().query;
        let look = LookBack {
            size: options.cache_size.unwrap_or(defaults.cache_size),
            age: options.cache_expiration_time.unwrap_or(defaults.cache_expiration_time),
        };
        cache::find(&self.connection, request, look).await
    }

    fn take_from_cache(&mut self, found: QueryExecution, options: &StatementOptions) -> Arc<QueryExecution> {
        let query = Arc::new(found);
        Span::current().record("query_id", query.id.as_str());
        // It was run for somebody else, who may read it still.
        self.attached = true;
        self.query_id = Some(query.id.clone());
        self.query = Some(Arc::clone(&query));
        self.tell_started(&query.id, options);
        self.tell_polled(&query, options);
        query
    }

    fn tell_started(&self, id: &QueryId, options: &StatementOptions) {
        self.connection.callbacks().started(id);
        let callbacks = [&self.connection.defaults().on_start, &options.on_start];
        callbacks.into_iter().flatten().for_each(|callback| callback(id));
    }

    fn tell_polled(&self, query: &QueryExecution, options: &StatementOptions) {
        self.connection.callbacks().polled(query);
        let callbacks = [&self.connection.defaults().on_poll, &options.on_poll];
        callbacks.into_iter().flatten().for_each(|callback| callback(query));
    }

    async fn wait_for_turn(&self) -> Result<OwnedSemaphorePermit> {
        tokio::select! {
            permit = self.connection.limits().query_permit() => permit,
            () = self.slot.asked_before_start() => {
                Err(Error::new(ErrorKind::QueryCancelled, "the query was cancelled before it was started"))
            }
        }
    }

    /// Sends the start in a task of its own, so that a caller who goes away in the middle of it does not leave a
    /// query behind whose id nobody knows.
    async fn start(&mut self, request: StartQuery) -> Result<Started> {
        let (athena, runtime) = (Arc::clone(self.connection.athena()), self.connection.runtime().clone());
        let kill = self.kill_on_interrupt;
        let (answer, answered) = oneshot::channel();
        self.starting = Some(self.connection.runtime().spawn(async move {
            let started = athena.start_query_execution(&request).await;
            let started = started.map(|id| Started::new(id, athena, runtime, kill));
            // An answer that was sent and never read stops its query, too, when it is dropped.
            if let Err(Ok(orphan)) = answer.send(started) {
                orphan.abandon().await;
            }
        }));
        answered.await.unwrap_or_else(|_| Err(runtime_gone()))
    }

    async fn wait_for_end(&mut self, id: &QueryId, options: &StatementOptions) -> Result<Arc<QueryExecution>> {
        let schedule = Schedule::start(options.poll_interval.or(self.connection.options().client.poll_interval));
        let mut looks = self.connection.poller().watch(id.clone(), schedule);
        loop {
            let query = Arc::new(looks.recv().await.ok_or_else(runtime_gone)??);
            tracing::trace!(query_id = %id, state = %query.state, "polled");
            self.tell_polled(&query, options);
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
