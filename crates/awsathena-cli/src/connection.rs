//! Connection settings from the command line, a profile or the environment.

use std::fmt;

use athena_sandbox::Sandbox;
use awsathena::driver::ConnectionUrl;
use awsathena::driver::option::{OptionMap, process_env};
use awsathena::{Connection, ConnectionBuilder, Driver};

use crate::args::ConnectionArguments;
use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::options::{self, FlagOptions};

/// Scale factor of the TPC-H tables in a sandbox that is started because no connection is named.
const TPCH: f64 = 0.01;

/// Default size of a ranged read in bytes. With it a result of any length needs less than about a hundred megabytes of
/// memory, and the fetch is hardly slower than with larger reads.
const BLOCK_SIZE: &str = "2097152";

/// A driver and the options of a connection.
#[derive(Clone)]
pub(crate) struct Settings {
    driver: Driver,
    options: OptionMap,
    /// The options that were given as flags.
    flags: FlagOptions,
}

impl Settings {
    fn new(url: &str, arguments: &ConnectionArguments, flags: FlagOptions) -> Result<Self> {
        let scheme = ConnectionUrl::scheme_of(url)?;
        let url_driver = awsathena::registry().driver(&scheme)?;
        let mut settings =
            Self { driver: url_driver, options: ConnectionUrl::parse(url)?.into_options(), flags: FlagOptions::new() };
        if let Some(name) = &arguments.driver {
            settings = settings.with_driver(driver(name)?);
        }
        for (key, value) in &flags {
            settings.options.insert(key, value);
        }
        settings.flags = flags;
        Ok(settings)
    }

    /// The same settings with another driver. Options of the old driver that the new one lacks are left out, unless
    /// they were given as flags.
    #[must_use]
    pub(crate) fn with_driver(mut self, driver: Driver) -> Self {
        let only_old = |key: &str| knows(self.driver, key) && !knows(driver, key) && !self.flags.contains_key(key);
        self.options = self.options.keys().filter(|key| !only_old(key)).filter_map(|key| self.pair(key)).collect();
        self.driver = driver;
        self
    }

    /// The same settings with a driver that hands out record batches, which columnar files are written from.
    pub(crate) fn with_record_batches(self) -> Result<Self> {
        if ["arrow", "pandas"].contains(&self.driver.name()) {
            Ok(self)
        } else {
            Ok(self.with_driver(driver("arrow")?))
        }
    }

    /// The same settings with another value of an option. [`connect`](Self::connect) checks the value.
    #[must_use]
    pub(crate) fn with(self, key: &str, value: &str) -> Self {
        let mut settings = self.without(key);
        settings.options.insert(key, value);
        settings
    }

    /// The same settings without an option, under any of its names.
    #[must_use]
    pub(crate) fn without(mut self, key: &str) -> Self {
        let spec = options::spec(key);
        let is_same = |other: &str| other == key || spec.is_some_and(|spec| spec.is(other));
        let kept = self.options.keys().filter(|other| !is_same(other));
        self.options = kept.filter_map(|other| self.pair(other)).collect();
        self
    }

    fn pair<'a>(&'a self, key: &'a str) -> Option<(&'a str, &'a str)> {
        Some((key, self.options.get(key)?))
    }

    pub(crate) fn driver(&self) -> Driver {
        self.driver
    }

    /// The options; secrets may be among them.
    pub(crate) fn options(&self) -> &OptionMap {
        &self.options
    }

    /// Connects. No call to Athena is made yet.
    pub(crate) async fn connect(&self) -> Result<Connection> {
        let mut options = self.options.clone();
        if knows(self.driver, "block_size") {
            options.insert_default("block_size", BLOCK_SIZE);
        }
        let resolved = self.driver.resolve(options, &process_env)?;
        Ok(ConnectionBuilder::from_options(resolved.connect, resolved.driver).connect().await?)
    }
}

fn knows(driver: Driver, key: &str) -> bool {
    driver.options().iter().any(|spec| spec.is(key))
}

/// Fails if no connection is named: a new sandbox has no earlier query to find.
pub(crate) fn require_url(arguments: &ConnectionArguments) -> Result<()> {
    match named_url(arguments)? {
        Some(_) => Ok(()),
        None => Err(Failure::Usage(
            "no connection is named, and a new sandbox has no earlier queries: give --url or --profile, or set \
             AWSATHENA_URL"
                .to_owned(),
        )),
    }
}

/// The settings of a connection, and the sandbox behind it if this process has started one.
pub(crate) struct Setup {
    pub(crate) settings: Settings,
    sandbox: Option<Sandbox>,
}

impl Setup {
    /// Finds the URL: `--url`, else `--profile`, else `AWSATHENA_URL`, else the default profile, else a sandbox that is
    /// started in this process.
    #[expect(clippy::print_stderr, reason = "the user should know that this is a sandbox")]
    pub(crate) async fn find(arguments: &ConnectionArguments, flags: FlagOptions, quiet: bool) -> Result<Self> {
        let (url, sandbox) = match named_url(arguments)? {
            Some(url) => (url, None),
            None => {
                let sandbox = Sandbox::builder().tpch(TPCH).start().await;
                let sandbox = sandbox.map_err(|error| Failure::local("start a sandbox", error))?;
                if !quiet {
                    eprintln!("no connection is named: this is a sandbox with the TPC-H tables, see --help");
                }
                (sandbox.url("awsathena+arrow"), Some(sandbox))
            }
        };
        Ok(Self { settings: Settings::new(&url, arguments, flags)?, sandbox })
    }

    /// Whether the service behind the connection ends with this process.
    pub(crate) fn is_temporary(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Stops the sandbox if this process has started one.
    pub(crate) async fn close(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.shutdown().await;
        }
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("driver", &self.settings.driver.name()).finish_non_exhaustive()
    }
}

fn named_url(arguments: &ConnectionArguments) -> Result<Option<String>> {
    if let Some(url) = &arguments.url {
        return Ok(Some(url.clone()));
    }
    if let Some(name) = &arguments.profile {
        return Config::load()?.url(name).map(|url| Some(url.to_owned()));
    }
    if let Some(url) = std::env::var("AWSATHENA_URL").ok().filter(|url| !url.is_empty()) {
        return Ok(Some(url));
    }
    Ok(Config::load()?.default_url()?.map(str::to_owned))
}

/// The driver of a name.
pub(crate) fn driver(name: &str) -> Result<Driver> {
    let known = || awsathena::registry().drivers();
    known().find(|driver| driver.name() == name).ok_or_else(|| {
        let names = known().map(|driver| driver.name()).collect::<Vec<_>>().join(", ");
        Failure::Usage(format!("there is no driver `{name}`; the drivers are {names}"))
    })
}
