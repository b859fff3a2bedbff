//! An inspector that keeps what it has seen.

use anyhow::{Result, ensure};
use athena_sandbox::Fault;
use awsathena::{Connection, ErrorKind};

use super::reflection::{Schema, TPCH};
use super::stage::{Stage, expect_error};

super::scenarios! {
    "reflection":
    cached_listing_answers_for_its_tables [Tpch],
    cached_table_is_asked_for_once [Tpch],
    cached_absence [Ddl],
    cached_definition [Ddl],
    cached_until_cleared [Ddl],
    cached_by_clones_alone [Tpch],
    cached_errors_are_not [Sandbox],
}

fn calls(connection: &Connection) -> u64 {
    connection.usage().calls().values().sum()
}

async fn cached_listing_answers_for_its_tables(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    ensure!(inspector.tables().await? == TPCH, "the tables are others");
    let before = calls(&connection);
    for name in inspector.tables().await? {
        ensure!(inspector.has_table(&name).await? && !inspector.columns(&name).await?.is_empty(), "{name}");
        inspector.table_options(&name.to_uppercase()).await?;
    }
    inspector.views().await?;
    ensure!(calls(&connection) == before, "asked again: {:?}", connection.usage().calls());
    Ok(())
}

async fn cached_table_is_asked_for_once(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    let columns = inspector.columns("orders").await?;
    for _ in 0..3 {
        ensure!(inspector.columns("Orders").await? == columns, "the columns are others");
        ensure!(inspector.has_schema("tpch").await?, "it is there");
    }
    let usage = connection.usage().calls();
    ensure!(usage.get("GetTableMetadata") == Some(&1) && usage.get("GetDatabase") == Some(&1), "{usage:?}");
    Ok(())
}

async fn cached_absence(stage: Stage) -> Result<()> {
    let schema = Schema::new(&stage, "cached_absence").await?;
    let inspector = schema.inspector().cached();
    ensure!(!inspector.has_table("v").await?, "it is not made yet");
    schema.view("v", "SELECT 1 AS n").await?;
    ensure!(!inspector.has_table("v").await?, "absence is kept");
    expect_error(inspector.columns("v").await, ErrorKind::NotFound)?;
    ensure!(inspector.views().await? == ["v"], "the listing was not asked for before");
    ensure!(inspector.has_table("v").await?, "what was listed is there");
    schema.drop().await
}

async fn cached_definition(stage: Stage) -> Result<()> {
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
    ensure!(inspector.columns("v").await?.len() == 1, "what was seen first counts");
    ensure!(inspector.reflect().await?[0].columns.len() == 1, "even in a listing");
    inspector.clear_cache();
    ensure!(inspector.columns("v").await?.len() == 2, "it was to be asked for again");
    schema.drop().await
}

async fn cached_by_clones_alone(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let first = connection.inspector().with_schema("tpch").cached();
    let clone = first.clone().with_schema("default").with_schema("TPCH");
    first.table("orders").await?;
    let before = calls(&connection);
    clone.table("orders").await?;
    ensure!(calls(&connection) == before, "a clone asked again");
    connection.inspector().with_schema("tpch").table("orders").await?;
    connection.inspector().with_schema("tpch").cached().table("orders").await?;
    ensure!(calls(&connection) == before + 2, "others have not seen it");
    Ok(())
}

async fn cached_errors_are_not(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("max_attempts", "1")]).await?;
    let inspector = connection.inspector().with_schema("tpch").cached();
    lab.sandbox.faults().inject(Fault::glue_access_denied("GetTableMetadata").times(1));
    lab.sandbox.faults().inject(Fault::throttle("ListTableMetadata").times(1));
    lab.sandbox.faults().inject(Fault::throttle("AWSGlue.GetTables").times(1));
    expect_error(inspector.has_table("orders").await, ErrorKind::PermissionDenied)?;
    expect_error(inspector.tables().await, ErrorKind::Throttled)?;
    ensure!(inspector.has_table("orders").await? && inspector.tables().await? == TPCH, "they are there");
    Ok(())
}
