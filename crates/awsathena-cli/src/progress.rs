//! What happens to a query, on a terminal.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use awsathena::QueryExecution;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::format::grouped;

/// A line on stderr: state, elapsed time and bytes scanned, then rows and MB/s. It is gone before anything else is printed,
/// and not there at all where stderr is no terminal.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: Arc<ProgressBar>,
    lent: Arc<AtomicBool>,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {msg}");
        // Nothing is shown before something begins.
        bar.finish_and_clear();
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        Self { bar: Arc::new(bar), lent: Arc::default() }
    }

    /// A statement begins.
    pub(crate) fn begin(&self) {
        self.bar.reset();
        self.bar.set_message("starting");
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    /// The service was looked at.
    pub(crate) fn polled(&self, query: &QueryExecution) {
        let scanned = query.statistics.data_scanned_bytes.unwrap_or(0);
        self.bar.set_message(format!("{}  {} scanned", query.state.as_str(), size(scanned)));
    }

    /// Rows and bytes have come, since the fetch began.
    #[expect(clippy::cast_precision_loss, reason = "a speed for people")]
    pub(crate) fn fetched(&self, rows: u64, bytes: u64, since: Instant) {
        let speed = bytes as f64 / 1e6 / since.elapsed().as_secs_f64().max(0.001);
        let speed = if bytes == 0 { String::new() } else { format!("  {speed:.1} MB/s") };
        self.bar.set_message(format!("{} rows{speed}", grouped(rows)));
    }

    /// The line goes.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Another program has the terminal, and its Ctrl-C, until it [ends](Self::take_back): a pager.
    pub(crate) fn lend(&self) {
        self.end();
        self.lent.store(true, Ordering::Release);
    }

    /// The other program has ended.
    pub(crate) fn take_back(&self) {
        self.lent.store(false, Ordering::Release);
    }

    /// Whether another program has the terminal.
    pub(crate) fn is_lent(&self) -> bool {
        self.lent.load(Ordering::Acquire)
    }

    /// Prints a line above it.
    #[expect(clippy::print_stderr, reason = "what is said meanwhile")]
    pub(crate) fn say(&self, text: &str) {
        self.bar.suspend(|| eprintln!("{text}"));
    }
}

/// `1.5 GB`, of 1,000s.
#[expect(clippy::cast_precision_loss, reason = "a size for people")]
pub(crate) fn size(bytes: u64) -> String {
    let mut size = bytes as f64;
    let mut unit = "B";
    for next in ["kB", "MB", "GB", "TB", "PB"] {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = next;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{size:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        assert_eq!([0, 999, 1_500, 2_000_000_000].map(size), ["0 B", "999 B", "1.5 kB", "2.0 GB"]);
    }
}
