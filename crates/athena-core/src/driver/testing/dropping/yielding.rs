//! Ports whose calls wait before they take effect and before they are answered

use std::ops::Range;
use std::sync::Arc;

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
#[derive(Clone, Debug)]
pub struct Yielding<P>(pub P);

/// The answer of a call, with a turn before its effect and one after it.
async fn slowly<T>(call: impl Future<Output = T>) -> T {
    yield_now().await;
    let answer = call.await;
    yield_now().await;
    answer
}

#[async_trait]
impl<P: AthenaApi> AthenaApi for Yielding<P> {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        slowly(self.0.start_query_execution(request)).await
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        slowly(self.0.get_query_execution(id)).await
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        slowly(self.0.batch_get_query_execution(ids)).await
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        slowly(self.0.stop_query_execution(id)).await
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        slowly(self.0.list_query_executions(work_group, max_results, next_token)).await
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        slowly(self.0.get_query_results(request)).await
    }

    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics> {
        slowly(self.0.get_query_runtime_statistics(id)).await
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        slowly(self.0.get_work_group(name)).await
    }
}

#[async_trait]
impl<P: Catalog> Catalog for Yielding<P> {
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        slowly(self.0.list_data_catalogs(next_token)).await
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        slowly(self.0.list_databases(catalog, next_token)).await
    }

    async fn get_database(&self, catalog: &str, name: &str) -> Result<DatabaseMetadata> {
        slowly(self.0.get_database(catalog, name)).await
    }

    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        slowly(self.0.list_table_metadata(catalog, database, expression, next_token)).await
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        slowly(self.0.get_table_metadata(catalog, database, table)).await
    }
}

#[async_trait]
impl<P: ObjectSource> ObjectSource for Yielding<P> {
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo> {
        slowly(self.0.head(uri)).await
    }

    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        let ObjectBody { info, bytes } = slowly(self.0.get(uri, range, if_match)).await?;
        let bytes = bytes.then(|chunk: Result<Bytes>| async move {
            yield_now().await;
            chunk
        });
        Ok(ObjectBody::new(info, bytes.boxed()))
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        slowly(self.0.delete(uri)).await
    }

    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        slowly(self.0.list(directory, next_token)).await
    }

    /// The store itself: no bucket of these tests has an owner.
    fn owned_by(self: Arc<Self>, _: &AccountId) -> Arc<dyn ObjectSource> {
        self
    }
}
