//! The driver, to the rest of the house.

use athena_core::{Capabilities, Connection, Dialect, DriverConnection};
use athena_registry::Driver;

use crate::cursor::RestCursor;
use crate::options::RestOptions;

/// Results by `GetQueryResults`.
#[derive(Clone, Copy, Debug)]
pub struct Rest;

impl Dialect for Rest {
    type Cursor = RestCursor;
    type Options = RestOptions;

    const NAME: &'static str = "rest";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiorest", "awsathena+rest", "awsathena"];
    const CAPABILITIES: Capabilities = Capabilities::none();

    fn cursor(connection: &Connection, options: RestOptions) -> RestCursor {
        RestCursor::new(connection, options)
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Rest>();

/// A connection whose cursors are [`RestCursor`]s.
pub type RestConnection = DriverConnection<Rest>;

/// Connects by URL, such as `awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/sales?work_group=etl`.
///
/// Nothing is asked of Athena yet.
///
/// # Errors
/// `InvalidUrl`, `UnknownScheme`, `UnknownOption` and `InvalidOption`, naming what to change; `Unauthenticated` when a
/// named profile or role cannot be used.
#[cfg(feature = "aws")]
pub async fn connect(url: &str) -> athena_core::Result<RestConnection> {
    athena_aws::connect::<Rest>(url).await
}
