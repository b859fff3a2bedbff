//! `DROP TABLE` and `DROP VIEW`.

use super::table_name::in_schema;
use super::{DdlError, TableName};
use crate::Grammar;

/// Builder for `DROP TABLE` (user guide, "DROP TABLE"). It keeps the files of an external table and deletes those of an
/// Iceberg table.
///
/// ```
/// use athena_sql::ddl::DropTable;
///
/// assert_eq!(DropTable::new("_old").in_schema("sales").if_exists().to_sql()?, "DROP TABLE IF EXISTS sales.`_old`");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DropTable {
    /// The table.
    pub table: TableName,
    /// Whether a table that does not exist is not an error.
    pub if_exists: bool,
}

impl DropTable {
    /// Drops a table.
    pub fn new(table: impl Into<TableName>) -> Self {
        Self { table: table.into(), if_exists: false }
    }

    in_schema!();

    /// Does nothing if the table does not exist.
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Hive).map_err(|error| error.of("table", &self.table))?;
        Ok(format!("DROP TABLE {}{name}", if self.if_exists { "IF EXISTS " } else { "" }))
    }
}

/// Builder for `DROP VIEW` (user guide, "DROP VIEW").
///
/// ```
/// use athena_sql::ddl::DropView;
///
/// assert_eq!(DropView::new("Old").to_sql()?, "DROP VIEW \"Old\"");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DropView {
    /// The view.
    pub table: TableName,
    /// Whether a view that does not exist is not an error.
    pub if_exists: bool,
}

impl DropView {
    /// Drops a view.
    pub fn new(view: impl Into<TableName>) -> Self {
        Self { table: view.into(), if_exists: false }
    }

    in_schema!();

    /// Does nothing if the view does not exist.
    pub fn if_exists(self) -> Self {
        Self { if_exists: true, ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let name = self.table.write(Grammar::Trino).map_err(|error| error.of("view", &self.table))?;
        Ok(format!("DROP VIEW {}{name}", if self.if_exists { "IF EXISTS " } else { "" }))
    }
}
