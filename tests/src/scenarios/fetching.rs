//! Rows and batches as streams, single rows and single values.

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Fault;
use awsathena::{AnyBatch, Cursor, ErrorKind};
use futures_util::{StreamExt, TryStreamExt as _};

use super::stage::{Stage, expect_error};

super::scenarios! {
    "fetching":
    first_row_and_first_value,
    results_without_rows,
    one_statement_without_a_cursor,
    rows_as_a_stream,
    batches_as_a_stream,
    rows_in_a_spawned_task,
    rows_of_a_batch_know_their_numbers,
    stream_ends_after_an_error [Sandbox],
    rows_are_compared_with_the_services_count [Sandbox],
}

const ROWS: u16 = 2500;

/// The numbers from 1, in several batches on drivers that page.
const SQL: &str = "SELECT i * 50 + j AS n FROM UNNEST(sequence(0, 49)) AS a (i) CROSS JOIN UNNEST(sequence(1, 50)) AS b (j) \
                   ORDER BY n";

async fn executed(stage: &Stage, sql: &str) -> Result<Cursor> {
    let options = stage.offered(&[("page_size", "1000"), ("batch_size", "999"), ("block_size", "65536")]);
    let mut cursor = stage.connect(&options).await?.cursor();
    cursor.execute(sql).await?;
    Ok(cursor)
}

async fn first_row_and_first_value(stage: Stage) -> Result<()> {
    let two = "SELECT a, b FROM (VALUES (7, 'x'), (8, 'y')) AS t (a, b) ORDER BY a";
    let row = executed(&stage, two).await?.fetch_one().await?;
    ensure!((row.get::<i32>("a")?, row.get::<&str>("b")?, row.number()) == (7, "x", 0), "{row:?}");
    let row = executed(&stage, two).await?.fetch_optional().await?.context("the result has no row")?;
    ensure!((row.get::<i32>(0)?, row.get::<&str>(1)?) == (7, "x"), "{row:?}");
    let value: i64 = executed(&stage, two).await?.fetch_scalar().await?;
    ensure!(value == 7, "the value is {value}");
    let text: String = executed(&stage, "SELECT 'it''s'").await?.fetch_scalar().await?;
    ensure!(text == "it's", "the value is {text}");
    expect_error(executed(&stage, "SELECT 'x'").await?.fetch_scalar::<i64>().await, ErrorKind::Decode)?;
    Ok(())
}

async fn results_without_rows(stage: Stage) -> Result<()> {
    let none = "SELECT 1 AS a WHERE 1 = 0";
    expect_error(executed(&stage, none).await?.fetch_one().await, ErrorKind::NoRows)?;
    expect_error(executed(&stage, none).await?.fetch_scalar::<i32>().await, ErrorKind::NoRows)?;
    ensure!(executed(&stage, none).await?.fetch_optional().await?.is_none(), "the result has a row");
    ensure!(executed(&stage, none).await?.fetch_all().await?.is_empty(), "the result has rows");
    let mut cursor = executed(&stage, none).await?;
    ensure!(cursor.rows().next().await?.is_none(), "the result has a row");
    ensure!(cursor.columns().len() == 1, "the columns are {:?}", cursor.columns());
    // All rows were fetched already.
    expect_error(cursor.fetch_one().await, ErrorKind::NoRows)?;
    Ok(())
}

async fn one_statement_without_a_cursor(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let count: i64 = connection.query("SELECT :a + :b").bind("a", 40).bind("b", 2).fetch_scalar().await?;
    ensure!(count == 42, "the value is {count}");
    let rows = connection.query("SELECT ? AS a UNION ALL SELECT ?").bind_next("x").bind_next("x").fetch_all().await?;
    ensure!(rows.len() == 2 && rows[1].get::<&str>("a")? == "x", "{rows:?}");
    let row = connection.query("SELECT 1 AS a").fetch_one().await?;
    ensure!(row.get::<i32>("a")? == 1, "{row:?}");
    let none = connection.query("SELECT 1 AS a WHERE 1 = 0");
    ensure!(none.fetch_optional().await?.is_none(), "the result has a row");
    let none = connection.query("SELECT 1 AS a WHERE 1 = 0");
    expect_error(none.fetch_scalar::<i32>().await, ErrorKind::NoRows)?;
    let rows = connection.query(SQL).fetch().await?;
    let numbers: Vec<i64> = rows.and_then(|row| async move { row.get::<i64>("n") }).try_collect().await?;
    ensure!(numbers.iter().copied().eq(1..=ROWS.into()), "the numbers are {numbers:?}");
    Ok(())
}

