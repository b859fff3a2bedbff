//! The DDL of views and tables.

use anyhow::{Result, ensure};
use athena_sandbox::Fault;
use awsathena::ErrorKind;

use super::reflection::{Schema, tpch};
use super::stage::{Stage, expect_error, expect_in};

super::scenarios! {
    "reflection":
    view_definition [Ddl],
    view_definition_of_many_lines [Sandbox],
    view_definition_of_a_quoted_name [Ddl],
    view_definition_of_a_missing_view [Tpch],
    view_definition_of_a_table [Tpch],
    view_definition_denied [Sandbox],
    view_definition_throttled [Sandbox],
    table_ddl [Tpch],
    table_ddl_of_a_missing_table [Tpch],
    table_ddl_of_a_view [Ddl],
    table_ddl_with_partitions [Sandbox],
}

async fn view_definition(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "definition").await?;
    schema.view("v", "SELECT 1 AS n, 'it''s' AS t").await?;
    let text = schema.inspector().view_definition("V").await?;
    ensure!(text.starts_with("CREATE VIEW "), "{text}");
    expect_in(&text, "'it''s'")?;
    ensure!(text.contains('\n') && !text.ends_with('\n'), "{text:?}");
    schema.drop().await
}

/// More lines than a page of results has, with blank lines among them.
async fn view_definition_of_many_lines(stage: Stage) -> Result<()> {
    const LINES: usize = 1500;
    let schema = Schema::new(&stage, "lines").await?;
    let sql = format!("SELECT 1 AS n{} FROM (VALUES 1) AS t(x)", "\n\n".repeat(LINES / 2));
    schema.view("long", &sql).await?;
    let text = schema.inspector().view_definition("long").await?;
    ensure!(text.ends_with("FROM (VALUES 1) AS t(x)"), "the end is missing: {:?}", text.lines().last());
    let blank = text.lines().filter(|line| line.is_empty()).count();
    ensure!(blank == LINES - 1, "{blank} blank lines were kept of {}", LINES - 1);
    schema.drop().await
}

async fn view_definition_of_a_quoted_name(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "odd").await?;
    schema.view("\"a view; select\"", "SELECT 1 AS n").await?;
    expect_in(&schema.inspector().view_definition("A view; select").await?, "SELECT 1 AS n")?;
    let error = expect_error(schema.inspector().view_definition("a\"b").await, ErrorKind::NotFound)?;
    ensure!(error.context("table") == Some("a\"b"), "{error}");
    schema.drop().await
}

async fn view_definition_of_a_missing_view(stage: Stage) -> Result<()> {
    let inspector = tpch(&stage).await?;
    let error = expect_error(inspector.view_definition("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "no table or view `ordrs`; did you mean `orders`?")?;
    let error = expect_error(inspector.with_schema("tpcg").view_definition("orders").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "has no schema `tpcg`; did you mean `tpch`?")
}

async fn view_definition_of_a_table(stage: Stage) -> Result<()> {
    let error = expect_error(tpch(&stage).await?.view_definition("orders").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "`orders` is a table, not a view")
}

async fn view_definition_denied(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let inspector = lab.connect(&[]).await?.inspector();
    lab.sandbox.faults().inject(Fault::access_denied("StartQueryExecution"));
    expect_error(inspector.view_definition("v").await, ErrorKind::PermissionDenied)?;
    expect_error(inspector.table_ddl("t").await, ErrorKind::PermissionDenied)?;
    lab.sandbox.faults().clear();
    // The query failed, and access to the metadata is denied: the view may exist.
    lab.sandbox.faults().inject(Fault::glue_access_denied("GetTableMetadata"));
    expect_error(inspector.view_definition("v").await, ErrorKind::QueryFailed)?;
    Ok(())
}

async fn view_definition_throttled(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    super::reflection::run(&connection, "CREATE VIEW v AS SELECT 1 AS n").await?;
    lab.sandbox.faults().inject(Fault::throttle("StartQueryExecution").times(2));
    lab.sandbox.faults().inject(Fault::throttle("GetQueryResults").times(1));
    expect_in(&connection.inspector().view_definition("v").await?, "SELECT 1 AS n")?;
    let started = lab.sandbox.queries().len();
    ensure!(started == 2, "{started} queries ran");
    Ok(())
}

async fn table_ddl(stage: Stage) -> Result<()> {
    let text = tpch(&stage).await?.table_ddl("Orders").await?;
    ensure!(text.starts_with("CREATE EXTERNAL TABLE `"), "{text}");
    for part in ["`o_orderkey` bigint", "`o_totalprice` decimal(15,2)", "ROW FORMAT SERDE", "LOCATION\n  's3://"] {
        expect_in(&text, part)?;
    }
    Ok(())
}

async fn table_ddl_of_a_missing_table(stage: Stage) -> Result<()> {
    let error = expect_error(tpch(&stage).await?.table_ddl("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "did you mean `orders`?")
}

async fn table_ddl_of_a_view(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "ddl_of_view").await?;
    schema.view("v", "SELECT 1 AS n").await?;
    let error = expect_error(schema.inspector().table_ddl("v").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "`v` is a view, not a table")?;
    schema.drop().await
}

async fn table_ddl_with_partitions(stage: Stage) -> Result<()> {
    let text = stage.connect(&[]).await?.inspector().with_schema("sales").table_ddl("clicks").await?;
    expect_in(&text, "`seconds` double)\nPARTITIONED BY ( \n  `day` string)\nROW FORMAT SERDE")
}
