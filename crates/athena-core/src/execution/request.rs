//! From a statement and a connection's defaults to the request that is sent.

use crate::connection::Connection;
use crate::error::Result;
use crate::query::{EncryptionConfiguration, ResultReuse, StartQuery};
use crate::statement::Statement;

/// Merges a statement with the connection's defaults; what the statement says wins.
pub(super) fn start_query(connection: &Connection, statement: &Statement) -> Result<StartQuery> {
    let defaults = &connection.options().query;
    let options = statement.options();
    let mut request = StartQuery::new(statement.to_sql()?);
    request.execution_parameters = statement.to_execution_parameters()?;
    if let Some(token) = &options.client_request_token {
        request.token = token.clone();
    }
    request.work_group = options.work_group.clone().or_else(|| defaults.work_group.clone());
    request.catalog = options.catalog_name.clone().or_else(|| defaults.catalog_name.clone());
    request.database = options.schema_name.clone().or_else(|| defaults.schema_name.clone());
    let staging = options.s3_staging_dir.as_ref().or(defaults.s3_staging_dir.as_ref());
    // What belongs to `ResultConfiguration` is sent with it: managed results refuse one that is not empty.
    request.output_location = staging.map(|uri| uri.directory().to_string());
    request.encryption = defaults
        .encryption_option
        .map(|option| EncryptionConfiguration { option: option.to_string(), kms_key: defaults.kms_key.clone() });
    request.expected_bucket_owner = defaults.expected_bucket_owner.as_ref().map(ToString::to_string);
    request.s3_acl_option = defaults.s3_acl_option.map(|option| option.to_string());
    let reuse = ResultReuse { enabled: true, max_age_in_minutes: defaults.result_reuse_minutes };
    request.result_reuse = options.result_reuse.or(defaults.result_reuse_enable.then_some(reuse));
    Ok(request)
}
