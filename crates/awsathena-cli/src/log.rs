//! The log of the drivers' spans and events on stderr

use tracing_subscriber::filter::{EnvFilter, FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Starts the log. `verbose` is the number of `-v`; the environment variable RUST_LOG takes its place.
///
/// Without either, only errors and the warnings about a connection are shown.
pub(crate) fn start(verbose: u8) {
    let level = match verbose {
        0 => "error,athena_aws=warn,s3s=off",
        1 => "warn,athena_core=debug,athena_aws=debug,s3s=off",
        _ => "info,athena_core=trace,athena_aws=trace,s3s=off",
    };
    let given = EnvFilter::try_from_default_env().ok();
    let is_plain = verbose == 0 && given.is_none();
    let filter = given.unwrap_or_else(|| EnvFilter::new(level));
    let filter = filter.and(filter_fn(|metadata| *metadata.level() <= most_detailed(metadata.target())));
    let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(std::io::stderr);
    let layer = match is_plain {
        true => layer.with_target(false).without_time().with_filter(filter).boxed(),
        false => layer.with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(layer).init();
}

/// The most detailed level of a crate that does not show the text of statements, whatever RUST_LOG says: at `trace` the
/// AWS SDK logs requests and responses with their bodies, and the SQL engine of a sandbox logs plans from `debug` on.
fn most_detailed(target: &str) -> LevelFilter {
    let is_of = |names: &[&str]| names.iter().any(|name| target.starts_with(name));
    if is_of(&["athena_", "awsathena"]) {
        LevelFilter::TRACE
    } else if is_of(&["aws_", "hyper", "rustls", "tower", "h2"]) {
        LevelFilter::DEBUG
    } else {
        LevelFilter::INFO
    }
}
