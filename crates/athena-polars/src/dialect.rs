//! The `Dialect` implementation, the `DRIVER` record and `connect`.

#[cfg(feature = "aws")]
use athena_aws::ConnectionBuilder;
#[cfg(feature = "aws")]
use athena_core::Connection;
use athena_core::Result;
use athena_core::driver::{Capabilities, Dialect, Executed, Unload};
use athena_registry::Driver;

use crate::cursor::PolarsCursor;
use crate::driver_options::PolarsOptions;

/// Results as polars data frames.
#[derive(Clone, Copy, Debug)]
pub struct Polars;

impl Dialect for Polars {
    type Cursor = PolarsCursor;
    type Options = PolarsOptions;

    const NAME: &'static str = "polars";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiopolars", "awsathena+polars"];
    const CAPABILITIES: Capabilities = Capabilities::new().columnar().unload().reads_objects();

    async fn open(executed: Executed, options: &PolarsOptions) -> Result<PolarsCursor> {
        PolarsCursor::open(executed, options).await
    }

    fn unload(options: &PolarsOptions) -> Unload {
        options.unload()
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Polars>();

/// Connects by URL, such as
/// `awsathena+aiopolars://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
///
/// No call is made yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
///
/// # Cancel safety
/// Dropping the future leaves nothing behind.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> Result<Connection<Polars>> {
    builder(url).connect().await
}

/// Begins a connection by URL, with settings that a URL cannot express: an `SdkConfig`, credentials, callbacks.
#[cfg(feature = "aws")]
pub fn builder(url: &str) -> ConnectionBuilder<Polars> {
    ConnectionBuilder::new(url)
}
