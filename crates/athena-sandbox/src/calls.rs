//! Log of the calls, for tests that count them

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Maximum number of calls in the log; the oldest are dropped.
const MAX_CALLS: usize = 10_000;

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
}

#[derive(Clone, Debug, Default)]
pub(crate) struct CallLog {
    calls: Arc<Mutex<VecDeque<Call>>>,
}

impl CallLog {
    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.lock();
        if calls.len() == MAX_CALLS {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(crate) fn all(&self) -> Vec<Call> {
        self.lock().iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
