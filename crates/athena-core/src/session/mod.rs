//! `Session`: the services, options and limits that the cursors of a connection share.

mod limits;

use std::fmt;
use std::sync::Arc;

use tokio::runtime::Handle;

pub(crate) use self::limits::Limits;

use crate::driver::api::{
    AthenaApi, Catalog, ObjectSource, Pace, RenewCredentials, RetryPolicy, Retrying, Usage, WithFallback, as_of_glue,
};
use crate::error::{Error, ErrorKind, Result};
use crate::execution::{Lifecycle, Pending, Poller};
use crate::options::{AccountId, ConnectOptions};
use crate::query::{Callbacks, QueryExecution, QueryId};
use crate::statement::StatementOptions;
use crate::telemetry::metrics;

/// Attempts of a call to the first catalog port when a fallback stands behind it.
const FALLBACK_ATTEMPTS: u32 = 3;

/// The services behind a connection, its options, its limits and its poller, which all cursors of the connection share.
/// Cloning is cheap; all clones share the limits and the poller.
///
/// Athena is stateless HTTPS: nothing is opened, and nothing needs closing. A session belongs to the tokio runtime that
/// it was made on.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
    objects: Option<Arc<dyn ObjectSource>>,
    defaults: Arc<StatementOptions>,
}

struct Inner {
    athena: Arc<dyn AthenaApi>,
    catalog: Option<Arc<dyn Catalog>>,
    options: ConnectOptions,
    callbacks: Callbacks,
    limits: Limits,
    poller: Poller,
    lifecycle: Lifecycle,
    runtime: Handle,
    usage: Arc<Usage>,
}

impl Session {
    /// Begins a session over an implementation of the Athena port. The session repeats calls as the option
    /// `max_attempts` says.
    pub fn builder(athena: Arc<dyn AthenaApi>) -> SessionBuilder {
        SessionBuilder {
            athena,
            catalog: None,
            fallback_catalog: None,
            objects: None,
            renewal: None,
            options: ConnectOptions::default(),
            callbacks: Callbacks::default(),
        }
    }

    /// The port to Athena.
    pub fn athena(&self) -> &Arc<dyn AthenaApi> {
        &self.inner.athena
    }

    /// The port to catalogs, with the fallback behind it where there is one.
    ///
    /// # Errors
    /// `Unsupported` when the session was made without one.
    pub fn catalog(&self) -> Result<&Arc<dyn Catalog>> {
        let missing = || Error::new(ErrorKind::Unsupported, "this connection was made without a catalog port");
        self.inner.catalog.as_ref().ok_or_else(missing)
    }

    /// The port to result objects.
    ///
    /// # Errors
    /// `Unsupported` when the session was made without one.
    pub fn objects(&self) -> Result<&Arc<dyn ObjectSource>> {
        let missing = || Error::new(ErrorKind::Unsupported, "this connection was made without access to Amazon S3");
        self.objects.as_ref().ok_or_else(missing)
    }

    /// The options that the session was made with.
    pub fn options(&self) -> &ConnectOptions {
        &self.inner.options
    }

    /// The calls that the session and its clones have made so far.
    pub fn usage(&self) -> &Usage {
        &self.inner.usage
    }

    /// The same session with these defaults for its statements, on top of earlier ones.
    #[must_use]
    pub fn with_defaults(&self, options: StatementOptions) -> Self {
        let defaults = StatementOptions::clone(&self.defaults).merge(options);
        Self { defaults: Arc::new(defaults), ..self.clone() }
    }

    /// The same session, whose requests for objects name `owner` as the account that must own the bucket.
    pub(crate) fn with_bucket_owner(&self, owner: Option<&AccountId>) -> Self {
        let objects = match (&self.objects, owner) {
            (Some(objects), Some(owner)) => Some(Arc::clone(objects).owned_by(owner)),
            (objects, _) => objects.clone(),
        };
        Self { objects, ..self.clone() }
    }

    /// See [`Connection::shutdown`](crate::Connection::shutdown).
    ///
    /// # Errors
    /// The first error of a stop.
    ///
    /// # Cancel safety
    /// The first poll refuses new statements and sends the stops. They go on when the future is dropped.
    pub async fn shutdown(&self) -> Result<()> {
        self.inner.lifecycle.shut_down(&self.inner.athena, &self.inner.runtime).await
    }

