//! A query that nobody waits for any more must not go on costing money.

use std::sync::Arc;

use tokio::runtime::Handle;

use crate::api::AthenaApi;
use crate::error::Result;
use crate::query::QueryId;

/// Stops its query when it is dropped, unless the query has ended.
#[derive(Debug)]
pub(super) struct StopOnDrop {
    athena: Arc<dyn AthenaApi>,
    runtime: Handle,
    id: Option<QueryId>,
}

impl StopOnDrop {
    /// Watches over `id`; with `kill_on_interrupt` off it does nothing.
    pub(super) fn new(athena: Arc<dyn AthenaApi>, runtime: Handle, id: &QueryId, kill_on_interrupt: bool) -> Self {
        Self { athena, runtime, id: kill_on_interrupt.then(|| id.clone()) }
    }

    /// The query has ended; nothing is left to stop.
    pub(super) fn disarm(&mut self) {
        self.id = None;
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        let athena = Arc::clone(&self.athena);
        self.runtime.spawn(async move { stop(&*athena, &id).await.ok() });
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
