//! Work groups and their effect on results

use serde_json::json;

use crate::client::{call, invalid, refused, start_body, start_sandbox, token, wait};

#[tokio::test]
async fn a_sandbox_begins_with_three_groups() {
    let sandbox = start_sandbox().await;
    let list = call(&sandbox, "ListWorkGroups", json!({})).await;
    let names: Vec<&str> =
        list["WorkGroups"].as_array().expect("a list").iter().filter_map(|group| group["Name"].as_str()).collect();
    assert_eq!(names, ["enforced", "managed", "primary"]);
    assert!(list.get("NextToken").is_none());
    assert_eq!(list["WorkGroups"][2]["Description"], "");

    let primary = call(&sandbox, "GetWorkGroup", json!({ "WorkGroup": "primary" })).await;
    let primary = &primary["WorkGroup"];
    assert_eq!(primary["State"], "ENABLED");
    assert!(primary.get("Description").is_none());
    assert!(primary["CreationTime"].is_f64());
    let expected = json!({
        "EnableMinimumEncryptionConfiguration": false,
        "EnforceWorkGroupConfiguration": false,
        "EngineVersion": {
            "Category": "Presto",
            "EffectiveEngineVersion": "Athena engine version 3",
            "SelectedEngineVersion": "AUTO",
        },
        "PublishCloudWatchMetricsEnabled": false,
        "QuerySchedulingType": "DEFAULT",
        "RequesterPaysEnabled": false,
        "ResultConfiguration": {},
    });
    assert_eq!(primary["Configuration"], expected);

    let first = call(&sandbox, "ListWorkGroups", json!({ "MaxResults": 2 })).await;
    let rest = call(&sandbox, "ListWorkGroups", json!({ "MaxResults": 2, "NextToken": first["NextToken"] })).await;
    assert_eq!(rest["WorkGroups"][0]["Name"], "primary");
    assert!(rest.get("NextToken").is_none());
}

#[tokio::test]
async fn an_unknown_group_is_refused() {
    let sandbox = start_sandbox().await;
    let error = refused(&sandbox, "GetWorkGroup", json!({ "WorkGroup": "nobody" })).await;
    assert_eq!(error, invalid("INVALID_INPUT", "WorkGroup is not found."));
    let mut body = start_body(&sandbox, "SELECT 1");
    body["WorkGroup"] = "nobody".into();
    let error = refused(&sandbox, "StartQueryExecution", body).await;
    assert_eq!(error, invalid("INVALID_INPUT", "WorkGroup is not found."));
}

#[tokio::test]
async fn enforcement_replaces_the_location_silently() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, "SELECT 1");
    body["WorkGroup"] = "enforced".into();
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-enforced/{id}.csv"));
    assert!(sandbox.storage().object("sandbox-enforced", &format!("{id}.csv")).is_some());
}

#[tokio::test]
async fn managed_results_have_no_object() {
    let sandbox = start_sandbox().await;
    let mut body = start_body(&sandbox, "SELECT 1");
    body["WorkGroup"] = "managed".into();
    let error = refused(&sandbox, "StartQueryExecution", body).await;
    assert_eq!(error["AthenaErrorCode"], "INVALID_INPUT");

    let body = json!({ "ClientRequestToken": token(), "QueryString": "SELECT 1", "WorkGroup": "managed" });
    let id = call(&sandbox, "StartQueryExecution", body).await["QueryExecutionId"].as_str().expect("an id").to_owned();
    let execution = wait(&sandbox, &id).await;
    assert_eq!(execution["ManagedQueryResultsConfiguration"]["Enabled"], true);
    assert!(execution.get("ResultConfiguration").is_none());
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    assert_eq!(body["ResultSet"]["Rows"][1]["Data"][0]["VarCharValue"], "1");
    assert!(sandbox.storage().keys("sandbox-results").is_empty());
}
