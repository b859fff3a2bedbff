//! Futures that are dropped while a service answers over HTTP
//!
//! Each future is dropped after its first poll, after its second one, and so on, and each time some milliseconds later:
//! the tasks behind it go on meanwhile. The driver has a runtime of its own, so that no task of another trial counts.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::QueryState;
use awsathena::{Connection, Cursor};
use futures_util::future::BoxFuture;
use tokio::runtime::{Builder, Handle};
use tokio::time::{sleep, timeout};

use super::stage::{ENDLESS, Lab, Stage};

super::scenarios! {
    "dropping":
    connecting [Sandbox],
    execute [Sandbox],
    fetch [Sandbox],
    unload_with_cleanup [Sandbox, Unload],
}

/// The longest time until a dropped future has left nothing.
const SOON: Duration = Duration::from_secs(2);

/// Times between the last poll of a future and its drop.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_millis(2), Duration::from_millis(9)];

/// Several pages, several batches, several parts of the CSV.
const NUMBERS: &str = "SELECT n, to_hex(sha512(to_utf8(CAST(n AS varchar)))) AS v FROM UNNEST(sequence(1, 3000)) \
                       AS t (n)";

const END: i64 = 3000;

/// Polls the future this many times, each time that it is woken, waits, and drops it: `None`. If it completes before,
/// its output.
async fn drop_after<F: Future>(polls: usize, pause: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    let ended = poll_fn(|cx| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    });
    let ended = ended.await;
    if ended.is_none() {
        sleep(pause).await;
    }
    ended
}

/// Runs `work` on a runtime of its own, at whose end no task may be left.
async fn apart(lab: Lab, work: impl AsyncFnOnce(&Lab) -> Result<()> + Send + 'static) -> Result<()> {
    let worked = tokio::task::spawn_blocking(move || {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            work(&lab).await?;
            until(|| Handle::current().metrics().num_alive_tasks() == 0, "tasks are left").await
        })
    });
    worked.await?
}

async fn until(holds: impl Fn() -> bool, otherwise: &str) -> Result<()> {
    let begin = Instant::now();
    while !holds() {
        ensure!(begin.elapsed() < SOON, "after {SOON:?}: {otherwise}");
        sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

async fn nothing_runs(lab: &Lab) -> Result<()> {
    let active = [QueryState::Queued, QueryState::Running];
    let ended = || lab.sandbox.queries().iter().all(|query| !active.contains(&query.state));
    until(ended, "a query runs").await
}

/// The only slot of the connection is free.
async fn runs_on(connection: &Connection) -> Result<()> {
    let ran = timeout(Duration::from_secs(20), connection.query("SELECT 1 AS free").execute()).await;
    ran.context("no slot is free")??;
    Ok(())
}

/// The functions that connect: those of the registry, of the facade and of the driver's crate.
async fn connecting(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let driver = stage.driver.name();
    apart(lab, async move |lab| {
        let url = lab.url(&[]);
        for polls in 0.. {
            let by_registry = drop_after(polls, PAUSES[0], Box::pin(lab.connect(&[]))).await.transpose()?;
            let by_facade = drop_after(polls, PAUSES[0], facade(driver, &url)).await.transpose()?;
            let by_driver = drop_after(polls, PAUSES[0], own(driver, &url)).await.transpose()?;
            if by_registry.is_some() && by_facade.is_some() && by_driver.is_some() {
                return Ok(());
            }
        }
        Ok(())
    })
    .await
}

/// `connect` of the facade, which does not know the example driver.
fn facade<'u>(driver: &str, url: &'u str) -> BoxFuture<'u, awsathena::Result<()>> {
    if driver == "csvlines" {
        return Box::pin(async { Ok(()) });
    }
    Box::pin(async { awsathena::connect(url).await.map(drop) })
}

/// `connect` of the driver's crate. The example driver has none.
fn own<'u>(driver: &str, url: &'u str) -> BoxFuture<'u, awsathena::Result<()>> {
    match driver {
        "rest" => Box::pin(async { awsathena::rest::connect(url).await.map(drop) }),
        "s3fs" => Box::pin(async { awsathena::s3::connect(url).await.map(drop) }),
        "arrow" => Box::pin(async { awsathena::arrow::connect(url).await.map(drop) }),
        "polars" => Box::pin(async { awsathena::polars::connect(url).await.map(drop) }),
        "pandas" => Box::pin(async { awsathena::pandas::connect(url).await.map(drop) }),
        _ => Box::pin(async { Ok(()) }),
    }
}

