//! Reflection while the metadata calls are throttled or denied.

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::{Fault, QueryFailure};
use awsathena::{Connection, ErrorKind, Retry};

use super::stage::{Lab, Stage, expect_error, expect_in};
use crate::endpoint::folder;

super::scenarios! {
    "reflection":
    throttled_columns_are_fetched_by_a_query [Sandbox],
    throttled_has_table_runs_a_query [Sandbox],
    throttled_call_for_a_missing_table [Sandbox],
    throttled_comment_has_a_hint [Sandbox],
    throttled_listing_is_an_error [Sandbox],
    throttled_and_the_query_fails [Sandbox],
    throttled_and_the_query_is_denied [Sandbox],
    permission_denied_has_no_fallback [Sandbox],
    throttled_is_answered_by_glue [Sandbox, Glue],
    throttled_listing_is_answered_by_glue [Sandbox, Glue],
    glue_finds_a_table_missing [Sandbox, Glue],
    denied_glue_falls_back_to_a_query [Sandbox, Glue],
    glue_is_switched_off_by_an_option [Sandbox, Glue],
}

/// Throttles every metadata call of the sandbox.
fn throttle(lab: &Lab) {
    for operation in ["GetTableMetadata", "ListTableMetadata", "GetDatabase", "ListDatabases"] {
        lab.sandbox.faults().inject(Fault::throttle(operation));
    }
}

async fn lab(stage: &Stage) -> Result<Lab> {
    stage.own_sandbox_with(|builder| builder.data_dir(folder("data"))).await
}

/// A connection without the fallback to Glue.
async fn without_glue(lab: &Lab) -> Result<Connection> {
    lab.connect(&[("max_attempts", "2"), ("glue_metadata_fallback", "false")]).await
}

async fn throttled_columns_are_fetched_by_a_query(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    let connection = without_glue(&lab).await?;
    super::reflection::run(&connection, "CREATE VIEW default.v AS SELECT ARRAY[1] AS list, CAST(1 AS real) AS x")
        .await?;
    for (schema, table) in [("tpch", "orders"), ("tpch", "lineitem"), ("sales", "clicks"), ("default", "v")] {
        let inspector = connection.inspector().with_schema(schema);
        let expected = inspector.columns(table).await?;
        throttle(&lab);
        let columns = inspector.columns(&table.to_uppercase()).await?;
        lab.sandbox.faults().clear();
        ensure!(columns == expected, "by a query {columns:#?}, else {expected:#?}");
    }
    let calls = lab.calls_of("GetTableMetadata").len();
    ensure!(calls == 4 + 4 * 2, "{calls} calls");
    let queries = lab.sandbox.queries().len();
    ensure!(queries == 1 + 4, "{queries} queries");
    Ok(())
}

async fn throttled_has_table_runs_a_query(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("Orders").await?, "the table is missing");
    let sql = lab.only_query()?.sql;
    expect_in(&sql, "FROM information_schema.columns WHERE table_schema = 'tpch' AND table_name = 'orders'")?;
    for name in ["nobody", "o'rders", "orders' OR '1' = '1"] {
        ensure!(!inspector.has_table(name).await?, "the table `{name}` exists");
    }
    Ok(())
}

