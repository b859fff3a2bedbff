//! `Inspector`: queries over catalog metadata.

use std::sync::Arc;

use super::cache::{Cache, Entry, Seen};
use super::fallback::{self, Definition};
use super::missing::{Wanted, explained};
use super::scope::{self, Scope};
use super::table::{Table, TableKind, TableOptions};
use crate::driver::api::{TableColumn, TableMetadata, may_fall_back};
use crate::error::{Error, ErrorKind, Result};
use crate::session::Session;

const HINT: &str = "comments and options come only from this call or from AWS Glue (cargo feature `glue`, option \
                    `glue_metadata_fallback`); columns are also available by a query";

/// A reader of catalog metadata. It looks at one catalog and one schema: those of the connection, unless changed by
/// [`with_catalog`](Self::with_catalog) and [`with_schema`](Self::with_schema). Made by
/// [`Connection::inspector`](crate::Connection::inspector).
///
/// Every method calls the service, by Athena's metadata calls, which are free of charge; only [`cached`](Self::cached)
/// keeps answers. The calls are retried up to `max_attempts`, and
/// [`Connection::usage`](crate::Connection::usage) counts them. Cloning is cheap.
///
/// In the catalog `awsdatacatalog` names have no case: `Orders` finds `orders`. Other catalogs get names as they are
/// given; those of Amazon S3 Tables are named `s3tablescatalog/<bucket>`.
///
/// # When the metadata calls fail
///
/// Two failures lead to a fallback: a call that is still throttled after the last attempt, and a call that fails for no
/// stated reason outside of `awsdatacatalog`. The fallbacks are, in this order:
///
/// 1. AWS Glue itself, if the connection has it (the cargo feature `glue`, and the option `glue_metadata_fallback`,
///    which is on by default) and the catalog is one of Glue's. All methods use it. A listing that is throttled on a
///    later page does not, since Glue cannot continue a listing of Athena.
/// 2. One query on `information_schema.columns`, for [`columns`](Self::columns) and [`has_table`](Self::has_table).
///    It has no comments and no options: methods that need them return the error, with a hint.
///
/// If the fallbacks fail too, the error is that of the metadata call, with the other errors in its context as `glue`
/// and `information_schema`.
///
/// # Errors
///
/// Common to all methods:
///
/// * [`NotFound`](crate::ErrorKind::NotFound) when the catalog, the schema or the table does not exist. The context has
///   `catalog`, `schema` and `table`, and the message has the nearest name, if one is near.
/// * [`PermissionDenied`](crate::ErrorKind::PermissionDenied) when access is denied; it never counts as absence.
/// * [`Throttled`](crate::ErrorKind::Throttled) after the last attempt.
/// * [`InvalidOption`](crate::ErrorKind::InvalidOption) when no catalog or schema is chosen.
/// * [`Unsupported`](crate::ErrorKind::Unsupported) when the connection has no catalog port.
///
/// A `NotFound` costs up to three more calls, of one page each, which find out whether the catalog, the schema or the
/// table is missing, and the nearest name. Together they take at most a second. If they fail, the error has fewer
/// details.
///
/// # Cancel safety
///
/// All methods only read: a dropped future leaves nothing behind. A statement that one of them runs is stopped, like
/// any other.
#[derive(Clone, Debug)]
pub struct Inspector {
    session: Session,
    catalog: Option<String>,
    schema: Option<String>,
    cache: Option<Arc<Cache>>,
}

/// The facts about a table that a method needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// The columns.
    Columns,
    /// Comment and options too.
    Whole,
}

impl Session {
    /// An inspector of the catalog and the schema of this session (options `catalog_name` and `schema_name`). Makes no
    /// call yet.
    pub fn inspector(&self) -> Inspector {
        let query = &self.options().query;
        let (catalog, schema) = (query.catalog_name.clone(), query.schema_name.clone());
        Inspector { session: self.clone(), catalog, schema, cache: None }
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

    /// Keeps answers from here on, and does not repeat a call before [`clear_cache`](Self::clear_cache).
    ///
    /// The clones of this inspector share the cache, even when they look at other catalogs and schemas; inspectors that
    /// were not cloned from it do not. A table that came with a listing needs no call, and the first answer stays
    /// valid. The cache also keeps that a table or schema does not exist. It keeps no other error, such as a denied
    /// access.
    ///
    /// It is meant for one look at many tables, such as a comparison of schemas. Entries do not expire, and only
    /// `clear_cache` frees their memory.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// let inspector = connection.inspector().cached();
    /// for table in inspector.tables().await? {
    ///     // no call: the listing had it
    ///     println!("{table}: {} columns", inspector.columns(&table).await?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn cached(mut self) -> Self {
        self.cache = Some(Arc::default());
        self
    }

