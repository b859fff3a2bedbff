//! Drop guard that stops an abandoned query.

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::driver::api::AthenaApi;
use crate::error::Result;
use crate::query::QueryId;

/// A query that was started. It is stopped when this is dropped, unless it has ended or may go on by itself.
#[derive(Debug)]
pub(super) struct Started {
    pub(super) id: QueryId,
    athena: Arc<dyn AthenaApi>,
    runtime: Handle,
    armed: bool,
}

impl Started {
    /// Watches over `id`; with `kill_on_interrupt` off it does nothing.
    pub(super) fn new(id: QueryId, athena: Arc<dyn AthenaApi>, runtime: Handle, kill_on_interrupt: bool) -> Self {
        Self { id, athena, runtime, armed: kill_on_interrupt }
    }

    /// The query has ended; nothing is left to stop.
    pub(super) fn ended(mut self) {
        self.armed = false;
    }

    /// Stops the query now, whatever `kill_on_interrupt` says. What goes wrong is logged.
    pub(super) async fn stop(mut self) {
        stop(&*self.athena, &self.id).await.ok();
        self.armed = false;
    }

    /// Stops the query now, unless it may go on by itself.
    pub(super) async fn abandon(self) {
        if self.armed {
            self.stop().await;
        }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.armed {
            let (athena, id) = (Arc::clone(&self.athena), self.id.clone());
            self.runtime.spawn(async move { stop(&*athena, &id).await.ok() });
        }
    }
}

/// Stops a query, and says so in the log when that fails: where this is called nobody is left to be told.
pub(super) async fn stop(athena: &dyn AthenaApi, id: &QueryId) -> Result<()> {
    let stopped = athena.stop_query_execution(id).await;
    match &stopped {
        Ok(()) => tracing::debug!(query_id = %id, "stopped the query"),
        Err(error) => tracing::warn!(query_id = %id, %error, "could not stop the query"),
    }
    stopped
}
