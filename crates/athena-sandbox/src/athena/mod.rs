//! The Athena half: awsJson1.1 over POST, one handler per operation.

mod catalog;
mod error;
mod executions;
mod glue;
mod input;
mod page;
mod paging;
mod results;
mod runtime;
mod start;
mod work_group;

use std::sync::Arc;

use serde_json::Value;

use crate::engine::Engine;
use crate::query::{Queries, Runner};

pub(crate) use error::ApiError;
use input::Input;

/// What the operations work on.
#[derive(Clone)]
pub(crate) struct Athena {
    pub(crate) engine: Arc<Engine>,
    pub(crate) queries: Queries,
    pub(crate) runner: Runner,
    /// When the work groups came to be.
    pub(crate) started: f64,
}

/// The body of a successful response.
#[derive(Debug)]
pub(crate) enum Answer {
    Json(Value),
    /// Already written: a page of results is too large for a tree of values.
    Text(String),
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl Athena {
    /// Carries out one operation; `operation` is what follows `AmazonAthena.` in the target.
    pub(crate) async fn call(&self, operation: &str, body: &[u8]) -> Result<Answer, ApiError> {
        if !is_known(operation) {
            return Err(ApiError::unknown_operation());
        }
        let body = input::parse(body)?;
        let input = Input::new(&body);
        match operation {
            "StartQueryExecution" => self.start_query_execution(input).await.map(Answer::from),
            "GetQueryExecution" => self.get_query_execution(input).map(Answer::from),
            "BatchGetQueryExecution" => self.batch_get_query_execution(input).map(Answer::from),
            "StopQueryExecution" => self.stop_query_execution(input).map(Answer::from),
            "ListQueryExecutions" => self.list_query_executions(input).map(Answer::from),
            "GetQueryResults" => self.get_query_results(input).await,
            "GetQueryRuntimeStatistics" => self.get_query_runtime_statistics(input).map(Answer::from),
            "GetWorkGroup" => self.get_work_group(input).map(Answer::from),
            "ListWorkGroups" => self.list_work_groups(input).map(Answer::from),
            "ListDataCatalogs" => self.list_data_catalogs(input).map(Answer::from),
            "GetDataCatalog" => self.get_data_catalog(input).map(Answer::from),
            "ListDatabases" => self.list_databases(input).map(Answer::from),
            "GetDatabase" => self.get_database(input).map(Answer::from),
            "ListTableMetadata" => self.list_table_metadata(input).map(Answer::from),
            "GetTableMetadata" => self.get_table_metadata(input).map(Answer::from),
            _ => Err(ApiError::unknown_operation()),
        }
    }
}

/// The target is looked at before the body.
fn is_known(operation: &str) -> bool {
    matches!(
        operation,
        "StartQueryExecution"
            | "GetQueryExecution"
            | "BatchGetQueryExecution"
            | "StopQueryExecution"
            | "ListQueryExecutions"
            | "GetQueryResults"
            | "GetQueryRuntimeStatistics"
            | "GetWorkGroup"
            | "ListWorkGroups"
            | "ListDataCatalogs"
            | "GetDataCatalog"
            | "ListDatabases"
            | "GetDatabase"
            | "ListTableMetadata"
            | "GetTableMetadata"
    )
}
