//! Peak memory of a process that streams a large result, by driver

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde::{Deserialize, Serialize};

use super::process::Sandbox;
use super::{MEMORY_LIMIT_MB, narrow_rows};

/// The drivers by URL scheme.
const DRIVERS: [&str; 5] = ["rest", "s3fs", "arrow", "polars", "pandas"];

/// The report of the example `stream` on one run.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Run {
    driver: String,
    rows: u64,
    batches: u64,
    bytes_fetched: u64,
    api_calls: u64,
    wall_ms: u64,
    peak_rss_mb: Option<f64>,
}

/// Measures each driver and prints a table. The second value is true if all drivers stayed within the limit.
pub(super) fn measure(folder: &Path, rows: u64) -> Result<(Vec<Run>, bool)> {
    let sandbox = Sandbox::start(folder)?;
    println!("\nmemory: {rows} rows of bigint, double, varchar(16), timestamp(3)\n");
    println!("driver       rows  batches  MB fetched  API calls    seconds  peak MB");
    let mut runs = Vec::new();
    let mut within = true;
    for driver in DRIVERS {
        let run = stream(folder, &sandbox.url(driver), &narrow_rows(rows))?;
        ensure!(run.rows == rows, "{driver} gave {} rows", run.rows);
        let peak = run.peak_rss_mb.context("this system does not report the memory of a process")?;
        println!(
            "{:<7} {:>9} {:>8} {:>11} {:>10} {:>8}.{} {peak:>8.1}",
            run.driver,
            run.rows,
            run.batches,
            run.bytes_fetched / 1_000_000,
            run.api_calls,
            run.wall_ms / 1000,
            run.wall_ms % 1000 / 100,
        );
        if peak > MEMORY_LIMIT_MB {
            println!("{driver} used more than {MEMORY_LIMIT_MB} MB");
            within = false;
        }
        runs.push(run);
    }
    Ok((runs, within))
}

fn stream(folder: &Path, url: &str, sql: &str) -> Result<Run> {
    let program = folder.join("examples/stream");
    let output = Command::new(&program).args([url, sql]).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.with_context(|| format!("running {}", program.display()))?;
    ensure!(output.status.success(), "the example `stream` failed");
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).with_context(|| format!("the example `stream` printed `{line}`"))
}
