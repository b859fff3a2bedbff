//! `connect` and `builder`: connections by URL, through the default registry.

use athena_aws::ConnectionBuilder;
use athena_core::{Any, Connection, Result};
use athena_registry::Registry;

use crate::registry::registry;

/// Connects by URL; its scheme picks the driver among those that this build has. No call to Athena is made yet.
///
/// # Errors
/// `InvalidUrl`; `UnknownScheme` and `DriverNotEnabled`, naming the nearest scheme or the cargo feature;
/// `UnknownOption` and `InvalidOption`, naming the option; `Unauthenticated` when a named profile or role cannot be
/// used.
///
/// # Cancel safety
/// Dropping the future leaves nothing behind.
pub async fn connect(url: &str) -> Result<Connection> {
    builder(url).connect().await
}

/// Begins a connection by URL, with settings that a URL cannot express: an `SdkConfig`, credentials, callbacks.
///
/// ```no_run
/// # async fn example(config: awsathena::SdkConfig) -> awsathena::Result<()> {
/// let connection =
///     awsathena::builder("awsathena+aiorest:///sales?work_group=etl").sdk_config(config).connect().await?;
/// # Ok(())
/// # }
/// ```
pub fn builder(url: &str) -> ConnectionBuilder<Any> {
    builder_in(registry(), url)
}

/// [`builder`] with the drivers of another registry, which may have drivers of your own.
pub fn builder_in(registry: &Registry, url: &str) -> ConnectionBuilder<Any> {
    let registry = registry.clone();
    ConnectionBuilder::resolved_by(url, move |scheme, options| {
        let driver = registry.driver(scheme)?;
        driver.resolve(options()?, &athena_core::driver::option::process_env)
    })
}
