//! Conversion of queries: requests into the SDK's types; executions and result pages into the types of `athena-core`.

use athena_core::driver::api::StartQuery;
use athena_core::driver::api::{ColumnInfo, GetQueryResults, ResultPage, RuntimeStatistics};
use athena_core::query::{
    EncryptionConfiguration, EngineVersion, QueryExecution, QueryState, ResultReuse, StatementType, Statistics,
};
use athena_core::{Error, ErrorCategory, ErrorKind, Result};
use aws_sdk_athena::operation::get_query_results::GetQueryResultsOutput;
use aws_sdk_athena::operation::get_query_results::builders::GetQueryResultsInputBuilder;
use aws_sdk_athena::operation::get_query_runtime_statistics::GetQueryRuntimeStatisticsOutput;
use aws_sdk_athena::operation::start_query_execution::builders::StartQueryExecutionInputBuilder;
use aws_sdk_athena::types;

use super::{count, millis, time};

/// `StartQueryExecution`. Fields that are not set are left out, and so are empty structures: managed results forbid an
/// empty `ResultConfiguration`.
pub(crate) fn start_query(request: &StartQuery) -> Result<StartQueryExecutionInputBuilder> {
    let parameters = &request.execution_parameters;
    Ok(StartQueryExecutionInputBuilder::default()
        .query_string(&request.sql)
        .client_request_token(request.token.as_str())
        .set_query_execution_context(context(request))
        .set_result_configuration(result_configuration(request)?)
        .set_work_group(request.work_group.clone())
        .set_execution_parameters((!parameters.is_empty()).then(|| parameters.clone()))
        .set_result_reuse_configuration(request.result_reuse.as_ref().map(reuse)))
}

/// `GetQueryResults`.
pub(crate) fn get_query_results(request: &GetQueryResults) -> GetQueryResultsInputBuilder {
    GetQueryResultsInputBuilder::default()
        .query_execution_id(request.query_id.as_str())
        .set_next_token(request.next_token.clone())
        .set_max_results(request.max_results.map(i32::from))
}

fn context(request: &StartQuery) -> Option<types::QueryExecutionContext> {
    if request.database.is_none() && request.catalog.is_none() {
        return None;
    }
    let context = types::QueryExecutionContext::builder();
    Some(context.set_database(request.database.clone()).set_catalog(request.catalog.clone()).build())
}

fn result_configuration(request: &StartQuery) -> Result<Option<types::ResultConfiguration>> {
    let encryption = request.encryption.as_ref().map(sdk_encryption).transpose()?;
    let acl = request.s3_acl_option.as_deref().map(acl).transpose()?;
    if request.output_location.is_none()
        && encryption.is_none()
        && acl.is_none()
        && request.expected_bucket_owner.is_none()
    {
        return Ok(None);
    }
    let configuration = types::ResultConfiguration::builder()
        .set_output_location(request.output_location.clone())
        .set_encryption_configuration(encryption)
        .set_expected_bucket_owner(request.expected_bucket_owner.clone())
        .set_acl_configuration(acl);
    Ok(Some(configuration.build()))
}

fn sdk_encryption(wanted: &EncryptionConfiguration) -> Result<types::EncryptionConfiguration> {
    types::EncryptionConfiguration::builder()
        .encryption_option(types::EncryptionOption::from(wanted.option.as_str()))
        .set_kms_key(wanted.kms_key.clone())
        .build()
        .map_err(incomplete)
}

fn acl(option: &str) -> Result<types::AclConfiguration> {
    types::AclConfiguration::builder().s3_acl_option(types::S3AclOption::from(option)).build().map_err(incomplete)
}

fn reuse(wanted: &ResultReuse) -> types::ResultReuseConfiguration {
    let minutes = i32::try_from(wanted.max_age_in_minutes).unwrap_or(i32::MAX);
    let by_age = types::ResultReuseByAgeConfiguration::builder().enabled(wanted.enabled).max_age_in_minutes(minutes);
    types::ResultReuseConfiguration::builder().result_reuse_by_age_configuration(by_age.build()).build()
}

fn incomplete(error: aws_smithy_types::error::operation::BuildError) -> Error {
    Error::new(ErrorKind::Unexpected, format!("the request is incomplete: {error}"))
}

/// A query execution. One without an id or a state is an error, because nothing can be done with it.
pub(crate) fn query_execution(sent: types::QueryExecution) -> Result<QueryExecution> {
    let missing =
        |what| Error::new(ErrorKind::Unexpected, format!("the service sent a query execution without {what}"));
    let id = sent.query_execution_id.ok_or_else(|| missing("QueryExecutionId"))?;
    let status = sent.status.ok_or_else(|| missing("Status").with_query_id(&id))?;
    let state = status.state.ok_or_else(|| missing("State").with_query_id(&id))?;

    let mut execution = QueryExecution::new(id, QueryState::from_name(state.as_str()));
    execution.sql = sent.query.unwrap_or_default();
    execution.statement_type = sent.statement_type.map(|kind| StatementType::from_name(kind.as_str()));
    execution.substatement_type = sent.substatement_type;
    execution.state_change_reason = status.state_change_reason;
    if let Some(error) = status.athena_error {
        execution.error_category = error.error_category.map(ErrorCategory::from);
        execution.error_type = error.error_type;
        execution.retryable = error.retryable;
        execution.error_message = error.error_message;
    }
    execution.submitted_at = time(status.submission_date_time.as_ref());
    execution.completed_at = time(status.completion_date_time.as_ref());
    if let Some(context) = sent.query_execution_context {
        execution.catalog = context.catalog;
        execution.database = context.database;
    }
    execution.work_group = sent.work_group;
    if let Some(result) = sent.result_configuration {
        execution.output_location = result.output_location;
        execution.encryption = result.encryption_configuration.map(encryption);
    }
    execution.managed_results = sent.managed_query_results_configuration.is_some_and(|managed| managed.enabled);
    if let Some(version) = sent.engine_version {
        execution.engine_version = engine_version(version);
    }
    if let Some(sent) = sent.statistics {
        execution.statistics = statistics(sent);
    }
    Ok(execution)
}

