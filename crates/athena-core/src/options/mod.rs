//! Every option of a connection: its key, its type, its default, its doc line, each written once.
//!
//! Options come from three places. **The query string of the URL beats the parts of the URL** (key, secret, host,
//! schema), **and both beat the environment**:
//!
//! 1. `?region_name=eu-west-1`, or [`OptionMap::insert`];
//! 2. `KEY:SECRET@athena.<region>.amazonaws.com/schema`, see [`ConnectionUrl`](crate::connection_url::ConnectionUrl);
//! 3. the environment variables that [`OptionSpec::env`] names;
//! 4. the default.
//!
//! Every layer takes its own keys out of one [`OptionMap`]; what is left in the end is an error with a hint, never
//! ignored:
//!
//! ```
//! use athena_core::options::{ConnectOptions, OptionMap};
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
//! A program needs no URL and no text at all:
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

mod account_id;
mod aws;
mod check;
mod choice;
mod client;
mod connect;
mod ddl;
mod endpoint;
mod into_option;
mod macros;
mod map;
mod query;
mod s3_uri;
mod secret;
mod spec;
mod tls_verification;
mod unknown;
mod value;

#[cfg(test)]
mod tests;

pub use self::account_id::AccountId;
pub use self::aws::AwsOptions;
pub use self::choice::{EncryptionOption, S3AclOption};
pub use self::client::ClientOptions;
pub use self::connect::{ConnectOptions, connection_option_specs, process_env};
pub use self::ddl::DdlDefaults;
pub use self::endpoint::EndpointUrl;
pub use self::into_option::IntoOption;
pub use self::map::OptionMap;
pub use self::query::QueryDefaults;
pub use self::s3_uri::S3Uri;
pub use self::secret::Secret;
pub use self::spec::{FromOptions, OptionSpec, ValueKind};
pub use self::tls_verification::TlsVerification;
pub use self::value::OptionValue;

pub use crate::driver::decode::{MonthIntervals, TypeHints, ZonedTimestamps};
pub use crate::driver::unload::UnloadMode;

pub(crate) use self::aws::looks_like_region;
pub(crate) use self::secret::{is_secret_key, shown_key};

/// What [`options!`](crate::options!) needs at its call site; not an API.
#[doc(hidden)]
pub mod __private {
    pub use super::check::{check_value, not_a, positive, within};
}
