//! The driver, to the rest of the house.

use athena_core::{Capabilities, Connection, Dialect, DriverConnection};
use athena_registry::Driver;

use crate::cursor::ArrowCursor;
use crate::options::ArrowOptions;

/// Results as Apache Arrow record batches.
#[derive(Clone, Copy, Debug)]
pub struct Arrow;

impl Dialect for Arrow {
    type Cursor = ArrowCursor;
    type Options = ArrowOptions;

    const NAME: &'static str = "arrow";
    const SCHEMES: &'static [&'static str] = &["awsathena+aioarrow", "awsathena+arrow"];
    const CAPABILITIES: Capabilities = Capabilities::none().columnar().unload().reads_objects();

    fn cursor(connection: &Connection, options: ArrowOptions) -> ArrowCursor {
        ArrowCursor::new(connection, options, Self::NAME)
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Arrow>();

/// A connection whose cursors are [`ArrowCursor`]s.
pub type ArrowConnection = DriverConnection<Arrow>;

/// Connects by URL, such as
/// `awsathena+aioarrow://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> athena_core::Result<ArrowConnection> {
    athena_aws::connect::<Arrow>(url).await
}
