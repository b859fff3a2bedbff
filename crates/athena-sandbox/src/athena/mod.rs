//! Athena: the AWS JSON protocol, one handler per operation

mod capacity;
mod data_catalogs;
mod error;
mod executions;
mod input;
mod metadata;
mod model;
mod named_queries;
mod operations;
mod paging;
mod prepared_statements;
mod result_page;
mod results;
mod shape;
mod start;
mod tags;
mod work_group;

use std::sync::Arc;

use serde_json::Value;

use crate::engine::Engine;
use crate::faults::Quotas;
use crate::query::{Queries, Runner};
use crate::records::Records;

pub(crate) use data_catalogs::others;
pub(crate) use error::ApiError;
use input::Input;
use operations::Operation;
pub(crate) use operations::names as operation_names;

/// The state that the operations work on.
#[derive(Clone)]
pub(crate) struct Athena {
    pub(crate) engine: Arc<Engine>,
    pub(crate) queries: Queries,
    pub(crate) runner: Runner,
    /// The quotas for active queries.
    pub(crate) quotas: Quotas,
    pub(crate) records: Records,
}

/// The body of a successful response.
#[derive(Debug)]
pub(crate) enum Answer {
    Json(Value),
    /// Serialized JSON: a page of results is too large for a tree of values.
    Text(String),
}

impl From<Value> for Answer {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl Athena {
    /// Carries out one operation; `operation` is the target without `AmazonAthena.`.
    pub(crate) async fn call(&self, operation: &str, body: &[u8]) -> Result<Answer, ApiError> {
        // An unknown operation is reported even if the body is invalid.
        let operation = operations::find(operation).ok_or_else(ApiError::unknown_operation)?;
        let body = input::parse(body)?;
        match operation {
            Operation::Now(carry_out) => carry_out(self, Input::new(&body)).map(Answer::from),
            Operation::Later(carry_out) => carry_out(self, Input::new(&body)).await,
        }
    }
}
