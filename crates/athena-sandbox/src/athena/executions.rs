//! Query execution operations: get, batch get, runtime statistics, stop and list

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};

use crate::engine::contract::StatementType;
use crate::query::Query;
use crate::records::WorkGroup;

use super::error::ApiError;
use super::input::{Input, Validation};
use super::{Athena, paging, work_group};

/// Maximum number of ids in BatchGetQueryExecution.
const LARGEST_BATCH: usize = 50;

impl Athena {
    /// The query that the request names.
    pub(super) fn named_query(&self, input: Input<'_>) -> Result<Arc<Query>, ApiError> {
        let id = input.string("QueryExecutionId")?;
        Validation::default()
            .required("queryExecutionId", id.as_ref())
            .length("queryExecutionId", id, 1, 128)
            .check()?;
        self.find_query(id.unwrap_or_default())
    }

    pub(super) fn find_query(&self, id: &str) -> Result<Arc<Query>, ApiError> {
        self.queries.get(id).ok_or_else(|| ApiError::query_not_found(id))
    }

    /// The queries of a work group, oldest first. Deleting a work group deletes its queries.
    pub(super) fn queries_of(&self, group: &WorkGroup) -> Vec<Arc<Query>> {
        let mut queries = self.queries.all();
        queries.retain(|query| query.request.work_group == group.name && epoch(query.submitted) >= group.created);
        queries
    }

    pub(super) fn get_query_execution(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let query = self.named_query(input)?;
        Ok(json!({ "QueryExecution": execution(&query) }))
    }

    pub(super) fn batch_get_query_execution(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let ids = input.strings("QueryExecutionIds")?;
        let mut validation = Validation::default();
        validation.required("queryExecutionIds", ids.as_ref());
        let ids = ids.unwrap_or_default();
        if ids.len() > LARGEST_BATCH {
            validation
                .fail("queryExecutionIds", &format!("Member must have length less than or equal to {LARGEST_BATCH}"));
        }
        validation.check()?;
        let mut found = Vec::new();
        let mut unprocessed = Vec::new();
        for id in ids {
            match self.queries.get(id) {
                Some(query) => found.push(execution(&query)),
                None => unprocessed.push(json!({
                    "ErrorCode": "QUERY_EXECUTION_NOT_FOUND",
                    "ErrorMessage": format!("QueryExecution {id} was not found"),
                    "QueryExecutionId": id,
                })),
            }
        }
        Ok(json!({ "QueryExecutions": found, "UnprocessedQueryExecutionIds": unprocessed }))
    }

    pub(super) fn get_query_runtime_statistics(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let query = self.named_query(input)?;
        Ok(json!({ "QueryRuntimeStatistics": query.progress().statistics.runtime_json() }))
    }

    pub(super) fn stop_query_execution(&self, input: Input<'_>) -> Result<Value, ApiError> {
        self.named_query(input)?.stop();
        Ok(json!({}))
    }

    pub(super) fn list_query_executions(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        let group = input.string("WorkGroup")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 0, 50).check()?;
        let group = group.unwrap_or(work_group::PRIMARY);
        let queries = self.queries_of(&self.find_group(group)?);
        // Newest first. A query that starts between two pages would shift the rest, so the token counts from the
        // oldest.
        let mut ids: Vec<&str> = queries.iter().map(|query| query.id.as_str()).collect();
        let subject = format!("executions of {group}");
        if let Some(token) = token {
            let left = paging::decode(&subject, token).and_then(|left| usize::try_from(left).ok());
            let left =
                left.ok_or_else(|| ApiError::invalid_input(format!("The nextPageToken is malformed: {token}")))?;
            ids.truncate(left);
        }
        let max = max.and_then(|max| usize::try_from(max).ok()).filter(|max| *max > 0).unwrap_or(LARGEST_BATCH);
        let page: Vec<&str> = ids.iter().rev().take(max).copied().collect();
        let left = ids.len() - page.len();
        let mut body = json!({ "QueryExecutionIds": page });
        if left > 0 {
            body["NextToken"] = paging::encode(&subject, left as u64).into();
        }
        Ok(body)
    }
}

/// `QueryExecution`, without the members that the service omits.
fn execution(query: &Query) -> Value {
    let progress = query.progress();
    let mut status = Map::new();
    status.insert("State".to_owned(), progress.state.as_str().into());
    status.insert("SubmissionDateTime".to_owned(), epoch(query.submitted).into());
    if let Some(completed) = progress.completed {
        status.insert("CompletionDateTime".to_owned(), epoch(completed).into());
    }
    if let Some(reason) = &progress.reason {
        status.insert("StateChangeReason".to_owned(), reason.clone().into());
    }
    if let Some(failure) = &progress.failure {
        let error = json!({
            "ErrorCategory": failure.category,
            "ErrorMessage": failure.reason,
            "ErrorType": failure.error_type,
            "Retryable": failure.retryable,
        });
        status.insert("AthenaError".to_owned(), error);
    }
    let mut context = Map::new();
    if let Some(catalog) = &query.request.catalog {
        context.insert("Catalog".to_owned(), catalog.clone().into());
    }
    if let Some(database) = &query.request.database {
        context.insert("Database".to_owned(), database.clone().into());
    }
    let reuse = query.request.reuse.clone().unwrap_or_else(|| json!({ "Enabled": false }));
    let mut execution = json!({
        "EngineVersion": {
            "EffectiveEngineVersion": work_group::ENGINE_VERSION,
            "SelectedEngineVersion": query.request.selected_engine.as_deref().unwrap_or("AUTO"),
        },
        "Query": query.request.sql,
        "QueryExecutionContext": context,
        "QueryExecutionId": query.id,
        "ResultReuseConfiguration": { "ResultReuseByAgeConfiguration": reuse },
        "StatementType": statement_type(query.statement_type),
        "Statistics": progress.statistics.to_json(),
        "Status": status,
        "SubstatementType": query.substatement_type,
        "WorkGroup": query.request.work_group,
    });
    let mut configuration = query.request.result_configuration.clone();
    match &query.object {
        Some(object) => {
            configuration.insert("OutputLocation".to_owned(), object.uri().into());
            execution["ResultConfiguration"] = configuration.into();
        }
        None => {
            configuration.insert("Enabled".to_owned(), true.into());
            execution["ManagedQueryResultsConfiguration"] = configuration.into();
        }
    }
    execution
}

fn statement_type(statement_type: StatementType) -> &'static str {
    match statement_type {
        StatementType::Ddl => "DDL",
        StatementType::Dml => "DML",
        StatementType::Utility => "UTILITY",
    }
}

/// Unix seconds with a fraction, the timestamp format of the protocol.
pub(super) fn epoch(time: SystemTime) -> f64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}
