//! Options of the driver, said for one execution or for one cursor.

use anyhow::{Result, bail, ensure};
use awsathena::{AnyCursor, AsyncCursor, AsyncCursorExt, ErrorKind, Statement, StatementOptions, Value};

use super::stage::{Stage, expect_error, expect_in};

super::scenarios! {
    "options":
    of_an_execution [Sandbox],
    of_a_cursor [Sandbox],
    types_of_an_execution [Sandbox, Columnar],
    unload_of_an_execution [Sandbox, Unload],
    unknown_to_the_driver [Sandbox],
}

/// The option by which the driver's batches have one row, and what it has to be.
fn small_batches(driver: &str) -> Option<(&'static str, &'static str)> {
    match driver {
        "rest" => Some(("page_size", "2")),
        "arrow" | "polars" => Some(("batch_size", "1")),
        "pandas" => Some(("chunksize", "1")),
        // Its chunks are as they come.
        _ => None,
    }
}

async fn rows_of_first_batch(cursor: &mut AnyCursor) -> Result<usize> {
    match cursor.next_batch().await? {
        Some(batch) => Ok(AnyCursor::num_rows(&batch)),
        None => bail!("there is no batch"),
    }
}

/// Where the size of a batch cannot be told, the value that is refused tells that it was read.
fn too_small() -> StatementOptions {
    StatementOptions::new().with_driver_option("block_size", "1")
}

async fn is_refused(cursor: &mut AnyCursor, statement: Statement) -> Result<()> {
    let error = expect_error(cursor.execute(statement).await, ErrorKind::InvalidOption)?;
    expect_in(&error.to_string(), "block_size")
}

async fn of_an_execution(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let sql = "SELECT * FROM tpch.region";
    let mut cursor = lab.connect(&[]).await?.cursor();
    let Some((name, value)) = small_batches(stage.driver.name()) else {
        return is_refused(&mut cursor, Statement::new(sql).with_options(too_small())).await;
    };
    let options = StatementOptions::new().with_driver_option(name, value);
    cursor.execute(Statement::new(sql).with_options(options)).await?;
    ensure!(rows_of_first_batch(&mut cursor).await? == 1, "the batches are not small");
    cursor.execute(sql).await?;
    ensure!(rows_of_first_batch(&mut cursor).await? == 5, "the option outlives its execution");
    Ok(())
}

async fn of_a_cursor(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let Some((name, value)) = small_batches(stage.driver.name()) else {
        return is_refused(&mut connection.with_defaults(too_small()).cursor(), Statement::new("SELECT 1")).await;
    };
    let mut small = connection.with_defaults(StatementOptions::new().with_driver_option(name, value)).cursor();
    small.execute("SELECT * FROM tpch.region").await?;
    ensure!(rows_of_first_batch(&mut small).await? == 1, "the batches are not small");
    let id = small.query_id().expect("a query that was run has an id");
    small.attach(id).await?;
    ensure!(rows_of_first_batch(&mut small).await? == 1, "the batches of an attached result are not small");
    let options = StatementOptions::new().with_driver_option(name, "1000");
    small.execute(Statement::new("SELECT * FROM tpch.region").with_options(options)).await?;
    ensure!(rows_of_first_batch(&mut small).await? == 5, "the statement's own option counts");
    Ok(())
}

async fn types_of_an_execution(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("result_set_type_hints", "tags=array(integer)");
    cursor.execute(Statement::new("SELECT ARRAY[1, 2] AS tags").with_options(options)).await?;
    let expected = Value::Array(vec![Value::Integer(1), Value::Integer(2)]);
    let found = cursor.fetch_scalar().await?;
    ensure!(found == expected, "found {found:?}");
    Ok(())
}

async fn unload_of_an_execution(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("unload", "true");
    cursor.execute(Statement::new("SELECT r_name FROM tpch.region").with_options(options)).await?;
    ensure!(lab.only_query()?.sql.starts_with("UNLOAD"), "it was not unloaded");
    ensure!(cursor.fetch_rows().await?.len() == 5, "all rows come");
    cursor.execute("SELECT r_name FROM tpch.region").await?;
    ensure!(lab.sandbox.queries().last().is_some_and(|query| query.sql.starts_with("SELECT")), "the option stays");
    Ok(())
}

async fn unknown_to_the_driver(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("blok_size", "1");
    let run = cursor.execute(Statement::new("SELECT 1").with_options(options)).await;
    expect_in(&expect_error(run, ErrorKind::UnknownOption)?.to_string(), "blok_size")?;
    ensure!(lab.sandbox.queries().is_empty(), "it was sent");
    Ok(())
}
