//! Status calls, object ranges and memory of the sandbox

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;
use serde_json::{Value, json};

use super::http::{Floor, Rate, Request};
use super::process::Sandbox;
use super::{MEMORY_LIMIT_MB, narrow_rows};

const CONNECTIONS: usize = 4;
const DURATION: Duration = Duration::from_secs(2);
/// The floor server and the sandbox are measured in turn, this number of times; the median counts.
const ROUNDS: usize = 5;
/// Bytes of one ranged GET of a driver.
const RANGE: usize = 8 << 20;

/// The measured values.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    status_calls_per_second: f64,
    status_floor: f64,
    range_gb_per_second: f64,
    range_floor: f64,
    rows: u64,
    result_bytes: u64,
    seconds: f64,
    peak_mb_before: f64,
    peak_mb: f64,
}

/// Measures the sandbox and prints the figures. The second value is true if its memory stayed within the limit.
pub(super) fn measure(folder: &Path, rows: u64) -> Result<(Figures, bool)> {
    let sandbox = Sandbox::start(folder)?;
    println!("\nsandbox: {CONNECTIONS} connections, load from the same machine\n");
    println!("                          sandbox      floor  ratio");

    let query = start(&sandbox, "SELECT 1")?;
    wait(&sandbox, &query)?;
    let status = Request::athena("GetQueryExecution", &json!({ "QueryExecutionId": query }));
    let (calls, calls_floor) = compare(&sandbox, &status, |rate| rate.calls_per_second)?;
    println!("status calls a second  {calls:>10.0} {calls_floor:>10.0} {:>6.2}", calls / calls_floor);

    let path = "/sandbox-results/ranges";
    let object: Vec<u8> = (0..=250).cycle().take(RANGE * 2).collect();
    let put = Request::put(path, &object).send(sandbox.address())?;
    ensure!(put.status == 200, "PutObject was answered by {}", put.status);
    let (bytes, bytes_floor) = compare(&sandbox, &Request::range(path, RANGE), |rate| rate.gb_per_second)?;
    println!("ranges, GB a second    {bytes:>10.2} {bytes_floor:>10.2} {:>6.2}", bytes / bytes_floor);

    // The load above has raised the peak of the first sandbox.
    drop(sandbox);
    let sandbox = Sandbox::start(folder)?;
    let before = sandbox.peak_mb()?;
    let begin = Instant::now();
    let query = start(&sandbox, &narrow_rows(rows))?;
    wait(&sandbox, &query)?;
    let seconds = begin.elapsed().as_secs_f64();
    let peak = sandbox.peak_mb()?;
    let statistics = call(&sandbox, "GetQueryRuntimeStatistics", &json!({ "QueryExecutionId": query }))?;
    let counted = &statistics["QueryRuntimeStatistics"]["Rows"];
    ensure!(counted["OutputRows"].as_u64() == Some(rows), "the sandbox counted {counted}");
    let result_bytes = counted["OutputBytes"].as_u64().context("the statistics have no OutputBytes")?;
    println!(
        "\n{rows} rows to {:.0} MB of CSV in {seconds:.1} s, peak of the sandbox {peak:.1} MB, {before:.1} MB before",
        result_bytes as f64 / 1e6,
    );
    let within = peak - before <= MEMORY_LIMIT_MB;
    if !within {
        println!("the sandbox used more than {MEMORY_LIMIT_MB} MB for a result");
    }
    let figures = Figures {
        status_calls_per_second: calls,
        status_floor: calls_floor,
        range_gb_per_second: bytes,
        range_floor: bytes_floor,
        rows,
        result_bytes,
        seconds,
        peak_mb_before: before,
        peak_mb: peak,
    };
    Ok((figures, within))
}

/// The figure of the sandbox and the figure of a server that only sends the same body.
fn compare(sandbox: &Sandbox, request: &Request, figure: fn(Rate) -> f64) -> Result<(f64, f64)> {
    let sample = request.send(sandbox.address())?;
    ensure!((200..300).contains(&sample.status), "a request was answered by {}", sample.status);
    let floor = Floor::start(&sample.body)?;
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floors.push(figure(request.hammer(&floor.address, CONNECTIONS, DURATION)?));
        ours.push(figure(request.hammer(sandbox.address(), CONNECTIONS, DURATION)?));
    }
    Ok((median(ours), median(floors)))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn call(sandbox: &Sandbox, operation: &str, body: &Value) -> Result<Value> {
    let response = Request::athena(operation, body).send(sandbox.address())?;
    let text = String::from_utf8_lossy(&response.body);
    ensure!(response.status == 200, "{operation} was answered by {}: {text}", response.status);
    serde_json::from_str(&text).with_context(|| format!("{operation} answered {text}"))
}

fn start(sandbox: &Sandbox, sql: &str) -> Result<String> {
    let request = json!({
        "QueryString": sql,
        "ResultConfiguration": { "OutputLocation": "s3://sandbox-results/" },
        // The service requires at least 32 characters. Each statement has another length, so each token differs.
        "ClientRequestToken": format!("{:0>32}", sql.len()),
    });
    let started = call(sandbox, "StartQueryExecution", &request)?;
    Ok(started["QueryExecutionId"].as_str().context("the response has no QueryExecutionId")?.to_owned())
}

/// Waits until a query has succeeded.
fn wait(sandbox: &Sandbox, query: &str) -> Result<()> {
    loop {
        let found = call(sandbox, "GetQueryExecution", &json!({ "QueryExecutionId": query }))?;
        let status = &found["QueryExecution"]["Status"];
        match status["State"].as_str() {
            Some("QUEUED" | "RUNNING") => thread::sleep(Duration::from_millis(50)),
            Some("SUCCEEDED") => return Ok(()),
            _ => bail!("the query ended as {status}"),
        }
    }
}