async fn throttled_call_for_a_missing_table(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    lab.sandbox.faults().inject(Fault::throttle("GetTableMetadata"));
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    let error = expect_error(inspector.columns("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "no table or view `ordrs`; did you mean `orders`?")
}

async fn throttled_comment_has_a_hint(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    let results =
        [inspector.table_comment("orders").await.map(drop), inspector.table_options("orders").await.map(drop)];
    for result in results {
        let error = expect_error(result, ErrorKind::Throttled)?;
        ensure!(error.retry() == Retry::Exhausted, "the verdict is {:?}", error.retry());
        expect_in(error.context("hint").context("there is no hint")?, "`glue`")?;
    }
    ensure!(lab.sandbox.queries().is_empty(), "a query ran");
    let attempts = lab.calls_of("GetTableMetadata").len();
    ensure!(attempts == 4, "{attempts} calls were made");
    Ok(())
}

async fn throttled_listing_is_an_error(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    expect_error(inspector.tables().await, ErrorKind::Throttled)?;
    expect_error(inspector.schemas().await, ErrorKind::Throttled)?;
    expect_error(inspector.has_schema("tpch").await, ErrorKind::Throttled)?;
    Ok(())
}

async fn throttled_and_the_query_fails(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    lab.sandbox.faults().inject(Fault::fail_query(QueryFailure::new("EXCEEDED_MEMORY_LIMIT: too much")));
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    let error = expect_error(inspector.has_table("orders").await, ErrorKind::Throttled)?;
    expect_in(error.context("information_schema").context("the query is not named")?, "could not run query")
}

async fn throttled_and_the_query_is_denied(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    lab.sandbox.faults().inject(Fault::access_denied("StartQueryExecution"));
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    let error = expect_error(inspector.has_table("orders").await, ErrorKind::Throttled)?;
    expect_in(error.context("information_schema").context("the query is not named")?, "not authorized")
}

async fn permission_denied_has_no_fallback(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    lab.sandbox.faults().inject(Fault::glue_access_denied("GetTableMetadata"));
    let inspector = lab.connect(&[]).await?.inspector().with_schema("tpch");
    expect_error(inspector.has_table("orders").await, ErrorKind::PermissionDenied)?;
    expect_error(inspector.columns("orders").await, ErrorKind::PermissionDenied)?;
    let operations: Vec<_> = lab.sandbox.calls().into_iter().map(|call| call.operation).collect();
    ensure!(operations == ["GetTableMetadata", "GetTableMetadata"], "{operations:?}");
    Ok(())
}

async fn throttled_is_answered_by_glue(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    let connection = lab.connect(&[("max_attempts", "2")]).await?;
    for (schema, table) in [("tpch", "orders"), ("sales", "clicks"), ("default", "people")] {
        let inspector = connection.inspector().with_schema(schema);
        let expected = inspector.table(table).await?;
        throttle(&lab);
        let found = inspector.table(table).await?;
        lab.sandbox.faults().clear();
        ensure!(found == expected, "by Glue {found:#?}, else {expected:#?}");
    }
    let usage = connection.usage().calls();
    ensure!(usage.get("glue:GetTable") == Some(&3) && lab.sandbox.queries().is_empty(), "{usage:?}");
    Ok(())
}

async fn throttled_listing_is_answered_by_glue(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    let inspector = lab.connect(&[("max_attempts", "1")]).await?.inspector().with_schema("tpch");
    let expected = inspector.reflect().await?;
    throttle(&lab);
    ensure!(inspector.reflect().await? == expected, "the tables are others");
    ensure!(inspector.schemas().await? == ["default", "sales", "tpch"], "{:?}", inspector.schemas().await?);
    ensure!(inspector.has_schema("tpch").await? && !inspector.has_schema("tpcg").await?, "the schemas are others");
    Ok(())
}

async fn glue_finds_a_table_missing(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = lab.connect(&[("max_attempts", "1")]).await?.inspector().with_schema("tpch");
    ensure!(!inspector.has_table("nobody").await?, "the table exists");
    let error = expect_error(inspector.table("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "did you mean `orders`?")?;
    ensure!(lab.sandbox.queries().is_empty(), "a query ran");
    Ok(())
}

async fn denied_glue_falls_back_to_a_query(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    lab.sandbox.faults().inject(Fault::access_denied("AWSGlue.GetTable"));
    let inspector = lab.connect(&[("max_attempts", "1")]).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("orders").await?, "the table is missing");
    lab.only_query()?;
    let error = expect_error(inspector.table_comment("orders").await, ErrorKind::Throttled)?;
    expect_in(error.context("glue").context("the error of Glue is missing")?, "glue:GetTable")
}

async fn glue_is_switched_off_by_an_option(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("orders").await?, "the table is missing");
    ensure!(lab.calls_of("AWSGlue.GetTable").is_empty(), "Glue was called");
    Ok(())
}
