//! Conversion of databases, tables and work groups into the types of `athena-core`.

use athena_core::driver::api::{DatabaseMetadata, TableColumn, TableMetadata, WorkGroup};
use aws_sdk_athena::types;

use super::query::encryption;
use super::{count, time};

pub(crate) fn database(sent: types::Database) -> DatabaseMetadata {
    let mut database = DatabaseMetadata::default();
    database.name = sent.name;
    database.description = sent.description;
    database.parameters = sent.parameters.unwrap_or_default().into_iter().collect();
    database
}

pub(crate) fn table(sent: types::TableMetadata) -> TableMetadata {
    let mut table = TableMetadata::default();
    table.name = sent.name;
    table.table_type = sent.table_type;
    table.created_at = time(sent.create_time.as_ref());
    table.last_access_at = time(sent.last_access_time.as_ref());
    table.columns = sent.columns.unwrap_or_default().into_iter().map(column).collect();
    table.partition_keys = sent.partition_keys.unwrap_or_default().into_iter().map(column).collect();
    table.parameters = sent.parameters.unwrap_or_default().into_iter().collect();
    table
}

fn column(sent: types::Column) -> TableColumn {
    let mut column = TableColumn::new(sent.name, sent.r#type.unwrap_or_default());
    column.comment = sent.comment;
    column
}

pub(crate) fn work_group(sent: types::WorkGroup) -> WorkGroup {
    let mut group = WorkGroup::default();
    group.name = sent.name;
    // a group without a state accepts queries: the service omits defaults
    group.enabled = sent.state.is_none_or(|state| state == types::WorkGroupState::Enabled);
    let Some(configuration) = sent.configuration else { return group };
    if let Some(result) = configuration.result_configuration {
        group.output_location = result.output_location.filter(|location| !location.is_empty());
        group.encryption = result.encryption_configuration.map(encryption);
    }
    group.enforced = configuration.enforce_work_group_configuration.unwrap_or_default();
    group.managed_results = configuration.managed_query_results_configuration.is_some_and(|managed| managed.enabled);
    group.bytes_scanned_cutoff = count(configuration.bytes_scanned_cutoff_per_query);
    group.engine_version = configuration.engine_version.and_then(|version| version.effective_engine_version);
    group
}
