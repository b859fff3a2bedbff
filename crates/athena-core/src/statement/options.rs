//! What one statement does differently from its connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::connection::OnStart;
use crate::options::S3Uri;
use crate::query::{ClientRequestToken, QueryId, ResultReuse};

/// Options of one execution. What is `None` is taken from the connection.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ExecuteOptions {
    /// The work group to run in.
    pub work_group: Option<String>,
    /// Where the result goes.
    pub s3_staging_dir: Option<S3Uri>,
    /// `QueryExecutionContext.Catalog`.
    pub catalog_name: Option<String>,
    /// `QueryExecutionContext.Database`.
    pub schema_name: Option<String>,
    /// Whether an earlier result may be used.
    pub result_reuse: Option<ResultReuse>,
    /// A token of the caller's, so that a repeated call finds the query of the first.
    pub client_request_token: Option<ClientRequestToken>,
    /// How long the query may take, from its start to its end; then it is stopped.
    pub query_timeout: Option<Duration>,
    /// Called with the query id when the start was answered, after the connection's own callback.
    pub on_start_query_execution: Option<OnStart>,
}

impl ExecuteOptions {
    /// Runs in this work group.
    #[must_use]
    pub fn with_work_group(mut self, name: impl Into<String>) -> Self {
        self.work_group = Some(name.into());
        self
    }

    /// Puts the result there.
    #[must_use]
    pub fn with_s3_staging_dir(mut self, uri: S3Uri) -> Self {
        self.s3_staging_dir = Some(uri);
        self
    }

    /// Resolves names in this catalog.
    #[must_use]
    pub fn with_catalog_name(mut self, name: impl Into<String>) -> Self {
        self.catalog_name = Some(name.into());
        self
    }

    /// Resolves names in this database.
    #[must_use]
    pub fn with_schema_name(mut self, name: impl Into<String>) -> Self {
        self.schema_name = Some(name.into());
        self
    }

    /// Allows or forbids an earlier result.
    #[must_use]
    pub fn with_result_reuse(mut self, reuse: ResultReuse) -> Self {
        self.result_reuse = Some(reuse);
        self
    }

    /// Uses this token instead of a new one.
    #[must_use]
    pub fn with_client_request_token(mut self, token: ClientRequestToken) -> Self {
        self.client_request_token = Some(token);
        self
    }

    /// Stops the query after this time.
    #[must_use]
    pub fn with_query_timeout(mut self, timeout: Duration) -> Self {
        self.query_timeout = Some(timeout);
        self
    }

    /// Calls `callback` with the query id once it is known.
    #[must_use]
    pub fn with_on_start(mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) -> Self {
        self.on_start_query_execution = Some(Arc::new(callback));
        self
    }
}

impl fmt::Debug for ExecuteOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecuteOptions")
            .field("work_group", &self.work_group)
            .field("s3_staging_dir", &self.s3_staging_dir)
            .field("catalog_name", &self.catalog_name)
            .field("schema_name", &self.schema_name)
            .field("result_reuse", &self.result_reuse)
            .field("query_timeout", &self.query_timeout)
            .finish_non_exhaustive()
    }
}
