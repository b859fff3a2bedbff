//! Stopping of queries from outside the call that runs them.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::pending::Pending;
use crate::driver::api::AthenaApi;
use crate::error::{Error, ErrorKind, Result};
use crate::query::QueryId;

/// Stops the current query of the cursor it came from. It can be cloned and sent anywhere, and stays good from
/// statement to statement.
#[derive(Clone)]
pub struct CancelHandle {
    slot: Arc<Slot>,
    athena: Arc<dyn AthenaApi>,
}

impl CancelHandle {
    pub(super) fn new(slot: Arc<Slot>, athena: Arc<dyn AthenaApi>) -> Self {
        Self { slot, athena }
    }

    /// Asks Athena to stop the query and waits for the answer; the cursor's `execute` then ends with
    /// [`ErrorKind::QueryCancelled`]. If the start is still being sent, it waits for the start and for the stop after
    /// it. If the execution was dropped and its stop is on its way, it waits for that stop. Returns at once when no
    /// query runs.
    ///
    /// The query may end before the stop arrives; then its result stands.
    ///
    /// # Errors
    /// The error of `StopQueryExecution`.
    ///
    /// # Cancel safety
    /// When the future is dropped, the request may or may not have reached the service. A stop of a dropped execution
    /// goes on.
    pub async fn cancel(&self) -> Result<()> {
        match self.slot.ask_to_stop() {
            Some(id) => self.athena.stop_query_execution(&id).await.map_err(|error| error.with_query_id(id.as_str())),
            None => {
                self.slot.pending.ended().await;
                self.slot.take_failure()
            }
        }
    }

    /// The id of the query that `cancel` would stop now.
    pub fn query_id(&self) -> Option<QueryId> {
        match &*self.slot.phase() {
            Phase::Running(id) => Some(id.clone()),
            Phase::Idle | Phase::Starting(_) => None,
        }
    }
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").field("query_id", &self.query_id()).finish_non_exhaustive()
    }
}

/// State of a cursor's current execution, as far as stopping it goes.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    phase: Mutex<Phase>,
    asked: Notify,
    /// Starts and stops of this cursor that go on without their caller.
    pending: Arc<Pending>,
    /// The error of the last stop in the background that failed.
    failure: Mutex<Option<String>>,
}

/// Whether an execution was asked to stop before it had an id. It outlives the call that waits for the execution.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked(Arc<AtomicBool>);

impl Asked {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Idle,
    /// Waiting for its turn, or for the answer to its start.
    Starting(Asked),
    Running(QueryId),
}

impl Slot {
    /// A new execution begins.
    pub(super) fn begin(&self) -> Asked {
        let asked = Asked::default();
        *self.phase() = Phase::Starting(asked.clone());
        *self.failure() = None;
        asked
    }

    /// The execution got its id; returns whether it was asked to stop before that.
    pub(super) fn started(&self, id: &QueryId) -> bool {
        let before = std::mem::replace(&mut *self.phase(), Phase::Running(id.clone()));
        matches!(before, Phase::Starting(asked) if asked.is_set())
    }

    /// The execution is over.
    pub(super) fn end(&self) {
        *self.phase() = Phase::Idle;
    }

    /// Completes when the execution is asked to stop before it has an id.
    pub(super) async fn asked_before_start(&self) {
        loop {
            let asked = self.asked.notified();
            if matches!(&*self.phase(), Phase::Starting(asked) if asked.is_set()) {
                return;
            }
            asked.await;
        }
    }

    pub(crate) fn pending(&self) -> &Arc<Pending> {
        &self.pending
    }

    /// A stop in the background has failed.
    pub(super) fn stop_failed(&self, error: String) {
        *self.failure() = Some(error);
    }

    fn take_failure(&self) -> Result<()> {
        match self.failure().take() {
            Some(error) => Err(Error::new(ErrorKind::Io, error)),
            None => Ok(()),
        }
    }

    fn ask_to_stop(&self) -> Option<QueryId> {
        match &*self.phase() {
            Phase::Idle => None,
            Phase::Starting(asked) => {
                asked.0.store(true, Ordering::Release);
                self.asked.notify_waiters();
                None
            }
            Phase::Running(id) => Some(id.clone()),
        }
    }

    fn phase(&self) -> MutexGuard<'_, Phase> {
        // No code panics while holding the lock, and a phase is valid at any time.
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failure(&self) -> MutexGuard<'_, Option<String>> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn runtime_gone() -> Error {
    Error::new(ErrorKind::InvalidState, "the tokio runtime that the connection was made on has shut down")
}
