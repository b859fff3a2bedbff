//! Stopping a query from outside of the call that runs it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::driver::api::AthenaApi;
use crate::error::Result;
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

    /// Asks Athena to stop the query; the cursor's `execute` then ends with
    /// [`ErrorKind::QueryCancelled`](crate::ErrorKind::QueryCancelled). A query whose start is still being sent is
    /// stopped as soon as its id is known. Nothing happens when no query runs.
    ///
    /// Racy by nature: the query may end first, and then its result stands.
    ///
    /// # Errors
    /// The error of `StopQueryExecution`.
    ///
    /// # Cancel safety
    /// When the future is dropped, the request may or may not have reached the service.
    pub async fn cancel(&self) -> Result<()> {
        match self.slot.ask_to_stop() {
            Some(id) => self.athena.stop_query_execution(&id).await.map_err(|error| error.with_query_id(id.as_str())),
            None => Ok(()),
        }
    }

    /// The id of the query that `cancel` would stop now.
    pub fn query_id(&self) -> Option<QueryId> {
        match &*self.slot.phase() {
            Phase::Running(id) => Some(id.clone()),
            Phase::Idle | Phase::Starting { .. } => None,
        }
    }
}

impl fmt::Debug for CancelHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelHandle").field("query_id", &self.query_id()).finish_non_exhaustive()
    }
}

/// Where a cursor's current execution stands, as far as stopping it goes.
#[derive(Debug, Default)]
pub(super) struct Slot {
    phase: Mutex<Phase>,
    asked: Notify,
}

#[derive(Debug, Default)]
enum Phase {
    #[default]
    Idle,
    /// Waiting for its turn, or for the answer to its start.
    Starting {
        stop: bool,
    },
    Running(QueryId),
}

impl Slot {
    /// A new execution begins.
    pub(super) fn begin(&self) {
        *self.phase() = Phase::Starting { stop: false };
    }

    /// The execution got its id; tells whether it was asked to stop before that.
    pub(super) fn started(&self, id: &QueryId) -> bool {
        let before = std::mem::replace(&mut *self.phase(), Phase::Running(id.clone()));
        matches!(before, Phase::Starting { stop: true })
    }

    /// The execution is over.
    pub(super) fn end(&self) {
        *self.phase() = Phase::Idle;
    }

    /// Completes when the execution is asked to stop before it has an id.
    pub(super) async fn asked_before_start(&self) {
        loop {
            let asked = self.asked.notified();
            if matches!(*self.phase(), Phase::Starting { stop: true }) {
                return;
            }
            asked.await;
        }
    }

    fn ask_to_stop(&self) -> Option<QueryId> {
        let mut phase = self.phase();
        match &mut *phase {
            Phase::Idle => None,
            Phase::Starting { stop } => {
                *stop = true;
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
}
