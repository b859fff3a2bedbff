//! Results of many batches.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Fault;
use awsathena::{AnyBatch, Cursor, ErrorKind, Row, Value};

use super::stage::{Stage, expect_error};
use crate::endpoint::knows;
use crate::values::fetch_values;

super::scenarios! {
    "paging":
    every_row_once_and_in_order [Tpch],
    no_batch_after_the_last [Tpch],
    slow_pages_keep_their_order [Sandbox],
    page_that_fails_once [Sandbox],
    page_that_fails_without_end [Sandbox],
    batches_of_any_size,
    nulls_at_every_border,
    connection_works_after_an_abandoned_result [Tpch],
    dropped_fetch_loses_no_row [Sandbox],
    values_of_rows_by_name_and_position [Tpch],
}

/// 150 KB of CSV: three reads of the smallest block, and three pages.
const ORDERS: &str = "SELECT o_orderkey, o_comment FROM tpch.orders ORDER BY o_orderkey LIMIT 2500";

/// The order keys of a result, which has several batches on drivers that page.
async fn keys(cursor: &mut Cursor) -> Result<Vec<i64>> {
    let rows = cursor.fetch_all().await?;
    let key = |row: &Row| match row.value(0)? {
        Value::BigInt(key) => Ok(key),
        _ => anyhow::bail!("no key: {row:?}"),
    };
    rows.iter().map(key).collect()
}

/// Keys of TPC-H orders: eight in a row, then a gap of twenty-four.
fn expected_keys() -> Vec<i64> {
    (1..).filter(|key| key % 32 < 8).take(2500).collect()
}

async fn every_row_once_and_in_order(stage: Stage) -> Result<()> {
    for size in ["1000", "7", "999"] {
        let options = stage.offered(&[("page_size", size), ("batch_size", size), ("block_size", "65536")]);
        let mut cursor = stage.connect(&options).await?.cursor();
        cursor.execute(ORDERS).await?;
        ensure!(keys(&mut cursor).await? == expected_keys(), "the keys are others with {options:?}");
    }
    Ok(())
}

async fn no_batch_after_the_last(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute(ORDERS).await?;
    ensure!(cursor.fetch_batches().await?.iter().map(AnyBatch::num_rows).sum::<usize>() == 2500, "rows are missing");
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
    for mut options in stage.ways() {
        options.extend(stage.offered(&[("block_size", "65536")]));
        let lab = stage.own_sandbox().await?;
        lab.sandbox.faults().inject(Fault::internal_error(stage.fetch()).skip(1).times(1));
        let mut cursor = lab.connect(&options).await?.cursor();
        cursor.execute(ORDERS).await?;
        let mut keys = keys(&mut cursor).await?;
        keys.sort_unstable();
        ensure!(keys == expected_keys(), "the keys are others with {options:?}");
        ensure!(lab.sandbox.faults().waiting_count() == 0, "nothing failed with {options:?}");
    }
    Ok(())
}

async fn page_that_fails_without_end(stage: Stage) -> Result<()> {
    for mut options in stage.ways() {
        options.push(("max_attempts", "2"));
        options.extend(stage.offered(&[("block_size", "65536")]));
        let lab = stage.own_sandbox().await?;
        // The first reads after an UNLOAD are those of the manifest and of the end of the file.
        let unharmed = if options.contains(&("unload", "true")) { 2 } else { 1 };
        lab.sandbox.faults().inject(Fault::throttle(stage.fetch()).skip(unharmed));
        let mut cursor = lab.connect(&options).await?.cursor();
        cursor.execute(ORDERS).await?;
        let error = expect_error(fetch_values(&mut cursor).await, ErrorKind::Throttled)?;
        ensure!(error.query_id().is_some(), "the error does not name the query: {error}");
        expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    }
    Ok(())
}

