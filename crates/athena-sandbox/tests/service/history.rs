//! Limits of the query history

use athena_sandbox::{Fault, Sandbox};
use serde_json::json;

use crate::client::{call, refused, run, start, start_body, start_with, wait, wait_for_state};

fn ids(sandbox: &Sandbox) -> Vec<String> {
    sandbox.queries().into_iter().map(|query| query.id).collect()
}

#[tokio::test]
async fn the_oldest_ended_queries_are_forgotten() {
    let sandbox = start_with(Sandbox::builder().history_queries(3)).await;
    sandbox.faults().inject(Fault::hang_query().only_if_contains("hangs"));
    let hanging = start(&sandbox, "SELECT 'hangs'").await;
    let first = start_body(&sandbox, "SELECT 1");
    let forgotten = call(&sandbox, "StartQueryExecution", first.clone()).await["QueryExecutionId"].clone();
    wait(&sandbox, forgotten.as_str().expect("an id")).await;
    let mut last = Vec::new();
    for number in 2..6 {
        last.push(run(&sandbox, &format!("SELECT {number}")).await.0);
    }
    assert_eq!(ids(&sandbox), [hanging.clone(), last[2].clone(), last[3].clone()]);
    let error = refused(&sandbox, "GetQueryExecution", json!({ "QueryExecutionId": forgotten })).await;
    assert_eq!(error["Message"], format!("QueryExecution {} was not found", forgotten.as_str().expect("an id")));
    // Its token is forgotten, too.
    let again = call(&sandbox, "StartQueryExecution", first).await["QueryExecutionId"].clone();
    assert_ne!(again, forgotten);
    wait_for_state(&sandbox, &hanging, athena_sandbox::QueryState::Running).await;
}

#[tokio::test]
async fn large_rows_are_forgotten_earlier() {
    let sandbox = start_with(Sandbox::builder().history_bytes(300_000)).await;
    let mut all = Vec::new();
    for _ in 0..5 {
        // 100 KB of rows stay in memory.
        all.push(
            run(&sandbox, "SELECT rpad(CAST(n AS varchar), 1000, 'x') FROM UNNEST(sequence(1, 100)) AS t(n)").await.0,
        );
    }
    all.push(run(&sandbox, "SELECT 1").await.0);
    assert_eq!(ids(&sandbox), all[3..]);
}

#[tokio::test]
async fn the_state_keeps_the_last_queries() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let builder = || Sandbox::builder().state_dir(folder.path());
    let first = start_with(builder()).await;
    let mut all = Vec::new();
    for number in 0..6 {
        all.push(run(&first, &format!("SELECT {number}")).await.0);
    }
    first.shutdown().await;
    let files = || {
        let names =
            std::fs::read_dir(folder.path().join("results")).expect("a folder").map(|entry| entry.expect("read"));
        names.filter(|entry| entry.file_type().expect("a type").is_file()).count()
    };
    assert_eq!(files(), 6);
    let second = start_with(builder().history_queries(4)).await;
    assert_eq!((ids(&second), files()), (all[2..].to_vec(), 4));
    all.push(run(&second, "SELECT 6").await.0);
    assert_eq!((ids(&second), files()), (all[3..].to_vec(), 4));
    second.shutdown().await;
    // The history itself is short, too: a sandbox with a higher limit finds no more.
    let third = start_with(builder()).await;
    assert_eq!(ids(&third), all[2..]);
}
