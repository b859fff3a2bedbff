//! The Athena half: awsJson1.1 over POST, one handler per operation.

mod capacity;
mod catalog;
mod data_catalogs;
mod error;
mod executions;
mod input;
mod named;
mod operations;
mod page;
mod paging;
mod prepared;
mod results;
mod runtime;
mod shape;
mod shapes;
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

/// What the operations work on.
#[derive(Clone)]
pub(crate) struct Athena {
    pub(crate) engine: Arc<Engine>,
    pub(crate) queries: Queries,
    pub(crate) runner: Runner,
    /// How many queries may be active.
    pub(crate) quotas: Quotas,
    pub(crate) records: Records,
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
        // The target is looked at before the body.
        let operation = operations::find(operation).ok_or_else(ApiError::unknown_operation)?;
        let body = input::parse(body)?;
        match operation {
            Operation::Now(carry_out) => carry_out(self, Input::new(&body)).map(Answer::from),
            Operation::Later(carry_out) => carry_out(self, Input::new(&body)).await,
        }
    }
}
