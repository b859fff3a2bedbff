//! A table or view.

use std::time::SystemTime;

use super::{ReflectedColumn, TableOptions};
use crate::driver::api::TableMetadata;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::api::TableColumn;

    #[test]
    fn an_empty_comment_is_none() {
        for (said, expected) in
            [(None, None), (Some(""), None), (Some(" "), Some(" ")), (Some("Orders"), Some("Orders"))]
        {
            let mut metadata = TableMetadata::new("orders", Vec::new());
            metadata.parameters.extend(said.map(|text| ("comment".to_owned(), text.to_owned())));
            assert_eq!(Table::new("c", "s", metadata).comment.as_deref(), expected);
        }
    }

    #[test]
    fn partition_keys_come_last() {
        let mut metadata = TableMetadata::new("orders", vec![TableColumn::new("id", "bigint")]);
        metadata.partition_keys = vec![TableColumn::new("day", "date"), TableColumn::new("a", "int")];
        let columns = Table::new("c", "s", metadata).columns;
        let found: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column.is_partition)).collect();
        assert_eq!(found, [("id", false), ("day", true), ("a", true)]);
    }

    #[test]
    fn kinds_by_the_word_of_the_catalog() {
        let of = |text: &str| TableKind::of(Some(text.to_owned()));
        for text in ["EXTERNAL_TABLE", "MANAGED_TABLE", "EXTERNAL", "customer"] {
            assert_eq!(of(text), TableKind::Table, "{text}");
        }
        assert_eq!((of("VIRTUAL_VIEW"), TableKind::of(None)), (TableKind::View, TableKind::Table));
        assert_eq!(of("external_table"), TableKind::Other("external_table".to_owned()));
    }
}
