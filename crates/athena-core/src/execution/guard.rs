//! Drop guard that stops an abandoned query.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use super::cancel::{Asked, Slot};
use super::pending::Work;
use crate::error::{Error, Result};
use crate::query::{QueryId, QueryState};
use crate::session::Session;

/// The longest that a caller waits for the answer to a stop. The stop goes on in the background.
const STOP_PATIENCE: Duration = Duration::from_secs(2);

/// A query that was started. It is stopped when this is dropped, unless it has ended or may go on by itself.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) id: QueryId,
    session: Session,
    slot: Arc<Slot>,
    kill_on_interrupt: bool,
    /// Whether a cancel waits for the start; then the query is stopped whatever `kill_on_interrupt` says.
    asked: Asked,
    /// Whether nothing is left to stop.
    released: bool,
}

/// Outcome of a request to stop a query.
#[derive(Debug)]
pub(super) enum Stop {
    /// The service says that the query is cancelled.
    Confirmed,
    /// The query had ended by itself.
    Ended(QueryState),
    /// The service has accepted the request; the query was not seen to end yet.
    Asked,
    /// The service has refused the request.
    Refused(Error),
    /// The request was not answered in time.
    Unanswered,
}

impl Stop {
    /// The outcome as the end of a sentence about a query.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Confirmed => "it was stopped".to_owned(),
            Self::Ended(state) => format!("it has ended meanwhile ({})", state.as_str()),
            Self::Asked => "it was asked to stop".to_owned(),
            Self::Refused(error) => format!("it could not be stopped and may still run: {error}"),
            Self::Unanswered => {
                format!("it may still run: the request to stop it was not answered within {STOP_PATIENCE:?}")
            }
        }
    }

    /// The outcome in one word, for the context of an error.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Ended(_) => "ended",
            Self::Asked => "asked",
            Self::Refused(_) => "refused",
            Self::Unanswered => "unanswered",
        }
    }
}

impl Started {
    /// Watches over `id`; with `kill_on_interrupt` off it does nothing unless a cancel asks for it.
    pub(super) fn new(id: QueryId, session: Session, slot: Arc<Slot>, kill_on_interrupt: bool, asked: Asked) -> Self {
        Self { id, session, slot, kill_on_interrupt, asked, released: false }
    }

    /// The query has ended, or may go on by itself: nothing is left to stop.
    pub(super) fn release(mut self) {
        self.released = true;
    }

    fn is_armed(&self) -> bool {
        !self.released && (self.kill_on_interrupt || self.asked.is_set())
    }

    /// Stops the query now, whatever `kill_on_interrupt` says, and tells what came of it.
    pub(super) async fn stop(mut self) -> Stop {
        self.released = true;
        let until = Instant::now() + STOP_PATIENCE;
        let stopping = self.spawn_stop();
        match timeout_at(until, stopping).await {
            Err(_) => Stop::Unanswered,
            Ok(Err(_)) => Stop::Unanswered,
            Ok(Ok(Err(error))) => Stop::Refused(error),
            Ok(Ok(Ok(()))) => match timeout_at(until, self.session.athena().get_query_execution(&self.id)).await {
                Ok(Ok(query)) if query.state == QueryState::Cancelled => Stop::Confirmed,
                Ok(Ok(query)) if query.state.is_terminal() => Stop::Ended(query.state),
                _ => Stop::Asked,
            },
        }
    }

    /// [`stop`](Self::stop) if the query may not go on by itself.
    pub(super) async fn abandon(self) -> Option<Stop> {
        if self.is_armed() { Some(self.stop().await) } else { None }
    }

    fn spawn_stop(&self) -> JoinHandle<Result<()>> {
        let work = Work::begin([self.session.pending(), self.slot.pending()]);
        let (session, slot, id) = (self.session.clone(), Arc::clone(&self.slot), self.id.clone());
        self.session.runtime().spawn(async move {
            let stopped = stop(&session, &id).await;
            if let Err(error) = &stopped {
                slot.stop_failed(error.to_string());
            }
            drop(work);
            stopped
        })
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.is_armed() {
            self.spawn_stop();
        }
    }
}

/// Stops a query, and logs the outcome: the caller may be gone.
pub(super) async fn stop(session: &Session, id: &QueryId) -> Result<()> {
    let stopped = session.athena().stop_query_execution(id).await;
    match &stopped {
        Ok(()) => tracing::debug!(query_id = %id, "stopped the query"),
        Err(error) => tracing::warn!(query_id = %id, %error, "could not stop the query"),
    }
    stopped.map_err(|error| error.with_query_id(id.as_str()))
}
