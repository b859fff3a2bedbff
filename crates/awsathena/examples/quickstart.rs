//! Two TPC-H queries through every driver of the build, on a sandbox: an Athena on this machine.
//!
//! `cargo run --example quickstart`. With a URL the queries run on the endpoint and by the driver of the URL:
//! `cargo run --example quickstart -- 'awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/tpch?work_group=primary'`.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use athena_sandbox::Sandbox;
use awsathena::{Connection, QueryExecution, Result};

const PRICING_SUMMARY: &str = "
SELECT l_returnflag, l_linestatus,
       sum(l_quantity) AS sum_qty,
       sum(l_extendedprice) AS sum_base_price,
       sum(l_extendedprice * (1 - l_discount)) AS sum_disc_price,
       sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge,
       avg(l_quantity) AS avg_qty,
       avg(l_extendedprice) AS avg_price,
       avg(l_discount) AS avg_disc,
       count(*) AS count_order
FROM tpch.lineitem
WHERE l_shipdate <= date '1998-12-01' - interval '90' day
GROUP BY l_returnflag, l_linestatus
ORDER BY l_returnflag, l_linestatus";

const COUNT: &str = "SELECT count(*) AS line_items FROM tpch.lineitem";

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let (sandbox, urls) = match std::env::args().nth(1) {
        Some(url) => (None, vec![url]),
        None => {
            let sandbox = Sandbox::builder().tpch(0.01).start().await?;
            println!("sandbox at {}, TPC-H at scale 0.01", sandbox.endpoint());
            let urls = awsathena::registry().drivers().map(|driver| sandbox.url(driver.schemes()[0])).collect();
            (Some(sandbox), urls)
        }
    };
    let mut runs = Vec::new();
    for url in &urls {
        let connection = awsathena::connect(url).await?;
        for sql in [PRICING_SUMMARY, COUNT] {
            runs.push(run(&connection, sql).await?);
        }
    }
    let equal = runs.iter().enumerate().all(|(at, run)| run.rows == runs[at % 2].rows);
    runs[..2].iter().for_each(print_rows);
    print_runs(&runs);
    println!("{} drivers, {} answers", urls.len(), if equal { "equal" } else { "DIFFERENT" });
    if let Some(sandbox) = sandbox {
        sandbox.shutdown().await;
    }
    if equal { Ok(()) } else { Err("the drivers do not agree".into()) }
}

/// One query by one driver.
struct Run {
    driver: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    batches: usize,
    bytes_fetched: u64,
    api_calls: u64,
    wall: Duration,
    query: Arc<QueryExecution>,
}

async fn run(connection: &Connection, sql: &str) -> Result<Run> {
    let used = || (connection.usage().object_bytes(), connection.usage().calls().values().sum::<u64>());
    let (bytes_before, calls_before) = used();
    let started = Instant::now();
    let mut cursor = connection.cursor();
    cursor.execute(sql).await?;
    let columns = cursor.columns();
    let (mut rows, mut batches) = (Vec::new(), 0);
    while let Some(batch) = cursor.next_batch().await? {
        batches += 1;
        for row in cursor.rows_of(batch) {
            rows.push(row.values().map(|value| value.map(|value| value.to_string())).collect::<Result<_>>()?);
        }
    }
    let wall = started.elapsed();
    let (bytes, calls) = used();
    Ok(Run {
        driver: connection.driver_name(),
        columns: columns.iter().map(|column| column.name.clone()).collect(),
        rows,
        batches,
        bytes_fetched: bytes - bytes_before,
        api_calls: calls - calls_before,
        wall,
        query: cursor.query().cloned().expect("a statement was executed"),
    })
}

fn print_rows(run: &Run) {
    println!();
    for row in std::iter::once(&run.columns).chain(&run.rows) {
        row.iter().for_each(|cell| print!(" {cell:>18}"));
        println!();
    }
}

fn print_runs(runs: &[Run]) {
    println!();
    println!("driver   rows  batches  fetched  calls    scanned   queue  engine    wall  state      query id");
    for run in runs {
        let cost = &run.query.statistics;
        let millis = |time: Option<Duration>| format!("{} ms", time.unwrap_or_default().as_millis());
        println!(
            "{:<7} {:>5} {:>8} {:>8} {:>6} {:>10} {:>7} {:>7} {:>7}  {:<9}  {}",
            run.driver,
            run.rows.len(),
            run.batches,
            run.bytes_fetched,
            run.api_calls,
            cost.data_scanned_bytes.unwrap_or(0),
            millis(cost.queue_time),
            millis(cost.engine_execution_time),
            millis(Some(run.wall)),
            run.query.state,
            run.query.id,
        );
    }
}
