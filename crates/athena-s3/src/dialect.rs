//! The `Dialect` implementation, the `DRIVER` record and `connect`.

#[cfg(feature = "aws")]
use athena_aws::ConnectionBuilder;
#[cfg(feature = "aws")]
use athena_core::Connection;
use athena_core::Result;
use athena_core::driver::{Capabilities, Dialect, Executed};
use athena_registry::Driver;

use crate::cursor::S3Cursor;
use crate::driver_options::S3Options;

/// Rows from the result CSV in Amazon S3.
#[derive(Clone, Copy, Debug)]
pub struct S3;

impl Dialect for S3 {
    type Cursor = S3Cursor;
    type Options = S3Options;

    const NAME: &'static str = "s3fs";
    const SCHEMES: &'static [&'static str] = &["awsathena+aios3fs", "awsathena+s3fs"];
    const CAPABILITIES: Capabilities = Capabilities::new().reads_objects();

    async fn open(executed: Executed, options: &S3Options) -> Result<S3Cursor> {
        S3Cursor::open(executed, options).await
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<S3>();

/// Connects by URL, such as
/// `awsathena+aios3fs://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
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
pub async fn connect(url: &str) -> Result<Connection<S3>> {
    builder(url).connect().await
}

/// Begins a connection by URL, with settings that a URL cannot express: an `SdkConfig`, credentials, callbacks.
#[cfg(feature = "aws")]
pub fn builder(url: &str) -> ConnectionBuilder<S3> {
    ConnectionBuilder::new(url)
}
