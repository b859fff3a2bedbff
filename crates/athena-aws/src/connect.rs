//! `ConnectionBuilder`: a connection from a URL or from typed options.

use std::fmt;

use athena_core::driver::ConnectionUrl;
use athena_core::driver::option::{OptionMap, process_env};
use athena_core::driver::{Dialect, Resolved, Session};
use athena_core::options::ConnectOptions;
use athena_core::query::{QueryExecution, QueryId};
use athena_core::{Connection, Error, ErrorKind, Result, StatementOptions};
use aws_credential_types::provider::ProvideCredentials;
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::HttpClient;
use aws_types::SdkConfig;

use crate::{MfaFuture, SdkOptions, Services};

/// A function from a URL's scheme and options to the options of connection and driver.
type Resolve<O> = Box<dyn FnOnce(&str, &dyn Fn() -> Result<OptionMap>) -> Result<Resolved<O>> + Send>;

/// Builds a connection from a URL, or from typed options, with settings that a URL cannot express.
///
/// ```no_run
/// # async fn example<Arrow: athena_core::driver::Dialect<Options: Default>>() -> athena_core::Result<()> {
/// let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
/// let connection = athena_aws::ConnectionBuilder::<Arrow>::new("awsathena+aioarrow:///sales?work_group=etl")
///     .sdk_config(config)
///     .on_start(|id| println!("started {id}"))
///     .connect()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing happens before `connect`"]
pub struct ConnectionBuilder<D: Dialect> {
    source: Source<D>,
    more: Vec<(String, String)>,
    sdk: SdkOptions,
    defaults: StatementOptions,
}

enum Source<D: Dialect> {
    Url(String, Resolve<D::Options>),
    Options(Box<Resolved<D::Options>>),
}

impl<D: Dialect> ConnectionBuilder<D> {
    /// Begins with a URL of the driver `D`.
    pub fn new(url: &str) -> Self
    where
        D::Options: Default,
    {
        Self::resolved_by(url, |scheme, options| {
            if !D::SCHEMES.contains(&scheme) {
                let schemes = D::SCHEMES.join(", ");
                let message = format!("driver `{}` does not have the scheme `{scheme}`; it has {schemes}", D::NAME);
                return Err(Error::new(ErrorKind::UnknownScheme, message));
            }
            Resolved::split::<D>(options()?, &process_env)
        })
    }

    /// Begins with a URL whose options `resolve` reads. Its arguments are the scheme in lower case, and a function that
    /// parses the rest of the URL, so that an unknown scheme is reported before any other fault of the URL.
    pub fn resolved_by<R>(url: &str, resolve: R) -> Self
    where
        R: FnOnce(&str, &dyn Fn() -> Result<OptionMap>) -> Result<Resolved<D::Options>> + Send + 'static,
    {
        Self::begin(Source::Url(url.to_owned(), Box::new(resolve)))
    }

    /// Begins with typed options; neither a URL nor the environment is read.
    pub fn from_options(connect: ConnectOptions, driver: D::Options) -> Self {
        Self::begin(Source::Options(Box::new(Resolved::new(connect, driver))))
    }

    fn begin(source: Source<D>) -> Self {
        Self { source, more: Vec::new(), sdk: SdkOptions::new(), defaults: StatementOptions::new() }
    }

    /// Sets an option by its name in a URL; it takes precedence over the URL. Typed options are set by their fields
    /// instead: with [`from_options`](Self::from_options), `connect` refuses options by name.
    pub fn option(mut self, name: &str, value: impl Into<String>) -> Self {
        self.more.push((name.to_owned(), value.into()));
        self
    }

    /// Sets defaults for statements; see [`Connection::with_defaults`].
    pub fn defaults(mut self, options: StatementOptions) -> Self {
        self.defaults = self.defaults.merge(options);
        self
    }

    /// See [`SdkOptions::with_sdk_config`].
    pub fn sdk_config(mut self, config: SdkConfig) -> Self {
        self.sdk = self.sdk.with_sdk_config(config);
        self
    }

    /// See [`SdkOptions::with_credentials`].
    pub fn credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.sdk = self.sdk.with_credentials(provider);
        self
    }

    /// See [`SdkOptions::with_mfa_token`].
    pub fn mfa_token(mut self, ask: impl Fn(&str) -> MfaFuture + Send + Sync + 'static) -> Self {
        self.sdk = self.sdk.with_mfa_token(ask);
        self
    }

    /// See [`SdkOptions::with_time_source`].
    pub fn time_source(mut self, clock: impl TimeSource + 'static) -> Self {
        self.sdk = self.sdk.with_time_source(clock);
        self
    }

    /// See [`SdkOptions::with_http_client`].
    pub fn http_client(mut self, client: impl HttpClient + 'static) -> Self {
        self.sdk = self.sdk.with_http_client(client);
        self
    }

    /// See [`SdkOptions::with_app_name`].
    pub fn app_name(mut self, name: impl Into<String>) -> Self {
        self.sdk = self.sdk.with_app_name(name);
        self
    }

    /// Calls `callback` with the id of every query that has started. It must not block.
    pub fn on_start(mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) -> Self {
        self.defaults = self.defaults.with_on_start(callback);
        self
    }

    /// Calls `callback` with the state of a query at every poll, the last one included. It must not block.
    pub fn on_poll(mut self, callback: impl Fn(&QueryExecution) + Send + Sync + 'static) -> Self {
        self.defaults = self.defaults.with_on_poll(callback);
        self
    }

    /// Makes the connection, without a call to Athena. Its options have the region that was found.
    ///
    /// # Errors
    /// `InvalidUrl`; `UnknownScheme` for the URL of another driver; `UnknownOption` and `InvalidOption`, naming the
    /// option; `InvalidState` outside of a tokio runtime; otherwise as [`Services::connect`].
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect(self) -> Result<Connection<D>> {
        let Self { source, more, sdk, defaults } = self;
        let mut resolved = match source {
            Source::Url(url, resolve) => {
                let options = || {
                    let mut options = ConnectionUrl::parse(&url)?.into_options();
                    more.iter().for_each(|(name, value)| options.insert(name, value));
                    Ok(options)
                };
                resolve(&ConnectionUrl::scheme_of(&url)?, &options)?
            }
            Source::Options(resolved) => match more.first() {
                None => *resolved,
                Some((name, _)) => {
                    let message = format!("option `{name}` is set by name, but the options are typed; set its field");
                    return Err(Error::new(ErrorKind::InvalidOption, message));
                }
            },
        };
        let mut connect = std::mem::take(&mut resolved.connect);
        // the SDK's configuration makes a large future; boxed, it does not enlarge that of the caller
        let services = Box::pin(Services::connect(&connect, sdk)).await?;
        connect.aws.region_name = Some(services.region);
        let mut session = Session::builder(services.athena).catalog(services.catalog).options(connect);
        if let Some(glue) = services.fallback_catalog {
            session = session.fallback_catalog(glue);
        }
        if let Some(renewal) = services.renewal {
            session = session.renewal(renewal);
        }
        if let Some(objects) = services.objects {
            session = session.objects(objects);
        }
        Ok(Connection::from_resolved(session.build()?.with_defaults(defaults), resolved))
    }
}

impl<D: Dialect> fmt::Debug for ConnectionBuilder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options: Vec<&str> = self.more.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("ConnectionBuilder")
            .field("driver", &D::NAME)
            .field("options", &options)
            .field("sdk", &self.sdk)
            .field("defaults", &self.defaults)
            .finish_non_exhaustive()
    }
}
