//! Service quotas: request rates and active queries, per account and region
//!
//! The numbers are those of the AWS General Reference, "Amazon Athena endpoints and quotas":
//! <https://docs.aws.amazon.com/general/latest/gr/athena.html>

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The request rates and the number of active queries that the sandbox allows.
///
/// A call above the rate is refused with `ThrottlingException`, a query above the number of active ones with
/// `TooManyRequestsException`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quotas {
    /// No limits; the default.
    #[default]
    None,
    /// The quotas of us-east-1, eu-west-1 and the other large regions: 100 starts per second, 150 active DML queries,
    /// 20 active DDL queries.
    Large,
    /// The quotas of all other regions: 20 starts per second, 20 active DML and 20 active DDL queries.
    Small,
}

/// Calls per second, and the size of a burst.
struct Rate {
    per_second: f64,
    burst: f64,
}

impl Quotas {
    fn rate(self, operation: &str) -> Option<Rate> {
        let large = match self {
            Self::None => return None,
            Self::Large => true,
            Self::Small => false,
        };
        let (per_second, times) = match (operation, large) {
            ("StartQueryExecution", true) => (100.0, 4.0),
            ("StartQueryExecution" | "StopQueryExecution", false) => (20.0, 4.0),
            ("StopQueryExecution", true) => (50.0, 4.0),
            ("GetQueryExecution", true) => (500.0, 1.0),
            ("GetQueryResults", true) => (100.0, 5.0),
            ("GetQueryExecution" | "GetQueryResults", false) => (100.0, 2.0),
            ("BatchGetQueryExecution", _) => (10.0, 2.0),
            ("ListQueryExecutions" | "BatchGetNamedQuery" | "ListNamedQueries", _) => (5.0, 2.0),
            ("CreateNamedQuery" | "DeleteNamedQuery" | "GetNamedQuery", _) => (5.0, 4.0),
            _ => return None,
        };
        Some(Rate { per_second, burst: per_second * times })
    }

    /// Maximum number of active queries, DDL or not; queued queries count.
    pub(crate) fn active(self, is_ddl: bool) -> Option<usize> {
        match (self, is_ddl) {
            (Self::None, _) => None,
            (Self::Large, false) => Some(150),
            (Self::Large | Self::Small, true) | (Self::Small, false) => Some(20),
        }
    }
}

/// Token buckets that count the calls, one per operation.
#[derive(Clone, Debug)]
pub(crate) struct RateLimits {
    quotas: Quotas,
    buckets: Arc<Mutex<HashMap<String, Bucket>>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl RateLimits {
    pub(crate) fn new(quotas: Quotas) -> Self {
        Self { quotas, buckets: Arc::default() }
    }

    /// Whether the call is within its rate. If so, it is counted.
    pub(crate) fn admits(&self, operation: &str) -> bool {
        self.admits_at(operation, Instant::now())
    }

    fn admits_at(&self, operation: &str, now: Instant) -> bool {
        let Some(rate) = self.quotas.rate(operation) else { return true };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        // Only operations with a rate reach this line, so the map stays small.
        let bucket = buckets.entry(operation.to_owned()).or_insert_with(|| Bucket { tokens: rate.burst, filled: now });
        let waited = now.duration_since(bucket.filled).as_secs_f64();
        bucket.tokens = (bucket.tokens + waited * rate.per_second).min(rate.burst);
        bucket.filled = now;
        if bucket.tokens < 1.0 {
            return false;
        }
        bucket.tokens -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_admitted_and_then_the_rate() {
        let start = Instant::now();
        let admitted = |limits: &RateLimits, operation: &str, second: u64| {
            let now = start + Duration::from_secs(second);
            (0..1000).take_while(|_| limits.admits_at(operation, now)).count()
        };
        let limits = RateLimits::new(Quotas::Small);
        assert_eq!(admitted(&limits, "StartQueryExecution", 0), 80);
        assert_eq!(admitted(&limits, "StartQueryExecution", 1), 20);
        assert_eq!(admitted(&limits, "StartQueryExecution", 61), 80);
        assert_eq!(admitted(&limits, "BatchGetQueryExecution", 61), 20);
        assert_eq!(admitted(&limits, "GetWorkGroup", 61), 1000);
        assert_eq!(admitted(&RateLimits::new(Quotas::None), "StartQueryExecution", 0), 1000);
    }
}
