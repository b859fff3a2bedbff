//! Shutting a session down: no new statements, running queries stopped, pending stops awaited.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::join_all;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::cancel::{CancelHandle, Slot, runtime_gone};
use super::pending::Pending;
use crate::driver::api::AthenaApi;
use crate::error::{Error, ErrorKind, Result};

/// The executions of a session, and whether it accepts more.
#[derive(Debug, Default)]
pub(crate) struct Lifecycle {
    closed: watch::Sender<bool>,
    next: AtomicU64,
    running: Mutex<BTreeMap<u64, Arc<Slot>>>,
    pending: Arc<Pending>,
}

/// An execution that a session knows, until this is dropped.
#[derive(Debug)]
pub(super) struct Registered<'s> {
    lifecycle: &'s Lifecycle,
    key: u64,
}

impl Lifecycle {
    /// Registers an execution that a shutdown stops.
    ///
    /// # Errors
    /// `InvalidState` after a shutdown.
    pub(super) fn register(&self, slot: &Arc<Slot>) -> Result<Registered<'_>> {
        let key = self.next.fetch_add(1, Ordering::Relaxed);
        self.running().insert(key, Arc::clone(slot));
        let registered = Registered { lifecycle: self, key };
        // Looked at after the registration, so that no execution can slip past a shutdown.
        if *self.closed.borrow() { Err(shut_down()) } else { Ok(registered) }
    }

    pub(crate) fn pending(&self) -> &Arc<Pending> {
        &self.pending
    }

    /// Refuses new executions, stops those that run, and waits for all stops. Each stop is sent in a task of its own,
    /// so that it arrives even if the caller goes away.
    ///
    /// # Errors
    /// The first error of a stop.
    pub(crate) async fn shut_down(&self, athena: &Arc<dyn AthenaApi>, runtime: &Handle) -> Result<()> {
        self.closed.send_replace(true);
        let running: Vec<Arc<Slot>> = self.running().values().cloned().collect();
        let stops = running.into_iter().map(|slot| {
            let handle = CancelHandle::new(slot, Arc::clone(athena));
            runtime.spawn(async move { handle.cancel().await })
        });
        let stopped = join_all(stops).await;
        self.pending.ended().await;
        stopped.into_iter().try_for_each(|stopped| stopped.unwrap_or_else(|_| Err(runtime_gone())))
    }

    fn running(&self) -> std::sync::MutexGuard<'_, BTreeMap<u64, Arc<Slot>>> {
        // No code panics while holding the lock.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        self.lifecycle.running().remove(&self.key);
    }
}

fn shut_down() -> Error {
    Error::new(ErrorKind::InvalidState, "the connection was shut down; make a new one to run statements")
}
