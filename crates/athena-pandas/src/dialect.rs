//! The `Dialect` implementation, the `DRIVER` record and `connect`.

#[cfg(feature = "aws")]
use athena_aws::ConnectionBuilder;
#[cfg(feature = "aws")]
use athena_core::Connection;
use athena_core::Result;
use athena_core::driver::{Capabilities, Dialect, Executed, Unload};
use athena_registry::Driver;

use crate::cursor::PandasCursor;
use crate::driver_options::PandasOptions;

/// Results as record batches from which pyarrow makes data frames.
#[derive(Clone, Copy, Debug)]
pub struct Pandas;

impl Dialect for Pandas {
    type Cursor = PandasCursor;
    type Options = PandasOptions;

    const NAME: &'static str = "pandas";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiopandas", "awsathena+pandas"];
    const CAPABILITIES: Capabilities = Capabilities::new().columnar().unload().reads_objects();

    async fn open(executed: Executed, options: &PandasOptions) -> Result<PandasCursor> {
        PandasCursor::open(executed, options).await
    }

    fn unload(options: &PandasOptions) -> Unload {
        options.unload()
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Pandas>();

/// Connects by URL, such as
/// `awsathena+aiopandas://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
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
pub async fn connect(url: &str) -> Result<Connection<Pandas>> {
    builder(url).connect().await
}

/// Begins a connection by URL, with settings that a URL cannot express: an `SdkConfig`, credentials, callbacks.
#[cfg(feature = "aws")]
pub fn builder(url: &str) -> ConnectionBuilder<Pandas> {
    ConnectionBuilder::new(url)
}
