//! A connection: the services, the defaults and the limits that cursors share.

mod callbacks;
mod driver;
mod limits;
mod table_defaults;

use std::fmt;
use std::sync::Arc;

use tokio::runtime::Handle;

pub(crate) use self::callbacks::Callbacks;
pub use self::callbacks::{OnPoll, OnStart};
pub use self::driver::DriverConnection;
pub(crate) use self::limits::Limits;

use crate::dialect::Dialect;
use crate::driver::api::{AthenaApi, Catalog, ObjectSource, RetryPolicy, Retrying, Usage, WithFallback, as_of_glue};
use crate::error::{Error, ErrorKind, Result};
use crate::execution::Poller;
use crate::options::ConnectOptions;
use crate::statement::{Statement, StatementOptions};

/// What has another way behind it is not tried for long.
const FALLBACK_ATTEMPTS: u32 = 3;

/// The services behind a URL, the defaults for statements, and the limits. Cloning is free; all clones share the
/// limits and one poller.
///
/// Athena is stateless HTTPS: nothing is opened, and nothing needs closing. A connection belongs to the tokio runtime
/// that it was made on.
#[derive(Clone)]
pub struct Connection {
    inner: Arc<Inner>,
    defaults: Arc<StatementOptions>,
}

struct Inner {
    athena: Arc<dyn AthenaApi>,
    catalog: Option<Arc<dyn Catalog>>,
    objects: Option<Arc<dyn ObjectSource>>,
    options: ConnectOptions,
    callbacks: Callbacks,
    limits: Limits,
    poller: Poller,
    runtime: Handle,
    usage: Arc<Usage>,
}

impl Connection {
    /// Begins a connection over an implementation of the Athena port. The connection tries its calls again as the option
    /// `max_attempts` says.
    pub fn builder(athena: Arc<dyn AthenaApi>) -> ConnectionBuilder {
        ConnectionBuilder {
            athena,
            catalog: None,
            fallback_catalog: None,
            objects: None,
            options: ConnectOptions::default(),
            callbacks: Callbacks::default(),
        }
    }

    /// A cursor of the driver `D` with its default options.
    pub fn cursor<D: Dialect>(&self) -> D::Cursor
    where
        D::Options: Default,
    {
        D::cursor(self, D::Options::default())
    }

    /// A cursor of the driver `D`.
    pub fn cursor_with<D: Dialect>(&self, options: D::Options) -> D::Cursor {
        D::cursor(self, options)
    }

    /// The port to Athena.
    pub fn athena(&self) -> &Arc<dyn AthenaApi> {
        &self.inner.athena
    }

    /// The port to catalogs, the fallback behind it where there is one.
    ///
    /// # Errors
    /// `Unsupported` when the connection was made without one.
    pub fn catalog(&self) -> Result<&Arc<dyn Catalog>> {
        let missing = || Error::new(ErrorKind::Unsupported, "this connection was made without a catalog port");
        self.inner.catalog.as_ref().ok_or_else(missing)
    }

    /// The port to result objects.
    ///
    /// # Errors
    /// `Unsupported` when the connection was made without one.
    pub fn objects(&self) -> Result<&Arc<dyn ObjectSource>> {
        let missing = || Error::new(ErrorKind::Unsupported, "this connection was made without access to Amazon S3");
        self.inner.objects.as_ref().ok_or_else(missing)
    }

    /// The options it was made with.
    pub fn options(&self) -> &ConnectOptions {
        &self.inner.options
    }

    /// What it and its clones have asked of the services so far.
    pub fn usage(&self) -> &Usage {
        &self.inner.usage
    }

    /// The same connection for cursors whose statements run with these options, unless they say otherwise: what PyAthena
    /// takes as arguments of a cursor. Options given earlier stay where these say nothing.
    ///
    /// ```
    /// # use athena_core::{Connection, Dialect, StatementOptions};
    /// # fn example<D: Dialect>(connection: &Connection) -> D::Cursor where D::Options: Default {
    /// let nightly = connection.with_defaults(StatementOptions::new().with_work_group("nightly"));
    /// nightly.cursor::<D>()
    /// # }
    /// ```
    #[must_use]
    pub fn with_defaults(&self, options: StatementOptions) -> Self {
        let defaults = StatementOptions::clone(&self.defaults).merge(options);
        Self { inner: Arc::clone(&self.inner), defaults: Arc::new(defaults) }
    }

    /// What statements run with that say nothing else; see [`with_defaults`](Self::with_defaults).
    pub fn defaults(&self) -> &StatementOptions {
        &self.defaults
    }

    /// Does nothing: every statement of Athena is its own transaction.
    pub fn commit(&self) {}

    /// Fails: what a statement has done stays done.
    ///
    /// # Errors
    /// `Unsupported`, always.
    pub fn rollback(&self) -> Result<()> {
        Err(Error::new(ErrorKind::Unsupported, "Athena has no transactions to roll back"))
    }

