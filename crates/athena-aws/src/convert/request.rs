//! Requests, from the core's form into the SDK's.

use athena_core::driver::api::GetQueryResults;
use athena_core::query::{ResultReuse, StartQuery};
use athena_core::{Error, ErrorKind, Result};
use aws_sdk_athena::operation::get_query_results::builders::GetQueryResultsInputBuilder;
use aws_sdk_athena::operation::start_query_execution::builders::StartQueryExecutionInputBuilder;
use aws_sdk_athena::types::{
    AclConfiguration, EncryptionConfiguration, EncryptionOption, QueryExecutionContext, ResultConfiguration,
    ResultReuseByAgeConfiguration, ResultReuseConfiguration, S3AclOption,
};

/// `StartQueryExecution`; what is not set is left out, empty structures too: managed results forbid an empty
/// `ResultConfiguration`.
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

fn context(request: &StartQuery) -> Option<QueryExecutionContext> {
    if request.database.is_none() && request.catalog.is_none() {
        return None;
    }
    let context = QueryExecutionContext::builder();
    Some(context.set_database(request.database.clone()).set_catalog(request.catalog.clone()).build())
}

fn result_configuration(request: &StartQuery) -> Result<Option<ResultConfiguration>> {
    let encryption = request.encryption.as_ref().map(encryption).transpose()?;
    let acl = request.s3_acl_option.as_deref().map(acl).transpose()?;
    if request.output_location.is_none()
        && encryption.is_none()
        && acl.is_none()
        && request.expected_bucket_owner.is_none()
    {
        return Ok(None);
    }
    let configuration = ResultConfiguration::builder()
        .set_output_location(request.output_location.clone())
        .set_encryption_configuration(encryption)
        .set_expected_bucket_owner(request.expected_bucket_owner.clone())
        .set_acl_configuration(acl);
    Ok(Some(configuration.build()))
}

fn encryption(wanted: &athena_core::query::EncryptionConfiguration) -> Result<EncryptionConfiguration> {
    EncryptionConfiguration::builder()
        .encryption_option(EncryptionOption::from(wanted.option.as_str()))
        .set_kms_key(wanted.kms_key.clone())
        .build()
        .map_err(incomplete)
}

fn acl(option: &str) -> Result<AclConfiguration> {
    AclConfiguration::builder().s3_acl_option(S3AclOption::from(option)).build().map_err(incomplete)
}

fn reuse(wanted: &ResultReuse) -> ResultReuseConfiguration {
    let minutes = i32::try_from(wanted.max_age_in_minutes).unwrap_or(i32::MAX);
    let by_age = ResultReuseByAgeConfiguration::builder().enabled(wanted.enabled).max_age_in_minutes(minutes);
    ResultReuseConfiguration::builder().result_reuse_by_age_configuration(by_age.build()).build()
}

fn incomplete(error: aws_smithy_types::error::operation::BuildError) -> Error {
    Error::new(ErrorKind::Unexpected, format!("the request is incomplete: {error}"))
}
