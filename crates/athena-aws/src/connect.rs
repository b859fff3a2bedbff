//! From a URL or options to a connection.

use athena_core::connection_url::ConnectionUrl;
use athena_core::options::{ConnectOptions, process_env};
use athena_core::{Connection, Dialect, DriverConnection, Error, ErrorKind, Result, resolve};

use crate::{Extras, Services};

/// A connection over the services that `options` describe.
///
/// # Errors
/// As [`Services::connect`]; `InvalidState` outside of a tokio runtime.
pub async fn connection(options: ConnectOptions, extras: Extras) -> Result<Connection> {
    let (on_start, on_poll) = (extras.on_start.clone(), extras.on_poll.clone());
    // The SDK's configuration makes a large future; it belongs on the heap, not in every caller's.
    let services = Box::pin(Services::connect(&options, extras)).await?;
    let mut builder = Connection::builder(services.athena).catalog(services.catalog).options(options);
    if let Some(glue) = services.fallback_catalog {
        builder = builder.fallback_catalog(glue);
    }
    if let Some(objects) = services.objects {
        builder = builder.objects(objects);
    }
    if let Some(callback) = on_start {
        builder = builder.on_start(callback);
    }
    if let Some(callback) = on_poll {
        builder = builder.on_poll(callback);
    }
    builder.build()
}

/// A connection of the driver `D` by URL.
///
/// # Errors
/// `InvalidUrl`; `UnknownScheme` when the URL is one of another driver; `UnknownOption` and `InvalidOption`, naming
/// the option; or as [`connection`].
pub async fn connect<D: Dialect>(url: &str) -> Result<DriverConnection<D>> {
    let scheme = ConnectionUrl::scheme_of(url)?;
    if !D::SCHEMES.contains(&scheme.as_str()) {
        let schemes = D::SCHEMES.join(", ");
        let message = format!("driver `{}` does not answer to scheme `{scheme}`, only to {schemes}", D::NAME);
        return Err(Error::new(ErrorKind::UnknownScheme, message));
    }
    let (options, driver_options) = resolve::<D>(ConnectionUrl::parse(url)?.into_options(), &process_env)?;
    let connection = connection(options, Extras::default()).await?;
    Ok(DriverConnection::new(connection, driver_options))
}