async fn execute(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    apart(lab, async |lab| {
        let connection = lab.connect(&[("pool_size", "1"), ("poll_interval", "0.005")]).await?;
        for (polls, pause) in (0..5).flat_map(|polls| PAUSES.map(|pause| (polls, pause))) {
            let mut cursor = connection.cursor();
            let ran = drop_after(polls, pause, Box::pin(cursor.execute(ENDLESS))).await;
            ensure!(ran.is_none(), "the query has ended: {ran:?}");
            // The start may still be on its way, and is then followed by its stop.
            cursor.close().await?;
            nothing_runs(lab).await.with_context(|| format!("{polls} polls and {pause:?}"))?;
            let states: Vec<_> = lab.sandbox.queries().iter().map(|query| query.state).collect();
            ensure!(states.iter().all(|state| *state == QueryState::Cancelled), "{states:?}");
        }
        ensure!(!lab.sandbox.queries().is_empty(), "no query was started");
        runs_on(&connection).await
    })
    .await
}

/// Fetches all batches, where each call is dropped before it is made again. Gives the numbers in their order.
async fn fetch_twice(cursor: &mut Cursor, polls: usize, pause: Duration) -> Result<Vec<i64>> {
    let mut numbers = Vec::new();
    loop {
        let batch = match drop_after(polls, pause, cursor.next_batch()).await {
            Some(batch) => batch,
            None => cursor.next_batch().await,
        };
        let Some(batch) = batch? else { break };
        for row in cursor.rows_of(batch) {
            numbers.push(row.get("n")?);
        }
    }
    // The files of an UNLOAD have no order.
    numbers.sort_unstable();
    Ok(numbers)
}

async fn fetch(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let ways = stage.ways();
    let small = stage.offered(&[("batch_size", "700"), ("block_size", "65536"), ("s3_max_workers", "2")]);
    apart(lab, async move |lab| {
        for way in ways {
            let connection = lab.connect(&[way.as_slice(), &small].concat()).await?;
            for (polls, pause) in (0..4).flat_map(|polls| PAUSES.map(|pause| (polls, pause))) {
                let mut cursor = connection.cursor();
                cursor.execute(NUMBERS).await?;
                let numbers = fetch_twice(&mut cursor, polls, pause).await?;
                ensure!(numbers.iter().copied().eq(1..=END), "{} rows, {polls} polls and {pause:?}", numbers.len());
            }
        }
        nothing_runs(lab).await
    })
    .await
}

/// The files of an UNLOAD that has succeeded are deleted, whether its cursor was dropped while it opened them, or in
/// the middle of its batches.
async fn unload_with_cleanup(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    apart(lab, async |lab| {
        let options = [("unload", "true"), ("unload_cleanup", "true"), ("pool_size", "1"), ("poll_interval", "0.005")];
        let connection = lab.connect(&options).await?;
        for (polls, pause) in (0..12).flat_map(|polls| PAUSES.map(|pause| (polls, pause))) {
            let mut cursor = connection.cursor();
            let opened_and_read = async {
                cursor.execute(NUMBERS).await?;
                while cursor.next_batch().await?.is_some() {}
                Ok::<(), awsathena::Error>(())
            };
            drop_after(polls, pause, Box::pin(opened_and_read)).await.transpose()?;
            drop(cursor);
            nothing_runs(lab).await?;
            let left = || files_of_succeeded(lab).is_empty();
            let what = format!("files are left, {polls} polls and {pause:?}");
            until(left, &what).await.with_context(|| format!("{:?}", files_of_succeeded(lab)))?;
        }
        ensure!(lab.sandbox.queries().iter().any(|query| query.state == QueryState::Succeeded), "no UNLOAD has ended");
        runs_on(&connection).await
    })
    .await
}

/// The files that remain of UNLOADs that have succeeded.
fn files_of_succeeded(lab: &Lab) -> Vec<String> {
    let succeeded = lab.sandbox.queries().into_iter().filter(|query| query.state == QueryState::Succeeded);
    let directories = succeeded.filter_map(|query| {
        let (_, directory) = query.sql.split_once(") TO 's3://")?;
        directory.split_once('\'').map(|(directory, _)| directory.to_owned())
    });
    let keys = directories.filter_map(|directory| {
        let (bucket, prefix) = directory.split_once('/')?;
        let keys = lab.sandbox.storage().keys(bucket);
        Some(keys.into_iter().filter(|key| key.starts_with(prefix)).collect::<Vec<_>>())
    });
    keys.flatten().collect()
}
