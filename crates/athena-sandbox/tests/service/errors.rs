//! Error responses and their texts

use serde_json::{Value, json};

use crate::client::{http, invalid, raw, refused, start_body, start_sandbox, token};

#[tokio::test]
async fn an_unknown_target_is_reported_before_the_body() {
    let sandbox = start_sandbox().await;
    for operation in ["Nonsense", "", "getqueryexecution", "StartSession"] {
        let reply = raw(&sandbox, operation, b"not JSON").await.expect("a response");
        assert_eq!(reply.status, 400);
        assert_eq!(reply.json(), json!({ "__type": "UnknownOperationException" }));
    }
    for headers in [
        vec![("content-type", "application/x-amz-json-1.1")],
        vec![("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSGlue.CreateCrawler")],
    ] {
        let reply = http(sandbox.endpoint(), "POST", "/", &headers, b"{}").await.expect("a response");
        assert_eq!((reply.status, reply.json()), (400, json!({ "__type": "UnknownOperationException" })));
    }
}

#[tokio::test]
async fn another_content_type_is_another_protocol() {
    let sandbox = start_sandbox().await;
    let headers = [("content-type", "application/x-amz-json-1.0"), ("x-amz-target", "AmazonAthena.ListWorkGroups")];
    let reply = http(sandbox.endpoint(), "POST", "/", &headers, b"{}").await.expect("a response");
    assert_eq!(reply.status, 404);
    assert!(reply.text().contains("<UnknownOperationException/>"));
}

#[tokio::test]
async fn a_body_that_is_not_an_object_is_refused() {
    let sandbox = start_sandbox().await;
    for body in ["{", "", "null", "\"x\"", "{\"a\":1,}", "\u{0}"] {
        let reply = raw(&sandbox, "ListWorkGroups", body.as_bytes()).await.expect("a response");
        assert_eq!(reply.status, 400);
        assert_eq!(reply.json(), json!({ "__type": "SerializationException" }), "{body}");
    }
    let reply = raw(&sandbox, "ListWorkGroups", b"[]").await.expect("a response");
    let expected = json!({ "__type": "SerializationException", "Message": "Start of list found where not expected" });
    assert_eq!(reply.json(), expected);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let sandbox = start_sandbox().await;
    let body = json!({ "QueryString": "x".repeat(1024 * 1024) }).to_string();
    let reply = raw(&sandbox, "StartQueryExecution", body.as_bytes()).await;
    // The connection may be reset while the body is still being sent.
    if let Some(reply) = reply {
        assert_eq!(reply.status, 413);
        assert_eq!(reply.json()["__type"], "RequestEntityTooLargeException");
    }
}

#[tokio::test]
async fn wrong_types_are_reported_before_missing_members() {
    let sandbox = start_sandbox().await;
    let cases = [
        ("GetQueryResults", json!({ "MaxResults": "1" }), "STRING_VALUE can not be converted to an Integer"),
        ("GetQueryExecution", json!({ "QueryExecutionId": 1 }), "NUMBER_VALUE can not be converted to a String"),
        ("GetQueryExecution", json!({ "QueryExecutionId": true }), "TRUE_VALUE can not be converted to a String"),
        ("GetQueryExecution", json!({ "QueryExecutionId": [] }), "Start of list found where not expected"),
        ("GetQueryExecution", json!({ "QueryExecutionId": {} }), "Start of structure or map found where not expected."),
        ("BatchGetQueryExecution", json!({ "QueryExecutionIds": "x" }), "Expected list or null"),
        ("StartQueryExecution", json!({ "QueryExecutionContext": "x" }), "Expected null"),
    ];
    for (operation, body, message) in cases {
        let error = refused(&sandbox, operation, body).await;
        assert_eq!(error, json!({ "__type": "SerializationException", "Message": message }));
    }
}

