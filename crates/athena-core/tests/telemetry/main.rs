//! Spans, logs and metrics of queries, against a scripted Athena in paused time

mod capture;
#[cfg(feature = "metrics")]
mod metrics;
mod redaction;
mod spans;

use std::sync::Arc;

use athena_core::driver::Session;
use athena_core::options::{ClientOptions, ConnectOptions};
use athena_core::testing::{Pages, ScriptedAthena, ScriptedQuery};
use athena_core::{Connection, Cursor};

/// A cursor over `athena` with these options; the region is `eu-west-1`.
fn cursor(athena: &ScriptedAthena, client: ClientOptions) -> Cursor<Pages> {
    let mut options = ConnectOptions::new().with_client(client);
    options.aws.region_name = Some("eu-west-1".to_owned());
    let session = Session::builder(Arc::new(athena.clone())).options(options).build().expect("inside a runtime");
    Connection::new(session, ()).cursor()
}

/// A query with two rows.
fn numbers() -> ScriptedQuery {
    ScriptedQuery::new().rows(&[("n", "bigint")], vec![vec![Some("1")], vec![Some("2")]])
}
