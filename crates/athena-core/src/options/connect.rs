//! Everything a connection is opened with.

use super::{AwsOptions, ClientOptions, DdlDefaults, FromOptions, OptionMap, OptionSpec, QueryDefaults};
use crate::error::Result;

/// Everything a connection is opened with, apart from the options of its driver.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// Who asks, and whom.
    pub aws: AwsOptions,
    /// What every statement is sent with.
    pub query: QueryDefaults,
    /// How the connection waits, stops, and limits itself.
    pub client: ClientOptions,
    /// Clauses of CREATE TABLE for tables that do not bring their own.
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

    /// Takes the connection's own options out of `map`, and what they lack out of `env`, for which [`process_env`] is
    /// there. The driver's options stay in the map, for the driver to take and for [`OptionMap::finish`] to end with.
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

    /// Checks options that were put together by hand; those that were read have been checked.
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

    /// Sets who asks, and whom.
    #[must_use]
    pub fn with_aws(mut self, aws: AwsOptions) -> Self {
        self.aws = aws;
        self
    }

    /// Sets what every statement is sent with.
    #[must_use]
    pub fn with_query(mut self, query: QueryDefaults) -> Self {
        self.query = query;
        self
    }

    /// Sets how the connection waits, stops, and limits itself.
    #[must_use]
    pub fn with_client(mut self, client: ClientOptions) -> Self {
        self.client = client;
        self
    }

    /// Sets the clauses of CREATE TABLE for tables that do not bring their own.
    #[must_use]
    pub fn with_ddl(mut self, ddl: DdlDefaults) -> Self {
        self.ddl = ddl;
        self
    }
}

/// Every option of a connection with the name of its group, in the order of the docs.
pub fn connection_option_specs() -> impl Iterator<Item = (&'static str, &'static OptionSpec)> {
    GROUPS.into_iter().flat_map(|(group, specs)| specs.iter().map(move |spec| (group, spec)))
}

/// A variable of the process environment; `None` when it is not set, or not UTF-8.
pub fn process_env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