pub(super) fn encryption(sent: types::EncryptionConfiguration) -> EncryptionConfiguration {
    let encryption = EncryptionConfiguration::new(sent.encryption_option.as_str());
    match sent.kms_key {
        Some(key) => encryption.with_kms_key(key),
        None => encryption,
    }
}

fn engine_version(sent: types::EngineVersion) -> EngineVersion {
    let mut version = EngineVersion::default();
    version.selected = sent.selected_engine_version;
    version.effective = sent.effective_engine_version;
    version
}

fn statistics(sent: types::QueryExecutionStatistics) -> Statistics {
    let mut statistics = Statistics::default();
    statistics.queue_time = millis(sent.query_queue_time_in_millis);
    statistics.service_pre_processing_time = millis(sent.service_pre_processing_time_in_millis);
    statistics.planning_time = millis(sent.query_planning_time_in_millis);
    statistics.engine_execution_time = millis(sent.engine_execution_time_in_millis);
    statistics.service_processing_time = millis(sent.service_processing_time_in_millis);
    statistics.total_execution_time = millis(sent.total_execution_time_in_millis);
    statistics.data_scanned_bytes = count(sent.data_scanned_in_bytes);
    statistics.data_manifest_location = sent.data_manifest_location;
    statistics.reused_previous_result = sent.result_reuse_information.is_some_and(|reuse| reuse.reused_previous_result);
    statistics.dpu_count = sent.dpu_count;
    statistics
}

/// The runtime statistics of a query. The service sends them in parts, as it has them.
pub(crate) fn runtime_statistics(sent: GetQueryRuntimeStatisticsOutput) -> RuntimeStatistics {
    let rows = sent.query_runtime_statistics.and_then(|statistics| statistics.rows);
    let mut statistics = RuntimeStatistics::default();
    statistics.output_rows = rows.and_then(|rows| count(rows.output_rows));
    statistics
}

/// A page of rows. An empty token counts as none: a request with it would return the first page again, forever.
pub(crate) fn page(sent: GetQueryResultsOutput) -> ResultPage {
    let result = sent.result_set;
    let (rows, metadata) = result.map_or((None, None), |set| (set.rows, set.result_set_metadata));
    let mut page = ResultPage::default();
    page.columns = metadata.and_then(|m| m.column_info).unwrap_or_default().into_iter().map(column).collect();
    page.rows = rows.unwrap_or_default().into_iter().map(row).collect();
    page.update_count = sent.update_count;
    page.next_token = sent.next_token.filter(|token| !token.is_empty());
    page
}

fn row(sent: types::Row) -> Vec<Option<String>> {
    sent.data.unwrap_or_default().into_iter().map(|datum| datum.var_char_value).collect()
}

fn column(sent: types::ColumnInfo) -> ColumnInfo {
    let mut column = ColumnInfo::new(sent.name, sent.r#type);
    column.label = sent.label;
    column.precision = sent.precision;
    column.scale = sent.scale;
    column.nullable = match sent.nullable {
        Some(types::ColumnNullable::Nullable) => Some(true),
        Some(types::ColumnNullable::NotNull) => Some(false),
        _ => None,
    };
    column.case_sensitive = sent.case_sensitive;
    column
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn unknown_names_are_kept_and_negative_numbers_are_dropped() {
        let sent = types::QueryExecution::builder()
            .query_execution_id("q-1")
            .statement_type(types::StatementType::from("SPELL"))
            .status(types::QueryExecutionStatus::builder().state("PAUSED".into()).build())
            .statistics(
                types::QueryExecutionStatistics::builder()
                    .data_scanned_in_bytes(-5)
                    .query_queue_time_in_millis(-1)
                    .engine_execution_time_in_millis(7)
                    .build(),
            )
            .build();
        let execution = query_execution(sent).expect("id and state are there");
        assert_eq!(execution.state, QueryState::Other("PAUSED".to_owned()));
        assert_eq!(execution.statement_type, Some(StatementType::Other("SPELL".to_owned())));
        assert_eq!(execution.statistics.data_scanned_bytes, None);
        assert_eq!(execution.statistics.queue_time, None);
        assert_eq!(execution.statistics.engine_execution_time, Some(Duration::from_millis(7)));
    }

    #[test]
    fn an_execution_without_a_state_is_an_error() {
        let sent = types::QueryExecution::builder().query_execution_id("q-1").build();
        let error = query_execution(sent).expect_err("no status");
        assert_eq!((error.kind(), error.query_id()), (ErrorKind::Unexpected, Some("q-1")));
    }
}
