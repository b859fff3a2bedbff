//! Definitions, as the service words them.

use super::Inspector;
use crate::error::{Error, ErrorKind, Result};
use crate::reflection::ask;
use crate::reflection::missing::{Wanted, explained};
use crate::reflection::scope::Scope;
use crate::reflection::{TableKind, lookup};
use crate::sql::Grammar;
use crate::sql::identifier::quote;

/// Which statement tells a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::reflection) enum Definition {
    View,
    Table,
}

impl Definition {
    /// `SHOW CREATE VIEW` is Trino's and `SHOW CREATE TABLE` is Hive's, and so are the quotes.
    fn sql(self, schema: &str, name: &str) -> String {
        let (what, grammar) = match self {
            Self::View => ("VIEW", Grammar::Trino),
            Self::Table => ("TABLE", Grammar::Hive),
        };
        format!("SHOW CREATE {what} {}.{}", quote(schema, grammar), quote(name, grammar))
    }
}

impl Inspector {
    /// The statement that made a view, by `SHOW CREATE VIEW`: one query, which is not charged. Its lines are joined by
    /// `\n`, and blank lines are kept.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// let text = connection.inspector().with_schema("sales").view_definition("open_orders").await?;
    /// println!("{text};");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Inspector`] says; `NotFound` also for a table, which is no view. Otherwise the error of the query, such as
    /// `QueryFailed` or `TimedOut`.
    pub async fn view_definition(&self, view: &str) -> Result<String> {
        self.definition(Definition::View, view).await
    }

    /// The statement that would make a table, by `SHOW CREATE TABLE`: one query, which is not charged. Its lines are
    /// joined by `\n`. [`table`](Self::table) has the same facts as values, without a query.
    ///
    /// # Errors
    /// As [`Inspector`] says; `NotFound` also for a view, which is no table. Otherwise the error of the query: Athena
    /// shows tables of the catalogs of AWS Glue only.
    pub async fn table_ddl(&self, table: &str) -> Result<String> {
        self.definition(Definition::Table, table).await
    }

    async fn definition(&self, what: Definition, name: &str) -> Result<String> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        let key = scope.key(name);
        let (seen, place) = (self.seen(), scope.table_key(schema, &key));
        if let Some(text) = seen.definition(what, &place) {
            return Ok(text);
        }
        let asked = if key.is_empty() {
            Err(Error::new(ErrorKind::NotFound, "a name has at least one character"))
        } else {
            ask::rows(&self.session, what.sql(schema, &key), scope.catalog, Some(schema)).await
        };
        match asked {
            Ok(rows) => {
                let lines: Vec<String> =
                    rows.into_iter().filter_map(|row| row.into_iter().next()).map(Option::unwrap_or_default).collect();
                Ok(seen.keep_definition(what, place, lines.join("\n")))
            }
            Err(error) => Err(refused(&scope, schema, what, name, error).await),
        }
    }
}

/// The service words a missing name in more than one way, and what must not be seen in others: whether it is there is
/// asked of the catalog.
async fn refused(scope: &Scope<'_>, schema: &str, what: Definition, name: &str, error: Error) -> Error {
    let wanted = Wanted { schema: Some(schema), table: Some(name) };
    match error.kind() {
        ErrorKind::NotFound => return explained(scope, wanted, error).await,
        ErrorKind::QueryFailed | ErrorKind::QueryRejected => {}
        _ => return error,
    }
    let complaint = match lookup::table(scope, schema, name).await {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return explained(scope, wanted, missing).await,
        Err(_) => return error,
        Ok(found) => match (what, TableKind::of(found.table_type)) {
            (Definition::View, TableKind::Table) => "is a table, not a view; `table_ddl` tells of tables",
            (Definition::Table, TableKind::View) => "is a view, not a table; `view_definition` tells of views",
            _ => return error,
        },
    };
    Error::new(ErrorKind::NotFound, format!("`{name}` {complaint}"))
        .with_operation("find definition")
        .with_context("catalog", scope.catalog)
        .with_context("schema", schema)
        .with_context("table", name)
        .with_source(error)
}
