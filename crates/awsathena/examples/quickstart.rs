//! Starts a sandbox, an Athena on this machine, and runs two TPC-H queries through every driver of the build.
//!
//! `cargo run --example quickstart`. Give it a URL, and it runs on what the URL names instead:
//! `cargo run --example quickstart -- 'awsathena+aiorest://:@athena.eu-west-1.amazonaws.com/tpch?work_group=primary'`.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::time::{Duration, Instant};

use athena_sandbox::Sandbox;
use awsathena::{AnyCursor, AsyncCursor, AsyncCursorExt, Result};

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
    if let Some(url) = std::env::args().nth(1) {
        return Ok(run(&url).await?);
    }
    let sandbox = Sandbox::builder().tpch(0.01).start().await?;
    println!("sandbox at {}, TPC-H at scale 0.01", sandbox.endpoint());
    for driver in awsathena::registry().drivers() {
        run(&sandbox.url(driver.schemes()[0])).await?;
    }
    sandbox.shutdown().await;
    Ok(())
}

async fn run(url: &str) -> Result<()> {
    let connection = awsathena::connect(url).await?;
    println!("\n== {}://", connection.driver().schemes()[0]);
    for sql in [PRICING_SUMMARY, COUNT] {
        let started = Instant::now();
        let mut cursor = connection.cursor();
        cursor.execute(sql).await?;
        print_rows(&mut cursor).await?;
        print_query(&cursor, started.elapsed());
    }
    Ok(())
}

async fn print_rows(cursor: &mut AnyCursor) -> Result<()> {
    let columns = cursor.columns().clone();
    println!();
    for column in &columns {
        print!(" {:>18}", column.name);
    }
    println!();
    while let Some(batch) = cursor.next_batch().await? {
        for row in AnyCursor::rows(&columns, &batch) {
            for value in row.values() {
                print!(" {:>18}", value?.to_string());
            }
            println!();
        }
    }
    Ok(())
}

fn print_query(cursor: &AnyCursor, wall: Duration) {
    let Some(query) = cursor.query() else { return };
    let cost = &query.statistics;
    println!(
        "query {} {}: {} bytes scanned, queue {:?}, planning {:?}, engine {:?}, total {:?}, wall {wall:.1?}",
        query.id,
        query.state,
        cost.data_scanned_bytes.unwrap_or(0),
        cost.queue_time.unwrap_or_default(),
        cost.planning_time.unwrap_or_default(),
        cost.engine_execution_time.unwrap_or_default(),
        cost.total_execution_time.unwrap_or_default(),
    );
}
