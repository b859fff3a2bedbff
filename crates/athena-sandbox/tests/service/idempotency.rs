//! `ClientRequestToken`

use serde_json::{Value, json};

use crate::client::{call, invalid, refused, start_body, start_sandbox, wait};

#[tokio::test]
async fn the_same_token_is_the_same_query() {
    let sandbox = start_sandbox().await;
    let body = start_body(&sandbox, "SELECT 1");
    let first = call(&sandbox, "StartQueryExecution", body.clone()).await;
    assert_eq!(call(&sandbox, "StartQueryExecution", body.clone()).await, first);
    let id = first["QueryExecutionId"].as_str().expect("an id");
    wait(&sandbox, id).await;
    // Parameters and work group are not compared.
    let mut changed = body;
    changed["WorkGroup"] = "primary".into();
    changed["ExecutionParameters"] = json!(["1"]);
    assert_eq!(call(&sandbox, "StartQueryExecution", changed).await, first);
    let snapshot = sandbox.query(id).expect("known");
    assert_eq!(snapshot.start_count, 3);
    assert_eq!(sandbox.queries().len(), 1);
}

#[tokio::test]
async fn other_parameters_are_a_mismatch() {
    let sandbox = start_sandbox().await;
    let body = start_body(&sandbox, "SELECT 1");
    call(&sandbox, "StartQueryExecution", body.clone()).await;
    let changes: [fn(&mut Value); 4] = [
        |body| body["QueryString"] = "SELECT 2".into(),
        |body| body["QueryExecutionContext"] = json!({ "Database": "default" }),
        |body| body["QueryExecutionContext"] = json!({ "Catalog": "AwsDataCatalog" }),
        |body| body["ResultConfiguration"]["OutputLocation"] = "s3://sandbox-results/elsewhere/".into(),
    ];
    for change in changes {
        let mut changed = body.clone();
        change(&mut changed);
        let error = refused(&sandbox, "StartQueryExecution", changed).await;
        assert_eq!(error, invalid("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match"));
    }
}

#[tokio::test]
async fn a_refused_start_uses_no_token() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, "SELEC 1");
    refused(&sandbox, "StartQueryExecution", body.clone()).await;
    body["QueryString"] = "SELECT 1".into();
    call(&sandbox, "StartQueryExecution", body).await;
}

#[tokio::test]
async fn the_length_of_a_token_is_checked() {
    let sandbox = start_sandbox().await;
    let cases = [
        (None, "clientRequestToken is null or empty".to_owned()),
        (Some(String::new()), length("greater than or equal to 32")),
        (Some("x".repeat(31)), length("greater than or equal to 32")),
        (Some("x".repeat(129)), length("less than or equal to 128")),
        (Some("あ".repeat(20)), length("greater than or equal to 32")),
        (Some("あ".repeat(50)), "clientRequestToken exceeds maximum allowed length 128".to_owned()),
    ];
    for (token, message) in cases {
        // The token is checked before the location and the syntax.
        let mut body = start_body(&sandbox, "SELEC 1");
        body["ResultConfiguration"]["OutputLocation"] = "s3://".into();
        body["ClientRequestToken"] = token.into();
        let error = refused(&sandbox, "StartQueryExecution", body).await;
        assert_eq!(error, invalid("INVALID_INPUT", &message));
    }
    for length in [32, 128] {
        let mut body = start_body(&sandbox, "SELECT 1");
        body["ClientRequestToken"] = "x".repeat(length).into();
        call(&sandbox, "StartQueryExecution", body).await;
    }
}

fn length(constraint: &str) -> String {
    format!(
        "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: Member must have \
         length {constraint}"
    )
}
