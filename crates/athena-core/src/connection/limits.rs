//! What takes the place of a connection pool: how much may be in flight at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, ErrorKind, Result};
use crate::options::ClientOptions;

#[derive(Debug)]
pub(crate) struct Limits {
    queries: Arc<Semaphore>,
    pool_size: usize,
    pool_timeout: Duration,
}

impl Limits {
    pub(crate) fn new(options: &ClientOptions) -> Self {
        let pool_size = options.pool_size;
        Self { queries: Arc::new(Semaphore::new(pool_size)), pool_size, pool_timeout: options.pool_timeout }
    }

    /// Waits for a place among the queries in flight; it is free again when the permit is dropped.
    pub(crate) async fn query_permit(&self) -> Result<OwnedSemaphorePermit> {
        let waited = tokio::time::timeout(self.pool_timeout, Arc::clone(&self.queries).acquire_owned()).await;
        match waited {
            Ok(permit) => Ok(permit.expect("the semaphore is never closed")),
            Err(_) => Err(Error::new(
                ErrorKind::TimedOut,
                format!(
                    "all {} places for queries were taken for {:?}; raise `pool_size` or `pool_timeout`",
                    self.pool_size, self.pool_timeout
                ),
            )
            .with_operation("start query")),
        }
    }
}
