//! The driver, to the rest of the house.

use athena_core::{Capabilities, Connection, Dialect, DriverConnection};
use athena_registry::Driver;

use crate::cursor::PandasCursor;
use crate::options::PandasOptions;

/// Results as record batches that pyarrow makes data frames of.
#[derive(Clone, Copy, Debug)]
pub struct Pandas;

impl Dialect for Pandas {
    type Cursor = PandasCursor;
    type Options = PandasOptions;

    const NAME: &'static str = "pandas";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiopandas", "awsathena+pandas"];
    const CAPABILITIES: Capabilities = Capabilities::none().columnar().unload().reads_objects();

    fn cursor(connection: &Connection, options: PandasOptions) -> PandasCursor {
        PandasCursor::new(connection, options)
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Pandas>();

/// A connection whose cursors are [`PandasCursor`]s.
pub type PandasConnection = DriverConnection<Pandas>;

/// Connects by URL, such as
/// `awsathena+aiopandas://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/results/`.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> athena_core::Result<PandasConnection> {
    athena_aws::connect::<Pandas>(url).await
}
