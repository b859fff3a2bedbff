//! One table or view.

use super::Inspector;
use crate::driver::api::{TableMetadata, asks_elsewhere};
use crate::error::{Error, ErrorKind, Result};
use crate::reflection::cache::Entry;
use crate::reflection::missing::{Wanted, explained};
use crate::reflection::scope::Scope;
use crate::reflection::{ReflectedColumn, Table, TableOptions, information_schema, lookup};

/// How much has to be known of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// The columns.
    Columns,
    /// Comment and options too.
    Whole,
}

impl Inspector {
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
        match self.find(&scope, scope.schema()?, name, Depth::Columns).await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
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
        self.reflected(name, Depth::Whole).await
    }

    /// The columns of a table or view in their order, partition keys last. [`table`](Self::table) has them too, by the
    /// same call.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn columns(&self, table: &str) -> Result<Vec<ReflectedColumn>> {
        Ok(self.reflected(table, Depth::Columns).await?.columns)
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

    async fn reflected(&self, name: &str, depth: Depth) -> Result<Table> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        match self.find(&scope, schema, name, depth).await {
            Ok(found) => Ok(Table::new(scope.catalog, schema, found)),
            Err(error) => {
                let wanted = Wanted { schema: Some(schema), table: Some(name) };
                Err(explained(&scope, wanted, error).await)
            }
        }
    }

    /// Looks among what was seen, then by the metadata calls, then by a query.
    async fn find(&self, scope: &Scope<'_>, schema: &str, name: &str, depth: Depth) -> Result<TableMetadata> {
        let seen = self.seen();
        let key = scope.table_key(schema, &scope.key(name));
        match (seen.table(&key), depth) {
            (Some(Entry::Whole(table)), _) | (Some(Entry::Columns(table)), Depth::Columns) => return Ok(table),
            (Some(Entry::Absent), _) => {
                return Err(Error::new(ErrorKind::NotFound, "it was not there when it was looked for before"));
            }
            (Some(Entry::Columns(_)) | None, _) => {}
        }
        let asked = match lookup::table(scope, schema, name).await {
            Err(error) if asks_elsewhere(scope.catalog, &error) => match depth {
                Depth::Columns => {
                    information_schema::table(&self.session, scope, schema, name, error).await.map(Entry::Columns)
                }
                Depth::Whole => Err(error.with_context("hint", HINT)),
            },
            asked => asked.map(Entry::Whole),
        };
        let entry = match asked {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                seen.keep_table(key, Entry::Absent);
                return Err(error);
            }
            asked => seen.keep_table(key, asked?),
        };
        entry.into_table().ok_or_else(|| Error::new(ErrorKind::Unexpected, "what is there was kept as absent"))
    }
}

const HINT: &str = "comments and options come by this call or by AWS Glue (cargo feature `glue`, option \
                    `glue_metadata_fallback`); columns come by a query too";
