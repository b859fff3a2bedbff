//! A table or view.

use std::time::SystemTime;

use super::{ReflectedColumn, TableOptions};
use crate::api::TableMetadata;

/// A table or view, as its catalog has it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// The catalog, as it was asked for.
    pub catalog: String,
    /// The schema (database), as it was asked for.
    pub schema: String,
    /// The name, as the catalog spells it.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// The columns in their order, partition keys last.
    pub columns: Vec<ReflectedColumn>,
    /// The comment; an empty one is none.
    pub comment: Option<String>,
    /// Where and how it is stored.
    pub options: TableOptions,
    /// When it was made.
    pub created_at: Option<SystemTime>,
    /// When it was last read, where the catalog keeps count of that. AWS Glue does not, and may say the epoch.
    pub last_access_at: Option<SystemTime>,
}

/// What a [`Table`] is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TableKind {
    /// A table: `EXTERNAL_TABLE`, `MANAGED_TABLE`, `EXTERNAL`, `customer` (Amazon S3 Tables), or not said.
    Table,
    /// A view: `VIRTUAL_VIEW`.
    View,
    /// Another `TableType`, as sent.
    Other(String),
}

impl Table {
    pub(super) fn new(catalog: &str, schema: &str, metadata: TableMetadata) -> Self {
        let TableMetadata { name, table_type, created_at, last_access_at, columns, partition_keys, parameters } =
            metadata;
        let columns = columns.into_iter().map(|column| ReflectedColumn::new(column, false));
        let keys = partition_keys.into_iter().map(|column| ReflectedColumn::new(column, true));
        Self {
            catalog: catalog.to_owned(),
            schema: schema.to_owned(),
            name,
            kind: TableKind::of(table_type),
            columns: columns.chain(keys).collect(),
            comment: parameters.get("comment").filter(|comment| !comment.is_empty()).cloned(),
            options: TableOptions::new(parameters),
            created_at,
            last_access_at,
        }
    }
}

impl TableKind {
    pub(super) fn of(table_type: Option<String>) -> Self {
        match table_type.as_deref() {
            None | Some("EXTERNAL_TABLE" | "MANAGED_TABLE" | "EXTERNAL" | "customer") => Self::Table,
            Some("VIRTUAL_VIEW") => Self::View,
            Some(other) => Self::Other(other.to_owned()),
        }
    }
}
