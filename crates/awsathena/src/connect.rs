//! From a URL to a connection.

use athena_aws::Extras;
use athena_core::Result;
use athena_core::connection_url::ConnectionUrl;
use athena_core::options::{OptionMap, process_env};
use athena_registry::{AnyConnection, Driver, Registry};

use crate::registry::registry;

/// Connects by URL; its scheme picks the driver among those that this build has.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`; `UnknownScheme` and `DriverNotEnabled`, naming the nearest scheme or the cargo feature;
/// `UnknownOption` and `InvalidOption`, naming the option; `Unauthenticated` when a named profile or role cannot be
/// used.
pub async fn connect(url: &str) -> Result<AnyConnection> {
    connect_with(url, registry(), Extras::default()).await
}

/// [`connect`] with a registry of one's own, and with what does not fit in a URL: an `SdkConfig`, callbacks.
///
/// # Errors
/// As [`connect`].
pub async fn connect_with(url: &str, registry: &Registry, extras: Extras) -> Result<AnyConnection> {
    // The scheme comes first: the URL of another program need not make sense to this one.
    let driver = registry.driver(&ConnectionUrl::scheme_of(url)?)?;
    connect_driver(driver, ConnectionUrl::parse(url)?.into_options(), extras).await
}

/// Connects by a driver and options that need not come from a URL; the environment fills in what they leave open.
///
/// # Errors
/// As [`connect`], but for the URL.
pub async fn connect_driver(driver: Driver, options: OptionMap, extras: Extras) -> Result<AnyConnection> {
    let (options, cursors) = driver.resolve(options, &process_env)?;
    let connection = athena_aws::connection(options, extras).await?;
    Ok(AnyConnection::new(connection, driver, cursors))
}
