//! `Outage`: the time in which every connection is reset

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The current outage, if there is one. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Outage {
    until: Arc<watch::Sender<Option<Instant>>>,
}

/// A watch for outages that begin after it was made.
#[derive(Debug)]
pub(crate) struct OutageWatch {
    until: watch::Receiver<Option<Instant>>,
}

impl OutageWatch {
    /// Completes when an outage begins.
    pub(crate) async fn begins(&mut self) {
        while self.until.changed().await.is_ok() {
            if self.until.borrow_and_update().is_some() {
                return;
            }
        }
        // Nobody is left who could begin one.
        std::future::pending().await
    }
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

    /// A watch for the outages from now on.
    pub(crate) fn watch(&self) -> OutageWatch {
        OutageWatch { until: self.until.subscribe() }
    }
}
