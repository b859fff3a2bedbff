//! `Timings`: simulated times of queries, and how many run at once

use std::time::Duration;

/// How long queries wait and run, and how many run at once.
///
/// The defaults are short, but long enough that a client which polls at once sees QUEUED, then RUNNING.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// How long every query stays QUEUED; 5 ms.
    pub queue: Duration,
    /// The shortest time that a query is RUNNING; 5 ms.
    pub minimum_run: Duration,
    /// Number of queries that run at once; 20. Others stay QUEUED.
    pub concurrent_queries: usize,
}

impl Default for Timings {
    fn default() -> Self {
        Self { queue: Duration::from_millis(5), minimum_run: Duration::from_millis(5), concurrent_queries: 20 }
    }
}

impl Timings {
    /// Sets how long every query stays QUEUED.
    #[must_use]
    pub fn with_queue(mut self, queue: Duration) -> Self {
        self.queue = queue;
        self
    }

    /// Sets the shortest time that a query is RUNNING.
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
