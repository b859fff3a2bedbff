//! The client cache: results of earlier, equal queries.

use std::time::Duration;

use anyhow::{Result, ensure};
use awsathena::{AsyncCursor, AsyncCursorExt, Statement, StatementOptions, Value};

use super::stage::{Lab, Stage};

super::scenarios! {
    "cache":
    equal_query_is_read_again [Sandbox],
    other_queries_are_run [Sandbox],
    lost_results_are_run_again [Sandbox, ReadsObjects],
}

fn cached() -> StatementOptions {
    StatementOptions::new().with_cache_size(20_usize)
}

/// How many queries were started when this one has been read.
async fn started(lab: &Lab, cursor: &mut impl AsyncCursor, statement: impl Into<Statement> + Send) -> Result<usize> {
    cursor.execute(statement).await?;
    cursor.fetch_rows().await?;
    Ok(lab.sandbox.queries().len())
}

async fn equal_query_is_read_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("cache_size", "20")]).await?;
    let statement = || Statement::new("SELECT n_name, :x FROM tpch.nation ORDER BY 1").bind("x", "it's");
    let mut first = connection.cursor();
    first.execute(statement()).await?;
    let rows = first.fetch_rows().await?;
    // By a connection that knows nothing of the first.
    let mut second = lab.connect(&[]).await?.with_defaults(cached()).cursor();
    second.execute(statement()).await?;
    ensure!(second.query_id() == first.query_id(), "another query");
    ensure!(second.path() == first.path() && second.fetch_rows().await? == rows, "another result");
    ensure!(lab.only_query()?.start_count == 1, "it was run again");
    second.close().await?;
    ensure!(lab.calls_of("StopQueryExecution").is_empty(), "it is not to be stopped");
    let within = StatementOptions::new().with_cache_expiration_time(Duration::from_secs(60));
    let mut third = lab.connect(&[]).await?.cursor();
    third.execute(statement().with_options(within)).await?;
    ensure!(third.query_id() == first.query_id(), "it is not a minute old");
    Ok(())
}

async fn other_queries_are_run(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[("cache_size", "20")]).await?.cursor();
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "the first");
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "is read again");
    ensure!(started(&lab, &mut cursor, "SELECT 2").await? == 2, "of another text");
    let elsewhere = StatementOptions::new().with_schema_name("tpch");
    ensure!(
        started(&lab, &mut cursor, Statement::new("SELECT 1").with_options(elsewhere)).await? == 3,
        "of another database"
    );
    let uncached = StatementOptions::new().with_cache_size(0_usize);
    ensure!(started(&lab, &mut cursor, Statement::new("SELECT 1").with_options(uncached)).await? == 4, "not asked for");
    for count in [5, 6] {
        ensure!(started(&lab, &mut cursor, "SHOW DATABASES").await? == count, "what is no query");
    }
    for count in [7, 8] {
        let statement = Statement::new("SELECT ?").bind_next(1);
        ensure!(
            started(&lab, &mut cursor, statement).await? == count,
            "with parameters that the history does not tell"
        );
    }
    for count in [9, 10] {
        cursor.execute("INSERT INTO nowhere VALUES (1)").await.err();
        ensure!(lab.sandbox.queries().len() == count, "a write");
    }
    Ok(())
}

async fn lost_results_are_run_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("cache_size", "20")]).await?;
    let mut cursor = connection.cursor();
    ensure!(started(&lab, &mut cursor, "SELECT 1").await? == 1, "the first");
    let place = cursor.query().and_then(|query| query.output_location.clone()).unwrap_or_default();
    connection.objects()?.delete(&place.parse().map_err(anyhow::Error::msg)?).await?;
    cursor.execute("SELECT 1").await?;
    ensure!(cursor.fetch_scalar().await? == Value::Integer(1), "another result");
    ensure!(lab.sandbox.queries().len() == 2, "its result is gone");
    Ok(())
}