/// Batches of one row, of one row less and one more than the result has, and of sizes between. The last batch has the
/// rest.
async fn batches_of_any_size(stage: Stage) -> Result<()> {
    const ROWS: usize = 50;
    let sql = format!("SELECT n FROM UNNEST(sequence(1, {ROWS})) AS t (n) ORDER BY n");
    for size in [1, 7, ROWS - 1, ROWS, ROWS + 1] {
        for mut options in stage.ways() {
            let unload = !options.is_empty();
            let size_text = size.to_string();
            // The first page includes the header row.
            let page_size = (size + 1).to_string();
            options.extend(stage.offered(&[("batch_size", &size_text), ("page_size", &page_size)]));
            let mut cursor = stage.connect(&options).await?.cursor();
            cursor.execute(sql.as_str()).await?;
            let batches = cursor.fetch_batches().await?;
            let sizes: Vec<usize> = batches.iter().map(AnyBatch::num_rows).collect();
            ensure!(!sizes.contains(&0), "a batch has no rows with {options:?}");
            let mut numbers = Vec::new();
            for row in batches.into_iter().flat_map(|batch| cursor.rows_of(batch)) {
                numbers.push(row.value(0)?.into_owned());
            }
            let expected: Vec<Value<'_>> = (1..=50).map(Value::BigInt).collect();
            ensure!(numbers == expected, "with {options:?} the numbers are {numbers:?}");
            ensure!(
                sizes.iter().all(|rows| *rows <= size + 1) || options.is_empty(),
                "with {options:?} the batches have {sizes:?}"
            );
            if knows(stage.driver, "batch_size") && !unload {
                let full = sizes.iter().filter(|rows| **rows == size).count();
                ensure!(full == ROWS / size && sizes.len() == ROWS.div_ceil(size), "{size}: {sizes:?}");
            }
        }
    }
    Ok(())
}

/// Blank lines, empty strings and quotes at every border of a block of the file, of a page and of a batch. Two thirds
/// of the rows are NULL or empty, and 2.4 MB are more than two blocks of any driver.
async fn nulls_at_every_border(stage: Stage) -> Result<()> {
    let value = "CASE j % 3 WHEN 0 THEN NULL WHEN 1 THEN '' ELSE rpad('', CAST(i * 7 % 140 AS integer), '\",\n') END";
    let sql = format!(
        "SELECT {value} AS v FROM UNNEST(sequence(0, 199)) AS a (i) CROSS JOIN UNNEST(sequence(0, 299)) AS b (j) \
         ORDER BY i, j"
    );
    let options = stage.offered(&[("block_size", "65536"), ("batch_size", "1021"), ("page_size", "997")]);
    let mut cursor = stage.connect(&options).await?.cursor();
    cursor.execute(sql.as_str()).await?;
    let mut number = 0;
    let mut rows = cursor.rows();
    while let Some(row) = rows.next().await? {
        let (i, j) = (number / 300, number % 300);
        let text = "\",\n".chars().cycle().take(i * 7 % 140).collect::<String>();
        let expected = match j % 3 {
            0 => Value::Null,
            1 => Value::Varchar("".into()),
            _ => Value::Varchar(text.into()),
        };
        let found = row.value(0)?;
        ensure!(found == expected, "row {number}: expected {expected:?}, found {found:?}");
        number += 1;
    }
    ensure!(number == 60_000, "{number} rows came");
    Ok(())
}

async fn connection_works_after_an_abandoned_result(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.cursor();
    cursor.execute(ORDERS).await?;
    cursor.next_batch().await?.context("there is a first batch")?;
    cursor.execute("SELECT 7").await?;
    ensure!(fetch_values(&mut cursor).await? == [[Value::Integer(7)]], "the rows are those of the first statement");
    drop(cursor);
    let mut other = connection.cursor();
    other.execute(ORDERS).await?;
    ensure!(keys(&mut other).await? == expected_keys(), "the keys are others");
    Ok(())
}

async fn dropped_fetch_loses_no_row(stage: Stage) -> Result<()> {
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
                Some(batch) => count += batch.num_rows(),
                None => break,
            },
        }
    }
    ensure!(count == 2500, "{count} rows came");
    Ok(())
}

async fn values_of_rows_by_name_and_position(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor
        .execute(
            "SELECT n_nationkey AS id, n_name AS name, CAST(NULL AS varchar) AS nothing FROM tpch.nation ORDER BY 1",
        )
        .await?;
    let mut names = Vec::new();
    let mut rows = cursor.rows();
    while let Some(row) = rows.next().await? {
        ensure!(row.number() == names.len() as u64, "row {} has the number {}", names.len(), row.number());
        ensure!(row.get::<i64>("ID")? == row.get::<i64>(0)?, "a name in another case finds another column");
        ensure!(row.get::<Option<String>>("nothing")?.is_none(), "NULL is not NULL");
        expect_error(row.get::<String>("nothing"), ErrorKind::Decode)?;
        expect_error(row.get::<i64>("nme"), ErrorKind::NoSuchColumn)?;
        names.push(row.get::<String>("name")?);
    }
    ensure!(names.len() == 25 && names[0] == "ALGERIA", "the names are {names:?}");
    Ok(())
}
