//! Reflection where the metadata calls do not answer.

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::{Fault, QueryFailure};
use awsathena::{Connection, ErrorKind, Retry};

use super::stage::{Lab, Stage, expect_error, expect_in};
use crate::endpoint::folder;

super::scenarios! {
    "reflection":
    throttled_columns_come_by_a_query [Sandbox],
    throttled_has_table_goes_by_a_query [Sandbox],
    throttled_and_missing [Sandbox],
    throttled_comment_says_what_would_help [Sandbox],
    throttled_listing [Sandbox],
    throttled_and_the_query_fails [Sandbox],
    throttled_and_the_query_is_denied [Sandbox],
    permission_denied_asks_nobody_else [Sandbox],
    throttled_is_answered_by_glue [Sandbox, Glue],
    throttled_listing_is_answered_by_glue [Sandbox, Glue],
    glue_knows_what_is_missing [Sandbox, Glue],
    glue_denied_goes_on_by_a_query [Sandbox, Glue],
    glue_is_left_out_by_option [Sandbox, Glue],
}

/// Metadata calls of the sandbox are throttled without end.
fn throttle(lab: &Lab) {
    for operation in ["GetTableMetadata", "ListTableMetadata", "GetDatabase", "ListDatabases"] {
        lab.sandbox.faults().inject(Fault::throttle(operation));
    }
}

async fn lab(stage: &Stage) -> Result<Lab> {
    stage.own_sandbox_with(|builder| builder.data_dir(folder("data"))).await
}

/// A connection that has no Glue.
async fn without_glue(lab: &Lab) -> Result<Connection> {
    lab.connect(&[("max_attempts", "2"), ("glue_metadata_fallback", "false")]).await
}

async fn throttled_columns_come_by_a_query(stage: Stage) -> Result<()> {
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

async fn throttled_has_table_goes_by_a_query(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("Orders").await?, "it is there");
    let sql = lab.only_query()?.sql;
    expect_in(&sql, "FROM information_schema.columns WHERE table_schema = 'tpch' AND table_name = 'orders'")?;
    for name in ["nobody", "o'rders", "orders' OR '1' = '1"] {
        ensure!(!inspector.has_table(name).await?, "`{name}` is not there");
    }
    Ok(())
}

async fn throttled_and_missing(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    lab.sandbox.faults().inject(Fault::throttle("GetTableMetadata"));
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    let error = expect_error(inspector.columns("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "no table or view `ordrs`; did you mean `orders`?")
}

async fn throttled_comment_says_what_would_help(stage: Stage) -> Result<()> {
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
    ensure!(attempts == 4, "it was tried {attempts} times");
    Ok(())
}

async fn throttled_listing(stage: Stage) -> Result<()> {
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

async fn permission_denied_asks_nobody_else(stage: Stage) -> Result<()> {
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
    ensure!(inspector.has_schema("tpch").await? && !inspector.has_schema("tpcg").await?, "the one is there");
    Ok(())
}

async fn glue_knows_what_is_missing(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = lab.connect(&[("max_attempts", "1")]).await?.inspector().with_schema("tpch");
    ensure!(!inspector.has_table("nobody").await?, "it is not there");
    let error = expect_error(inspector.table("ordrs").await, ErrorKind::NotFound)?;
    expect_in(&error.to_string(), "did you mean `orders`?")?;
    ensure!(lab.sandbox.queries().is_empty(), "a query ran");
    Ok(())
}

async fn glue_denied_goes_on_by_a_query(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    lab.sandbox.faults().inject(Fault::access_denied("AWSGlue.GetTable"));
    let inspector = lab.connect(&[("max_attempts", "1")]).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("orders").await?, "it is there");
    lab.only_query()?;
    let error = expect_error(inspector.table_comment("orders").await, ErrorKind::Throttled)?;
    expect_in(error.context("glue").context("what Glue said is missing")?, "glue:GetTable")
}

async fn glue_is_left_out_by_option(stage: Stage) -> Result<()> {
    let lab = lab(&stage).await?;
    throttle(&lab);
    let inspector = without_glue(&lab).await?.inspector().with_schema("tpch");
    ensure!(inspector.has_table("orders").await?, "it is there");
    ensure!(lab.calls_of("AWSGlue.GetTable").is_empty(), "Glue was asked");
    Ok(())
}
