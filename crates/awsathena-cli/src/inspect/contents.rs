//! Catalog contents that `awsathena inspect` has found.

use awsathena::reflection::{Table, TableKind};

/// A catalog, as deep as the user has asked for.
#[derive(Debug)]
pub(super) struct Catalog {
    pub(super) name: String,
    /// The schemas; `None` if they were not listed.
    pub(super) schemas: Option<Vec<Schema>>,
}

/// A schema of a catalog.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) name: String,
    /// Tables and views; `None` if they were not listed.
    pub(super) tables: Option<Vec<Table>>,
}

/// The name of a kind of table.
pub(crate) fn kind_name(kind: &TableKind) -> &str {
    match kind {
        TableKind::View => "view",
        TableKind::Other(other) => other,
        _ => "table",
    }
}
