//! A log of everything, in memory

use std::io::{Result, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Targets that do not log everything here: `aws_smithy_runtime` logs bodies at `trace`, and the others belong
/// to the sandbox, which runs in this process.
const LIMITED: [(&str, LevelFilter); 3] =
    [("aws_smithy_runtime", LevelFilter::DEBUG), ("athena_sandbox", LevelFilter::INFO), ("s3s", LevelFilter::OFF)];

/// The log of this process from its start on: all spans with their fields, and all events, of every crate.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub(super) fn start() -> Self {
        let log = Self::default();
        let writer = log.clone();
        let everything = Targets::new().with_default(LevelFilter::TRACE).with_targets(LIMITED);
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_writer(move || writer.clone())
            .with_filter(everything);
        tracing_subscriber::registry().with(layer).init();
        log
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
