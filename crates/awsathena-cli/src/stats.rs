//! Statistics of a query: times, bytes, calls, cost.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::{Duration, Instant};

use awsathena::{Connection, Cursor, ResultPath};
use serde::Serialize;

use crate::args::StatsFormat;
use crate::format::{grouped, size};

/// US dollars for a terabyte (10^12 bytes) scanned, the price in most regions. Capacity reservations, federated queries
/// and some regions have other prices. Source: <https://aws.amazon.com/athena/pricing/>.
const USD_PER_TERABYTE: f64 = 5.0;

/// Least number of bytes that a query is charged for: 10 MB. Source: as above.
const MIN_BYTES: u64 = 10_000_000;

/// Statistics of one statement. Times are in milliseconds.
#[derive(Debug, Serialize)]
pub(crate) struct Stats {
    driver: &'static str,
    query_execution_id: Option<String>,
    state: Option<String>,
    result_path: Option<&'static str>,
    rows: u64,
    batches: u64,
    bytes_fetched: u64,
    api_calls: BTreeMap<&'static str, u64>,
    queue_ms: Option<u128>,
    planning_ms: Option<u128>,
    engine_ms: Option<u128>,
    fetch_ms: u128,
    wall_ms: u128,
    cpu_ms: Option<u128>,
    peak_rss_mb: Option<f64>,
    bytes_scanned: Option<u64>,
    estimated_cost_usd: Option<f64>,
}

/// Measures a statement, from before its start.
pub(crate) struct Meter {
    executes: bool,
    started: Instant,
    fetching: Option<Instant>,
    cpu: Option<Duration>,
    calls: BTreeMap<&'static str, u64>,
    bytes: u64,
}

impl Meter {
    /// Starts the measurement; `executes` if a statement is executed, and no earlier query awaited.
    pub(crate) fn start(connection: &Connection, executes: bool) -> Self {
        let usage = connection.usage();
        let (cpu, _) = process_usage();
        Self {
            executes,
            started: Instant::now(),
            fetching: None,
            cpu,
            calls: usage.calls(),
            bytes: usage.object_bytes(),
        }
    }

    /// Marks the start of the fetch.
    pub(crate) fn fetching(&mut self) {
        self.fetching = Some(Instant::now());
    }

    pub(crate) fn stop(&self, connection: &Connection, cursor: &Cursor, rows: u64, batches: u64) -> Stats {
        let query = cursor.query();
        let statistics = query.map(|query| query.statistics.clone()).unwrap_or_default();
        let millis = |time: Option<Duration>| time.map(|time| time.as_millis());
        let (cpu, peak) = process_usage();
        let usage = connection.usage();
        let before = |name: &str| self.calls.get(name).copied().unwrap_or(0);
        let calls = usage.calls().into_iter().map(|(name, count)| (name, count - before(name)));
        let calls: BTreeMap<_, _> = calls.filter(|(_, count)| *count > 0).collect();
        // The client's cache has found an earlier query, and nothing was run.
        let from_cache = self.executes && query.is_some() && !calls.contains_key("StartQueryExecution");
        let scanned = if from_cache { Some(0) } else { statistics.data_scanned_bytes };
        Stats {
            driver: connection.driver_name(),
            query_execution_id: cursor.query_id().map(|id| id.to_string()),
            state: query.map(|query| query.state.as_str().to_owned()),
            result_path: cursor.result_path().map(ResultPath::as_str),
            rows,
            batches,
            bytes_fetched: usage.object_bytes() - self.bytes,
            api_calls: calls,
            queue_ms: millis(statistics.queue_time),
            planning_ms: millis(statistics.planning_time),
            engine_ms: millis(statistics.engine_execution_time),
            fetch_ms: self.fetching.map_or(0, |since| since.elapsed().as_millis()),
            wall_ms: self.started.elapsed().as_millis(),
            cpu_ms: cpu.zip(self.cpu).map(|(now, before)| now.saturating_sub(before).as_millis()),
            peak_rss_mb: peak,
            bytes_scanned: scanned,
            estimated_cost_usd: query.and_then(|query| Some(cost(scanned?, from_cache || query.is_free()))),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate in dollars")]
fn cost(bytes: u64, free: bool) -> f64 {
    if free {
        return 0.0;
    }
    let dollars = bytes.max(MIN_BYTES) as f64 / 1e12 * USD_PER_TERABYTE;
    (dollars * 1e6).round() / 1e6
}

/// Processor time of this process, and its peak memory in MB of 1,000,000 bytes.
#[cfg(unix)]
#[expect(clippy::cast_precision_loss, reason = "megabytes with a decimal")]
fn process_usage() -> (Option<Duration>, Option<f64>) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;

    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return (None, None) };
    let time = |value: TimeVal| {
        let micros = u64::try_from(value.tv_sec()).ok()? * 1_000_000 + u64::try_from(value.tv_usec()).ok()?;
        Some(Duration::from_micros(micros))
    };
    let cpu = time(usage.user_time()).zip(time(usage.system_time())).map(|(user, system)| user + system);
    // Linux gives KiB, macOS bytes. Source: getrusage(2) of both.
    let unit = if cfg!(target_vendor = "apple") { 1.0 } else { 1024.0 };
    let peak = (usage.max_rss() as f64 * unit / 1e5).round() / 10.0;
    (cpu, Some(peak))
}

#[cfg(not(unix))]
fn process_usage() -> (Option<Duration>, Option<f64>) {
    (None, None)
}

impl Stats {
    /// Prints the statistics on stderr, apart from the result.
    pub(crate) fn print(&self, format: StatsFormat) {
        // Standard output has the result. A terminal that is gone is not a failure.
        write!(std::io::stderr(), "{}", self.formatted(format)).ok();
    }

