//! Ways to stop a query, and their effect in the service.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use athena_sandbox::{Fault, QueryState};
use awsathena::{ErrorKind, Statement, StatementOptions};

use super::stage::{ENDLESS, Lab, Stage, expect_error, expect_in};

super::scenarios! {
    "cancel":
    handle_from_another_task [Sandbox],
    handle_before_the_start_is_answered [Sandbox],
    handle_without_a_query,
    cursor_runs_on_after_a_cancel [Sandbox],
    timeout_of_the_connection [Sandbox],
    timeout_of_the_statement [Sandbox],
    dropped_while_it_runs [Sandbox],
    dropped_while_it_starts [Sandbox],
    dropped_and_kept_running [Sandbox],
    dropped_cursor_after_a_result [Sandbox],
    closed [Sandbox],
    by_the_limit_on_scanned_bytes [Sandbox],
}

/// The longest time until a dropped query is CANCELLED.
const SOON: Duration = Duration::from_secs(1);

async fn handle_from_another_task(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let handle = cursor.cancel_handle();
    let running = tokio::spawn(async move { (cursor.execute(ENDLESS).await, cursor) });
    let query = lab.until(QueryState::Running, Duration::from_secs(10)).await?;
    while handle.query_id().is_none() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    ensure!(handle.query_id().is_some_and(|id| id.as_str() == query.id), "the handle has another query");
    handle.cancel().await?;
    let (result, cursor) = running.await?;
    let error = expect_error(result, ErrorKind::QueryCancelled)?;
    ensure!(error.query_id() == Some(&query.id), "the error is of another query: {error}");
    ensure!(cursor.query_id().is_some_and(|id| id.as_str() == query.id), "the cursor lost the query's id");
    ensure!(lab.query(&query.id)?.state == QueryState::Cancelled, "the query is not CANCELLED in the service");
    Ok(())
}

async fn handle_before_the_start_is_answered(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::latency("StartQueryExecution", Duration::from_millis(300)).times(1));
    let mut cursor = lab.connect(&[]).await?.cursor();
    let handle = cursor.cancel_handle();
    let running = tokio::spawn(async move { cursor.execute(ENDLESS).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    handle.cancel().await?;
    expect_error(running.await?, ErrorKind::QueryCancelled)?;
    all_cancelled_soon(&lab).await
}

async fn handle_without_a_query(stage: Stage) -> Result<()> {
    let cursor = stage.connect(&[]).await?.cursor();
    ensure!(cursor.cancel_handle().query_id().is_none(), "there is no query yet");
    cursor.cancel_handle().cancel().await?;
    Ok(())
}

async fn cursor_runs_on_after_a_cancel(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::default().with_query_timeout(Duration::from_millis(300));
    expect_error(cursor.execute(Statement::new(ENDLESS).with_options(options)).await, ErrorKind::TimedOut)?;
    cursor.execute("SELECT 1").await?;
    ensure!(cursor.next_batch().await?.is_some(), "the second statement has no result");
    Ok(())
}

async fn timeout_of_the_connection(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("query_timeout", "0.5")]).await?.cursor();
    let begin = Instant::now();
    let error = expect_error(cursor.execute(ENDLESS).await, ErrorKind::TimedOut)?;
    let took = begin.elapsed();
    ensure!(took > Duration::from_millis(400), "it gave up after {took:?}");
    ensure!(took < Duration::from_secs(5), "it took {took:?} to give up");
    let query = lab.only_query()?;
    ensure!(error.query_id() == Some(&query.id), "the error has no query id: {error}");
    all_cancelled_soon(&lab).await
}

async fn timeout_of_the_statement(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::default().with_query_timeout(Duration::from_millis(300));
    let result = cursor.execute(Statement::new(ENDLESS).with_options(options)).await;
    expect_error(result, ErrorKind::TimedOut)?;
    all_cancelled_soon(&lab).await
}

async fn dropped_while_it_runs(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let running = tokio::spawn(async move { connection.cursor().execute(ENDLESS).await });
    lab.until(QueryState::Running, Duration::from_secs(10)).await?;
    running.abort();
    all_cancelled_soon(&lab).await
}

async fn dropped_while_it_starts(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::latency("StartQueryExecution", Duration::from_millis(300)).times(1));
    let connection = lab.connect(&[]).await?;
    let running = tokio::spawn(async move { connection.cursor().execute(ENDLESS).await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.abort();
    // The service may or may not have the query by now; in the end it must not run.
    tokio::time::sleep(Duration::from_millis(300)).await;
    all_cancelled_soon(&lab).await
}

async fn dropped_and_kept_running(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("kill_on_interrupt", "false")]).await?;
    let running = tokio::spawn(async move { connection.cursor().execute(ENDLESS).await });
    lab.until(QueryState::Running, Duration::from_secs(10)).await?;
    running.abort();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let query = lab.only_query()?;
    ensure!(query.state == QueryState::Running && query.stop_count == 0, "the query was stopped");
    Ok(())
}

async fn dropped_cursor_after_a_result(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute("SELECT 1").await?;
    drop(cursor);
    tokio::time::sleep(Duration::from_millis(200)).await;
    ensure!(lab.only_query()?.stop_count == 0, "a query that has ended was stopped");
    Ok(())
}

async fn closed(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let given_up = tokio::time::timeout(Duration::from_millis(500), cursor.execute(ENDLESS)).await;
    ensure!(given_up.is_err(), "it ended: {given_up:?}");
    cursor.close().await?;
    all_cancelled_soon(&lab).await
}

async fn by_the_limit_on_scanned_bytes(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::cancel_query().times(1));
    let mut cursor = lab.connect(&[]).await?.cursor();
    let error = expect_error(cursor.execute("SELECT count(*) FROM tpch.lineitem").await, ErrorKind::QueryCancelled)?;
    let query = lab.only_query()?;
    let reason = query.reason.unwrap_or_default();
    ensure!(!reason.is_empty(), "the sandbox gives no reason");
    expect_in(&error.to_string(), &reason)?;
    let failure = error.query_failure().map(|failure| failure.reason.clone().unwrap_or_default());
    ensure!(failure.as_deref() == Some(reason.as_str()), "the error gives the reason {failure:?}");
    Ok(())
}

async fn all_cancelled_soon(lab: &Lab) -> Result<()> {
    let begin = Instant::now();
    loop {
        let states: Vec<QueryState> = lab.sandbox.queries().iter().map(|query| query.state).collect();
        if states.iter().all(|state| *state == QueryState::Cancelled) {
            return Ok(());
        }
        ensure!(begin.elapsed() < SOON, "after {SOON:?} the queries are {states:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
