//! `ProgressLine`: the progress of a query, in one line on stderr.

use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use awsathena::{Phase, Progress, ProgressWatch};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::format::{grouped, size};
use crate::signals;

/// Time between two drawings.
const TICK: Duration = Duration::from_millis(100);

/// A line on stderr with the phase of a query, elapsed time and bytes scanned, then rows and MB/s. It is cleared before
/// anything else is printed. It is never drawn where stderr is not a terminal.
#[derive(Clone)]
pub(crate) struct ProgressLine {
    bar: Arc<ProgressBar>,
}

impl ProgressLine {
    pub(crate) fn new(quiet: bool) -> Self {
        let target = if quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(None, target);
        // Nothing is drawn before a statement begins.
        bar.finish_and_clear();
        Self { bar: Arc::new(bar) }
    }

    /// Shows the progress of a cursor until [`end`](Self::end).
    pub(crate) fn begin(&self, watch: ProgressWatch) {
        let fetching = Arc::<OnceLock<Instant>>::default();
        let draw = move |_: &ProgressState, out: &mut dyn fmt::Write| {
            let now = watch.current();
            let since = || fetching.get_or_init(Instant::now).elapsed();
            // Writing to indicatif's string does not fail.
            out.write_str(&describe(&now, since)).ok();
        };
        let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {progress}");
        self.bar.set_style(style.expect("the template is valid").with_key("progress", draw));
        self.bar.reset();
        self.bar.enable_steady_tick(TICK);
    }

    /// Clears the line.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Leaves the terminal and its Ctrl-C to another program, such as a pager, until [`take_back`](Self::take_back).
    pub(crate) fn lend(&self) {
        self.end();
        signals::lend(true);
    }

    /// Takes the terminal back after the other program has ended.
    pub(crate) fn take_back(&self) {
        signals::lend(false);
    }

    /// Prints a message on stderr, above the line.
    pub(crate) fn print(&self, text: &str) {
        // A terminal that is gone, as after SIGHUP, must not keep a query from being stopped.
        self.bar.suspend(|| writeln!(std::io::stderr(), "{text}").ok());
    }
}

/// The progress as text; `fetching` is the time since the fetch began.
#[expect(clippy::cast_precision_loss, reason = "a speed for people")]
fn describe(now: &Progress, fetching: impl FnOnce() -> Duration) -> String {
    let scanned = size(now.data_scanned_bytes);
    match (now.phase, now.place) {
        (Phase::Waiting, Some(place)) => format!("waiting, place {place}"),
        (Phase::Idle | Phase::Waiting | Phase::Starting, _) => "starting".to_owned(),
        (Phase::Queued, _) => format!("QUEUED  {scanned} scanned"),
        (Phase::Running, _) => format!("RUNNING  {scanned} scanned"),
        (Phase::Failed, _) => format!("FAILED  {scanned} scanned"),
        _ => {
            let seconds = fetching().as_secs_f64().max(0.001);
            let speed = match now.bytes_fetched {
                0 => String::new(),
                bytes => format!("  {:.1} MB/s", bytes as f64 / 1e6 / seconds),
            };
            match now.rows_fetched {
                0 => format!("SUCCEEDED  {scanned} scanned"),
                rows => format!("{} rows{speed}", grouped(rows)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_has_its_text() {
        let mut now = Progress::default();
        let mut check = |change: fn(&mut Progress), expected: &str| {
            change(&mut now);
            assert_eq!(describe(&now, || Duration::from_secs(2)), expected);
        };
        check(|_| (), "starting");
        check(|now| (now.phase, now.place) = (Phase::Waiting, Some(3)), "waiting, place 3");
        check(|now| (now.phase, now.place) = (Phase::Starting, None), "starting");
        check(|now| now.phase = Phase::Queued, "QUEUED  0 B scanned");
        check(|now| (now.phase, now.data_scanned_bytes) = (Phase::Running, 1_500), "RUNNING  1.5 kB scanned");
        check(|now| now.phase = Phase::Fetching, "SUCCEEDED  1.5 kB scanned");
        check(|now| now.rows_fetched = 1_000, "1,000 rows");
        check(|now| now.bytes_fetched = 5_000_000, "1,000 rows  2.5 MB/s");
    }
}
