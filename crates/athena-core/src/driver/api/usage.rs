//! What a connection has asked of the services.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;

use crate::error::Result;

/// Calls and bytes of a connection and its clones so far.
#[derive(Debug, Default)]
pub struct Usage {
    calls: Mutex<BTreeMap<&'static str, u64>>,
    object_bytes: AtomicU64,
}

impl Usage {
    /// Calls by the service's name of the operation, such as `GetQueryExecution` or `GetObject`; every attempt counts.
    /// Calls of AWS Glue, where it stands in for Athena's metadata calls, are named as its actions: `glue:GetTable`.
    pub fn calls(&self) -> BTreeMap<&'static str, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of objects that have come from Amazon S3.
    pub fn object_bytes(&self) -> u64 {
        self.object_bytes.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, operation: &'static str) {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(operation).or_default() += 1;
    }

    pub(super) fn count_bytes(&self, piece: &Result<Bytes>) {
        let bytes = piece.as_ref().map_or(0, Bytes::len);
        self.object_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
