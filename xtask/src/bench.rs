//! `cargo xtask bench`

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::command;

/// Each driver by its URL scheme.
const DRIVERS: [&str; 5] = ["rest", "s3fs", "arrow", "polars", "pandas"];

/// What the memory of a process that streams a result may come to, whatever the size of the result, in MB of 1,000,000
/// bytes.
const MEMORY_LIMIT_MB: f64 = 128.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to measure; all without it.
    #[arg(long)]
    only: Vec<Measurement>,
    /// Rows of the result that is streamed.
    #[arg(long, default_value_t = 10_000_000)]
    rows: u64,
    /// Builds with optimisations. Memory is much the same without; times are not.
    #[arg(long)]
    release: bool,
    /// Writes the figures to this file, too, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Measurement {
    /// The peak memory of a process that streams a large result through one driver.
    Memory,
}

/// What the example `stream` says of one run.
#[derive(Debug, Deserialize, Serialize)]
struct Run {
    driver: String,
    rows: u64,
    batches: u64,
    bytes_fetched: u64,
    api_calls: u64,
    wall_ms: u64,
    peak_rss_mb: Option<f64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let wanted = |measurement| arguments.only.is_empty() || arguments.only.contains(&measurement);
    let folder = build(arguments.release)?;
    let mut runs = Vec::new();
    let mut within = true;
    if wanted(Measurement::Memory) {
        let sandbox = Sandbox::start(&folder)?;
        println!("\nmemory: {} rows of bigint, double, varchar(16), timestamp(3)\n", arguments.rows);
        println!("driver       rows  batches  MB fetched  API calls    seconds  peak MB");
        for driver in DRIVERS {
            let run = stream(&folder, &sandbox.url(driver), &narrow_rows(arguments.rows))?;
            ensure!(run.rows == arguments.rows, "{driver} gave {} rows", run.rows);
            let peak = run.peak_rss_mb.context("this system does not tell the memory of a process")?;
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
                println!("{driver} held more than {MEMORY_LIMIT_MB} MB");
                within = false;
            }
            runs.push(run);
        }
    }
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&runs)?).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(within)
}

/// Builds the programs, and says where they are. The same selection of packages as in `cargo xtask test`, so that nothing is
/// built with other features.
fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = command::cargo(&["build", "--workspace", "--example", "stream", "--bin", "athena-sandbox"]);
    if release {
        cargo.arg("--release");
    }
    ensure!(command::run(cargo)?, "the programs to measure do not build");
    let metadata = command::output(command::cargo(&["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
    Ok(Path::new(target).join(if release { "release" } else { "debug" }))
}

/// Numbers, and text that does not repeat. A series in SQL has 10,000 members at most, hence two.
fn narrow_rows(rows: u64) -> String {
    format!(
        "SELECT n AS id, n / 7e0 AS amount, substr(to_hex(md5(to_utf8(CAST(n AS varchar)))), 1, 16) AS name, \
         date_add('second', n, TIMESTAMP '2020-01-01 00:00:00.123') AS at \
         FROM (SELECT CAST(a.x AS bigint) * 10000 + b.y AS n FROM UNNEST(sequence(0, {})) AS a(x) \
         CROSS JOIN UNNEST(sequence(0, 9999)) AS b(y)) WHERE n < {rows}",
        rows.div_ceil(10_000).saturating_sub(1)
    )
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

/// A sandbox in a process of its own, so that its memory is not that of a driver.
struct Sandbox {
    process: Child,
    endpoint: String,
}

impl Sandbox {
    fn start(folder: &Path) -> Result<Self> {
        let program = folder.join("athena-sandbox");
        let mut process = Command::new(&program)
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("running {}", program.display()))?;
        let output = process.stdout.take().context("its output is piped")?;
        let mut sandbox = Self { process, endpoint: String::new() };
        for line in BufReader::new(output).lines() {
            if let Some(endpoint) = line?.strip_prefix("ready ") {
                sandbox.endpoint = endpoint.trim().to_owned();
                return Ok(sandbox);
            }
        }
        bail!("the sandbox did not start")
    }

    fn url(&self, driver: &str) -> String {
        let endpoint = &self.endpoint;
        format!(
            "awsathena+{driver}://sandbox:sandbox@athena.us-east-1.amazonaws.com/default\
             ?s3_staging_dir=s3://sandbox-results/&endpoint_url={endpoint}&s3_endpoint_url={endpoint}"
        )
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone.
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