    /// The defaults for statements; see [`with_defaults`](Self::with_defaults).
    pub fn defaults(&self) -> &StatementOptions {
        &self.defaults
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

    pub(crate) fn lifecycle(&self) -> &Lifecycle {
        &self.inner.lifecycle
    }

    /// Starts and stops that go on without their caller.
    pub(crate) fn pending(&self) -> &Arc<Pending> {
        self.inner.lifecycle.pending()
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.inner.runtime
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

/// The parts of a [`Session`]; `athena-aws` brings them together for a URL.
#[derive(Debug)]
pub struct SessionBuilder {
    athena: Arc<dyn AthenaApi>,
    catalog: Option<Arc<dyn Catalog>>,
    fallback_catalog: Option<Arc<dyn Catalog>>,
    objects: Option<Arc<dyn ObjectSource>>,
    renewal: Option<Arc<dyn RenewCredentials>>,
    options: ConnectOptions,
    callbacks: Callbacks,
}

impl SessionBuilder {
    /// Adds the port to catalogs.
    #[must_use]
    pub fn catalog(mut self, catalog: Arc<dyn Catalog>) -> Self {
        self.catalog = Some(catalog);
        self
    }

    /// Adds a second port to catalogs, AWS Glue itself. It is asked where the first one is throttled, or cannot tell
    /// outside of the catalog `awsdatacatalog`. It answers [`Unsupported`](ErrorKind::Unsupported) for catalogs that it
    /// does not have. Without the option `glue_metadata_fallback`, or without a first port, it is never asked.
    ///
    /// It gets at most three attempts, and its calls are counted under the names of Glue's actions, such as
    /// `glue:GetTable`. Once it could not be reached, it is not asked again.
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

    /// Adds the renewal of the ports' credentials. A call that fails with
    /// [`Unauthenticated`](ErrorKind::Unauthenticated) and the context `code` `ExpiredToken` or `ExpiredTokenException`
    /// renews them and is tried once more.
    #[must_use]
    pub fn renewal(mut self, renewal: Arc<dyn RenewCredentials>) -> Self {
        self.renewal = Some(renewal);
        self
    }

    /// Sets defaults and limits.
    #[must_use]
    pub fn options(mut self, options: ConnectOptions) -> Self {
        self.options = options;
        self
    }

    /// Calls `callback` with the id of every query once its start was answered. It must not block.
    #[must_use]
    pub fn on_start(mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) -> Self {
        self.callbacks.add_on_start(callback);
        self
    }

    /// Calls `callback` at every look at a running query, the last one included. It must not block.
    #[must_use]
    pub fn on_poll(mut self, callback: impl Fn(&QueryExecution) + Send + Sync + 'static) -> Self {
        self.callbacks.add_on_poll(callback);
        self
    }

    /// The session, on the current tokio runtime.
    ///
    /// # Errors
    /// `InvalidState` outside of a tokio runtime; `InvalidOption` when options contradict each other.
    pub fn build(self) -> Result<Session> {
        self.options.validate()?;
        let runtime = Handle::try_current().map_err(|error| {
            Error::new(ErrorKind::InvalidState, "a connection is made inside a tokio runtime").with_source(error)
        })?;
        metrics::describe();
        let policy = RetryPolicy::default().with_max_attempts(self.options.aws.max_attempts);
        let usage = Arc::<Usage>::default();
        let athena: Arc<dyn AthenaApi> =
            Arc::new(Retrying::new(self.athena, policy, Arc::clone(&usage)).with_renewal(self.renewal.clone()));
        let fallback = self.fallback_catalog.filter(|_| self.options.client.glue_metadata_fallback).map(|glue| {
            let policy = policy.with_max_attempts(policy.max_attempts.min(FALLBACK_ATTEMPTS));
            Retrying::new(glue, policy, Arc::clone(&usage)).counted_as(as_of_glue).with_renewal(self.renewal.clone())
        });
        let catalog = self.catalog.map(|catalog| -> Arc<dyn Catalog> {
            let catalog = Retrying::new(catalog, policy, Arc::clone(&usage)).with_renewal(self.renewal.clone());
            match fallback {
                Some(fallback) => Arc::new(WithFallback::new(catalog, fallback)),
                None => Arc::new(catalog),
            }
        });
        let objects = self.objects.map(|objects| {
            let retrying = Retrying::new(objects, policy, Arc::clone(&usage)).with_renewal(self.renewal.clone());
            let objects: Arc<dyn ObjectSource> = Arc::new(retrying.with_pace(Pace::of(&self.options.aws)));
            objects
        });
        let poller = Poller::new(Arc::clone(&athena), runtime.clone());
        let limits = Limits::new(&self.options.client);
        let inner = Inner {
            athena,
            catalog,
            options: self.options,
            callbacks: self.callbacks,
            limits,
            poller,
            lifecycle: Lifecycle::default(),
            runtime,
            usage,
        };
        Ok(Session { inner: Arc::new(inner), objects, defaults: Arc::default() })
    }
}
