//! `AthenaApi` over aws-sdk-athena, with one attempt per call.

use std::fmt;

use async_trait::async_trait;
use athena_core::driver::api::StartQuery;
use athena_core::driver::api::{
    AthenaApi, GetQueryResults, MAX_QUERIES_PER_BATCH_GET, ResultPage, RuntimeStatistics, WorkGroup,
};
use athena_core::query::{QueryExecution, QueryId};
use athena_core::{Error, ErrorKind, Result, Retry};
use aws_sdk_athena::Client;

use crate::classify::{Call, classify};
use crate::convert::{metadata, query};

/// Amazon Athena.
#[derive(Clone)]
pub(crate) struct Athena {
    pub(crate) client: Client,
    /// The work group of metadata calls; they need one where IAM Identity Center controls access.
    pub(crate) work_group: Option<String>,
}

/// A required member of a response. The service sends it always, so a response without it was damaged on its way, and
/// another attempt may give it.
pub(crate) fn required<T>(call: Call, member: &'static str, value: Option<T>) -> Result<T> {
    value.ok_or_else(|| {
        Error::new(ErrorKind::Unexpected, format!("the response has no {member}"))
            .with_retry(Retry::Later)
            .with_operation(call.operation)
            .with_context("api", call.api)
    })
}

#[async_trait]
impl AthenaApi for Athena {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        let call = Call::START_QUERY;
        let input = query::start_query(request).map_err(|error| error.with_operation(call.operation))?;
        let response = input.send_with(&self.client).await.map_err(|error| classify(call, error))?;
        // The query may have started; the same token finds it.
        required(call, "QueryExecutionId", response.query_execution_id).map(QueryId::from)
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        let call = Call::GET_QUERY;
        let sent = self.client.get_query_execution().query_execution_id(id.as_str()).send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "QueryExecution", response.query_execution))
            .and_then(query::query_execution)
            .map_err(|error| error.with_query_id(id.as_str()))
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        let call = Call::BATCH_GET_QUERY;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if ids.len() > MAX_QUERIES_PER_BATCH_GET {
            let message =
                format!("{} query ids are too many for one call; the limit is {MAX_QUERIES_PER_BATCH_GET}", ids.len());
            return Err(Error::new(ErrorKind::InvalidState, message).with_operation(call.operation));
        }
        let names = ids.iter().map(|id| id.as_str().to_owned()).collect();
        let sent = self.client.batch_get_query_execution().set_query_execution_ids(Some(names)).send().await;
        let response = sent.map_err(|error| classify(call, error))?;
        response.query_executions.unwrap_or_default().into_iter().map(query::query_execution).collect()
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        let sent = self.client.stop_query_execution().query_execution_id(id.as_str()).send().await;
        sent.map_err(|error| classify(Call::STOP_QUERY, error).with_query_id(id.as_str()))?;
        Ok(())
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        let request = self
            .client
            .list_query_executions()
            .set_work_group(work_group.map(str::to_owned))
            .max_results(max_results.into())
            .set_next_token(next_token.map(str::to_owned));
        let response = request.send().await.map_err(|error| classify(Call::LIST_QUERIES, error))?;
        let ids = response.query_execution_ids.unwrap_or_default().into_iter().map(QueryId::from).collect();
        Ok((ids, response.next_token.filter(|token| !token.is_empty())))
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        let sent = query::get_query_results(request).send_with(&self.client).await;
        let call = Call::GET_RESULTS;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| {
                // A page without rows has an empty list of them; without a list it is not a page.
                let rows = response.result_set.as_ref().and_then(|set| set.rows.as_ref());
                required(call, "ResultSet.Rows", rows)?;
                Ok(query::page(response))
            })
            .map_err(|error| error.with_query_id(request.query_id.as_str()))
    }

    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics> {
        let call = Call::GET_STATISTICS;
        let sent = self.client.get_query_runtime_statistics().query_execution_id(id.as_str()).send().await;
        let response = sent.map_err(|error| classify(call, error).with_query_id(id.as_str()))?;
        Ok(query::runtime_statistics(response))
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        let call = Call::GET_WORK_GROUP;
        let sent = self.client.get_work_group().work_group(name).send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "WorkGroup", response.work_group))
            .map(metadata::work_group)
            .map_err(|error| error.with_context("work_group", name))
    }
}

impl fmt::Debug for Athena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Athena").field("region", &self.client.config().region()).finish_non_exhaustive()
    }
}
