//! Log of the calls, for tests that count them

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::limits::{Limits, bytes};

/// One request that the sandbox answered, or whose response a fault suppressed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The operation's API name: `GetQueryExecution`, `GetObject`, ... Glue operations have the service name as a
    /// prefix: `AWSGlue.GetTable`.
    pub operation: String,
    /// The `ClientRequestToken` of the request.
    pub client_request_token: Option<String>,
    /// The query that the request named or started.
    pub query_id: Option<String>,
    /// `bucket/key` of an S3 operation.
    pub object: Option<String>,
    /// The `Range` header of an S3 operation.
    pub range: Option<String>,
    /// The HTTP status; `None` if a fault suppressed the response.
    pub status: Option<u16>,
}

impl Call {
    pub(crate) fn new(operation: &str) -> Self {
        Self {
            operation: operation.to_owned(),
            client_request_token: None,
            query_id: None,
            object: None,
            range: None,
            status: None,
        }
    }

    /// Bytes of memory. Clients choose the lengths of most texts.
    fn size(&self) -> u64 {
        let others = [&self.client_request_token, &self.query_id, &self.object, &self.range];
        let texts: usize = others.into_iter().flatten().map(String::len).sum();
        bytes(size_of::<Self>() + self.operation.len() + texts)
    }
}

/// The last calls, within the limits.
#[derive(Clone, Debug)]
pub(crate) struct CallLog {
    calls: Arc<Mutex<Calls>>,
    limits: Limits,
}

#[derive(Debug, Default)]
struct Calls {
    calls: VecDeque<Call>,
    size: u64,
}

impl CallLog {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { calls: Arc::default(), limits }
    }

    pub(crate) fn record(&self, call: Call) {
        let mut log = self.lock();
        log.size += call.size();
        log.calls.push_back(call);
        while log.calls.len() > self.limits.log_calls || log.size > self.limits.log_bytes {
            let Some(oldest) = log.calls.pop_front() else { break };
            log.size -= oldest.size();
        }
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.lock().calls.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Calls::default();
    }

    fn lock(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_calls_are_forgotten() {
        let kept = |limits: Limits| {
            let log = CallLog::new(limits);
            for number in 0..10 {
                log.record(Call { object: Some(format!("{number}{}", "x".repeat(1000))), ..Call::new("GetObject") });
            }
            log.all().iter().filter_map(|call| call.object.as_deref()?.chars().next()).collect::<String>()
        };
        assert_eq!(kept(Limits::DEFAULT), "0123456789");
        assert_eq!(kept(Limits { log_calls: 3, ..Limits::DEFAULT }), "789");
        assert_eq!(kept(Limits { log_bytes: 2500, ..Limits::DEFAULT }), "89");
        assert_eq!(kept(Limits { log_bytes: 100, ..Limits::DEFAULT }), "");
    }
}
