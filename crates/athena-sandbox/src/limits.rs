//! `Limits`: how much the sandbox remembers of queries and calls

/// Maximum numbers and sizes; the oldest are forgotten first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Number of queries. Those that run are never forgotten.
    pub(crate) history_queries: usize,
    /// Bytes of memory for queries that have ended, with the rows of small results.
    pub(crate) history_bytes: u64,
    /// Number of calls in the log.
    pub(crate) log_calls: usize,
    /// Bytes of memory for the log of calls.
    pub(crate) log_bytes: u64,
}

impl Limits {
    /// 10,000 queries in 256 MiB, and 10,000 calls in 16 MiB.
    pub(crate) const DEFAULT: Self =
        Self { history_queries: 10_000, history_bytes: 256 << 20, log_calls: 10_000, log_bytes: 16 << 20 };
}

/// A size in memory as a number of bytes.
pub(crate) fn bytes(size: usize) -> u64 {
    u64::try_from(size).unwrap_or(u64::MAX)
}
