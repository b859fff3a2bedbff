//! Conversion of Glue's databases and tables into the form that Athena gives them.

use std::collections::BTreeMap;

use athena_core::driver::api::{DatabaseMetadata, TableColumn, TableMetadata};
use aws_sdk_glue::types::{Column, Database, StorageDescriptor, Table};

use super::time;

pub(crate) fn database(sent: Database) -> DatabaseMetadata {
    let mut database = DatabaseMetadata::default();
    database.name = sent.name;
    database.description = sent.description;
    database.parameters = sent.parameters.unwrap_or_default().into_iter().collect();
    database
}

/// A table. The storage descriptor becomes parameters, as Athena has it. `Description` is not the comment of the
/// table: the comment is a parameter too.
pub(crate) fn table(sent: Table) -> TableMetadata {
    let mut table = TableMetadata::default();
    table.name = sent.name;
    table.table_type = sent.table_type;
    table.created_at = time(sent.create_time.as_ref());
    table.last_access_at = time(sent.last_access_time.as_ref());
    table.partition_keys = columns(sent.partition_keys);
    table.parameters = sent.parameters.unwrap_or_default().into_iter().collect();
    if let Some(mut descriptor) = sent.storage_descriptor {
        table.columns = columns(descriptor.columns.take());
        table.parameters.extend(storage(descriptor));
    }
    table
}

fn storage(descriptor: StorageDescriptor) -> BTreeMap<String, String> {
    let (library, serde_parameters) =
        descriptor.serde_info.map(|serde| (serde.serialization_library, serde.parameters)).unwrap_or_default();
    let own = [
        ("location", descriptor.location),
        ("inputformat", descriptor.input_format),
        ("outputformat", descriptor.output_format),
        ("serde.serialization.lib", library),
    ];
    let own = own.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let of_serde = serde_parameters.unwrap_or_default().into_iter();
    own.chain(of_serde.map(|(key, value)| (format!("serde.param.{key}"), value))).collect()
}

/// The current columns. Glue keeps the dropped columns of an Iceberg table, and marks them.
fn columns(sent: Option<Vec<Column>>) -> Vec<TableColumn> {
    let is_current = |column: &Column| {
        let mark = column.parameters.as_ref().and_then(|parameters| parameters.get("iceberg.field.current"));
        mark.is_none_or(|mark| mark != "false")
    };
    sent.unwrap_or_default().into_iter().filter(is_current).map(column).collect()
}

fn column(sent: Column) -> TableColumn {
    let mut column = TableColumn::new(sent.name, sent.r#type.unwrap_or_default());
    column.comment = sent.comment;
    column
}
