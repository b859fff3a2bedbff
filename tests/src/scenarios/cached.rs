//! The cache of an inspector.

use anyhow::{Result, ensure};
use athena_sandbox::Fault;
use awsathena::{Connection, ErrorKind};

use super::reflection::{Schema, TPCH};
use super::stage::{Stage, expect_error};

super::scenarios! {
    "reflection":
    cached_listing_serves_its_tables [Tpch],
    cached_table_is_fetched_once [Tpch],
    cached_absence_of_a_table [Ddl],
    cached_definition_of_a_view [Ddl],
    cached_until_cleared [Ddl],
    cache_is_shared_by_clones_only [Tpch],
    errors_are_not_cached [Sandbox],
}

fn calls(connection: &Connection) -> u64 {
    connection.usage().calls().values().sum()
}

async fn cached_listing_serves_its_tables(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    ensure!(inspector.tables().await? == TPCH, "the tables are others");
    let before = calls(&connection);
    for name in inspector.tables().await? {
        ensure!(inspector.has_table(&name).await? && !inspector.columns(&name).await?.is_empty(), "{name}");
        inspector.table_options(&name.to_uppercase()).await?;
    }
    inspector.views().await?;
    ensure!(calls(&connection) == before, "further calls were made: {:?}", connection.usage().calls());
    Ok(())
}

async fn cached_table_is_fetched_once(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    let columns = inspector.columns("orders").await?;
    for _ in 0..3 {
        ensure!(inspector.columns("Orders").await? == columns, "the columns are others");
        ensure!(inspector.has_schema("tpch").await?, "the schema `tpch` is missing");
    }
    let usage = connection.usage().calls();
    ensure!(usage.get("GetTableMetadata") == Some(&1) && usage.get("GetDatabase") == Some(&1), "{usage:?}");
    Ok(())
}

async fn cached_absence_of_a_table(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "cached_absence").await?;
    let inspector = schema.inspector().cached();
    ensure!(!inspector.has_table("v").await?, "the view was not created yet");
    schema.view("v", "SELECT 1 AS n").await?;
    ensure!(!inspector.has_table("v").await?, "the absence was not cached");
    expect_error(inspector.columns("v").await, ErrorKind::NotFound)?;
    ensure!(inspector.views().await? == ["v"], "the listing was cached too early");
    ensure!(inspector.has_table("v").await?, "the listing did not replace the absence");
    schema.drop().await
}

async fn cached_definition_of_a_view(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "cached_definition").await?;
    schema.view("v", "SELECT 1 AS n").await?;
    let inspector = schema.inspector().cached();
    let before = schema.connection.usage().calls().get("StartQueryExecution").copied();
    let text = inspector.view_definition("v").await?;
    ensure!(inspector.view_definition("V").await? == text, "the text is another one");
    let after = schema.connection.usage().calls().get("StartQueryExecution").copied();
    ensure!(before.map(|count| count + 1) == after, "from {before:?} to {after:?} queries");
    schema.drop().await
}

async fn cached_until_cleared(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "cleared").await?;
    schema.view("v", "SELECT 1 AS n").await?;
    let inspector = schema.inspector().cached();
    ensure!(inspector.columns("v").await?.len() == 1, "the view has one column");
    super::reflection::run(&schema.connection, &format!("DROP VIEW {}.v", schema.name)).await?;
    schema.view("v", "SELECT 1 AS n, 2 AS m").await?;
    ensure!(inspector.columns("v").await?.len() == 1, "the cached table was not used");
    ensure!(inspector.reflect().await?[0].columns.len() == 1, "the cached table was not used in a listing");
    inspector.clear_cache();
    ensure!(inspector.columns("v").await?.len() == 2, "the cache was not cleared");
    schema.drop().await
}

async fn cache_is_shared_by_clones_only(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let first = connection.inspector().with_schema("tpch").cached();
    let clone = first.clone().with_schema("default").with_schema("TPCH");
    first.table("orders").await?;
    let before = calls(&connection);
    clone.table("orders").await?;
    ensure!(calls(&connection) == before, "a clone made a call");
    connection.inspector().with_schema("tpch").table("orders").await?;
    connection.inspector().with_schema("tpch").cached().table("orders").await?;
    ensure!(calls(&connection) == before + 2, "another inspector made no call");
    Ok(())
}

async fn errors_are_not_cached(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("max_attempts", "1")]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    lab.sandbox.faults().inject(Fault::glue_access_denied("GetTableMetadata").times(1));
    lab.sandbox.faults().inject(Fault::throttle("ListTableMetadata").times(1));
    lab.sandbox.faults().inject(Fault::throttle("AWSGlue.GetTables").times(1));
    expect_error(inspector.has_table("orders").await, ErrorKind::PermissionDenied)?;
    expect_error(inspector.tables().await, ErrorKind::Throttled)?;
    ensure!(inspector.has_table("orders").await? && inspector.tables().await? == TPCH, "the tables are missing");
    Ok(())
}
