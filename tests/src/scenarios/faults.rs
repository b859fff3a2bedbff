//! Faults of the service.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Result, ensure};
use athena_sandbox::{Fault, QueryState};
use awsathena::{ErrorKind, Retry};

use super::stage::{Lab, Stage, expect_error};

super::scenarios! {
    "faults":
    throttled_start_runs_once [Sandbox],
    refused_start_runs_once [Sandbox],
    lost_response_of_the_start_runs_once [Sandbox],
    start_throttled_without_end [Sandbox],
    polling_survives_errors [Sandbox],
    query_goes_back_to_the_queue [Sandbox],
    polls_of_a_slow_query [Sandbox],
    expired_credentials [Sandbox],
}

async fn throttled_start_runs_once(stage: Stage) -> Result<()> {
    starts_once(stage, Fault::throttle("StartQueryExecution").times(2), 3).await
}

async fn refused_start_runs_once(stage: Stage) -> Result<()> {
    starts_once(stage, Fault::too_many_requests("StartQueryExecution").times(1), 2).await
}

async fn lost_response_of_the_start_runs_once(stage: Stage) -> Result<()> {
    starts_once(stage, Fault::lose_response("StartQueryExecution").times(1), 2).await
}

/// The fault of the start leads to one query, and every attempt carries the same token.
async fn starts_once(stage: Stage, fault: Fault, attempts: usize) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(fault);
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute("SELECT 42 AS answer").await?;
    ensure!(cursor.fetch_scalar::<i32>().await? == 42, "the result is another one");
    let query = lab.only_query()?;
    ensure!(query.state == QueryState::Succeeded, "the query is {}", query.state);
    let calls = lab.calls_of("StartQueryExecution");
    let tokens: HashSet<_> = calls.iter().map(|call| call.client_request_token.clone()).collect();
    ensure!(tokens.len() == 1 && !tokens.contains(&None), "the attempts carried the tokens {tokens:?}");
    ensure!(calls.len() == attempts, "expected {attempts} attempts, found {}", calls.len());
    Ok(())
}

async fn start_throttled_without_end(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::throttle("StartQueryExecution"));
    let mut cursor = lab.connect(&[("max_attempts", "3")]).await?.cursor();
    let error = expect_error(cursor.execute("SELECT 1").await, ErrorKind::Throttled)?;
    ensure!(error.retry() == Retry::Exhausted, "the verdict is {:?}", error.retry());
    let attempts = lab.calls_of("StartQueryExecution").len();
    ensure!(attempts == 3, "expected 3 attempts, found {attempts}");
    ensure!(lab.sandbox.queries().is_empty(), "a query ran");
    Ok(())
}

async fn polling_survives_errors(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    for operation in ["GetQueryExecution", "BatchGetQueryExecution"] {
        lab.sandbox.faults().inject(Fault::internal_error(operation).times(1));
        lab.sandbox.faults().inject(Fault::throttle(operation).times(1));
        lab.sandbox.faults().inject(Fault::lose_response(operation).times(1));
    }
    selects_one(&lab).await
}

async fn query_goes_back_to_the_queue(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::requeue_query().times(1));
    selects_one(&lab).await?;
    let history = lab.only_query()?.history;
    let expected =
        [QueryState::Queued, QueryState::Running, QueryState::Queued, QueryState::Running, QueryState::Succeeded];
    ensure!(history == expected, "the query went {history:?}");
    Ok(())
}

async fn polls_of_a_slow_query(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::run_for(Duration::from_millis(800)).times(1));
    selects_one(&lab).await?;
    let polls = lab.calls_of("GetQueryExecution").len() + lab.calls_of("BatchGetQueryExecution").len();
    ensure!((2..=30).contains(&polls), "a query of 800 ms was polled {polls} times");
    Ok(())
}

async fn expired_credentials(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    lab.sandbox.faults().inject(Fault::expired_token("StartQueryExecution"));
    let mut cursor = lab.connect(&[]).await?.cursor();
    expect_error(cursor.execute("SELECT 1").await, ErrorKind::Unauthenticated)?;
    ensure!(lab.sandbox.queries().is_empty(), "a query ran");
    Ok(())
}

async fn selects_one(lab: &Lab) -> Result<()> {
    let mut cursor = lab.connect(&[]).await?.cursor();
    cursor.execute("SELECT 1").await?;
    ensure!(cursor.fetch_scalar::<i32>().await? == 1, "the result is another one");
    Ok(())
}
