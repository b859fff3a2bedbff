//! The driver, to the rest of the house.

use athena_core::{Capabilities, Connection, Dialect, DriverConnection};
use athena_registry::Driver;

use crate::cursor::S3Cursor;
use crate::options::S3Options;

/// Rows from the result CSV in Amazon S3.
#[derive(Clone, Copy, Debug)]
pub struct S3;

impl Dialect for S3 {
    type Cursor = S3Cursor;
    type Options = S3Options;

    const NAME: &'static str = "s3fs";
    const SCHEMES: &'static [&'static str] = &["awsathena+aios3fs", "awsathena+s3fs"];
    const CAPABILITIES: Capabilities = Capabilities::none().reads_objects();

    fn cursor(connection: &Connection, options: S3Options) -> S3Cursor {
        S3Cursor::new(connection, options)
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<S3>();

/// A connection whose cursors are [`S3Cursor`]s.
pub type S3Connection = DriverConnection<S3>;

/// Connects by URL, such as
/// `awsathena+aios3fs://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> athena_core::Result<S3Connection> {
    athena_aws::connect::<S3>(url).await
}
