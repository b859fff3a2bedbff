//! What can be asked.

use super::missing::{Wanted, explained};
use super::scope::Scope;
use super::{ReflectedColumn, Table, TableKind, TableOptions, listing, lookup};
use crate::connection::Connection;
use crate::error::{ErrorKind, Result};

/// Looks at one catalog and one schema: those of the connection, unless told otherwise. Made by
/// [`Connection::inspector`].
///
/// Every method asks the service anew, by Athena's metadata calls; no query runs and nothing is charged. The calls are
/// tried again as the option `max_attempts` says, and are counted by [`Connection::usage`]. Cloning is cheap.
///
/// In the catalog `awsdatacatalog` names have no case: `Orders` finds `orders`. Other catalogs are asked for names as
/// they are given.
///
/// # Errors
///
/// What is common to all methods: [`NotFound`](ErrorKind::NotFound) when the catalog, the schema or the table does not
/// exist, with `catalog`, `schema` and `table` in its context, and the nearest name where one is near;
/// [`PermissionDenied`](ErrorKind::PermissionDenied) when it must not be seen, which is never taken for absence;
/// [`Throttled`](ErrorKind::Throttled) after the last attempt; [`InvalidOption`](ErrorKind::InvalidOption) when no
/// catalog or schema was chosen; [`Unsupported`](ErrorKind::Unsupported) when the connection has no catalog port.
///
/// The nearest name, and which of catalog, schema and table is the one that is missing, cost one more call for each
/// of them, for one page each. Together they take a second at most, and where they fail, the error is the one of the call
/// before.
///
/// # Cancel safety
///
/// All methods only read: dropping a future leaves nothing behind.
#[derive(Clone, Debug)]
pub struct Inspector {
    connection: Connection,
    catalog: Option<String>,
    schema: Option<String>,
}

impl Connection {
    /// Looks at the catalog and the schema of this connection (its options `catalog_name` and `schema_name`). Nothing
    /// is asked of the service yet.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// for column in connection.inspector().columns("orders").await? {
    ///     println!("{} {}", column.name, column.athena_type);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn inspector(&self) -> Inspector {
        let query = &self.options().query;
        Inspector { connection: self.clone(), catalog: query.catalog_name.clone(), schema: query.schema_name.clone() }
    }
}

impl Inspector {
    /// Looks at another catalog.
    #[must_use]
    pub fn with_catalog(mut self, catalog: impl Into<String>) -> Self {
        self.catalog = Some(catalog.into());
        self
    }

    /// Looks at another schema.
    #[must_use]
    pub fn with_schema(mut self, schema: impl Into<String>) -> Self {
        self.schema = Some(schema.into());
        self
    }

    /// The catalog that is looked at.
    pub fn catalog(&self) -> Option<&str> {
        self.catalog.as_deref()
    }

    /// The schema that is looked at.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The names of all catalogs, in the service's order and spelling.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn catalogs(&self) -> Result<Vec<String>> {
        listing::catalogs(&**self.connection.catalog()?).await
    }

    /// The names of all schemas (databases) of the catalog, in the service's order. All pages are read.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn schemas(&self) -> Result<Vec<String>> {
        let scope = self.scope()?;
        match listing::schemas(&scope).await {
            Ok(names) => Ok(names),
            Err(error) => Err(explained(&scope, Wanted::default(), error).await),
        }
    }

    /// Whether the catalog has a schema of this name.
    ///
    /// # Errors
    /// As [`Inspector`] says, without `NotFound`.
    pub async fn has_schema(&self, schema: &str) -> Result<bool> {
        let scope = self.scope()?;
        let schema = scope.key(schema);
        Ok(!schema.is_empty() && exists(scope.port.get_database(scope.catalog, &schema).await)?)
    }

    /// The names of the schema's tables, without views and what else there may be, in the service's order. All pages
    /// are read.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn tables(&self) -> Result<Vec<String>> {
        self.names(TableKind::Table).await
    }

    /// The names of the schema's views, in the service's order. All pages are read.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn views(&self) -> Result<Vec<String>> {
        self.names(TableKind::View).await
    }

    /// Everything in the schema, tables, views and others, with columns and options, in the service's order.
    ///
    /// This is one call for every fifty tables; [`table`](Self::table) is one for each. All of it is kept in memory.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn reflect(&self) -> Result<Vec<Table>> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        match listing::tables(&scope, schema).await {
            Ok(tables) => Ok(tables.into_iter().map(|table| Table::new(scope.catalog, schema, table)).collect()),
            Err(error) => {
                let wanted = Wanted { schema: Some(schema), table: None };
                Err(explained(&scope, wanted, error).await)
            }
        }
    }

    /// Whether the schema has a table or a view of this name. `false` means that it is not there, never that it could
    /// not be seen.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// if !connection.inspector().with_schema("staging").has_table("orders").await? {
    ///     println!("nothing was staged yet");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Inspector`] says, without `NotFound`.
    pub async fn has_table(&self, name: &str) -> Result<bool> {
        let scope = self.scope()?;
        exists(lookup::table(&scope, scope.schema()?, name).await)
    }

    /// A table or view with its columns, comment and options, by one call.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// let orders = connection.inspector().with_schema("sales").table("orders").await?;
    /// println!("{} lies in {:?}", orders.name, orders.options.location);
    /// for key in orders.columns.iter().filter(|column| column.is_partition) {
    ///     println!("partitioned by {} {}", key.name, key.type_text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn table(&self, name: &str) -> Result<Table> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        match lookup::table(&scope, schema, name).await {
            Ok(found) => Ok(Table::new(scope.catalog, schema, found)),
            Err(error) => {
                let wanted = Wanted { schema: Some(schema), table: Some(name) };
                Err(explained(&scope, wanted, error).await)
            }
        }
    }

    /// The columns of a table or view in their order, partition keys last. [`table`](Self::table) has them too, by the
    /// same call.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn columns(&self, table: &str) -> Result<Vec<ReflectedColumn>> {
        Ok(self.table(table).await?.columns)
    }

    /// The comment of a table or view; an empty one is none. [`table`](Self::table) has it too, by the same call.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn table_comment(&self, table: &str) -> Result<Option<String>> {
        Ok(self.table(table).await?.comment)
    }

    /// Where and how a table is stored. [`table`](Self::table) has it too, by the same call.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn table_options(&self, table: &str) -> Result<TableOptions> {
        Ok(self.table(table).await?.options)
    }

    async fn names(&self, kind: TableKind) -> Result<Vec<String>> {
        let all = self.reflect().await?.into_iter();
        Ok(all.filter(|table| table.kind == kind).map(|table| table.name).collect())
    }

    fn scope(&self) -> Result<Scope<'_>> {
        Scope::new(&**self.connection.catalog()?, self.catalog.as_deref(), self.schema.as_deref())
    }
}

fn exists<T>(found: Result<T>) -> Result<bool> {
    match found {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
