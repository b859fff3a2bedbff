//! Ports whose calls wait before they take effect and before they are answered

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::task::yield_now;

use crate::driver::api::{
    AthenaApi, Catalog, DatabaseMetadata, GetQueryResults, ObjectBody, ObjectInfo, ObjectSource, ResultPage,
    RuntimeStatistics, TableMetadata, WorkGroup,
};
use crate::error::Result;
use crate::options::{AccountId, S3Uri};
use crate::query::{QueryExecution, QueryId, StartQuery};

/// A port in which each call waits a turn of the scheduler before it takes effect, and one more before it is answered.
/// Bodies of objects wait a turn before each of their chunks.
#[derive(Debug)]
pub(super) struct Yielding<P> {
    pub(super) port: P,
    /// Whether reads of results stand still: their answers, and the chunks of bodies.
    pub(super) stand_still: Arc<AtomicBool>,
}

/// The answer of a call, with a turn before its effect and one after it.
async fn slowly<T>(call: impl Future<Output = T>) -> T {
    yield_now().await;
    let answer = call.await;
    yield_now().await;
    answer
}

/// A turn in the middle of a read, or for ever.
async fn turn_of_read(stands_still: &AtomicBool) {
    yield_now().await;
    if stands_still.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
}

#[async_trait]
impl<P: AthenaApi> AthenaApi for Yielding<P> {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        slowly(self.port.start_query_execution(request)).await
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        slowly(self.port.get_query_execution(id)).await
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        slowly(self.port.batch_get_query_execution(ids)).await
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        slowly(self.port.stop_query_execution(id)).await
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        slowly(self.port.list_query_executions(work_group, max_results, next_token)).await
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        let page = slowly(self.port.get_query_results(request)).await;
        turn_of_read(&self.stand_still).await;
        page
    }

    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics> {
        slowly(self.port.get_query_runtime_statistics(id)).await
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        slowly(self.port.get_work_group(name)).await
    }
}

#[async_trait]
impl<P: Catalog> Catalog for Yielding<P> {
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        slowly(self.port.list_data_catalogs(next_token)).await
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        slowly(self.port.list_databases(catalog, next_token)).await
    }

    async fn get_database(&self, catalog: &str, name: &str) -> Result<DatabaseMetadata> {
        slowly(self.port.get_database(catalog, name)).await
    }

    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        slowly(self.port.list_table_metadata(catalog, database, expression, next_token)).await
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        slowly(self.port.get_table_metadata(catalog, database, table)).await
    }
}

#[async_trait]
impl<P: ObjectSource> ObjectSource for Yielding<P> {
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo> {
        slowly(self.port.head(uri)).await
    }

    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        let ObjectBody { info, bytes } = slowly(self.port.get(uri, range, if_match)).await?;
        turn_of_read(&self.stand_still).await;
        let stand_still = Arc::clone(&self.stand_still);
        let bytes = bytes.then(move |chunk: Result<Bytes>| {
            let stand_still = Arc::clone(&stand_still);
            async move {
                turn_of_read(&stand_still).await;
                chunk
            }
        });
        Ok(ObjectBody::new(info, bytes.boxed()))
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        slowly(self.port.delete(uri)).await
    }

    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        slowly(self.port.list(directory, next_token)).await
    }

    /// The store itself: no bucket of these tests has an owner.
    fn owned_by(self: Arc<Self>, _: &AccountId) -> Arc<dyn ObjectSource> {
        self
    }
}
