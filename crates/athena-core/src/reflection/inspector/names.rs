//! Which catalogs, schemas, tables and views there are.

use super::Inspector;
use crate::error::{ErrorKind, Result};
use crate::reflection::cache::Entry;
use crate::reflection::missing::{Wanted, explained};
use crate::reflection::{Table, TableKind, listing};

impl Inspector {
    /// The names of all catalogs, in the service's order and spelling.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn catalogs(&self) -> Result<Vec<String>> {
        let seen = self.seen();
        if let Some(names) = seen.catalogs() {
            return Ok(names);
        }
        Ok(seen.keep_catalogs(listing::catalogs(&**self.session.catalog()?).await?))
    }

    /// The names of all schemas (databases) of the catalog, in the service's order. All pages are read.
    ///
    /// # Errors
    /// As [`Inspector`] says.
    pub async fn schemas(&self) -> Result<Vec<String>> {
        let scope = self.scope()?;
        let (seen, catalog) = (self.seen(), scope.catalog_key());
        if let Some(names) = seen.schemas(&catalog) {
            return Ok(names);
        }
        match listing::schemas(&scope).await {
            Ok(names) => Ok(seen.keep_schemas(catalog, names)),
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
        if schema.is_empty() {
            return Ok(false);
        }
        let (seen, catalog) = (self.seen(), scope.catalog_key());
        if let Some(is_there) = seen.has_schema(&catalog, &schema) {
            return Ok(is_there);
        }
        let is_there = match scope.port.get_database(scope.catalog, &schema).await {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        Ok(seen.keep_schema(catalog, schema.into_owned(), is_there))
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
        let (seen, place) = (self.seen(), scope.schema_key(schema));
        let tables = match seen.listing(&place) {
            Some(tables) => tables,
            None => match listing::tables(&scope, schema).await {
                Ok(found) => {
                    let kept = found.into_iter().filter_map(|table| {
                        let key = scope.table_key(schema, &scope.key(&table.name));
                        seen.keep_table(key, Entry::Whole(table)).into_table()
                    });
                    seen.keep_listing(place, kept.collect())
                }
                Err(error) => {
                    let wanted = Wanted { schema: Some(schema), table: None };
                    return Err(explained(&scope, wanted, error).await);
                }
            },
        };
        Ok(tables.into_iter().map(|table| Table::new(scope.catalog, schema, table)).collect())
    }

    async fn names(&self, kind: TableKind) -> Result<Vec<String>> {
        let all = self.reflect().await?.into_iter();
        Ok(all.filter(|table| table.kind == kind).map(|table| table.name).collect())
    }
}
