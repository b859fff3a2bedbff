//! The cursor, over a scripted Athena and objects in memory.

mod csv;
#[cfg(feature = "lazy")]
mod lazy;
mod unload;

use std::sync::Arc;

use athena_core::Connection;
use athena_core::driver::api::StartQuery;
use athena_core::driver::api::{AthenaApi, GetQueryResults, ResultPage, WorkGroup};
use athena_core::options::{ConnectOptions, QueryDefaults};
use athena_core::query::{QueryExecution, QueryId};
use athena_core::testing::{MemoryObjects, ScriptedAthena};
use athena_core::{Error, Result};

use crate::{Polars, PolarsCursor, PolarsOptions};

const STAGING: &str = "s3://bucket/out";
const MANIFEST: &str = "s3://bucket/out/q-manifest.csv";

/// A scripted Athena whose queries write files, by UNLOAD, when they are started.
#[derive(Clone, Debug)]
struct Unloading {
    athena: ScriptedAthena,
    objects: MemoryObjects,
    /// The name of each file below the directory, and its bytes.
    files: Vec<(&'static str, Vec<u8>)>,
    /// Lines that the manifest has besides.
    more: String,
    /// Whether there is a manifest.
    manifest: bool,
    work_group: Option<&'static str>,
}

impl Unloading {
    fn new(files: Vec<(&'static str, Vec<u8>)>) -> Self {
        let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
        Self { athena, objects, files, more: String::new(), manifest: true, work_group: None }
    }

    fn write(&self, sql: &str) {
        let directory = sql.split('\'').rev().find(|part| part.starts_with("s3://")).expect("an UNLOAD");
        let mut manifest = String::new();
        for (name, bytes) in &self.files {
            self.objects.put(&format!("{directory}{name}"), bytes.clone());
            manifest += &format!("{directory}{name}\n");
        }
        // What somebody else left there.
        self.objects.put(&format!("{directory}leftover"), "no Parquet");
        if self.manifest {
            self.objects.put(MANIFEST, manifest + &self.more);
        }
    }

    fn describe(&self, mut query: QueryExecution) -> QueryExecution {
        if query.sql.starts_with("UNLOAD") && self.manifest {
            query.statistics.data_manifest_location = Some(MANIFEST.to_owned());
        }
        query
    }

    fn sql(&self) -> Vec<String> {
        self.athena.requests().into_iter().map(|request| request.sql).collect()
    }

    fn cursor(&self, options: PolarsOptions) -> PolarsCursor {
        let staging = self.work_group.is_none().then(|| STAGING.parse().expect("a place"));
        let mut query = QueryDefaults::new();
        query.s3_staging_dir = staging;
        Connection::builder(Arc::new(self.clone()))
            .objects(Arc::new(self.objects.clone()))
            .options(ConnectOptions::new().with_query(query))
            .build()
            .expect("inside a runtime")
            .cursor_with::<Polars>(options)
    }
}

#[async_trait::async_trait]
impl AthenaApi for Unloading {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        if request.sql.starts_with("UNLOAD") {
            self.write(&request.sql);
        }
        self.athena.start_query_execution(request).await
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        self.athena.get_query_execution(id).await.map(|query| self.describe(query))
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        let queries = self.athena.batch_get_query_execution(ids).await?;
        Ok(queries.into_iter().map(|query| self.describe(query)).collect())
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        self.athena.stop_query_execution(id).await
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        self.athena.list_query_executions(work_group, max_results, next_token).await
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        self.athena.get_query_results(request).await
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        let mut group = self.athena.get_work_group(name).await?;
        group.output_location = self.work_group.filter(|place| !place.is_empty()).map(str::to_owned);
        Ok(group)
    }
}

/// The error's text with what it was caused by.
fn told(error: &Error) -> String {
    format!("{error:?}")
}
