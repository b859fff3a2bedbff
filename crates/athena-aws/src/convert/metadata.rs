//! Databases and tables, from the SDK's form into the core's.

use athena_core::driver::api::{DatabaseMetadata, TableColumn, TableMetadata};
use aws_sdk_athena::types;

use super::number::time;

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
