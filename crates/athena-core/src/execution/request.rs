//! From a statement and a connection's defaults to the request that is sent.

use crate::connection::Connection;
use crate::error::Result;
use crate::options::QueryDefaults;
use crate::query::{EncryptionConfiguration, ResultReuse, StartQuery};
use crate::statement::{Statement, StatementOptions};

/// Merges a statement, whose options are those of its cursor already, with the connection's defaults; what the statement
/// says wins.
pub(super) fn start_query(connection: &Connection, statement: &Statement) -> Result<StartQuery> {
    let options = statement.options();
    let settings = settings(&connection.options().query, options);
    settings.validate()?;
    let mut request = StartQuery::new(statement.to_sql()?);
    request.execution_parameters = statement.to_execution_parameters()?;
    if let Some(token) = &options.client_request_token {
        request.token = token.clone();
    }
    // What belongs to `ResultConfiguration` is sent with it: managed results refuse one that is not empty.
    request.output_location = settings.s3_staging_dir.map(|uri| uri.directory().to_string());
    request.encryption = settings
        .encryption_option
        .map(|option| EncryptionConfiguration { option: option.to_string(), kms_key: settings.kms_key });
    request.expected_bucket_owner = settings.expected_bucket_owner.map(|owner| owner.to_string());
    request.s3_acl_option = settings.s3_acl_option.map(|option| option.to_string());
    let reuse = ResultReuse { enabled: true, max_age_in_minutes: settings.result_reuse_minutes };
    request.result_reuse = options.result_reuse.or(settings.result_reuse_enable.then_some(reuse));
    request.work_group = settings.work_group;
    request.catalog = settings.catalog_name;
    request.database = settings.schema_name;
    Ok(request)
}

/// The connection's settings, with those of the execution in their place.
fn settings(defaults: &QueryDefaults, options: &StatementOptions) -> QueryDefaults {
    let mut settings = defaults.clone();
    overwrite(&mut settings.s3_staging_dir, options.s3_staging_dir.as_ref());
    overwrite(&mut settings.work_group, options.work_group.as_ref());
    overwrite(&mut settings.schema_name, options.schema_name.as_ref());
    overwrite(&mut settings.catalog_name, options.catalog_name.as_ref());
    if options.encryption_option.is_some() {
        // The key belongs to the option that it was given with.
        settings.kms_key = None;
    }
    overwrite(&mut settings.encryption_option, options.encryption_option.as_ref());
    overwrite(&mut settings.kms_key, options.kms_key.as_ref());
    overwrite(&mut settings.expected_bucket_owner, options.expected_bucket_owner.as_ref());
    overwrite(&mut settings.s3_acl_option, options.s3_acl_option.as_ref());
    settings
}

fn overwrite<T: Clone>(setting: &mut Option<T>, over: Option<&T>) {
    if let Some(over) = over {
        *setting = Some(over.clone());
    }
}
