//! GetQueryRuntimeStatistics.

use serde_json::{Value, json};

use super::Athena;
use super::error::ApiError;
use super::input::Input;

impl Athena {
    pub(super) fn get_query_runtime_statistics(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let query = self.named_query(input)?;
        Ok(json!({ "QueryRuntimeStatistics": query.progress().statistics.runtime_json() }))
    }
}