#[tokio::test]
async fn missing_members_are_named_in_lower_camel_case() {
    let sandbox = start_sandbox().await;
    let null = |member: &str| format!("Value null at '{member}' failed to satisfy constraint: Member must not be null");
    let one = |member: &str| invalid("INVALID_INPUT", &format!("1 validation error detected: {}", null(member)));
    for (operation, member) in [
        ("GetQueryExecution", "queryExecutionId"),
        ("StopQueryExecution", "queryExecutionId"),
        ("GetQueryResults", "queryExecutionId"),
        ("GetQueryRuntimeStatistics", "queryExecutionId"),
        ("BatchGetQueryExecution", "queryExecutionIds"),
        ("StartQueryExecution", "queryString"),
        ("GetWorkGroup", "workGroup"),
        ("GetDataCatalog", "name"),
        ("ListDatabases", "catalogName"),
    ] {
        assert_eq!(refused(&sandbox, operation, json!({})).await, one(member), "{operation}");
    }
    let error = refused(&sandbox, "GetDatabase", json!({ "CatalogName": Value::Null })).await;
    let expected = format!("2 validation errors detected: {}; {}", null("catalogName"), null("databaseName"));
    assert_eq!(error, invalid("INVALID_INPUT", &expected));
}

#[tokio::test]
async fn an_unknown_query_is_refused() {
    let sandbox = start_sandbox().await;
    for operation in ["GetQueryExecution", "StopQueryExecution", "GetQueryResults", "GetQueryRuntimeStatistics"] {
        let error = refused(&sandbox, operation, json!({ "QueryExecutionId": "nobody" })).await;
        assert_eq!(error, invalid("QUERY_EXECUTION_NOT_FOUND", "QueryExecution nobody was not found"));
    }
}

#[tokio::test]
async fn a_syntax_error_starts_nothing() {
    let sandbox = start_sandbox().await;
    let error = refused(&sandbox, "StartQueryExecution", start_body(&sandbox, "SELEC 1")).await;
    assert_eq!(error["__type"], "InvalidRequestException");
    assert_eq!(error["AthenaErrorCode"], "MALFORMED_QUERY");
    assert_eq!(error["ErrorCode"], "MALFORMED_QUERY");
    let message = error["Message"].as_str().expect("text");
    assert!(message.starts_with("line 1:1: mismatched input 'SELEC'. Expecting: "), "{message}");
    assert!(sandbox.queries().is_empty());
}

#[tokio::test]
async fn the_output_location_is_checked() {
    let sandbox = start_sandbox().await;
    let body = json!({ "ClientRequestToken": token(), "QueryString": "SELECT 1" });
    let error = refused(&sandbox, "StartQueryExecution", body).await;
    let expected = "No output location provided. An output location is required either through the Workgroup result \
                    configuration setting or as an API input.";
    assert_eq!(error, invalid("INVALID_INPUT", expected));
    for wrong in ["s3://", "not-a-valid-s3-path"] {
        let mut body = start_body(&sandbox, "SELEC 1");
        body["ResultConfiguration"]["OutputLocation"] = wrong.into();
        let error = refused(&sandbox, "StartQueryExecution", body).await;
        assert_eq!(error, invalid("INVALID_INPUT", "outputLocation is not a valid S3 path."));
    }
}

#[tokio::test]
async fn list_limits_are_checked() {
    let sandbox = start_sandbox().await;
    for (max, constraint) in [(51, "less than or equal to 50"), (0, "greater than or equal to 1")] {
        let error = refused(&sandbox, "ListWorkGroups", json!({ "MaxResults": max })).await;
        let expected = format!(
            "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value \
             {constraint}"
        );
        assert_eq!(error, invalid("INVALID_INPUT", &expected));
    }
    let error = refused(&sandbox, "ListWorkGroups", json!({ "NextToken": "x" })).await;
    assert_eq!(error, invalid("INVALID_INPUT", "The nextPageToken is malformed: x"));
}
