//! `Connection`: a user's handle on the services behind a URL.

mod one_shot;
mod table_defaults;

use std::any::Any as StdAny;
use std::fmt;

use athena_sql::ddl::CreateTable;

pub use self::one_shot::Query;

use crate::cursor::Cursor;
use crate::driver::api::Usage;
use crate::driver::{Any, AnyOptions, Dialect, Resolved, Session};
use crate::error::Result;
use crate::options::{ConnectOptions, FromOptions, OptionMap};
use crate::reflection::Inspector;
use crate::statement::{Statement, StatementOptions};

/// The services behind a URL, the defaults for statements, and the limits on queries in flight. Cloning is cheap; all
/// clones share the limits.
///
/// Athena is stateless HTTPS: connecting opens nothing. A connection belongs to the tokio runtime that it was made on.
///
/// `D` is the driver: the one that a driver crate stands for, or [`Any`] for the driver that a URL picked.
pub struct Connection<D: Dialect = Any> {
    session: Session,
    options: D::Options,
    /// The driver's options as the URL gave them, for [`with_driver`](Self::with_driver).
    given: OptionMap,
}

impl<D: Dialect> Connection<D> {
    /// A connection over `session`, whose cursors have these driver options.
    pub fn new(session: Session, options: D::Options) -> Self {
        Self { session, options, given: OptionMap::new() }
    }

    /// A connection over `session` with options that were read from a URL. The session has the connection's part of
    /// them.
    pub fn from_resolved(session: Session, resolved: Resolved<D::Options>) -> Self {
        Self { session, options: resolved.driver, given: resolved.given }
    }

    /// A cursor, to run statements and fetch their results.
    pub fn cursor(&self) -> Cursor<D> {
        Cursor::new(&self.session, self.options.clone())
    }

