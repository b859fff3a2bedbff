//! All options of a connection.

use super::{AwsOptions, ClientOptions, DdlDefaults, FromOptions, OptionMap, OptionSpec, QueryDefaults};
use crate::error::Result;

/// All options of a connection, except those of its driver.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// Credentials, region and endpoints.
    pub aws: AwsOptions,
    /// Defaults for statements.
    pub query: QueryDefaults,
    /// Polling, timeouts and limits.
    pub client: ClientOptions,
    /// Default clauses of CREATE TABLE.
    pub ddl: DdlDefaults,
}

const GROUPS: [(&str, &[OptionSpec]); 4] = [
    ("aws", AwsOptions::KEYS),
    ("query", QueryDefaults::KEYS),
    ("client", ClientOptions::KEYS),
    ("ddl", DdlDefaults::KEYS),
];

impl ConnectOptions {
    /// The defaults; the environment is not read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The defaults and the process environment.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption), naming the environment variable.
    pub fn from_env() -> Result<Self> {
        Self::from_options(&mut OptionMap::new(), &process_env)
    }

    /// Takes the options of the connection out of `map`, and missing ones from `env`, which is usually
    /// [`process_env`]. The options of the driver stay in the map: the driver takes them, and [`OptionMap::finish`]
    /// reports the rest.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption), naming the option.
    pub fn from_options(map: &mut OptionMap, env: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        for layer in Self::layers() {
            map.insert_env(layer, env);
        }
        Ok(Self {
            aws: AwsOptions::from_options(map)?,
            query: QueryDefaults::from_options(map)?,
            client: ClientOptions::from_options(map)?,
            ddl: DdlDefaults::from_options(map)?,
        })
    }

    /// Checks options that were set by hand. Options from a map are checked already.
    ///
    /// # Errors
    ///
    /// [`InvalidOption`](crate::error::ErrorKind::InvalidOption), naming the option.
    pub fn validate(&self) -> Result<()> {
        self.aws.validate()?;
        self.query.validate()?;
        self.client.validate()?;
        self.ddl.validate()
    }

    /// The keys of every group, for [`OptionMap::finish`].
    pub const fn layers() -> [&'static [OptionSpec]; 4] {
        [GROUPS[0].1, GROUPS[1].1, GROUPS[2].1, GROUPS[3].1]
    }

    /// Sets credentials, region and endpoints.
    #[must_use]
    pub fn with_aws(mut self, aws: AwsOptions) -> Self {
        self.aws = aws;
        self
    }

    /// Sets the defaults for statements.
    #[must_use]
    pub fn with_query(mut self, query: QueryDefaults) -> Self {
        self.query = query;
        self
    }

    /// Sets polling, timeouts and limits.
    #[must_use]
    pub fn with_client(mut self, client: ClientOptions) -> Self {
        self.client = client;
        self
    }

    /// Sets the default clauses of CREATE TABLE.
    #[must_use]
    pub fn with_ddl(mut self, ddl: DdlDefaults) -> Self {
        self.ddl = ddl;
        self
    }
}

/// Every option of a connection with the name of its group, in the order of the documentation.
pub fn connection_option_specs() -> impl Iterator<Item = (&'static str, &'static OptionSpec)> {
    GROUPS.into_iter().flat_map(|(group, specs)| specs.iter().map(move |spec| (group, spec)))
}

/// A variable of the process environment; `None` when it is not set, or not UTF-8.
pub fn process_env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
