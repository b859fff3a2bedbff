//! The `Dialect` implementation, the `DRIVER` record and `connect`.

#[cfg(feature = "aws")]
use athena_aws::ConnectionBuilder;
#[cfg(feature = "aws")]
use athena_core::Connection;
use athena_core::Result;
use athena_core::driver::{Capabilities, Dialect, Executed};
use athena_registry::Driver;

use crate::cursor::RestCursor;
use crate::driver_options::RestOptions;

/// Results as pages of `GetQueryResults`.
#[derive(Clone, Copy, Debug)]
pub struct Rest;

impl Dialect for Rest {
    type Cursor = RestCursor;
    type Options = RestOptions;

    const NAME: &'static str = "rest";
    const SCHEMES: &'static [&'static str] = &["awsathena+aiorest", "awsathena+rest", "awsathena"];
    const CAPABILITIES: Capabilities = Capabilities::new();

    async fn open(executed: Executed, options: &RestOptions) -> Result<RestCursor> {
        RestCursor::open(executed, options).await
    }
}

/// The driver's record, for a registry.
pub const DRIVER: Driver = Driver::of::<Rest>();

/// Connects by URL, such as
/// `awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/sales?work_group=etl`.
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
pub async fn connect(url: &str) -> Result<Connection<Rest>> {
    builder(url).connect().await
}

/// Begins a connection by URL, with settings that a URL cannot express: an `SdkConfig`, credentials, callbacks.
#[cfg(feature = "aws")]
pub fn builder(url: &str) -> ConnectionBuilder<Rest> {
    ConnectionBuilder::new(url)
}
