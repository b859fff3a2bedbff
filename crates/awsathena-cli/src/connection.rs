//! From the command line to a connection.

use std::fmt;

use athena_sandbox::Sandbox;
use awsathena::Extras;
use awsathena::options::OptionMap;
use awsathena::url::ConnectionUrl;
use awsathena::{Connection, Driver};

use crate::args::ConnectionArguments;
use crate::config::Config;
use crate::exit::{Failure, Result};
use crate::options::Given;

/// Scale factor of the TPC-H tables of a sandbox that nobody asked for.
const TPCH: f64 = 0.01;

/// Which Athena, by which driver, with which options.
pub(crate) struct Place {
    driver: Driver,
    options: OptionMap,
    given: Given,
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
        let scheme = ConnectionUrl::scheme_of(&url)?;
        let of_url = awsathena::registry().driver(&scheme)?;
        let mut place =
            Self { driver: of_url, options: ConnectionUrl::parse(&url)?.into_options(), given: Given::new(), sandbox };
        if let Some(name) = &arguments.driver {
            place = place.through(driver(name)?);
        }
        for (key, value) in &given {
            place.options.insert(key, value);
        }
        place.given = given;
        Ok(place)
    }

    /// The same place by another driver. Options of the old one that the new one lacks are left out, unless they were
    /// given as flags.
    pub(crate) fn through(mut self, driver: Driver) -> Self {
        let knows = |driver: Driver, key: &str| driver.options().iter().any(|spec| spec.is(key));
        let mut options = OptionMap::new();
        for key in self.options.keys() {
            let only_old = knows(self.driver, key) && !knows(driver, key) && !self.given.contains_key(key);
            if let (false, Some(value)) = (only_old, self.options.get(key)) {
                options.insert(key, value);
            }
        }
        self.options = options;
        self.driver = driver;
        self
    }

    pub(crate) fn driver(&self) -> Driver {
        self.driver
    }

    /// Whether it ends with this process.
    pub(crate) fn is_fleeting(&self) -> bool {
        self.sandbox.is_some()
    }

    /// Connects; nothing is asked of Athena yet.
    pub(crate) async fn connect(&self, extras: Extras) -> Result<Connection> {
        Ok(Box::pin(awsathena::connect_driver(self.driver, self.options.clone(), extras)).await?)
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
        f.debug_struct("Place").field("driver", &self.driver.name()).finish_non_exhaustive()
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
