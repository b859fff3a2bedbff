//! `CREATE VIEW`, with or without `OR REPLACE`.

use super::table_name::in_schema;
use super::{DdlError, TableName, query, write};
use crate::Grammar;

/// Builder for `CREATE VIEW` (user guide, "CREATE VIEW").
///
/// ```
/// use athena_sql::ddl::CreateView;
///
/// let sql = CreateView::new("recent", "SELECT * FROM orders -- all of them\n;").or_replace().to_sql()?;
/// assert_eq!(sql, "CREATE OR REPLACE VIEW recent AS\nSELECT * FROM orders");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateView {
    /// The view.
    pub table: TableName,
    /// The query of the view.
    pub query: String,
    /// Whether an existing view is replaced.
    pub or_replace: bool,
}

impl CreateView {
    /// Creates a view. The query may have comments and a semicolon around it.
    pub fn new(view: impl Into<TableName>, query: impl Into<String>) -> Self {
        Self { table: view.into(), query: query.into(), or_replace: false }
    }

    in_schema!();

    /// `OR REPLACE`: replaces an existing view.
    pub fn or_replace(self) -> Self {
        Self { or_replace: true, ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name, the text is not one query, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("view", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        let create = if self.or_replace { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW" };
        let (name, query) = (self.table.write(Grammar::Trino)?, query::query(&self.query)?);
        write::finish(format!("{create} {name} AS\n{query}"))
    }
}