    /// The statistics as text that ends with a line break.
    pub(crate) fn formatted(&self, format: StatsFormat) -> String {
        match format {
            StatsFormat::Json => format!("{}\n", serde_json::to_string(self).expect("numbers and strings are JSON")),
            StatsFormat::Text => self.text(),
        }
    }

    /// The time, and the bytes scanned where Athena tells them.
    pub(crate) fn brief(&self) -> String {
        let scanned = self.bytes_scanned.map(|bytes| format!(", {} scanned", size(bytes))).unwrap_or_default();
        format!("{}.{:03} s{scanned}", self.wall_ms / 1000, self.wall_ms % 1000)
    }

    fn text(&self) -> String {
        let millis = |time: Option<u128>| time.map(|time| format!("{time} ms"));
        let calls = self.api_calls.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ");
        let lines = [
            ("query id", self.query_execution_id.clone()),
            ("state", self.state.clone()),
            ("driver", Some(self.driver.to_owned())),
            ("result path", self.result_path.map(str::to_owned)),
            ("rows", Some(grouped(self.rows))),
            ("batches", Some(grouped(self.batches))),
            ("bytes fetched", Some(grouped(self.bytes_fetched))),
            ("API calls", Some(calls)),
            ("queue", millis(self.queue_ms)),
            ("planning", millis(self.planning_ms)),
            ("engine", millis(self.engine_ms)),
            ("fetch", millis(Some(self.fetch_ms))),
            ("wall", millis(Some(self.wall_ms))),
            ("cpu", millis(self.cpu_ms)),
            ("peak memory", self.peak_rss_mb.map(|peak| format!("{peak:.1} MB"))),
            ("bytes scanned", self.bytes_scanned.map(grouped)),
            ("estimated cost", self.estimated_cost_usd.map(|cost| format!("{cost:.6} USD"))),
        ];
        lines.into_iter().filter_map(|(name, value)| Some(format!("{name:>14}: {}\n", value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_queries_are_charged_for_ten_megabytes() {
        let check = |bytes, free, expected: f64| assert!((cost(bytes, free) - expected).abs() < 1e-9, "{bytes}");
        check(0, false, 0.00005);
        check(1_000_000_000_000, false, 5.0);
        check(1_000_000_000_000, true, 0.0);
    }
}
