//! The client cache: results of earlier, equal queries.

use std::time::Duration;

use anyhow::{Result, ensure};
use awsathena::{Cursor, Statement, StatementOptions};

use super::stage::{Lab, Stage};
use crate::values::fetch_values;

super::scenarios! {
    "cache":
    equal_query_is_not_run_again [Sandbox],
    other_queries_are_run [Sandbox],
    query_with_a_lost_result_is_run_again [Sandbox, ReadsObjects],
}

fn cached() -> StatementOptions {
    StatementOptions::new().with_cache_size(20_usize)
}

/// Executes a statement, fetches its rows, and returns the number of queries that the sandbox has run so far.
async fn started(lab: &Lab, cursor: &mut Cursor, statement: impl Into<Statement>) -> Result<usize> {
    cursor.execute(statement).await?;
    cursor.fetch_all().await?;
    Ok(lab.sandbox.queries().len())
}

async fn equal_query_is_not_run_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("cache_size", "20")]).await?;
    let statement = || Statement::new("SELECT n_name, :x FROM tpch.nation ORDER BY 1").bind("x", "it's");
    let mut first = connection.cursor();
    first.execute(statement()).await?;
    let rows = fetch_values(&mut first).await?;
    // The second connection shares nothing with the first.
    let mut second = lab.connect(&[]).await?.with_defaults(cached()).cursor();
    second.execute(statement()).await?;
    ensure!(second.query_id() == first.query_id(), "another query");
    ensure!(second.result_path() == first.result_path() && fetch_values(&mut second).await? == rows, "another result");
    ensure!(lab.only_query()?.start_count == 1, "it was run again");
    second.close().await?;
    ensure!(lab.calls_of("StopQueryExecution").is_empty(), "the query of another cursor was stopped");
    let within = StatementOptions::new().with_cache_expiration_time(Duration::from_secs(60));
    let mut third = lab.connect(&[]).await?.cursor();
    third.execute(statement().with_options(within)).await?;
    ensure!(third.query_id() == first.query_id(), "the query is less than a minute old");
    Ok(())
}

async fn other_queries_are_run(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("cache_size", "20")]).await?.cursor();
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "the first query was not run");
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "an equal query was run");
    ensure!(started(&lab, &mut cursor, "SELECT 2").await? == 2, "a query with another text was not run");
    let elsewhere = StatementOptions::new().with_schema_name("tpch");
    ensure!(
        started(&lab, &mut cursor, Statement::new("SELECT 1").with_options(elsewhere)).await? == 3,
        "a query in another database was not run"
    );
    let uncached = StatementOptions::new().with_cache_size(0_usize);
    ensure!(
        started(&lab, &mut cursor, Statement::new("SELECT 1").with_options(uncached)).await? == 4,
        "the cache was off"
    );
    for count in [5, 6] {
        ensure!(started(&lab, &mut cursor, "SHOW DATABASES").await? == count, "a utility statement was not run");
    }
    for count in [7, 8] {
        let statement = Statement::new("SELECT ?").bind_next(1);
        ensure!(
            started(&lab, &mut cursor, statement).await? == count,
            "the history has no parameters, and the query was not run"
        );
    }
    for count in [9, 10] {
        cursor.execute("INSERT INTO nowhere VALUES (1)").await.err();
        ensure!(lab.sandbox.queries().len() == count, "an INSERT was not run");
    }
    Ok(())
}

async fn query_with_a_lost_result_is_run_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("cache_size", "20")]).await?;
    let mut cursor = connection.cursor();
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "the first query was not run");
    let place = cursor.query().and_then(|query| query.output_location.clone()).unwrap_or_default();
    connection.session().objects()?.delete(&place.parse().map_err(anyhow::Error::msg)?).await?;
    cursor.execute("SELECT 1").await?;
    ensure!(cursor.fetch_scalar::<i32>().await? == 1, "another result");
    ensure!(lab.sandbox.queries().len() == 2, "the query was not run again");
    Ok(())
}
