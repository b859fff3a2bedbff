//! Limit on the queries in flight, in the place of a connection pool.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use crate::error::{Error, ErrorKind, Result};
use crate::options::ClientOptions;

/// Places for queries in flight, given out in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Limits {
    slots: Arc<Semaphore>,
    pool_size: usize,
    pool_timeout: Duration,
    next_ticket: AtomicU64,
    waiting: watch::Sender<BTreeSet<u64>>,
}

impl Limits {
    pub(crate) fn new(options: &ClientOptions) -> Self {
        Self {
            slots: Arc::new(Semaphore::new(options.pool_size)),
            pool_size: options.pool_size,
            pool_timeout: options.pool_timeout,
            next_ticket: AtomicU64::new(0),
            waiting: watch::Sender::default(),
        }
    }

    /// Waits for a slot among the queries in flight; it is free again when the permit is dropped.
    ///
    /// `report` is called with the place in the queue, 1 for the next, whenever that changes.
    pub(crate) async fn query_permit(&self, report: Option<impl Fn(usize)>) -> Result<OwnedSemaphorePermit> {
        if let Ok(permit) = Arc::clone(&self.slots).try_acquire_owned() {
            return Ok(permit);
        }
        let slot = tokio::time::timeout(self.pool_timeout, Arc::clone(&self.slots).acquire_owned());
        let waited = match report {
            None => slot.await,
            Some(report) => {
                let ticket = Ticket::take(self);
                tokio::select! {
                    waited = slot => waited,
                    () = ticket.follow(report) => unreachable!("the queue outlives its tickets"),
                }
            }
        };
        match waited {
            Ok(permit) => Ok(permit.expect("the semaphore is never closed")),
            Err(_) => Err(Error::new(
                ErrorKind::TimedOut,
                format!(
                    "no query slot became free within {:?} (pool_size {}); raise `pool_size` or `pool_timeout`",
                    self.pool_timeout, self.pool_size
                ),
            )
            .with_operation("start query")),
        }
    }
}

/// A place in the queue that somebody looks at.
struct Ticket<'l> {
    number: u64,
    waiting: &'l watch::Sender<BTreeSet<u64>>,
}

impl<'l> Ticket<'l> {
    fn take(limits: &'l Limits) -> Self {
        let number = limits.next_ticket.fetch_add(1, Ordering::Relaxed);
        limits.waiting.send_modify(|waiting| {
            waiting.insert(number);
        });
        Self { number, waiting: &limits.waiting }
    }

    /// Reports the place at once and after every change; never ends.
    async fn follow(&self, report: impl Fn(usize)) {
        let mut queue = self.waiting.subscribe();
        loop {
            let place = queue.borrow_and_update().range(..=self.number).count();
            report(place);
            if queue.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.waiting.send_modify(|waiting| {
            waiting.remove(&self.number);
        });
    }
}
