//! Many queries at once, by several drivers in one process, with every row checked.
//!
//! `cargo run --example load -- SECONDS QUERIES URL...` keeps QUERIES statements in flight for SECONDS, spread over one
//! connection for each URL. It deletes the result objects of each query once it has read them.
//!
//! Each second, and at the end, it prints a line of JSON for programs: `queries` that were executed, `failed`,
//! `in_flight`, `rows` and `calls`, the attempts of calls so far by operation; the last line also has `seconds`, and
//! `latencies_us`: the median, the 99th percentile and the maximum of the times from a statement to its last row, in
//! microseconds, for each driver. Failures and wrong rows are told on stderr.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example talks to its reader")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use awsathena::Connection;
use awsathena::options::S3Uri;

type Result<T, E = Box<dyn std::error::Error + Send + Sync>> = std::result::Result<T, E>;

/// Failures that are told on stderr; the others are only counted.
const MAX_TOLD: u64 = 20;

/// The counts of all drivers.
#[derive(Debug, Default)]
struct Counts {
    begun: AtomicU64,
    ended: AtomicU64,
    failed: AtomicU64,
    rows: AtomicU64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(seconds), Some(queries)) = (args.next(), args.next()) else {
        return Err("usage: load SECONDS QUERIES URL...".into());
    };
    let (seconds, queries) = (Duration::from_secs(seconds.parse()?), queries.parse::<usize>()?);
    let mut connections = Vec::new();
    for url in args {
        connections.push(awsathena::connect(&url).await?);
    }
    if connections.is_empty() {
        return Err("usage: load SECONDS QUERIES URL...: give a URL".into());
    }
    let (begin, counts) = (Instant::now(), Arc::new(Counts::default()));
    let tasks: Vec<_> = (0..queries)
        .map(|number| {
            let connection = connections[number % connections.len()].clone();
            tokio::spawn(run_until(begin + seconds, connection, Arc::clone(&counts)))
        })
        .collect();
    let ticking = tokio::spawn(tick(connections.clone(), Arc::clone(&counts)));
    let mut latencies: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (number, task) in tasks.into_iter().enumerate() {
        latencies.entry(connections[number % connections.len()].driver_name()).or_default().extend(task.await?);
    }
    ticking.abort();
    for connection in &connections {
        connection.shutdown().await?;
    }
    let mut of_drivers = String::new();
    for (driver, latencies) in &mut latencies {
        latencies.sort_unstable();
        let at = |percent: usize| latencies.get((latencies.len() * percent / 100).min(latencies.len().max(1) - 1));
        let [half, most, all] = [50, 99, 100].map(|percent| at(percent).map_or(0, Duration::as_micros));
        let comma = if of_drivers.is_empty() { "" } else { "," };
        write!(of_drivers, r#"{comma}"{driver}":[{half},{most},{all}]"#)?;
    }
    let elapsed = begin.elapsed().as_secs_f64();
    println!(r#"{{{},"seconds":{elapsed:.1},"latencies_us":{{{of_drivers}}}}}"#, report(&connections, &counts));
    Ok(())
}

/// Executes one query after another. Returns the time that each took.
async fn run_until(end: Instant, connection: Connection, counts: Arc<Counts>) -> Vec<Duration> {
    let mut latencies = Vec::new();
    while Instant::now() < end {
        let number = counts.begun.fetch_add(1, Ordering::Relaxed);
        let begin = Instant::now();
        match run(&connection, number).await {
            Ok(rows) => {
                counts.rows.fetch_add(rows, Ordering::Relaxed);
            }
            Err(error) => {
                if counts.failed.fetch_add(1, Ordering::Relaxed) < MAX_TOLD {
                    eprintln!("{}, query {number}: {error}", connection.driver_name());
                }
            }
        }
        counts.ended.fetch_add(1, Ordering::Relaxed);
        latencies.push(begin.elapsed());
    }
    latencies
}

/// Executes a query that no other one equals, and checks each of its rows. Returns their number.
async fn run(connection: &Connection, number: u64) -> Result<u64> {
    let rows: u64 = match number % 10 {
        0 | 5 => 5000,
        1 | 6 => 1500,
        2..5 => 100,
        _ => 1,
    };
    let sql = format!(
        "SELECT n, n * {number} AS product, 'query {number}' AS tag FROM UNNEST(sequence(1, {rows})) AS t(n) ORDER BY n"
    );
    let (expected_tag, mut count) = (format!("query {number}"), 0);
    let mut cursor = connection.cursor();
    cursor.execute(sql).await?;
    let mut result = cursor.rows();
    while let Some(row) = result.next().await? {
        count += 1;
        let (n, product, tag): (i64, i64, &str) = (row.get("n")?, row.get("product")?, row.get("tag")?);
        if (n.cast_unsigned(), product.cast_unsigned(), tag) != (count, count * number, &*expected_tag) {
            return Err(format!("row {count} is ({n}, {product}, {tag})").into());
        }
    }
    drop(result);
    if count != rows {
        return Err(format!("{count} rows instead of {rows}").into());
    }
    let location = cursor.query().and_then(|query| query.output_location.clone()).ok_or("no output location")?;
    cursor.close().await?;
    let objects = connection.session().objects()?;
    for object in [format!("{location}.metadata"), location] {
        objects.delete(&object.parse::<S3Uri>()?).await?;
    }
    Ok(rows)
}

/// Prints a line of JSON each second.
async fn tick(connections: Vec<Connection>, counts: Arc<Counts>) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        println!("{{{}}}", report(&connections, &counts));
    }
}

/// The counts so far, as members of a JSON object.
fn report(connections: &[Connection], counts: &Counts) -> String {
    let mut calls: BTreeMap<&str, u64> = BTreeMap::new();
    for (operation, count) in connections.iter().flat_map(|connection| connection.usage().calls()) {
        *calls.entry(operation).or_default() += count;
    }
    let calls: Vec<String> = calls.iter().map(|(operation, count)| format!(r#""{operation}":{count}"#)).collect();
    let ended = counts.ended.load(Ordering::Relaxed);
    format!(
        r#""queries":{ended},"failed":{},"in_flight":{},"rows":{},"calls":{{{}}}"#,
        counts.failed.load(Ordering::Relaxed),
        counts.begun.load(Ordering::Relaxed).saturating_sub(ended),
        counts.rows.load(Ordering::Relaxed),
        calls.join(",")
    )
}
