//! The progress of an execution.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::{Fault, QueryState};
use awsathena::{ErrorKind, Phase, Progress, ProgressWatch};

use super::stage::{Stage, expect_error};

super::scenarios! {
    "progress":
    phases_in_order [Sandbox],
    phases_of_a_failed_query [Sandbox],
    place_in_the_queue [Sandbox],
    totals_at_the_end [Tpch],
}

/// Collects the snapshots until the cursor is dropped.
fn collect(mut progress: ProgressWatch) -> tokio::task::JoinHandle<Vec<Progress>> {
    tokio::spawn(async move {
        let mut seen = vec![progress.current()];
        while let Some(now) = progress.changed().await {
            seen.push(now);
        }
        seen
    })
}

/// The phases of snapshots, without repetitions.
fn phases(seen: &[Progress]) -> Vec<Phase> {
    let mut phases: Vec<Phase> = seen.iter().map(|progress| progress.phase).collect();
    phases.dedup();
    phases
}

async fn phases_in_order(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::latency("StartQueryExecution", Duration::from_millis(50)).times(1));
    lab.sandbox.faults().inject(Fault::run_for(Duration::from_millis(300)).times(1));
    let mut cursor = lab.connect(&[]).await?.cursor();
    let seen = collect(cursor.progress());
    cursor.execute("SELECT n_name FROM tpch.nation").await?;
    let fetching = cursor.progress().current();
    ensure!(fetching.phase == Phase::Fetching && !fetching.is_over(), "{fetching:?}");
    ensure!(fetching.query_id == cursor.query_id(), "{fetching:?}");
    cursor.fetch_all().await?;
    let finished = cursor.progress().current();
    ensure!(finished.phase == Phase::Finished && finished.is_over(), "{finished:?}");
    ensure!(finished.elapsed() >= Duration::from_millis(300), "the query took {:?}", finished.elapsed());
    drop(cursor);
    let phases = phases(&seen.await?);
    // Steps in quick succession are seen as one.
    let order =
        [Phase::Idle, Phase::Waiting, Phase::Starting, Phase::Queued, Phase::Running, Phase::Fetching, Phase::Finished];
    let mut rest = order.iter();
    ensure!(phases.iter().all(|phase| rest.any(|next| next == phase)), "the phases are {phases:?}");
    for phase in [Phase::Starting, Phase::Running, Phase::Finished] {
        ensure!(phases.contains(&phase), "the phases are {phases:?}");
    }
    Ok(())
}

async fn phases_of_a_failed_query(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    expect_error(cursor.execute("SELECT 1 / 0").await, ErrorKind::QueryFailed)?;
    let failed = cursor.progress().current();
    ensure!(failed.phase == Phase::Failed && failed.is_over(), "{failed:?}");
    ensure!(failed.query_id == cursor.query_id() && failed.query_id.is_some(), "{failed:?}");
    cursor.execute("SELECT 1").await?;
    let next = cursor.progress().current();
    ensure!(next.phase == Phase::Fetching && next.query_id == cursor.query_id(), "{next:?}");
    Ok(())
}

/// One slot: the second and the third cursor wait for it in order.
async fn place_in_the_queue(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::run_for(Duration::from_millis(500)).times(1));
    let connection = lab.connect(&[("pool_size", "1")]).await?;
    let mut first = connection.cursor();
    let running = tokio::spawn(async move { first.execute("SELECT 1").await });
    lab.until(QueryState::Running, Duration::from_secs(10)).await?;

    let mut waiting = Vec::new();
    for place in [1, 2] {
        let mut cursor = connection.cursor();
        let mut progress = cursor.progress();
        let task = tokio::spawn(async move { cursor.execute("SELECT 2").await });
        let mut now = progress.current();
        while now.place.is_none() {
            now = progress.changed().await.context("the cursor is gone")?;
        }
        ensure!(now.phase == Phase::Waiting && now.place == Some(place), "cursor {place}: {now:?}");
        ensure!(now.query_id.is_none(), "cursor {place}: {now:?}");
        waiting.push((progress, task));
    }
    ensure!(lab.sandbox.queries().len() == 1, "a second query was started");
    running.await??;
    for (mut progress, task) in waiting {
        while let Some(now) = progress.changed().await {
            ensure!(now.place.is_none() || now.phase == Phase::Waiting, "{now:?}");
            ensure!(now.place <= Some(2), "{now:?}");
        }
        ensure!(progress.current().place.is_none(), "{:?}", progress.current());
        task.await??;
    }
    Ok(())
}

async fn totals_at_the_end(stage: Stage) -> Result<()> {
    for options in stage.ways() {
        let mut cursor = stage.connect(&options).await?.cursor();
        cursor.execute("SELECT o_orderkey, o_comment FROM tpch.orders WHERE o_orderkey < 10000").await?;
        let before = cursor.progress().current();
        ensure!(before.rows_fetched == 0, "{before:?}");
        let rows = cursor.fetch_all().await?.len() as u64;
        let after = cursor.progress().current();
        ensure!(rows > 1000 && after.rows_fetched == rows, "{rows} rows with {options:?}: {after:?}");
        ensure!(after.data_scanned_bytes > 0, "{after:?}");
        let reads_objects = stage.driver.capabilities().reads_objects;
        ensure!((after.bytes_fetched > 0) == reads_objects, "with {options:?}: {after:?}");
        // Parts of Parquet files that are not needed are not fetched.
        let all = |total| if options.is_empty() { total == after.bytes_fetched } else { total >= after.bytes_fetched };
        ensure!(after.bytes_total.is_none_or(all), "with {options:?}: {after:?}");
        ensure!(after.rows_total.is_none_or(|total| total == rows), "with {options:?}: {after:?}");
        let elapsed = after.elapsed();
        tokio::time::sleep(Duration::from_millis(5)).await;
        ensure!(cursor.progress().current().elapsed() == elapsed, "the time goes on after the end");
    }
    Ok(())
}
