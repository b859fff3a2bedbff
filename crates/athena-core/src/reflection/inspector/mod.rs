//! What can be asked.

mod constraints;
mod names;
mod tables;
mod texts;

use std::sync::Arc;

pub(super) use self::texts::Definition;
use super::cache::{Cache, Seen};
use super::scope::Scope;
use crate::error::Result;
use crate::session::Session;

/// Looks at one catalog and one schema: those of the connection, unless told otherwise. Made by
/// [`Connection::inspector`].
///
/// Every method asks the service anew, by Athena's metadata calls, for which nothing is charged; only
/// [`cached`](Self::cached) keeps anything. The calls are tried again as the option `max_attempts` says, and are counted
/// by [`Connection::usage`]. Cloning is cheap.
///
/// In the catalog `awsdatacatalog` names have no case: `Orders` finds `orders`. Other catalogs are asked for names as
/// they are given; those of Amazon S3 Tables are named `s3tablescatalog/<bucket>`.
///
/// # Where the metadata calls do not answer
///
/// When they are still throttled after the last attempt, and when they fail for no stated reason outside of
/// `awsdatacatalog`, another way is taken:
///
/// 1. AWS Glue itself, if the connection has it (the cargo feature `glue`, and the option `glue_metadata_fallback`, which
///    is on) and if the catalog is one of Glue's. All methods go this way; only a listing whose later pages are
///    throttled does not, since Glue cannot go on where Athena stopped.
/// 2. One query on `information_schema.columns`, for [`columns`](Self::columns) and [`has_table`](Self::has_table).
///    Comments and options are not in it: for them the error stays, with a hint.
///
/// Where these fail too, the error is the first one, with what the others said in its context as `glue` and
/// `information_schema`.
///
/// # Errors
///
/// What is common to all methods: [`NotFound`](crate::ErrorKind::NotFound) when the catalog, the schema or the table
/// does not exist, with `catalog`, `schema` and `table` in its context, and the nearest name where one is near;
/// [`PermissionDenied`](crate::ErrorKind::PermissionDenied) when it must not be seen, which is never taken for absence;
/// [`Throttled`](crate::ErrorKind::Throttled) after the last attempt;
/// [`InvalidOption`](crate::ErrorKind::InvalidOption) when no catalog or schema was chosen;
/// [`Unsupported`](crate::ErrorKind::Unsupported) when the connection has no catalog port.
///
/// The nearest name, and which of catalog, schema and table is the one that is missing, cost one more call for each
/// of them, for one page each. Together they take a second at most, and where they fail, the error is the one of the call
/// before.
///
/// # Cancel safety
///
/// All methods only read: dropping a future leaves nothing behind. A statement that one of them runs is stopped, as any
/// other.
#[derive(Clone, Debug)]
pub struct Inspector {
    session: Session,
    catalog: Option<String>,
    schema: Option<String>,
    cache: Option<Arc<Cache>>,
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

    /// Keeps what is seen from here on, and does not ask for it again before [`clear_cache`](Self::clear_cache).
    ///
    /// The clones of this inspector share what it has seen, whichever catalog and schema they look at; inspectors that
    /// were not made of this one do not. A table that came with a listing is not asked for alone, and what was seen
    /// first counts. That a table or schema is not there is kept too; that it could not be seen is not, and no other error
    /// is.
    ///
    /// It is meant for one look at many tables, such as a comparison of schemas. Nothing in it grows old by itself, and
    /// nothing but `clear_cache` makes it smaller.
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

    /// Forgets what was seen; the clones forget it too. What is being asked for at this moment is not kept. Without
    /// [`cached`](Self::cached) there is nothing to forget.
    pub fn clear_cache(&self) {
        if let Some(cache) = &self.cache {
            cache.clear();
        }
    }

    /// The catalog that is looked at.
    pub fn catalog(&self) -> Option<&str> {
        self.catalog.as_deref()
    }

    /// The schema that is looked at.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    fn scope(&self) -> Result<Scope<'_>> {
        Scope::new(&**self.session.catalog()?, self.catalog.as_deref(), self.schema.as_deref())
    }

    /// What was seen before; without a cache nothing, and what is put into it is lost.
    fn seen(&self) -> Arc<Seen> {
        self.cache.as_deref().map(Cache::seen).unwrap_or_default()
    }
}
