//! How fast the sandbox pretends to be.

use std::time::Duration;

/// Times of a query's life, and how many run at once.
///
/// The defaults are short, and long enough that a client which looks at once sees QUEUED, then RUNNING.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// Time every query spends QUEUED; 5 ms.
    pub queue: Duration,
    /// The shortest time a query is RUNNING; 5 ms.
    pub minimum_run: Duration,
    /// Queries that run at once; others stay QUEUED. 20.
    pub concurrent_queries: usize,
}

impl Default for Timings {
    fn default() -> Self {
        Self { queue: Duration::from_millis(5), minimum_run: Duration::from_millis(5), concurrent_queries: 20 }
    }
}

impl Timings {
    /// Sets the time every query spends QUEUED.
    #[must_use]
    pub fn with_queue(mut self, queue: Duration) -> Self {
        self.queue = queue;
        self
    }

    /// Sets the shortest time a query is RUNNING.
    #[must_use]
    pub fn with_minimum_run(mut self, minimum_run: Duration) -> Self {
        self.minimum_run = minimum_run;
        self
    }

    /// Sets how many queries run at once; 0 counts as 1.
    #[must_use]
    pub fn with_concurrent_queries(mut self, concurrent_queries: usize) -> Self {
        self.concurrent_queries = concurrent_queries;
        self
    }
}
