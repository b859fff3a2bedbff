//! Errors of failed queries and calls.

use anyhow::{Context as _, Result, ensure};
use athena_core::{DbApiClass, ErrorCategory};
use athena_sandbox::{Fault, QueryFailure};
use awsathena::{ErrorKind, QueryState, Retry};

use super::stage::{Stage, expect_error, expect_in};

super::scenarios! {
    "errors":
    failure_has_the_details_of_the_service [Sandbox],
    failed_query_stays_readable,
    rejected_statement_has_no_query,
    failed_query_is_not_run_again [Sandbox],
    endpoint_refuses_connections,
}

async fn failure_has_the_details_of_the_service(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let reason = "GENERIC_INTERNAL_ERROR: Query exhausted resources at this scale factor";
    let failure = QueryFailure::new(reason).category(1).error_type(233).retryable(true);
    lab.sandbox.faults().inject(Fault::fail_query(failure).times(1));
    let mut cursor = lab.connect(&[]).await?.cursor();
    let error = expect_error(cursor.execute("SELECT 1").await, ErrorKind::QueryFailed)?;
    expect_in(&error.to_string(), reason)?;
    let failure = error.query_failure().context("the error has no details of the query")?;
    ensure!(failure.category == Some(ErrorCategory::System), "category {:?}", failure.category);
    ensure!(failure.error_type == Some(233), "type {:?}", failure.error_type);
    ensure!(failure.retryable, "the failure is not retryable");
    ensure!(failure.statistics.total_execution_time.is_some(), "the statistics are missing");
    ensure!(error.db_api_class() == DbApiClass::OperationalError, "class {:?}", error.db_api_class());
    Ok(())
}

async fn failed_query_stays_readable(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    let error = expect_error(cursor.execute("SELECT 1 / 0").await, ErrorKind::QueryFailed)?;
    let id = cursor.query_id().context("the cursor has no query id")?;
    ensure!(error.query_id() == Some(id.as_str()), "the error is of another query");
    let query = cursor.query().context("the cursor has no query")?;
    ensure!(query.state == QueryState::Failed, "the query is {}", query.state);
    ensure!(
        query.state_change_reason.as_deref().is_some_and(|reason| reason.contains("DIVISION_BY_ZERO")),
        "{query:?}"
    );
    ensure!(cursor.columns().is_empty(), "a failed query has columns");
    expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    Ok(())
}

async fn rejected_statement_has_no_query(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute("SELECT 1").await?;
    let error = expect_error(cursor.execute("SELEC 1").await, ErrorKind::QueryRejected)?;
    ensure!(error.retry() == Retry::Never, "the verdict is {:?}", error.retry());
    ensure!(error.query_id().is_none(), "the error names a query: {error}");
    ensure!(cursor.query_id().is_none(), "the cursor still has the earlier query");
    expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    Ok(())
}

async fn failed_query_is_not_run_again(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let failure = QueryFailure::new("INTERNAL_ERROR: try again").category(1).retryable(true);
    lab.sandbox.faults().inject(Fault::fail_query(failure));
    let mut cursor = lab.connect(&[]).await?.cursor();
    expect_error(cursor.execute("SELECT 1").await, ErrorKind::QueryFailed)?;
    ensure!(lab.only_query()?.start_count == 1, "the query was started again");
    Ok(())
}

/// A port without a listener.
async fn endpoint_refuses_connections(stage: Stage) -> Result<()> {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let endpoint = format!("http://{}", free.local_addr()?);
    drop(free);
    let options = [
        ("endpoint_url", endpoint.as_str()),
        ("aws_access_key_id", "AKIDEXAMPLE"),
        ("aws_secret_access_key", "nobody-sees-this"),
        ("max_attempts", "2"),
        ("connect_timeout", "2"),
    ];
    let mut cursor = stage.connect(&options).await?.cursor();
    let error = expect_error(cursor.execute("SELECT 1").await, ErrorKind::Io)?;
    ensure!(!format!("{error} {error:?}").contains("nobody-sees-this"), "a secret is in the error");
    Ok(())
}
