//! From the command line to a connection.

use std::fmt;

use athena_sandbox::Sandbox;
use awsathena::Extras;
use awsathena::connection_url::ConnectionUrl;
use awsathena::options::OptionMap;
use awsathena::{Connection, Driver};

use crate::args::ConnectionArguments;
use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::options::{self, Given};

/// Scale factor of the TPC-H tables of a sandbox that nobody asked for.
const TPCH: f64 = 0.01;

/// Bytes of a ranged read, if nothing else is said. A command in a terminal is not alone on its machine: reads of this
/// size keep a result of any length below a hundred megabytes or so, and hardly slow it down.
const BLOCK_SIZE: &str = "2097152";

/// A driver, and the options that it is given.
#[derive(Clone)]
pub(crate) struct Settings {
    driver: Driver,
    options: OptionMap,
    /// Those that were given as flags.
    given: Given,
}

impl Settings {
    fn new(url: &str, arguments: &ConnectionArguments, given: Given) -> Result<Self> {
        let scheme = ConnectionUrl::scheme_of(url)?;
        let of_url = awsathena::registry().driver(&scheme)?;
        let mut settings =
            Self { driver: of_url, options: ConnectionUrl::parse(url)?.into_options(), given: Given::new() };
        if let Some(name) = &arguments.driver {
            settings = settings.through(driver(name)?);
        }
        for (key, value) in &given {
            settings.options.insert(key, value);
        }
        settings.given = given;
        Ok(settings)
    }

    /// The same by another driver. Options of the old one that the new one lacks are left out, unless they were given as
    /// flags.
    #[must_use]
    pub(crate) fn through(mut self, driver: Driver) -> Self {
        let only_old = |key: &str| knows(self.driver, key) && !knows(driver, key) && !self.given.contains_key(key);
        self.options = self.options.keys().filter(|key| !only_old(key)).filter_map(|key| self.pair(key)).collect();
        self.driver = driver;
        self
    }

    /// The same by a driver that hands out record batches, of which files of columns are made; not every driver does.
    pub(crate) fn with_record_batches(self) -> Result<Self> {
        if ["arrow", "pandas"].contains(&self.driver.name()) { Ok(self) } else { Ok(self.through(driver("arrow")?)) }
    }

    /// With another value of an option, which is checked by who connects.
    #[must_use]
    pub(crate) fn with(self, key: &str, value: &str) -> Self {
        let mut settings = self.without(key);
        settings.options.insert(key, value);
        settings
    }

    /// Without an option, and without its other names.
    #[must_use]
    pub(crate) fn without(mut self, key: &str) -> Self {
        let spec = options::spec(key);
        let meant = |other: &str| other == key || spec.is_some_and(|spec| spec.is(other));
        self.options = self.options.keys().filter(|other| !meant(other)).filter_map(|other| self.pair(other)).collect();
        self
    }

    fn pair<'a>(&'a self, key: &'a str) -> Option<(&'a str, &'a str)> {
        Some((key, self.options.get(key)?))
    }

    pub(crate) fn driver(&self) -> Driver {
        self.driver
    }

    /// May have secrets in it.
    pub(crate) fn options(&self) -> &OptionMap {
        &self.options
    }

    /// Connects; nothing is asked of Athena yet.
    pub(crate) async fn connect(&self, extras: Extras) -> Result<Connection> {
        let mut options = self.options.clone();
        if knows(self.driver, "block_size") {
            options.insert_default("block_size", BLOCK_SIZE);
        }
        Ok(Box::pin(awsathena::connect_driver(self.driver, options, extras)).await?)
    }
}

fn knows(driver: Driver, key: &str) -> bool {
    driver.options().iter().any(|spec| spec.is(key))
}

/// A sandbox of this process has no queries from before: what looks for one has to be told where.
pub(crate) fn must_be_named(arguments: &ConnectionArguments) -> Result<()> {
    match named_url(arguments)? {
        Some(_) => Ok(()),
        None => Err(Failure::Usage(
            "no connection is named, and a new sandbox knows no query: give --url or --profile, or set AWSATHENA_URL"
                .to_owned(),
        )),
    }
}

/// Which Athena, and how it is asked.
pub(crate) struct Place {
    pub(crate) settings: Settings,
    /// Lives as long as its queries run.
    sandbox: Option<Sandbox>,
}

impl Place {
    /// Finds it: `--url`, else `--profile`, else `AWSATHENA_URL`, else the default profile, else a sandbox of this process.
    #[expect(clippy::print_stderr, reason = "who runs on a sandbox is told so")]
    pub(crate) async fn find(arguments: &ConnectionArguments, given: Given, quiet: bool) -> Result<Self> {
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
        Ok(Self { settings: Settings::new(&url, arguments, given)?, sandbox })
    }

    /// Whether it ends with this process.
    pub(crate) fn is_fleeting(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Ends the sandbox, if it is one.
    pub(crate) async fn close(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.shutdown().await;
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("driver", &self.settings.driver.name()).finish_non_exhaustive()
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

/// A driver by its name.
pub(crate) fn driver(name: &str) -> Result<Driver> {
    let known = || awsathena::registry().drivers();
    known().find(|driver| driver.name() == name).ok_or_else(|| {
        let names = known().map(|driver| driver.name()).collect::<Vec<_>>().join(", ");
        Failure::Usage(format!("there is no driver `{name}`; there is {names}"))
    })
}
