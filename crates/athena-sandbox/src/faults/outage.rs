//! `Outage`: the time in which every connection is reset

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The current outage, if there is one. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Outage {
    until: Arc<watch::Sender<Option<Instant>>>,
}

impl Default for Outage {
    fn default() -> Self {
        Self { until: Arc::new(watch::Sender::new(None)) }
    }
}

impl Outage {
    pub(super) fn begin(&self, duration: Duration) {
        // A duration beyond the clock's range is as good as one without end.
        let until = Instant::now().checked_add(duration);
        self.until.send_replace(until);
    }

    pub(super) fn end(&self) {
        self.until.send_replace(None);
    }

    pub(super) fn is_on(&self) -> bool {
        self.until.borrow().is_some_and(|until| Instant::now() < until)
    }

    /// Completes when the next outage begins.
    pub(crate) async fn begins(&self) {
        let mut until = self.until.subscribe();
        // The sender is a field of `self`, so waiting cannot fail.
        while until.changed().await.is_ok() {
            if until.borrow_and_update().is_some() {
                return;
            }
        }
    }
}