    /// The statement with the options that its cursor has, but for the callbacks, and a parameter style in any case.
    /// Doing it twice changes nothing.
    pub(crate) fn resolve(&self, statement: Statement) -> Statement {
        let mut defaults = StatementOptions::clone(&self.defaults);
        defaults.on_start = None;
        defaults.on_poll = None;
        let mut options = defaults.merge(statement.options().clone());
        options.paramstyle = options.paramstyle.or(Some(self.inner.options.query.paramstyle));
        statement.with_options(options)
    }

    pub(crate) fn callbacks(&self) -> &Callbacks {
        &self.inner.callbacks
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(crate) fn poller(&self) -> &Poller {
        &self.inner.poller
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.inner.runtime
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

/// The parts of a [`Connection`]; `athena-aws` brings them together for a URL.
#[derive(Debug)]
pub struct ConnectionBuilder {
    athena: Arc<dyn AthenaApi>,
    catalog: Option<Arc<dyn Catalog>>,
    fallback_catalog: Option<Arc<dyn Catalog>>,
    objects: Option<Arc<dyn ObjectSource>>,
    options: ConnectOptions,
    callbacks: Callbacks,
}

impl ConnectionBuilder {
    /// Adds the port to catalogs.
    #[must_use]
    pub fn catalog(mut self, catalog: Arc<dyn Catalog>) -> Self {
        self.catalog = Some(catalog);
        self
    }

    /// Adds a second port to catalogs, AWS Glue itself, which is asked where the first one is throttled, or cannot tell
    /// outside of the catalog `awsdatacatalog`. It answers [`Unsupported`](ErrorKind::Unsupported) for catalogs that it
    /// does not have. Without the option `glue_metadata_fallback`, or without a first port, it is never asked.
    ///
    /// It gets three attempts at most, since there is another way behind it, and its calls are counted under the names
    /// of Glue's actions, such as `glue:GetTable`. Once it could not be reached, it is asked no more.
    #[must_use]
    pub fn fallback_catalog(mut self, catalog: Arc<dyn Catalog>) -> Self {
        self.fallback_catalog = Some(catalog);
        self
    }

    /// Adds the port to result objects.
    #[must_use]
    pub fn objects(mut self, objects: Arc<dyn ObjectSource>) -> Self {
        self.objects = Some(objects);
        self
    }

    /// Sets defaults and limits.
    #[must_use]
    pub fn options(mut self, options: ConnectOptions) -> Self {
        self.options = options;
        self
    }

    /// Calls `callback` with the id of every query, once its start was answered.
    #[must_use]
    pub fn on_start(mut self, callback: OnStart) -> Self {
        self.callbacks.on_start = Some(callback);
        self
    }

    /// Calls `callback` at every look at a running query, the last one included.
    #[must_use]
    pub fn on_poll(mut self, callback: OnPoll) -> Self {
        self.callbacks.on_poll = Some(callback);
        self
    }

    /// The connection, on the current tokio runtime.
    ///
    /// # Errors
    /// `InvalidState` outside of a tokio runtime; `InvalidOption` when the options do not fit each other.
    pub fn build(self) -> Result<Connection> {
        self.options.validate()?;
        let runtime = Handle::try_current().map_err(|error| {
            Error::new(ErrorKind::InvalidState, "a connection is made inside a tokio runtime").with_source(error)
        })?;
        let policy = RetryPolicy::default().with_max_attempts(self.options.aws.max_attempts);
        let usage = Arc::<Usage>::default();
        let athena: Arc<dyn AthenaApi> = Arc::new(Retrying::new(self.athena, policy, Arc::clone(&usage)));
        let fallback = self.fallback_catalog.filter(|_| self.options.client.glue_metadata_fallback).map(|glue| {
            let policy = policy.with_max_attempts(policy.max_attempts.min(FALLBACK_ATTEMPTS));
            Retrying::new(glue, policy, Arc::clone(&usage)).counted_as(as_of_glue)
        });
        let catalog = self.catalog.map(|catalog| -> Arc<dyn Catalog> {
            let catalog = Retrying::new(catalog, policy, Arc::clone(&usage));
            match fallback {
                Some(fallback) => Arc::new(WithFallback::new(catalog, fallback)),
                None => Arc::new(catalog),
            }
        });
        let objects = self.objects.map(|objects| {
            let objects: Arc<dyn ObjectSource> = Arc::new(Retrying::new(objects, policy, Arc::clone(&usage)));
            objects
        });
        let poller = Poller::new(Arc::clone(&athena), runtime.clone());
        let limits = Limits::new(&self.options.client);
        let inner = Inner {
            athena,
            catalog,
            objects,
            options: self.options,
            callbacks: self.callbacks,
            limits,
            poller,
            runtime,
            usage,
        };
        Ok(Connection { inner: Arc::new(inner), defaults: Arc::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::ScriptedAthena;

    #[tokio::test]
    async fn every_statement_is_its_own_transaction() {
        let athena = ScriptedAthena::new();
        let connection = Connection::builder(Arc::new(athena.clone())).build().expect("a runtime");
        connection.commit();
        let error = connection.rollback().expect_err("nothing can be taken back");
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Unsupported, "Athena has no transactions to roll back")
        );
        assert!(athena.requests().is_empty());
    }
}
