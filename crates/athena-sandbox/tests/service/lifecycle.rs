//! Query execution: start, states, stop

use std::time::Duration;

use athena_sandbox::{Fault, QueryState, Sandbox, Timings};
use serde_json::json;

use crate::client::{call, raw, run, start, start_body, start_sandbox, start_with, token, wait, wait_for_state};

#[tokio::test]
async fn a_query_runs_and_reports_its_execution() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, "SELECT 1");
    body["QueryExecutionContext"] = json!({ "Catalog": "AwsDataCatalog", "Database": "default" });
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["QueryExecutionId"], id.as_str());
    assert_eq!(execution["Query"], "SELECT 1");
    assert_eq!(execution["StatementType"], "DML");
    assert_eq!(execution["SubstatementType"], "SELECT");
    assert_eq!(execution["WorkGroup"], "primary");
    assert_eq!(execution["QueryExecutionContext"], json!({ "Catalog": "awsdatacatalog", "Database": "default" }));
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/{id}.csv"));
    assert_eq!(execution["EngineVersion"]["EffectiveEngineVersion"], "Athena engine version 3");
    let status = &execution["Status"];
    assert_eq!(status["State"], "SUCCEEDED");
    let submitted = status["SubmissionDateTime"].as_f64().expect("a number");
    assert!(status["CompletionDateTime"].as_f64().expect("a number") >= submitted);
    assert!(status.get("StateChangeReason").is_none());
    let statistics = &execution["Statistics"];
    let of = |name: &str| statistics[name].as_u64().unwrap_or_else(|| panic!("{name} is a number"));
    assert!(of("QueryQueueTimeInMillis") >= 5);
    assert!(of("EngineExecutionTimeInMillis") >= 5);
    assert!(of("TotalExecutionTimeInMillis") >= of("QueryQueueTimeInMillis") + of("EngineExecutionTimeInMillis"));
    of("DataScannedInBytes");
    of("QueryPlanningTimeInMillis");
    of("ServiceProcessingTimeInMillis");
    assert_eq!(statistics["ResultReuseInformation"]["ReusedPreviousResult"], false);
    let snapshot = sandbox.query(&id).expect("known");
    assert_eq!(snapshot.history, [QueryState::Queued, QueryState::Running, QueryState::Succeeded]);
    assert_eq!(snapshot.start_count, 1);
    sandbox.shutdown().await;
}

#[tokio::test]
async fn omitted_names_stay_omitted() {
    let sandbox = start_sandbox().await;
    let (_, execution) = run(&sandbox, "SELECT 1").await;
    assert_eq!(execution["QueryExecutionContext"], json!({}));
}

#[tokio::test]
async fn the_headers_are_those_of_the_service() {
    let sandbox = start_sandbox().await;
    let reply = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response");
    assert_eq!(reply.header("content-type"), Some("application/x-amz-json-1.1"));
    assert!(reply.header("x-amzn-requestid").is_some());
    assert!(reply.header("date").is_some());
    assert!(reply.header("x-amzn-errortype").is_none());
}

#[tokio::test]
async fn stop_cancels_and_can_be_repeated() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::hang_query());
    let id = start(&sandbox, "SELECT 1").await;
    wait_for_state(&sandbox, &id, QueryState::Running).await;
    for _ in 0..2 {
        assert_eq!(call(&sandbox, "StopQueryExecution", json!({ "QueryExecutionId": id })).await, json!({}));
    }
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["Status"]["State"], "CANCELLED");
    assert_eq!(execution["Status"]["StateChangeReason"], "Query cancelled by user");
    assert!(execution["Status"].get("AthenaError").is_none());
    assert_eq!(sandbox.query(&id).expect("known").stop_count, 2);
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
}

#[tokio::test]
async fn stopping_a_finished_query_changes_nothing() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 1").await;
    call(&sandbox, "StopQueryExecution", json!({ "QueryExecutionId": id })).await;
    assert_eq!(sandbox.query(&id).expect("known").state, QueryState::Succeeded);
}

#[tokio::test]
async fn a_query_over_the_limit_waits_in_the_queue() {
    let timings = Timings::default().with_concurrent_queries(1);
    let sandbox = start_with(Sandbox::builder().timings(timings)).await;
    sandbox.faults().inject(Fault::hang_query().times(1));
    let first = start(&sandbox, "SELECT 1").await;
    wait_for_state(&sandbox, &first, QueryState::Running).await;
    let second = start(&sandbox, "SELECT 1").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(sandbox.query(&second).expect("known").state, QueryState::Queued);
    call(&sandbox, "StopQueryExecution", json!({ "QueryExecutionId": first })).await;
    assert_eq!(wait(&sandbox, &second).await["Status"]["State"], "SUCCEEDED");
}

#[tokio::test]
async fn a_batch_separates_known_from_unknown_ids() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let body = json!({ "QueryExecutionIds": [id, "nobody"] });
    let body = call(&sandbox, "BatchGetQueryExecution", body).await;
    assert_eq!(body["QueryExecutions"][0]["QueryExecutionId"], id.as_str());
    assert_eq!(body["UnprocessedQueryExecutionIds"][0]["QueryExecutionId"], "nobody");
    assert_eq!(body["UnprocessedQueryExecutionIds"][0]["ErrorMessage"], "QueryExecution nobody was not found");
}

#[tokio::test]
async fn the_list_is_newest_first_and_paged() {
    let sandbox = start_sandbox().await;
    let mut started = Vec::new();
    for _ in 0..3 {
        started.push(start(&sandbox, "SELECT 1").await);
    }
    let first = call(&sandbox, "ListQueryExecutions", json!({ "MaxResults": 2 })).await;
    assert_eq!(first["QueryExecutionIds"], json!([started[2], started[1]]));
    // A new query does not shift the next page.
    start(&sandbox, "SELECT 1").await;
    let next = json!({ "MaxResults": 2, "NextToken": first["NextToken"] });
    let second = call(&sandbox, "ListQueryExecutions", next).await;
    assert_eq!(second, json!({ "QueryExecutionIds": [started[0]] }));
}

#[tokio::test]
async fn runtime_statistics_count_the_rows() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n)").await;
    let body = call(&sandbox, "GetQueryRuntimeStatistics", json!({ "QueryExecutionId": id })).await;
    let statistics = &body["QueryRuntimeStatistics"];
    assert_eq!(statistics["Rows"]["OutputRows"], 2500);
    assert!(statistics["Timeline"]["TotalExecutionTimeInMillis"].as_u64().expect("a number") >= 10);
}

#[tokio::test]
async fn a_failed_query_has_a_reason() {
    let sandbox = start_sandbox().await;
    let (_, execution) = run(&sandbox, "SELECT 1/0").await;
    let status = &execution["Status"];
    assert_eq!(status["State"], "FAILED");
    assert_eq!(status["StateChangeReason"], "DIVISION_BY_ZERO: Division by zero");
    assert_eq!(
        status["AthenaError"],
        json!({
            "ErrorCategory": 2,
            "ErrorMessage": "DIVISION_BY_ZERO: Division by zero",
            "ErrorType": 1001,
            "Retryable": false,
        })
    );
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
}

#[tokio::test]
async fn a_missing_bucket_does_not_fail_the_query() {
    let sandbox = start_sandbox().await;
    let body = json!({
        "ClientRequestToken": token(),
        "QueryString": "SELECT 1",
        "ResultConfiguration": { "OutputLocation": "s3://no-such-bucket/x" },
    });
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED");
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://no-such-bucket/x/{id}.csv"));
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(body["ResultSet"]["Rows"][1]["Data"], json!([{ "VarCharValue": "1" }]));
}
