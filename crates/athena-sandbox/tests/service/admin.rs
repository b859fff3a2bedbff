//! Admin endpoint, and quotas

use athena_sandbox::{Fault, Quotas, Sandbox};
use serde_json::{Value, json};

use crate::client::{call, http, raw, run, s3, start, start_body, start_sandbox, start_with};

async fn admin(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    let reply = http(sandbox.endpoint(), method, path, &headers, body.as_bytes()).await.expect("a response");
    (reply.status, reply.json())
}

#[tokio::test]
async fn faults_are_injected_over_http() {
    let sandbox = start_sandbox().await;
    let form = r#"[{"fault":"throttle","operation":"ListWorkGroups","times":1},{"fault":"hang_query"}]"#;
    assert_eq!(admin(&sandbox, "POST", "/_sandbox/faults", form).await, (200, json!({ "waiting": 2 })));
    let (_, listed) = admin(&sandbox, "GET", "/_sandbox/faults", "").await;
    assert_eq!(listed["faults"].to_string(), form);
    let reply = raw(&sandbox, "ListWorkGroups", b"{}").await.expect("a response");
    assert_eq!(reply.json()["__type"], "ThrottlingException");
    call(&sandbox, "ListWorkGroups", json!({})).await;
    let (_, calls) = admin(&sandbox, "GET", "/_sandbox/calls", "").await;
    let statuses: Vec<_> = calls["calls"].as_array().expect("a list").iter().map(|call| &call["status"]).collect();
    assert_eq!(statuses, [&json!(400), &json!(200)]);
    assert_eq!(admin(&sandbox, "DELETE", "/_sandbox/calls", "").await, (200, json!({})));
    assert_eq!(sandbox.calls().len(), 0);
    assert_eq!(admin(&sandbox, "DELETE", "/_sandbox/faults", "").await, (200, json!({})));
    assert_eq!(sandbox.faults().waiting_count(), 0);
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let (_, queries) = admin(&sandbox, "GET", "/_sandbox/queries", "").await;
    assert_eq!(queries["queries"][0]["id"], id.as_str());
    assert_eq!(queries["queries"][0]["history"], json!(["QUEUED", "RUNNING", "SUCCEEDED"]));
}

#[tokio::test]
async fn forgotten_queries_count_as_started() {
    let sandbox = start_with(Sandbox::builder().history_queries(1)).await;
    for number in 0..3 {
        run(&sandbox, &format!("SELECT {number}")).await;
    }
    let (_, queries) = admin(&sandbox, "GET", "/_sandbox/queries", "").await;
    assert_eq!((queries["queries"].as_array().map(Vec::len), &queries["started"]), (Some(1), &json!(3)));
}

#[tokio::test]
async fn an_invalid_fault_is_refused_with_its_reason() {
    let sandbox = start_sandbox().await;
    for (method, path, body, status, expected) in [
        ("POST", "/_sandbox/faults", "no JSON", 400, "the body is not JSON"),
        ("POST", "/_sandbox/faults", r#"{"fault":"throtle","operation":"X"}"#, 400, "`throttle`"),
        ("POST", "/_sandbox/faults", r#"{"fault":"throttle","operation":"StartQuery"}"#, 400, "`StartQueryExecution`?"),
        ("POST", "/_sandbox/faults", r#"[{"fault":"vanish"},{"fault":"latency"}]"#, 400, "needs `operation`"),
        ("PUT", "/_sandbox/faults", "{}", 405, "does not take PUT"),
        ("GET", "/_sandbox/fault", "", 404, "`/_sandbox/faults`"),
        ("GET", "/_sandbox", "", 404, "`/_sandbox/faults`"),
    ] {
        let (found, answer) = admin(&sandbox, method, path, body).await;
        assert_eq!(found, status, "{answer}");
        assert!(answer["error"].as_str().is_some_and(|text| text.contains(expected)), "{answer}");
    }
    assert_eq!(sandbox.faults().waiting_count(), 0);
}

#[tokio::test]
async fn a_duplicated_start_runs_once() {
    let sandbox = start_sandbox().await;
    sandbox.faults().inject(Fault::duplicate("StartQueryExecution").times(1));
    let body = start_body(&sandbox, "SELECT 1");
    call(&sandbox, "StartQueryExecution", body).await;
    let queries = sandbox.queries();
    assert_eq!(queries.len(), 1);
    assert_eq!(queries[0].start_count, 2);
}

#[tokio::test]
async fn an_object_vanishes() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "k", "v").expect("written");
    sandbox.faults().inject(Fault::vanish().skip(1).times(1));
    assert_eq!(s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await.status, 200);
    let reply = s3(&sandbox, "GET", "/sandbox-results/k", &[], b"").await;
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("<Code>NoSuchKey</Code>"), "{}", reply.text());
}

#[tokio::test]
async fn rates_and_active_queries_have_quotas() {
    let sandbox = start_with(Sandbox::builder().quotas(Quotas::Small)).await;
    let mut refused = 0;
    for _ in 0..25 {
        let reply = raw(&sandbox, "BatchGetQueryExecution", br#"{"QueryExecutionIds":["x"]}"#).await.expect("sent");
        refused += usize::from(reply.status == 400 && reply.json()["__type"] == "ThrottlingException");
    }
    assert!((1..=5).contains(&refused), "{refused}");

    sandbox.faults().inject(Fault::hang_query());
    for _ in 0..20 {
        start(&sandbox, "SELECT 1").await;
    }
    let body = start_body(&sandbox, "SELECT 1").to_string();
    let reply = raw(&sandbox, "StartQueryExecution", body.as_bytes()).await.expect("a response");
    assert_eq!(reply.json()["__type"], "TooManyRequestsException");
    assert_eq!(reply.json()["Reason"], "CONCURRENT_QUERY_LIMIT_EXCEEDED");
    // DDL has a separate quota.
    start(&sandbox, "CREATE DATABASE other").await;
}
