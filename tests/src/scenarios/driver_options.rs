//! Driver options of one statement or one connection.

use anyhow::{Result, bail, ensure};
use awsathena::arrow::Arrow;
use awsathena::driver::{AsyncCursor as _, Dialect};
use awsathena::pandas::Pandas;
use awsathena::polars::Polars;
use awsathena::rest::{Rest, RestOptions};
use awsathena::s3::{S3, S3Options};
use awsathena::{Connection, Cursor, ErrorKind, Statement, StatementOptions, Value};

use super::stage::{Stage, expect_error, expect_in};
use crate::values::fetch_values;

super::scenarios! {
    "options":
    of_one_statement [Sandbox],
    of_the_defaults [Sandbox],
    type_hints_of_one_statement [Sandbox, Columnar],
    unload_of_one_statement [Sandbox, Unload],
    options_of_the_url_for_another_driver [Sandbox],
    unknown_option_of_a_statement [Sandbox],
}

/// The option and its value for batches of one row.
fn small_batches(driver: &str) -> Option<(&'static str, &'static str)> {
    match driver {
        "rest" | "csvlines" => Some(("page_size", "2")),
        "arrow" | "polars" => Some(("batch_size", "1")),
        "pandas" => Some(("chunksize", "1")),
        // The size of its batches has no option.
        _ => None,
    }
}

async fn rows_of_first_batch<D: Dialect>(cursor: &mut Cursor<D>) -> Result<usize> {
    match cursor.next_batch().await? {
        Some(batch) => Ok(D::Cursor::num_rows(&batch)),
        None => bail!("there is no batch"),
    }
}

/// An invalid value, whose error shows that the option was read. It is for drivers without an option for the batch
/// size.
fn too_small() -> StatementOptions {
    StatementOptions::new().with_driver_option("block_size", "1")
}

async fn is_refused(cursor: &mut Cursor, statement: Statement) -> Result<()> {
    let error = expect_error(cursor.execute(statement).await, ErrorKind::InvalidOption)?;
    expect_in(&error.to_string(), "block_size")
}

async fn of_one_statement(stage: Stage) -> Result<()> {
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
    ensure!(rows_of_first_batch(&mut cursor).await? == 5, "the option applies to the next statement");
    Ok(())
}

async fn of_the_defaults(stage: Stage) -> Result<()> {
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
    ensure!(rows_of_first_batch(&mut small).await? == 5, "the statement's own option was ignored");
    Ok(())
}

async fn type_hints_of_one_statement(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("result_set_type_hints", "tags=array(integer)");
    cursor.execute(Statement::new("SELECT ARRAY[1, 2] AS tags").with_options(options)).await?;
    let expected = Value::Array(vec![Value::Integer(1), Value::Integer(2)]);
    let row = cursor.fetch_one().await?;
    let found = row.value(0)?;
    ensure!(found == expected, "found {found:?}");
    Ok(())
}

async fn unload_of_one_statement(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("unload", "true");
    cursor.execute(Statement::new("SELECT r_name FROM tpch.region").with_options(options)).await?;
    ensure!(lab.only_query()?.sql.starts_with("UNLOAD"), "UNLOAD was not used");
    ensure!(fetch_values(&mut cursor).await?.len() == 5, "rows are missing");
    cursor.execute("SELECT r_name FROM tpch.region").await?;
    ensure!(
        lab.sandbox.queries().last().is_some_and(|query| query.sql.starts_with("SELECT")),
        "the option applies to the next statement"
    );
    Ok(())
}

async fn unknown_option_of_a_statement(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let options = StatementOptions::new().with_driver_option("blok_size", "1");
    let run = cursor.execute(Statement::new("SELECT 1").with_options(options)).await;
    expect_in(&expect_error(run, ErrorKind::UnknownOption)?.to_string(), "blok_size")?;
    ensure!(lab.sandbox.queries().is_empty(), "the statement was sent");
    Ok(())
}

/// Another driver on the same connection takes those options of the URL that it has.
async fn options_of_the_url_for_another_driver(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let options = stage.offered(&[("arraysize", "2"), ("block_size", "65536")]);
    let connection = lab.connect(&options).await?;
    let given = |option: &str| options.iter().any(|(key, _)| *key == option);

    let rest = connection.with_driver::<Rest>()?;
    let default = RestOptions::default().page_size;
    ensure!(rest.driver_options().page_size == if given("arraysize") { 2 } else { default }, "{rest:?}");
    let s3 = connection.with_driver::<S3>()?;
    let default = S3Options::default().block_size;
    ensure!(s3.driver_options().block_size == if given("block_size") { 65_536 } else { default }, "{s3:?}");
    // The first page of two rows includes the header row.
    ensure!(first_batch(&rest).await? == if given("arraysize") { 1 } else { 5 }, "batches of `rest`");
    let rows = if given("arraysize") { 2 } else { 5 };
    ensure!(first_batch(&connection.with_driver::<Arrow>()?).await? == rows, "batches of `arrow`");
    ensure!(first_batch(&connection.with_driver::<Polars>()?).await? == rows, "batches of `polars`");
    ensure!(first_batch(&connection.with_driver::<Pandas>()?).await? == rows, "batches of `pandas`");
    ensure!(first_batch(&s3).await? == 5, "batches of `s3fs`");

    let own = connection.with_driver_options::<Rest>(RestOptions::new().with_page_size(4_u16));
    ensure!(first_batch(&own).await? == 3, "options of the program");
    Ok(())
}

async fn first_batch<D: Dialect>(connection: &Connection<D>) -> Result<usize> {
    let mut cursor = connection.cursor();
    cursor.execute("SELECT * FROM tpch.region").await?;
    rows_of_first_batch(&mut cursor).await
}
