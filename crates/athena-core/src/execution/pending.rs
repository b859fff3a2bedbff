//! Background work that must end before a connection is given up: starts that are being sent, and stops.

use std::sync::Arc;

use tokio::sync::watch;

/// Counts the background work of a cursor or of a whole session.
#[derive(Debug, Default)]
pub(crate) struct Pending(watch::Sender<usize>);

/// One piece of work; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Work(Vec<Arc<Pending>>);

impl Work {
    /// Begins a piece of work that all of `counters` count.
    pub(crate) fn begin<'p>(counters: impl IntoIterator<Item = &'p Arc<Pending>>) -> Self {
        let counters: Vec<_> = counters.into_iter().cloned().collect();
        counters.iter().for_each(|counter| counter.0.send_modify(|count| *count += 1));
        Self(counters)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.iter().for_each(|counter| counter.0.send_modify(|count| *count -= 1));
    }
}

impl Pending {
    /// Waits until no work is left.
    pub(crate) async fn ended(&self) {
        // The sender is `self`, so the channel does not close meanwhile.
        self.0.subscribe().wait_for(|count| *count == 0).await.ok();
    }
}