    /// Empties the cache, which the clones share. Answers to calls that are in flight are not kept. Does nothing
    /// without [`cached`](Self::cached).
    pub fn clear_cache(&self) {
        if let Some(cache) = &self.cache {
            cache.clear();
        }
    }

    /// The catalog that the methods look at.
    pub fn catalog(&self) -> Option<&str> {
        self.catalog.as_deref()
    }

    /// The schema that the methods look at.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    fn scope(&self) -> Result<Scope<'_>> {
        Scope::new(&**self.session.catalog()?, self.catalog.as_deref(), self.schema.as_deref())
    }

    /// The answers so far; without a cache an empty memory, which is dropped after the call.
    fn seen(&self) -> Arc<Seen> {
        self.cache.as_deref().map(Cache::seen).unwrap_or_default()
    }
}

/// Names and listings.
impl Inspector {
    /// The names of all catalogs, in the service's order and spelling.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
    pub async fn catalogs(&self) -> Result<Vec<String>> {
        let seen = self.seen();
        if let Some(names) = seen.catalogs() {
            return Ok(names);
        }
        Ok(seen.keep_catalogs(scope::catalogs(&**self.session.catalog()?).await?))
    }

    /// The names of all schemas (databases) of the catalog, in the service's order. Reads all pages.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
    pub async fn schemas(&self) -> Result<Vec<String>> {
        let scope = self.scope()?;
        let (seen, catalog) = (self.seen(), scope.catalog_key());
        if let Some(names) = seen.schemas(&catalog) {
            return Ok(names);
        }
        match scope.schemas().await {
            Ok(names) => Ok(seen.keep_schemas(catalog, names)),
            Err(error) => Err(explained(&scope, Wanted::default(), error).await),
        }
    }

    /// Whether the catalog has a schema of this name.
    ///
    /// # Errors
    /// See [`Inspector`], except `NotFound`.
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
    pub async fn has_schema(&self, schema: &str) -> Result<bool> {
        let scope = self.scope()?;
        let schema = scope.key(schema);
        if schema.is_empty() {
            return Ok(false);
        }
        let (seen, catalog) = (self.seen(), scope.catalog_key());
        if let Some(exists) = seen.has_schema(&catalog, &schema) {
            return Ok(exists);
        }
        let exists = match scope.port.get_database(scope.catalog, &schema).await {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(error),
        };
        Ok(seen.keep_schema(catalog, schema.into_owned(), exists))
    }

    /// The names of the schema's tables, in the service's order, without views and other kinds. Reads all pages.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind. The next call begins with the first page.
    pub async fn tables(&self) -> Result<Vec<String>> {
        self.names(TableKind::Table).await
    }

    /// The names of the schema's views, in the service's order. Reads all pages.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind. The next call begins with the first page.
    pub async fn views(&self) -> Result<Vec<String>> {
        self.names(TableKind::View).await
    }

