//! `QueryExecution`, from the SDK's form into the core's.

use athena_core::query::{
    EncryptionConfiguration, EngineVersion, QueryExecution, QueryState, StatementType, Statistics,
};
use athena_core::{Error, ErrorCategory, ErrorKind, Result};
use aws_sdk_athena::types;

use super::number::{count, millis, time};

/// An execution; without an id or a state it is an error, since nothing can be done with it.
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn keeps_what_it_does_not_know_and_drops_what_cannot_be() {
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
