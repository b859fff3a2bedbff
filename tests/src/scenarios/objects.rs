//! Result objects that are missing, replaced or cut short.

use std::collections::HashSet;

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::Fault;
use awsathena::query::ClientRequestToken;
use awsathena::{Cursor, ErrorKind, Statement, StatementOptions, Value};

use super::stage::{Lab, Stage, expect_error, expect_in};
use crate::values::fetch_values;

super::scenarios! {
    "objects":
    gone_after_the_query_has_succeeded [Sandbox],
    gone_with_its_bucket [Sandbox],
    replaced_between_two_reads [Sandbox],
    cut_short_once [Sandbox],
    cut_short_many_times [Sandbox],
    lost_responses [Sandbox],
    managed_results_need_no_object [Sandbox],
    file_of_an_unload_is_gone [Sandbox, Unload],
}

/// 800 KB of CSV in reads of 64 KiB; the keys are 1 to 6000.
const SQL: &str = "SELECT n, to_hex(sha512(to_utf8(CAST(n AS varchar)))) AS v FROM UNNEST(sequence(1, 6000)) AS t (n) \
                   ORDER BY n";

/// 1.8 MB, in one file by UNLOAD. A smaller file is fetched by one read.
fn wide() -> String {
    let parts: Vec<String> =
        (0..16).map(|part| format!("to_hex(sha512(to_utf8('{part} ' || CAST(n AS varchar))))")).collect();
    format!("SELECT n, {} AS v FROM UNNEST(sequence(1, 900)) AS t (n) ORDER BY n", parts.join(" || "))
}

const SMALL_BLOCKS: (&str, &str) = ("block_size", "65536");

async fn numbers(cursor: &mut Cursor) -> Result<Vec<i64>> {
    let mut numbers = Vec::new();
    for row in cursor.fetch_all().await? {
        let Value::BigInt(number) = row.value(0)? else { anyhow::bail!("no number: {row:?}") };
        numbers.push(number);
    }
    // The files of an UNLOAD have no order.
    numbers.sort_unstable();
    Ok(numbers)
}

fn all_numbers() -> Vec<i64> {
    (1..=6000).collect()
}

/// A statement that returns the query of an earlier one, since both have the same token.
fn again() -> Statement {
    let token = ClientRequestToken::new("a-query-whose-result-is-read-twice-0001");
    Statement::new(SQL).with_options(StatementOptions::default().with_client_request_token(token))
}

/// The bucket and key of the result object of the only query.
fn result_object(lab: &Lab) -> Result<(String, String)> {
    let id = lab.only_query()?.id;
    let bucket = "sandbox-results";
    let keys = lab.sandbox.storage().keys(bucket);
    let key = keys.into_iter().find(|key| key.ends_with(&format!("{id}.csv"))).context("there is no result object")?;
    Ok((bucket.to_owned(), key))
}

async fn gone_after_the_query_has_succeeded(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    connection.cursor().execute(again()).await?;
    let (bucket, key) = result_object(&lab)?;
    ensure!(lab.sandbox.storage().remove_object(&bucket, &key), "the object does not exist");
    let mut cursor = connection.cursor();
    if !stage.driver.capabilities().reads_objects {
        // Pages come from the service; the sandbox keeps their rows.
        cursor.execute(again()).await?;
        return ensure_all(&mut cursor).await;
    }
    let result = match cursor.execute(again()).await {
        Ok(()) => fetch_values(&mut cursor).await.map(drop),
        Err(error) => Err(error),
    };
    let error = expect_error(result, ErrorKind::ResultMissing)?;
    expect_in(&error.to_string(), &format!("s3://{bucket}/{key}"))?;
    expect_in(&error.to_string(), &lab.only_query()?.id)?;
    Ok(())
}

async fn ensure_all(cursor: &mut Cursor) -> Result<()> {
    ensure!(numbers(cursor).await? == all_numbers(), "the numbers are others");
    Ok(())
}

/// A query whose output bucket is missing can be SUCCEEDED.
async fn gone_with_its_bucket(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("s3_staging_dir", "s3://no-such-bucket/out/")]).await?.cursor();
    let result = match cursor.execute("SELECT 1").await {
        Ok(()) => fetch_values(&mut cursor).await.map(|rows| rows.len()),
        Err(error) => Err(error),
    };
    match result {
        // Pages come from the service.
        Ok(rows) => {
            ensure!(rows == 1 && !stage.driver.capabilities().reads_objects, "{rows} rows came without a bucket")
        }
        Err(error) => {
            let kinds = [ErrorKind::ResultMissing, ErrorKind::QueryFailed];
            ensure!(kinds.contains(&error.kind()), "the error is {error:?}");
            expect_in(&error.to_string(), "no-such-bucket")?;
        }
    }
    Ok(())
}