    /// Everything in the schema, tables, views and others, with columns and options, in the service's order.
    ///
    /// This takes one call for every fifty tables, where [`table`](Self::table) takes one call for each. The result is
    /// held in memory as a whole.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind. The next call begins with the first page.
    pub async fn reflect(&self) -> Result<Vec<Table>> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        let (seen, key) = (self.seen(), scope.schema_key(schema));
        let tables = match seen.listing(&key) {
            Some(tables) => tables,
            None => match scope.tables(schema).await {
                Ok(found) => {
                    let kept = found.into_iter().filter_map(|table| {
                        let key = scope.table_key(schema, &scope.key(&table.name));
                        seen.keep_table(key, Entry::Whole(table)).into_table()
                    });
                    seen.keep_listing(key, kept.collect())
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

/// One table or view.
impl Inspector {
    /// Whether the schema has a table or a view of this name. `false` always means that it does not exist, never that
    /// access is denied.
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
    /// See [`Inspector`], except `NotFound`.
    ///
    /// # Cancel safety
    /// Dropping the future ends its call. A query on `information_schema`, if one was needed, is stopped
    /// (`kill_on_interrupt`).
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
    /// println!("{} is stored in {:?}", orders.name, orders.options.location);
    /// for key in orders.columns.iter().filter(|column| column.is_partition) {
    ///     println!("partitioned by {} {}", key.name, key.type_text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
    pub async fn table(&self, name: &str) -> Result<Table> {
        self.reflected(name, Depth::Whole).await
    }

    /// The columns of a table or view in their order, partition keys last. [`table`](Self::table) has them too, by the
    /// same call.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its call. A query on `information_schema`, if one was needed, is stopped
    /// (`kill_on_interrupt`).
    pub async fn columns(&self, table: &str) -> Result<Vec<TableColumn>> {
        Ok(self.reflected(table, Depth::Columns).await?.columns)
    }

    /// The comment of a table or view; an empty one is `None`. [`table`](Self::table) has it too, by the same call.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
    pub async fn table_comment(&self, table: &str) -> Result<Option<String>> {
        Ok(self.table(table).await?.comment)
    }

    /// Location, formats and properties of a table. [`table`](Self::table) has them too, by the same call.
    ///
    /// # Errors
    /// See [`Inspector`].
    ///
    /// # Cancel safety
    /// Dropping the future ends its calls and leaves nothing behind.
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

    /// Looks in the cache, then asks by the metadata calls, then by a query.
    async fn find(&self, scope: &Scope<'_>, schema: &str, name: &str, depth: Depth) -> Result<TableMetadata> {
        let seen = self.seen();
        let key = scope.table_key(schema, &scope.key(name));
        match (seen.table(&key), depth) {
            (Some(Entry::Whole(table)), _) | (Some(Entry::Columns(table)), Depth::Columns) => return Ok(table),
            (Some(Entry::Absent), _) => {
                return Err(Error::new(ErrorKind::NotFound, "an earlier call did not find it (cached)"));
            }
            (Some(Entry::Columns(_)) | None, _) => {}
        }
        let answer = match scope.table(schema, name).await {
            Err(error) if may_fall_back(scope.catalog, &error) => match depth {
                Depth::Columns => {
                    fallback::columns(&self.session, scope, schema, name, error).await.map(Entry::Columns)
                }
                Depth::Whole => Err(error.with_context("hint", HINT)),
            },
            answer => answer.map(Entry::Whole),
        };
        let entry = match answer {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                seen.keep_table(key, Entry::Absent);
                return Err(error);
            }
            answer => seen.keep_table(key, answer?),
        };
        entry.into_table().ok_or_else(|| Error::new(ErrorKind::Unexpected, "the cache holds a found table as absent"))
    }
}

/// Definitions as SQL text.
impl Inspector {
    /// The statement that made a view, by `SHOW CREATE VIEW`: one query, which is free of charge. Lines are joined by
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
    /// See [`Inspector`]; `NotFound` also for a table, which is not a view. Otherwise the error of the query, such as
    /// `QueryFailed` or `TimedOut`.
    ///
    /// # Cancel safety
    /// When the future is dropped, a query that still runs is stopped (`kill_on_interrupt`).
    pub async fn view_definition(&self, view: &str) -> Result<String> {
        self.definition(Definition::View, view).await
    }

    /// A statement that makes the same table, by `SHOW CREATE TABLE`: one query, which is free of charge. Lines are
    /// joined by `\n`. [`table`](Self::table) has the same facts as values, without a query.
    ///
    /// # Errors
    /// See [`Inspector`]; `NotFound` also for a view, which is not a table. Otherwise the error of the query: Athena
    /// supports the statement only in the catalogs of AWS Glue.
    ///
    /// # Cancel safety
    /// When the future is dropped, a query that still runs is stopped (`kill_on_interrupt`).
    pub async fn table_ddl(&self, table: &str) -> Result<String> {
        self.definition(Definition::Table, table).await
    }

    async fn definition(&self, kind: Definition, name: &str) -> Result<String> {
        let scope = self.scope()?;
        let schema = scope.schema()?;
        let name_key = scope.key(name);
        let (seen, key) = (self.seen(), scope.table_key(schema, &name_key));
        if let Some(text) = seen.definition(kind, &key) {
            return Ok(text);
        }
        let answer = if name_key.is_empty() {
            Err(Error::new(ErrorKind::NotFound, "the name of a table or view must not be empty"))
        } else {
            kind.fetch(&self.session, &scope, schema, &name_key).await
        };
        match answer {
            Ok(text) => Ok(seen.keep_definition(kind, key, text)),
            Err(error) => Err(explained_refusal(&scope, schema, kind, name, error).await),
        }
    }
}

/// The error of a `SHOW CREATE` that failed. The service words a missing name in several ways, and a denied access in
/// yet others, so the catalog decides whether the table exists.
async fn explained_refusal(scope: &Scope<'_>, schema: &str, kind: Definition, name: &str, error: Error) -> Error {
    let wanted = Wanted { schema: Some(schema), table: Some(name) };
    match error.kind() {
        ErrorKind::NotFound => return explained(scope, wanted, error).await,
        ErrorKind::QueryFailed | ErrorKind::QueryRejected => {}
        _ => return error,
    }
    let complaint = match scope.table(schema, name).await {
        Err(missing) if missing.kind() == ErrorKind::NotFound => return explained(scope, wanted, missing).await,
        Err(_) => return error,
        Ok(found) => match (kind, TableKind::of(found.table_type)) {
            (Definition::View, TableKind::Table) => "is a table, not a view; use `table_ddl`",
            (Definition::Table, TableKind::View) => "is a view, not a table; use `view_definition`",
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