    /// One statement, without a cursor: bind values to it, then fetch.
    ///
    /// ```
    /// # async fn example(connection: athena_core::Connection) -> athena_core::Result<()> {
    /// let sql = "SELECT count(*) FROM orders WHERE state = :state";
    /// let orders: i64 = connection.query(sql).bind("state", "open").fetch_scalar().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(&self, statement: impl Into<Statement>) -> Query<D> {
        Query::new(self.cursor(), statement.into())
    }

    /// The same connection with defaults for its statements, which a statement's own options override. Defaults that
    /// were given before stay where `options` has none.
    ///
    /// ```
    /// # use athena_core::{Connection, StatementOptions};
    /// # fn example(connection: Connection) {
    /// let nightly = connection.with_defaults(StatementOptions::new().with_work_group("nightly"));
    /// let mut cursor = nightly.cursor();
    /// # }
    /// ```
    #[must_use]
    pub fn with_defaults(&self, options: StatementOptions) -> Self {
        Self { session: self.session.with_defaults(options), options: self.options.clone(), given: self.given.clone() }
    }

    /// The defaults for statements; see [`with_defaults`](Self::with_defaults).
    pub fn defaults(&self) -> &StatementOptions {
        self.session.defaults()
    }

    /// The same connection for the driver `E`. If `E` is the connection's own driver, it has the same options; else
    /// those driver options of the URL that `E` has, and the defaults of `E` for the rest.
    ///
    /// # Errors
    /// `InvalidOption` when a value in the URL is not one for `E`.
    pub fn with_driver<E: Dialect>(&self) -> Result<Connection<E>>
    where
        E::Options: Default,
    {
        let own: &dyn StdAny = &self.options;
        let erased = own.downcast_ref::<AnyOptions>().and_then(AnyOptions::downcast_ref);
        let options = match own.downcast_ref::<E::Options>().or(erased) {
            Some(options) => options.clone(),
            None => E::Options::from_options(&mut self.given.clone())?,
        };
        Ok(self.with_driver_options(options))
    }

    /// The same connection for the driver `E` with these driver options.
    pub fn with_driver_options<E: Dialect>(&self, options: E::Options) -> Connection<E> {
        Connection { session: self.session.clone(), options, given: self.given.clone() }
    }

    /// The same connection with its driver behind [`Any`], for code that serves every driver.
    pub fn erase(&self) -> Connection {
        Connection {
            session: self.session.clone(),
            options: AnyOptions::of::<D>(self.options.clone()),
            given: self.given.clone(),
        }
    }

    /// Shuts the connection and all its clones down: refuses new statements, stops the queries that they run, and waits
    /// until the service has answered to every stop, those of dropped cursors included. Call it before a program ends:
    /// the stops run on the tokio runtime and end with it. Results that were opened before can still be fetched.
    ///
    /// Put a [`timeout`](tokio::time::timeout) around it where the service may not answer.
    ///
    /// # Errors
    /// The first error of `StopQueryExecution`.
    ///
    /// # Cancel safety
    /// The first poll refuses new statements and sends the stops. They go on when the future is dropped.
    pub async fn shutdown(&self) -> Result<()> {
        self.session.shutdown().await
    }

    /// Checks that the service can be reached with the connection's credentials, by one `GetWorkGroup` of its work
    /// group (`primary` without the option `work_group`). Nothing is charged for it. Meant for readiness probes.
    ///
    /// # Errors
    /// The error of the call: `Unauthenticated`, `PermissionDenied`, `NotFound` for a work group that does not exist,
    /// `Io`.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing but the call.
    pub async fn check(&self) -> Result<()> {
        let work_group = self.defaults().work_group.as_ref().or(self.options().query.work_group.as_ref());
        let name = work_group.map_or("primary", String::as_str);
        let checked = self.session.athena().get_work_group(name).await;
        checked.map(drop).map_err(|error| error.with_operation("check the connection").with_context("work_group", name))
    }

    /// The name of the driver, such as `rest`.
    pub fn driver_name(&self) -> &'static str {
        D::name(&self.options)
    }

    /// The driver's options.
    pub fn driver_options(&self) -> &D::Options {
        &self.options
    }

    /// The options of the connection.
    pub fn options(&self) -> &ConnectOptions {
        self.session.options()
    }

    /// The calls that the connection and its clones have made so far.
    pub fn usage(&self) -> &Usage {
        self.session.usage()
    }

    /// The ports, options and limits behind the connection, for code that reads results itself.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Schema reflection over the catalog and the schema of this connection (options `catalog_name` and `schema_name`).
    /// Makes no call yet.
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
        self.session.inspector()
    }

    /// Completes a table with the connection's options, where the table has no clause of its own: `location` (below it
    /// `<schema>/<table>/`; without that option, below the staging directory), `file_format`, `row_format`,
    /// `serdeproperties`, `tblproperties`, `compression`, the columns that `partition` and `cluster` name, and the
    /// catalog.
    ///
    /// Clauses of the table stay. `'table_type' = 'ICEBERG'` among the `tblproperties` makes it an Iceberg table, and
    /// such a table gets no clause that Iceberg lacks: row format, SerDe, file format, buckets.
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use athena_core::driver::Session;
    /// use athena_core::options::{ConnectOptions, DdlDefaults};
    /// use athena_core::sql::AthenaType;
    /// use athena_core::sql::ddl::CreateTable;
    /// use athena_core::testing::{Pages, ScriptedAthena};
    /// use athena_core::Connection;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let ddl =
    ///     DdlDefaults::default().with_location(Some("s3://lake/".parse()?)).with_file_format(Some("PARQUET".into()));
    /// let options = ConnectOptions::default().with_ddl(ddl);
    /// let session = Session::builder(Arc::new(ScriptedAthena::new())).options(options).build()?;
    /// let connection = Connection::<Pages>::new(session, ());
    ///
    /// let table = CreateTable::external("orders").column("id", AthenaType::BigInt);
    /// let sql = connection.with_table_defaults(table)?.to_sql()?;
    /// assert!(sql.ends_with("STORED AS PARQUET\nLOCATION 's3://lake/default/orders/'"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `InvalidOption` when the text of an option is not the clause that it stands for.
    pub fn with_table_defaults(&self, table: CreateTable) -> Result<CreateTable> {
        table_defaults::complete(table, self.options())
    }
}

impl<D: Dialect> Clone for Connection<D> {
    fn clone(&self) -> Self {
        Self { session: self.session.clone(), options: self.options.clone(), given: self.given.clone() }
    }
}

impl<D: Dialect> fmt::Debug for Connection<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("driver", &self.driver_name())
            .field("driver_options", &self.options)
            .field("options", self.options())
            .finish_non_exhaustive()
    }
}
