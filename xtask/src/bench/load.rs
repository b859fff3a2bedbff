//! Many concurrent queries by all drivers in one process, under faults: counts, memory, open files and times

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::faults::Faults;
use super::http::Request;
use super::process::{Sample, Sandbox};

/// The drivers by URL scheme.
const DRIVERS: [&str; 5] = ["rest", "s3fs", "arrow", "polars", "pandas"];

/// One of so many calls has a fault.
const ONE_IN: u64 = 50;

/// Calls, and queries beyond those in flight, that the sandbox keeps: it has reached both before the first window.
const KEPT: usize = 2000;

/// Growth of the memory of a process from the first window to the last: a share, and for a small process MB of
/// 1,000,000 bytes.
const MEMORY_GROWTH: f64 = 0.15;
const MEMORY_GROWTH_MB: f64 = 16.0;

/// Growth of the number of open files, likewise. Most are connections, whose number goes up and down.
const FILES_GROWTH: f64 = 0.20;
const FILES_GROWTH_COUNT: f64 = 50.0;

/// What the example `load` reports: the counts so far, and at the end the times.
#[derive(Clone, Debug, Default, Deserialize)]
struct Report {
    queries: u64,
    failed: u64,
    in_flight: u64,
    rows: u64,
    calls: BTreeMap<String, u64>,
    seconds: Option<f64>,
    /// Median, 99th percentile and maximum by driver, in microseconds.
    #[serde(default)]
    latencies_us: BTreeMap<String, [u64; 3]>,
}

/// Memory and open files of a process in the first and the last window; the medians.
#[derive(Debug, Serialize)]
struct Growth {
    memory_mb: [f64; 2],
    files: [usize; 2],
}

/// The measured values.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    seconds: f64,
    queries: u64,
    queries_in_flight: u64,
    rows: u64,
    calls: BTreeMap<String, u64>,
    faults: u64,
    fault_percent: f64,
    failed: u64,
    started_in_sandbox: u64,
    running_at_end: u64,
    latencies_us: BTreeMap<String, [u64; 3]>,
    drivers: Growth,
    sandbox: Growth,
}

/// Measures the load and prints the figures. The second value is true if every count matches and nothing grows.
pub(super) fn measure(folder: &Path, warm_up: u64, seconds: u64, queries: usize) -> Result<(Figures, bool)> {
    let (history, log) = ((queries + KEPT).to_string(), KEPT.to_string());
    let sandbox = Sandbox::start_with(folder, &["--history-queries", &history, "--log-calls", &log])?;
    println!(
        "\nload: {queries} queries in flight for {warm_up} s of warm-up and {seconds} s, one of {ONE_IN} calls with a \
         fault\n"
    );
    println!("second  queries  in flight  failed  drivers MB  files  sandbox MB  files");
    let share = queries.div_ceil(DRIVERS.len());
    // The default of `pool_timeout` is made for programs that would rather fail than wait.
    let urls = DRIVERS.map(|driver| format!("{}&pool_size={share}&pool_timeout=600", sandbox.url(driver)));
    let mut load = Load::start(folder, warm_up + seconds, queries, &urls)?;
    let (mut faults, mut samples, mut most, mut printed) = (Faults::default(), Vec::new(), 0, 0);
    let begin = Instant::now();
    let last = loop {
        let report = load.next()?;
        if report.seconds.is_some() {
            break report;
        }
        faults.follow(sandbox.address(), &report.calls, ONE_IN)?;
        most = report.in_flight.max(most);
        let second = begin.elapsed().as_secs();
        if second > warm_up + seconds {
            // The last queries run out, and with them the memory.
            continue;
        }
        let sample = (Sample::of(load.process.id())?, Sample::of(sandbox.id())?);
        if second >= printed {
            printed += 30;
            println!(
                "{second:>6} {:>8} {:>10} {:>7} {:>11.1} {:>6} {:>11.1} {:>6}",
                report.queries,
                report.in_flight,
                report.failed,
                sample.0.memory_mb,
                sample.0.files,
                sample.1.memory_mb,
                sample.1.files
            );
        }
        if second >= warm_up {
            samples.push(sample);
        }
    };
    load.end()?;
    let figures = figures(&sandbox, last, most, &faults, &samples)?;
    figures.print();
    let is_right = figures.check();
    Ok((figures, is_right))
}

/// The process of the example `load`.
struct Load {
    process: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStdout>>,
}

impl Load {
    fn start(folder: &Path, seconds: u64, queries: usize, urls: &[String]) -> Result<Self> {
        let program = folder.join("examples/load");
        let mut command = Command::new(&program);
        command.args([seconds.to_string(), queries.to_string()]).args(urls);
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().context("the output of the example `load` is not piped")?;
        Ok(Self { process, lines: BufReader::new(output).lines() })
    }

    /// The next report.
    fn next(&mut self) -> Result<Report> {
        let line = self.lines.next().context("the example `load` ended without its last report")??;
        serde_json::from_str(&line).with_context(|| format!("the example `load` printed `{line}`"))
    }