async fn rows_as_a_stream(stage: Stage) -> Result<()> {
    let mut cursor = executed(&stage, SQL).await?;
    let rows: Vec<_> = cursor.rows().try_collect().await?;
    ensure!(rows.len() == usize::from(ROWS), "{} rows", rows.len());
    for (number, row) in (0_u32..).zip(&rows) {
        ensure!(row.get::<i64>("n")? == i64::from(number) + 1, "{row:?} at {number}");
        ensure!(row.number() == u64::from(number), "{} at {number}", row.number());
    }
    ensure!(cursor.next_batch().await?.is_none(), "the stream has not fetched all rows");
    Ok(())
}

async fn batches_as_a_stream(stage: Stage) -> Result<()> {
    let mut cursor = executed(&stage, SQL).await?;
    let sizes: Vec<usize> = cursor.batches().map_ok(|batch: AnyBatch| batch.num_rows()).try_collect().await?;
    ensure!(sizes.iter().sum::<usize>() == usize::from(ROWS), "the batches have {sizes:?} rows");
    ensure!(sizes.len() > 1 || stage.driver.name() == "s3fs", "the batches have {sizes:?} rows");
    let owned = executed(&stage, SQL).await?.into_batches();
    ensure!(owned.columns().len() == 1, "the columns are {:?}", owned.columns());
    let count = owned.try_fold(0, async |count, batch| Ok(count + batch.num_rows())).await?;
    ensure!(count == usize::from(ROWS), "{count} rows");
    Ok(())
}

/// Rows that own their cursor are `'static` and can move to a task; so can a single row.
async fn rows_in_a_spawned_task(stage: Stage) -> Result<()> {
    let mut rows = executed(&stage, SQL).await?.into_rows();
    let first = rows.next().await?.cloned().context("the result has no row")?;
    let rest = tokio::spawn(async move {
        let mut sum = 0;
        while let Some(row) = rows.next().await? {
            sum += row.get::<i64>("n")?;
        }
        Ok::<_, awsathena::Error>(sum)
    });
    let first = tokio::spawn(async move { first.get::<i64>("n") }).await??;
    let sum = first + rest.await??;
    ensure!(sum == i64::from(ROWS) * (i64::from(ROWS) + 1) / 2, "the sum of the numbers is {sum}");
    Ok(())
}

async fn rows_of_a_batch_know_their_numbers(stage: Stage) -> Result<()> {
    let mut cursor = executed(&stage, SQL).await?;
    let mut expected = 0;
    while let Some(batch) = cursor.next_batch().await? {
        for row in cursor.rows_of(batch) {
            ensure!(row.number() == expected, "the row {expected} has the number {}", row.number());
            expected += 1;
        }
    }
    ensure!(expected == u64::from(ROWS), "{expected} rows");
    Ok(())
}

async fn stream_ends_after_an_error(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut options = vec![("max_attempts", "1")];
    options.extend(stage.offered(&[("block_size", "65536")]));
    // 150 KB of CSV: three reads, or three pages.
    lab.sandbox.faults().inject(Fault::throttle(stage.fetch()).skip(1));
    let mut cursor = lab.connect(&options).await?.cursor();
    cursor.execute("SELECT o_orderkey, o_comment FROM tpch.orders ORDER BY o_orderkey LIMIT 2500").await?;
    let mut rows = cursor.rows();
    let error = loop {
        match StreamExt::next(&mut rows).await.context("the stream ends without the error")? {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    ensure!(error.kind() == ErrorKind::Throttled && error.query_id().is_some(), "the error is {error:?}");
    ensure!(StreamExt::next(&mut rows).await.is_none(), "the stream goes on after the error");
    Ok(())
}

/// With `verify_rows`, the end of a SELECT costs one call more, and statements without rows of their own none.
async fn rows_are_compared_with_the_services_count(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("verify_rows", "true")]).await?.cursor();
    for (sql, rows, calls) in [(SQL, usize::from(ROWS), 1), ("SELECT 1 AS a WHERE 1 = 0", 0, 2)] {
        cursor.execute(sql).await?;
        ensure!(cursor.fetch_all().await?.len() == rows, "{sql} has another number of rows");
        let asked = lab.calls_of("GetQueryRuntimeStatistics").len();
        ensure!(asked == calls, "the service was asked {asked} times for its count");
    }
    cursor.execute("SHOW TABLES IN tpch").await?;
    ensure!(!cursor.fetch_all().await?.is_empty(), "tpch has no tables");
    ensure!(lab.calls_of("GetQueryRuntimeStatistics").len() == 2, "a utility statement has no count");
    Ok(())
}
