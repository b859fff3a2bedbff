//! Concurrent queries, and the limit of queries in flight.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use athena_sandbox::{Fault, QueryState};
use awsathena::{Connection, ErrorKind, Value};

use super::stage::{ENDLESS, Stage, expect_error, expect_in};
use crate::values::fetch_values;

super::scenarios! {
    "limits":
    fifty_queries_at_once,
    many_queries_are_polled_together [Sandbox],
    clones_share_the_slots [Sandbox],
    no_free_slot_in_time [Sandbox],
    slot_is_free_after_a_drop [Sandbox],
    slot_is_free_after_a_failure [Sandbox],
}

async fn select(connection: &Connection, number: i32) -> Result<()> {
    let mut cursor = connection.cursor();
    cursor.execute(format!("SELECT {number}")).await?;
    ensure!(fetch_values(&mut cursor).await? == [[Value::Integer(number)]], "query {number} has the result of another");
    Ok(())
}

async fn fifty_queries_at_once(stage: Stage) -> Result<()> {
    select_fifty(&stage.connect(&[("pool_size", "50")]).await?).await?;
    select_fifty(&stage.connect(&[("pool_size", "3")]).await?).await
}

async fn select_fifty(connection: &Connection) -> Result<()> {
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let connection = connection.clone();
            tokio::spawn(async move { select(&connection, number).await })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

async fn many_queries_are_polled_together(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::run_for(Duration::from_millis(500)));
    select_fifty(&lab.connect(&[("pool_size", "50")]).await?).await?;
    let single = lab.calls_of("GetQueryExecution").len();
    let together = lab.calls_of("BatchGetQueryExecution").len();
    ensure!(together > 0, "50 queries were never polled together");
    ensure!(single + together < 250, "{single} single and {together} batched polls for 50 queries");
    Ok(())
}

async fn clones_share_the_slots(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::run_for(Duration::from_millis(200)));
    let connection = lab.connect(&[("pool_size", "1")]).await?;
    let other = connection.clone();
    let begin = Instant::now();
    let (one, two) = tokio::join!(select(&connection, 1), select(&other, 2));
    one.and(two)?;
    ensure!(begin.elapsed() >= Duration::from_millis(400), "two queries ran at once in one slot");
    Ok(())
}

async fn no_free_slot_in_time(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("pool_size", "1"), ("pool_timeout", "0.2")]).await?;
    let busy = connection.clone();
    let running = tokio::spawn(async move { busy.cursor().execute(ENDLESS).await });
    lab.until(QueryState::Running, Duration::from_secs(10)).await?;
    let error = expect_error(connection.cursor().execute("SELECT 1").await, ErrorKind::TimedOut)?;
    expect_in(&error.to_string(), "pool_size")?;
    ensure!(lab.sandbox.queries().len() == 1, "the second query was started");
    running.abort();
    Ok(())
}

async fn slot_is_free_after_a_drop(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("pool_size", "1"), ("pool_timeout", "5")]).await?;
    let busy = connection.clone();
    let running = tokio::spawn(async move { busy.cursor().execute(ENDLESS).await });
    lab.until(QueryState::Running, Duration::from_secs(10)).await?;
    running.abort();
    select(&connection, 1).await
}

async fn slot_is_free_after_a_failure(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("pool_size", "1"), ("pool_timeout", "5")]).await?;
    expect_error(connection.cursor().execute("SELECT * FROM missing").await, ErrorKind::QueryFailed)?;
    expect_error(connection.cursor().execute("SELEC").await, ErrorKind::QueryRejected)?;
    select(&connection, 1).await
}
