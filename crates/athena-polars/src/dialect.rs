//! The driver, to the rest of the house.

use athena_core::{Capabilities, Connection, Dialect, DriverConnection};
use athena_registry::Driver;

use crate::cursor::PolarsCursor;
use crate::options::PolarsOptions;

/// Results as polars data frames.
#[derive(Clone, Copy, Debug)]
pub struct Polars;

impl Dialect for Polars {
    type Cursor = PolarsCursor;
    type Options = PolarsOptions;

    const NAME: &'static str = "polars";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiopolars", "awsathena+polars"];
    const CAPABILITIES: Capabilities = Capabilities::none().columnar().unload().reads_objects();

    fn cursor(connection: &Connection, options: PolarsOptions) -> PolarsCursor {
        PolarsCursor::new(connection, options)
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Polars>();

/// A connection whose cursors are [`PolarsCursor`]s.
pub type PolarsConnection = DriverConnection<Polars>;

/// Connects by URL, such as
/// `awsathena+aiopolars://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> athena_core::Result<PolarsConnection> {
    athena_aws::connect::<Polars>(url).await
}
