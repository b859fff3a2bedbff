//! Options of connections: key, type, default and documentation of each, defined in one place.
//!
//! Options come from these sources, in the order of precedence:
//!
//! 1. the query string of the URL, `?region_name=eu-west-1`, or
//!    [`OptionMap::insert`](crate::driver::option::OptionMap::insert);
//! 2. the other parts of the URL, `KEY:SECRET@athena.<region>.amazonaws.com/schema`, see
//!    [`ConnectionUrl`](crate::driver::ConnectionUrl);
//! 3. the environment variables that [`OptionSpec::env`](crate::driver::option::OptionSpec::env) names;
//! 4. the default.
//!
//! The connection and its driver take their keys out of one [`OptionMap`]. A key that is left in it
//! is an error with a hint:
//!
//! ```
//! use athena_core::driver::option::OptionMap;
//! use athena_core::options::ConnectOptions;
//!
//! let mut map = OptionMap::new();
//! map.insert("work_group", "etl");
//! map.insert("unlod", "true");
//! let options = ConnectOptions::from_options(&mut map, &|_| None)?;
//! assert_eq!(options.query.work_group.as_deref(), Some("etl"));
//!
//! let error = map.finish("arrow", &ConnectOptions::layers()).unwrap_err();
//! assert!(error.to_string().contains("did you mean `unload`?"));
//! # Ok::<(), athena_core::Error>(())
//! ```
//!
//! A program can also set options without a URL and without text:
//!
//! ```
//! use std::time::Duration;
//! use athena_core::options::{ConnectOptions, ClientOptions, QueryDefaults};
//!
//! let options = ConnectOptions::new()
//!     .with_query(QueryDefaults::new().with_work_group("etl").with_schema_name("sales"))
//!     .with_client(ClientOptions::new().with_query_timeout(Duration::from_secs(600)));
//! options.validate()?;
//! # Ok::<(), athena_core::Error>(())
//! ```

mod check;
mod connect;
mod driver_options;
mod groups;
mod macros;
mod map;
mod spec;
mod unknown;
mod value;

#[cfg(test)]
mod tests;

pub use self::connect::ConnectOptions;
pub use self::groups::{AwsOptions, ClientOptions, DdlDefaults, EncryptionOption, QueryDefaults, S3AclOption};
pub use self::value::{AccountId, EndpointUrl, IntoOption, S3Uri, Secret, TlsVerification};
pub use crate::driver::decode::{MonthIntervals, TypeHints, ZonedTimestamps};
pub use crate::driver::unload::UnloadMode;

pub(crate) use self::machinery::{FromOptions, OptionMap, OptionSpec, OptionValue, ValueKind};
pub(crate) use self::value::shown_key;

/// The parts of [`crate::driver::option`].
pub(crate) mod machinery {
    pub use super::connect::{connection_option_specs, process_env};
    pub use super::map::{FromOptions, OptionMap};
    pub use super::spec::OptionSpec;
    pub use super::value::{OptionValue, ValueKind};
}

/// Names for the expansion of [`option_group!`](crate::option_group!); not an API.
#[doc(hidden)]
pub mod __private {
    pub use super::check::{check_value, limited, not_a, positive, within};
}