    /// Waits for the end.
    fn end(&mut self) -> Result<()> {
        ensure!(self.process.wait()?.success(), "the example `load` failed");
        Ok(())
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        // An error means that the process has already ended.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn figures(
    sandbox: &Sandbox,
    last: Report,
    most: u64,
    faults: &Faults,
    samples: &[(Sample, Sample)],
) -> Result<Figures> {
    let answer = Request::admin("GET", "queries", &Value::Null).send(sandbox.address())?;
    let answer: Value = serde_json::from_slice(&answer.body)?;
    let started = answer["started"].as_u64().context("the sandbox does not count its queries")?;
    let kept = answer["queries"].as_array().context("the sandbox lists no queries")?;
    let ended = |query: &&Value| query["state"] == "SUCCEEDED";
    let (faults, fault_percent) = faults.total();
    let (drivers, sandboxes): (Vec<Sample>, Vec<Sample>) = samples.iter().copied().unzip();
    Ok(Figures {
        seconds: last.seconds.unwrap_or_default(),
        queries: last.queries,
        queries_in_flight: most,
        rows: last.rows,
        calls: last.calls,
        faults,
        fault_percent,
        failed: last.failed,
        started_in_sandbox: started,
        running_at_end: (kept.len() - kept.iter().filter(ended).count()) as u64,
        latencies_us: last.latencies_us,
        drivers: Growth::of(&drivers)?,
        sandbox: Growth::of(&sandboxes)?,
    })
}

impl Growth {
    /// Compares the first tenth of the samples with the last.
    fn of(samples: &[Sample]) -> Result<Self> {
        let window = samples.len().div_ceil(10);
        let first = samples.get(..window);
        let last = samples.get(samples.len().saturating_sub(window)..);
        let (first, last) = first.zip(last).context("the load was too short to be sampled")?;
        let medians = |window: &[Sample]| {
            let (mut memory, mut files): (Vec<f64>, Vec<usize>) =
                window.iter().map(|sample| (sample.memory_mb, sample.files)).unzip();
            memory.sort_by(f64::total_cmp);
            files.sort_unstable();
            Some((*memory.get(memory.len() / 2)?, *files.get(files.len() / 2)?))
        };
        let (first, last) = medians(first).zip(medians(last)).context("the load was too short to be sampled")?;
        Ok(Self { memory_mb: [first.0, last.0], files: [first.1, last.1] })
    }

    fn is_flat(&self) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a number of files")]
        let (memory, files) = (self.memory_mb, self.files.map(|files| files as f64));
        let within = |[first, last]: [f64; 2], share: f64, least: f64| last <= first + least.max(first * share);
        within(memory, MEMORY_GROWTH, MEMORY_GROWTH_MB) && within(files, FILES_GROWTH, FILES_GROWTH_COUNT)
    }
}

impl Figures {
    fn print(&self) {
        let Self { queries, seconds, rows, .. } = self;
        #[expect(clippy::cast_precision_loss, reason = "counts of a run")]
        let per_second = *queries as f64 / seconds;
        println!("\n{queries} queries with {rows} rows in {seconds:.0} s, {per_second:.1} a second");
        println!("{} faults, {:.2} % of all calls: {:?}", self.faults, self.fault_percent, self.calls);
        println!("\ndriver   median s    p99 s    max s");
        for (driver, latencies) in &self.latencies_us {
            #[expect(clippy::cast_precision_loss, reason = "times of a run")]
            let [half, most, all] = latencies.map(|time| time as f64 / 1e6);
            println!("{driver:<8} {half:>8.2} {most:>8.2} {all:>8.2}");
        }
        println!("\nprocess   MB after warm-up  at the end  files after warm-up  at the end");
        for (name, growth) in [("drivers", &self.drivers), ("sandbox", &self.sandbox)] {
            let ([first, last], [files, files_last]) = (growth.memory_mb, growth.files);
            println!("{name:<9} {first:>16.1} {last:>11.1} {files:>20} {files_last:>11}");
        }
    }

    /// Prints what is not as it must be.
    fn check(&self) -> bool {
        let checks = [
            (self.failed == 0, format!("{} queries failed", self.failed)),
            (
                self.started_in_sandbox == self.queries,
                format!("the drivers executed {} queries, the sandbox ran {}", self.queries, self.started_in_sandbox),
            ),
            (self.running_at_end == 0, format!("{} queries have not succeeded", self.running_at_end)),
            (self.drivers.is_flat(), "the process of the drivers grows".to_owned()),
            (self.sandbox.is_flat(), "the sandbox grows".to_owned()),
        ];
        checks.into_iter().filter(|(holds, _)| !holds).map(|(_, message)| println!("{message}")).count() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_seen() {
        let samples = |growth: f64, files: usize| -> Vec<Sample> {
            let sample =
                |n: u16| Sample { memory_mb: 100.0 + f64::from(n) * growth, files: 20 + usize::from(n) * files };
            (0..100).map(sample).collect()
        };
        for (growth, files, flat) in [(0.0, 0, true), (0.1, 0, true), (1.0, 0, false), (0.0, 1, false)] {
            let growth = Growth::of(&samples(growth, files)).expect("there are samples");
            assert_eq!(growth.is_flat(), flat, "{growth:?}");
        }
        assert!(Growth::of(&[]).is_err());
    }
}
