//! State folder across runs

use athena_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{call, run, start, start_body, start_with, wait};

/// All rows of a result, in pages of `rows` rows.
async fn pages(sandbox: &Sandbox, id: &str, rows: u32) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut body = json!({ "QueryExecutionId": id, "MaxResults": rows });
    loop {
        let page = call(sandbox, "GetQueryResults", body.clone()).await;
        let next = page["NextToken"].as_str().map(str::to_owned);
        pages.push(page["ResultSet"].clone());
        match next {
            Some(token) => body["NextToken"] = token.into(),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn catalog_objects_and_history_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || start_with(Sandbox::builder().tpch(0.01).state_dir(folder.path()));
    let sandbox = open().await;
    for sql in ["CREATE DATABASE sales COMMENT 'what was sold'", "CREATE VIEW sales.two AS SELECT 2 AS n"] {
        assert_eq!(run(&sandbox, sql).await.1["Status"]["State"], "SUCCEEDED");
    }
    run(&sandbox, "CREATE DATABASE gone").await;
    run(&sandbox, "DROP DATABASE gone").await;
    let body = start_body(&sandbox, "SELECT n_name, NULL, '' FROM tpch.nation ORDER BY 1");
    let small = call(&sandbox, "StartQueryExecution", body.clone()).await;
    let small = small["QueryExecutionId"].as_str().expect("an id").to_owned();
    wait(&sandbox, &small).await;
    // Too large to stay in memory.
    let (large, _) = run(&sandbox, "SELECT o_orderkey, o_comment FROM tpch.orders").await;
    let (failed, _) = run(&sandbox, "SELECT 1 / 0").await;
    let mut before = Vec::new();
    for id in [&small, &large, &failed] {
        before.push(call(&sandbox, "GetQueryExecution", json!({ "QueryExecutionId": id })).await);
    }
    let rows = [pages(&sandbox, &small, 10).await, pages(&sandbox, &large, 1000).await];
    let history = call(&sandbox, "ListQueryExecutions", json!({})).await;
    let object = sandbox.storage().object("sandbox-results", &format!("{small}.csv"));
    assert!(object.is_some());
    sandbox.shutdown().await;

    let sandbox = open().await;
    for (id, before) in [&small, &large, &failed].into_iter().zip(&before) {
        assert_eq!(call(&sandbox, "GetQueryExecution", json!({ "QueryExecutionId": id })).await, *before);
    }
    assert_eq!([pages(&sandbox, &small, 10).await, pages(&sandbox, &large, 1000).await], rows);
    assert_eq!(call(&sandbox, "ListQueryExecutions", json!({})).await, history);
    assert_eq!(sandbox.storage().object("sandbox-results", &format!("{small}.csv")), object);
    // The token of the first run still returns its query.
    assert_eq!(call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"], small);
    let databases = call(&sandbox, "ListDatabases", json!({ "CatalogName": "AwsDataCatalog" })).await;
    let sales = &databases["DatabaseList"][1];
    assert_eq!((&sales["Name"], &sales["Description"]), (&"sales".into(), &"what was sold".into()));
    assert_eq!(databases["DatabaseList"].as_array().map(Vec::len), Some(3));
    let (id, _) = run(&sandbox, "SELECT n FROM sales.two").await;
    assert_eq!(pages(&sandbox, &id, 10).await[0]["Rows"][1]["Data"][0]["VarCharValue"], "2");
}

#[tokio::test]
async fn a_query_that_runs_at_the_end_is_cancelled() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || start_with(Sandbox::builder().state_dir(folder.path()));
    let sandbox = open().await;
    sandbox.faults().inject(athena_sandbox::Fault::hang_query());
    let id = start(&sandbox, "SELECT 7").await;
    sandbox.shutdown().await;
    let sandbox = open().await;
    assert_eq!(wait(&sandbox, &id).await["Status"]["State"], "CANCELLED");
}

#[tokio::test]
async fn only_one_sandbox_can_use_a_folder() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let first = start_with(Sandbox::builder().state_dir(folder.path())).await;
    let second = Sandbox::builder().state_dir(folder.path()).start().await.expect_err("the folder is taken");
    let source = std::error::Error::source(&second).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("another sandbox uses the folder"));
    first.shutdown().await;
    start_with(Sandbox::builder().state_dir(folder.path())).await;
}

#[tokio::test]
async fn a_cut_line_of_the_history_is_ignored() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || start_with(Sandbox::builder().state_dir(folder.path()));
    let sandbox = open().await;
    let (kept, _) = run(&sandbox, "SELECT 1").await;
    let (cut, _) = run(&sandbox, "SELECT 2").await;
    sandbox.shutdown().await;
    let path = folder.path().join("history.jsonl");
    let text = std::fs::read(&path).expect("it is there");
    std::fs::write(&path, &text[..text.len() - 20]).expect("it can be written");
    let sandbox = open().await;
    assert!(sandbox.query(&kept).is_some() && sandbox.query(&cut).is_none());
    let (next, _) = run(&sandbox, "SELECT 3").await;
    sandbox.shutdown().await;
    let sandbox = open().await;
    assert!(sandbox.query(&kept).is_some() && sandbox.query(&next).is_some());
}
