//! `CREATE VIEW`.

use super::table_name::in_schema;
use super::{DdlError, TableName, query, write};
use crate::Grammar;

/// A view to be created (user guide, "CREATE VIEW").
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
    /// What it shows.
    pub query: String,
    /// Whether it takes the place of a view that is there already.
    pub or_replace: bool,
}

impl CreateView {
    /// A view of a query, which may have comments and a semicolon around it.
    pub fn new(view: impl Into<TableName>, query: impl Into<String>) -> Self {
        Self { table: view.into(), query: query.into(), or_replace: false }
    }

    in_schema!();

    /// Takes the place of a view that is there already.
    pub fn or_replace(self) -> Self {
        Self { or_replace: true, ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// A name is none, the text is not one query, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("view", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        let create = if self.or_replace { "CREATE OR REPLACE VIEW" } else { "CREATE VIEW" };
        let (name, query) = (self.table.write(Grammar::Trino)?, query::query(&self.query)?);
        write::finish(format!("{create} {name} AS\n{query}"))
    }
}
