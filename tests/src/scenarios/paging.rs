//! Results of many batches.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Fault;
use awsathena::{AnyCursor, AsyncCursor, AsyncCursorExt, ErrorKind, Value};

use super::stage::{Stage, expect_error};

super::scenarios! {
    "paging":
    every_row_once_and_in_order [Tpch],
    no_batch_after_the_last [Tpch],
    slow_pages_keep_their_order [Sandbox],
    page_that_fails_once [Sandbox, ReadsPages],
    page_that_fails_for_good [Sandbox, ReadsPages],
    abandoned_result_leaves_the_connection_good [Tpch],
    dropped_fetch_is_taken_up_again [Sandbox],
    rows_as_views [Tpch],
}

const ORDERS: &str = "SELECT o_orderkey, o_comment FROM tpch.orders ORDER BY o_orderkey LIMIT 2500";

/// The order keys of a result, which has come in several batches for the drivers that page.
async fn keys(cursor: &mut AnyCursor) -> Result<Vec<i64>> {
    let rows = cursor.fetch_rows().await?;
    rows.iter()
        .map(|row| if let Value::BigInt(key) = row[0] { Ok(key) } else { anyhow::bail!("no key: {row:?}") })
        .collect()
}

/// Keys of TPC-H orders: eight in a row, then a gap of twenty-four.
fn expected_keys() -> Vec<i64> {
    (1..).filter(|key| key % 32 < 8).take(2500).collect()
}

async fn every_row_once_and_in_order(stage: Stage) -> Result<()> {
    for page_size in ["1000", "7", "999"] {
        let options: &[_] = if stage.driver.capabilities().reads_objects { &[] } else { &[("page_size", page_size)] };
        let mut cursor = stage.connect(options).await?.cursor();
        cursor.execute(ORDERS).await?;
        ensure!(keys(&mut cursor).await? == expected_keys(), "the keys are others with pages of {page_size}");
    }
    Ok(())
}

async fn no_batch_after_the_last(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute(ORDERS).await?;
    ensure!(cursor.fetch_all().await?.iter().map(AnyCursor::num_rows).sum::<usize>() == 2500, "rows are missing");
    for _ in 0..2 {
        ensure!(cursor.next_batch().await?.is_none(), "there is a batch after the end");
    }
    Ok(())
}

async fn slow_pages_keep_their_order(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    for operation in ["GetQueryResults", "GetObject"] {
        lab.sandbox.faults().inject(Fault::latency(operation, Duration::from_millis(100)).times(2));
    }
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute(ORDERS).await?;
    ensure!(keys(&mut cursor).await? == expected_keys(), "the keys are others");
    Ok(())
}

async fn page_that_fails_once(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::internal_error("GetQueryResults").skip(1).times(1));
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute(ORDERS).await?;
    ensure!(keys(&mut cursor).await? == expected_keys(), "the keys are others");
    Ok(())
}

async fn page_that_fails_for_good(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::throttle("GetQueryResults").skip(1));
    let mut cursor = lab.connect(&[("max_attempts", "2")]).await?.cursor();
    cursor.execute(ORDERS).await?;
    let error = expect_error(cursor.fetch_rows().await, ErrorKind::Throttled)?;
    ensure!(error.query_id().is_some(), "the error does not name the query: {error}");
    expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    Ok(())
}

async fn abandoned_result_leaves_the_connection_good(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.cursor();
    cursor.execute(ORDERS).await?;
    cursor.next_batch().await?.context("there is a first batch")?;
    cursor.execute("SELECT 7").await?;
    ensure!(cursor.fetch_rows().await? == [[Value::Integer(7)]], "the second result is not its own");
    drop(cursor);
    let mut other = connection.cursor();
    other.execute(ORDERS).await?;
    ensure!(keys(&mut other).await? == expected_keys(), "the keys are others");
    Ok(())
}

async fn dropped_fetch_is_taken_up_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute(ORDERS).await?;
    for operation in ["GetQueryResults", "GetObject"] {
        lab.sandbox.faults().inject(Fault::latency(operation, Duration::from_millis(50)));
    }
    let mut count = 0;
    loop {
        match tokio::time::timeout(Duration::from_millis(10), cursor.next_batch()).await {
            Err(_) => {}
            Ok(batch) => match batch? {
                Some(batch) => count += AnyCursor::num_rows(&batch),
                None => break,
            },
        }
    }
    ensure!(count == 2500, "{count} rows came");
    Ok(())
}

async fn rows_as_views(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor
        .execute(
            "SELECT n_nationkey AS id, n_name AS name, CAST(NULL AS varchar) AS nothing FROM tpch.nation ORDER BY 1",
        )
        .await?;
    let columns = cursor.columns().clone();
    let mut names = Vec::new();
    while let Some(batch) = cursor.next_batch().await? {
        for row in AnyCursor::rows(&columns, &batch) {
            ensure!(row.get::<i64>("ID")? == row.get::<i64>(0)?, "a name in another case finds another column");
            ensure!(row.get::<Option<String>>("nothing")?.is_none(), "NULL is something");
            ensure!(row.get::<String>("nothing").is_err(), "NULL is a text");
            names.push(row.get::<String>("name")?);
        }
    }
    ensure!(names.len() == 25 && names[0] == "ALGERIA", "the names are {names:?}");
    Ok(())
}