async fn replaced_between_two_reads(stage: Stage) -> Result<()> {
    for mut options in stage.ways() {
        options.extend(stage.offered(&[SMALL_BLOCKS]));
        let lab = stage.own_sandbox().await?;
        // The first reads after an UNLOAD are those of the manifest and of the beginning of the file.
        let unharmed = if options.contains(&("unload", "true")) { 2 } else { 1 };
        lab.sandbox.faults().inject(Fault::change_etag().skip(unharmed).times(1));
        let mut cursor = lab.connect(&options).await?.cursor();
        let executed = cursor.execute(wide()).await;
        if !stage.driver.capabilities().reads_objects {
            executed?;
            // No object is read.
            ensure!(lab.calls_of("GetObject").is_empty(), "an object was read");
            ensure!(numbers(&mut cursor).await?.len() == 900, "rows are missing");
            return Ok(());
        }
        let result = match executed {
            Ok(()) => fetch_values(&mut cursor).await.map(drop),
            Err(error) => Err(error),
        };
        let error = expect_error(result, ErrorKind::ResultMissing)?;
        expect_in(&error.to_string(), "s3://sandbox-results/")?;
        ensure!(error.query_id().is_some(), "the error does not name the query: {error}");
        ensure!(lab.sandbox.faults().waiting_count() == 0, "nothing was replaced");
        expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    }
    Ok(())
}

async fn cut_short_once(stage: Stage) -> Result<()> {
    for mut options in stage.ways() {
        options.extend(stage.offered(&[SMALL_BLOCKS]));
        for (skip, after) in [(0, 0), (0, 1), (0, 1000), (1, 1000), (2, 65_535)] {
            let lab = stage.own_sandbox().await?;
            lab.sandbox.faults().inject(Fault::cut_body("GetObject", after).skip(skip).times(1));
            let mut cursor = lab.connect(&options).await?.cursor();
            cursor.execute(SQL).await?;
            ensure_all(&mut cursor).await.with_context(|| format!("cut after {after} bytes, with {options:?}"))?;
        }
    }
    Ok(())
}

/// Every read is cut off after some bytes. Those bytes are not fetched again.
async fn cut_short_many_times(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::cut_body("GetObject", 20_000).times(8));
    let mut cursor = lab.connect(&stage.offered(&[SMALL_BLOCKS])).await?.cursor();
    cursor.execute(SQL).await?;
    ensure_all(&mut cursor).await?;
    let ranges: Vec<_> = lab.calls_of("GetObject").into_iter().filter_map(|call| call.range).collect();
    let distinct: HashSet<&String> = ranges.iter().collect();
    ensure!(distinct.len() == ranges.len(), "the same bytes were fetched twice: {ranges:?}");
    Ok(())
}

async fn lost_responses(stage: Stage) -> Result<()> {
    for mut options in stage.ways() {
        options.extend(stage.offered(&[SMALL_BLOCKS]));
        let lab = stage.own_sandbox().await?;
        lab.sandbox.faults().inject(Fault::lose_response(stage.fetch()).skip(1).times(1));
        lab.sandbox.faults().inject(Fault::throttle(stage.fetch()).skip(2).times(1));
        let mut cursor = lab.connect(&options).await?.cursor();
        cursor.execute(SQL).await?;
        ensure_all(&mut cursor).await.with_context(|| format!("with {options:?}"))?;
    }
    Ok(())
}

async fn managed_results_need_no_object(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("work_group", "managed"), ("s3_staging_dir", "")]).await?.cursor();
    cursor.execute(SQL).await?;
    ensure!(cursor.query().is_some_and(|query| query.output_location.is_none()), "there is an output location");
    ensure_all(&mut cursor).await?;
    ensure!(lab.calls_of("GetObject").is_empty(), "an object was read");
    Ok(())
}

async fn file_of_an_unload_is_gone(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("unload", "true")]).await?;
    let mut cursor = connection.cursor();
    cursor.execute(again()).await?;
    ensure_all(&mut cursor).await?;
    let storage = lab.sandbox.storage();
    let mut files: Vec<String> = storage.keys("sandbox-results");
    files.retain(|key| key.contains("unload/"));
    let last = files.last().context("there is no file")?;
    ensure!(storage.remove_object("sandbox-results", last), "the object does not exist");
    let mut cursor = connection.cursor();
    let result = match cursor.execute(again()).await {
        Ok(()) => fetch_values(&mut cursor).await.map(drop),
        Err(error) => Err(error),
    };
    let error = expect_error(result, ErrorKind::ResultMissing)?;
    expect_in(&error.to_string(), &format!("s3://sandbox-results/{last}"))?;
    ensure!(error.query_id().is_some(), "the error does not name the query: {error}");
    Ok(())
}
