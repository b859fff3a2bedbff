//! Ports to the services: object-safe traits, which `athena-aws` implements with the AWS SDK.

mod catalog;
mod fallback;
mod object;
mod pace;
mod page_tokens;
mod renew;
mod retrying;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;

pub(crate) use self::catalog::is_glue;
pub use self::catalog::{Catalog, DatabaseMetadata, TableColumn, TableMetadata};
pub(crate) use self::fallback::{WithFallback, as_of_glue, may_fall_back};
pub use self::object::{ObjectBody, ObjectInfo, ObjectSource};
pub use self::pace::Pace;
pub(crate) use self::page_tokens::PageTokens;
pub use self::renew::RenewCredentials;
pub use self::retrying::RetryPolicy;
pub(crate) use self::retrying::Retrying;

use crate::error::Result;
pub use crate::query::request::StartQuery;
use crate::query::{EncryptionConfiguration, QueryExecution, QueryId};
use crate::telemetry::metrics;

/// The calls of Amazon Athena that run a query and read its result.
///
/// An implementation makes one attempt per call, and marks an error that another attempt may avoid with
/// [`Retry::Later`](crate::Retry::Later). The [`Connection`](crate::Connection) makes the further attempts, up to its
/// option `max_attempts`.
#[async_trait]
pub trait AthenaApi: fmt::Debug + Send + Sync + 'static {
    /// `StartQueryExecution`.
    ///
    /// # Errors
    /// `QueryRejected` when the service does not accept the statement; otherwise the error of the call. An error marked
    /// [`Retry::Later`](crate::Retry::Later) leaves open whether the query was started, unless it is `Throttled`.
    ///
    /// # Cancel safety
    /// Dropping the future must end the attempt, but the query may run all the same: a second call with the same token
    /// finds it. So core awaits this call in a task of its own, which only the end of the runtime drops.
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId>;

    /// `GetQueryExecution`.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution>;

    /// `BatchGetQueryExecution`, for at most [`MAX_QUERIES_PER_BATCH_GET`] ids. An id that the service did not process
    /// is missing from the answer.
    ///
    /// # Errors
    /// The error of the call. An id that does not exist is no error.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>>;

    /// `StopQueryExecution`. Stopping a query that has ended succeeds and changes nothing.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call; the service may have received it, and then stops the query. It may be
    /// made again.
    async fn stop_query_execution(&self, id: &QueryId) -> Result<()>;

    /// `ListQueryExecutions`: one page of ids, newest first, and the token of the next page.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)>;

    /// `GetQueryResults`: one page of rows, including the header row if the service sends one.
    ///
    /// # Errors
    /// `ResultMissing` when the service no longer has the result; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage>;

    /// `GetQueryRuntimeStatistics`. The service has the numbers of rows some time after the end of a query, or never.
    ///
    /// # Errors
    /// `NotFound` when there is no such execution; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics>;

    /// `GetWorkGroup`.
    ///
    /// # Errors
    /// `NotFound` when there is no such work group; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn get_work_group(&self, name: &str) -> Result<WorkGroup>;
}

/// The maximum number of ids in `BatchGetQueryExecution`.
pub const MAX_QUERIES_PER_BATCH_GET: usize = 50;

/// The maximum number of rows in a page of `GetQueryResults`, including the header row.
pub const MAX_PAGE_ROWS: u16 = 1000;

/// A request for one page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetQueryResults {
    /// The query.
    pub query_id: QueryId,
    /// `NextToken` of the previous page.
    pub next_token: Option<String>,
    /// `MaxResults`, 1 to [`MAX_PAGE_ROWS`]; the service's default is the maximum.
    pub max_results: Option<u16>,
}

impl GetQueryResults {
    /// The first page of `query_id`.
    pub fn first(query_id: QueryId, max_results: Option<u16>) -> Self {
        Self { query_id, next_token: None, max_results }
    }

    /// The page with the token `next_token`, of the same size.
    pub fn following(&self, next_token: String) -> Self {
        Self { next_token: Some(next_token), ..self.clone() }
    }
}

/// One page of `GetQueryResults`, as sent.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ResultPage {
    /// `ResultSetMetadata.ColumnInfo`.
    pub columns: Vec<ColumnInfo>,
    /// The rows; a cell is `None` for NULL. A row may hold fewer cells than there are columns (DESCRIBE sends one).
    pub rows: Vec<Vec<Option<String>>>,
    /// `UpdateCount`.
    pub update_count: Option<i64>,
    /// `NextToken`; only its absence marks the last page.
    pub next_token: Option<String>,
}

/// `ColumnInfo` of `GetQueryResults`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnInfo {
    /// `Name`.
    pub name: String,
    /// `Label`.
    pub label: Option<String>,
    /// `Type`: the type's name without parameters; `real` is sent as `float`.
    pub type_name: String,
    /// `Precision`.
    pub precision: i32,
    /// `Scale`.
    pub scale: i32,
    /// `Nullable`: `None` for `UNKNOWN`, the usual answer.
    pub nullable: Option<bool>,
    /// `CaseSensitive`.
    pub case_sensitive: bool,
}

impl ColumnInfo {
    /// A column with a name and a type, and defaults for the other fields.
    pub fn new(name: impl Into<String>, type_name: impl Into<String>) -> Self {
        Self { name: name.into(), type_name: type_name.into(), ..Self::default() }
    }
}

/// The numbers of `GetQueryRuntimeStatistics` that drivers use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RuntimeStatistics {
    /// `Rows.OutputRows`: the rows that a SELECT returned. `None` while the service has not counted them; it never
    /// counts those of DDL and utility statements, nor of tables with row filters.
    pub output_rows: Option<u64>,
}

/// The settings of a work group that drivers use, from `GetWorkGroup`
/// ([API reference](https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html)).
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct WorkGroup {
    /// `Name`.
    pub name: String,
    /// `State` is `ENABLED`.
    pub enabled: bool,
    /// `ResultConfiguration.OutputLocation`.
    pub output_location: Option<String>,
    /// `ResultConfiguration.EncryptionConfiguration`.
    pub encryption: Option<EncryptionConfiguration>,
    /// `EnforceWorkGroupConfiguration`: the settings of a request are silently replaced by these.
    pub enforced: bool,
    /// `ManagedQueryResultsConfiguration.Enabled`: a request must not name an output location.
    pub managed_results: bool,
    /// `BytesScannedCutoffPerQuery`.
    pub bytes_scanned_cutoff: Option<u64>,
    /// `EngineVersion.EffectiveEngineVersion`.
    pub engine_version: Option<String>,
}

/// Calls and bytes of a connection and its clones, since it was opened.
#[derive(Debug, Default)]
pub struct Usage {
    calls: Mutex<BTreeMap<&'static str, u64>>,
    object_bytes: AtomicU64,
}

impl Usage {
    /// Calls by the service's name of the operation, such as `GetQueryExecution` or `GetObject`; every attempt counts.
    /// Calls of AWS Glue, the fallback of Athena's metadata calls, have the names of its actions: `glue:GetTable`.
    pub fn calls(&self) -> BTreeMap<&'static str, u64> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Bytes of objects that were received from Amazon S3.
    pub fn object_bytes(&self) -> u64 {
        self.object_bytes.load(Ordering::Relaxed)
    }

    fn count(&self, operation: &'static str) {
        *self.calls.lock().unwrap_or_else(PoisonError::into_inner).entry(operation).or_default() += 1;
    }

    fn count_bytes(&self, chunk: &Result<Bytes>) {
        let bytes = chunk.as_ref().map_or(0, Bytes::len);
        self.object_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        metrics::object_bytes(bytes as u64);
    }
}
