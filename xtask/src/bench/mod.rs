//! `cargo xtask bench`: measurements

mod faults;
mod http;
mod load;
mod memory;
mod process;
mod sandbox;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use crate::command;

/// Limit of the memory of a process that streams a result of any size, in MB of 1,000,000 bytes.
const MEMORY_LIMIT_MB: f64 = 128.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Measurements to run; default: all but the load, which takes ten minutes.
    #[arg(long)]
    only: Vec<Measurement>,
    /// Rows of the streamed result.
    #[arg(long, default_value_t = 10_000_000)]
    rows: u64,
    /// Seconds of the load, behind its warm-up.
    #[arg(long, default_value_t = 600)]
    seconds: u64,
    /// Seconds of warm-up before the load is compared.
    #[arg(long, default_value_t = 300)]
    warm_up: u64,
    /// Queries in flight under the load.
    #[arg(long, default_value_t = 1000)]
    queries: usize,
    /// Measures the programs of this folder, such as `target/debug`, which were built before.
    #[arg(long, value_name = "DIR", conflicts_with = "release")]
    programs: Option<PathBuf>,
    /// Builds with optimisations. They change the times and hardly change the memory.
    #[arg(long)]
    release: bool,
    /// Also writes the figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Measurement {
    /// Peak memory of a process that streams a large result through one driver.
    Memory,
    /// Rate of status calls and object ranges of the sandbox, and its peak memory while it writes a large result.
    Sandbox,
    /// Many concurrent queries by all drivers in one process, with faults: every count must match, and memory and open
    /// files must not grow.
    Load,
}

pub(crate) fn run(arguments: &Arguments) -> Result<bool> {
    let wanted = |measurement| arguments.only.is_empty() || arguments.only.contains(&measurement);
    let folder = match &arguments.programs {
        Some(folder) => folder.clone(),
        None => build(arguments.release)?,
    };
    let mut within = true;
    let mut figures = json!({});
    if wanted(Measurement::Memory) {
        let (runs, is_bounded) = memory::measure(&folder, arguments.rows)?;
        figures["memory"] = serde_json::to_value(runs)?;
        within &= is_bounded;
    }
    if wanted(Measurement::Sandbox) {
        let (measured, is_bounded) = sandbox::measure(&folder, arguments.rows)?;
        figures["sandbox"] = serde_json::to_value(measured)?;
        within &= is_bounded;
    }
    if arguments.only.contains(&Measurement::Load) {
        let (measured, is_right) = load::measure(&folder, arguments.warm_up, arguments.seconds, arguments.queries)?;
        figures["load"] = serde_json::to_value(measured)?;
        within &= is_right;
    }
    if let Some(path) = &arguments.json {
        fs::write(path, serde_json::to_string_pretty(&figures)?)
            .with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(within)
}

/// Builds the measured programs and returns their folder. It selects the same packages as `cargo xtask test`, so that
/// no crate is built again with other features.
fn build(release: bool) -> Result<PathBuf> {
    let examples = ["--example", "stream", "--example", "load"];
    let mut cargo = command::cargo(&["build", "--workspace", "--bin", "athena-sandbox"]);
    cargo.args(examples);
    if release {
        cargo.arg("--release");
    }
    ensure!(command::run(cargo)?, "the measured programs do not build");
    let metadata = command::output(command::cargo(&["metadata", "--format-version=1", "--no-deps"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let target = metadata["target_directory"].as_str().context("cargo names no target directory")?;
    Ok(Path::new(target).join(if release { "release" } else { "debug" }))
}

/// A query for `rows` rows of numbers, a timestamp and text without repetition. `sequence` gives 10,000 members at
/// most, so the query joins two of them.
fn narrow_rows(rows: u64) -> String {
    format!(
        "SELECT n AS id, n / 7e0 AS amount, substr(to_hex(md5(to_utf8(CAST(n AS varchar)))), 1, 16) AS name, \
         date_add('second', n, TIMESTAMP '2020-01-01 00:00:00.123') AS at \
         FROM (SELECT CAST(a.x AS bigint) * 10000 + b.y AS n FROM UNNEST(sequence(0, {})) AS a(x) \
         CROSS JOIN UNNEST(sequence(0, 9999)) AS b(y)) WHERE n < {rows}",
        rows.div_ceil(10_000).saturating_sub(1)
    )
}
