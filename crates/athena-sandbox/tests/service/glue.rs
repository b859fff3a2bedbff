//! Glue operations that Athena clients use

use athena_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

use crate::client::{call, glue, start_with};

async fn with_tpch() -> Sandbox {
    start_with(Sandbox::builder().tpch(0.001)).await
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|item| item["Name"].as_str()).collect()
}

#[tokio::test]
async fn databases_and_tables_are_listed() {
    let sandbox = with_tpch().await;
    let (_, databases) = glue(&sandbox, "GetDatabases", json!({})).await;
    assert_eq!(names(&databases["DatabaseList"]), ["default", "tpch"]);
    let (_, database) = glue(&sandbox, "GetDatabase", json!({ "Name": "TPCH", "CatalogId": "000000000000" })).await;
    assert_eq!(database["Database"]["Name"], "tpch");
    let mut request = json!({ "DatabaseName": "tpch", "Expression": "re.*|nation", "MaxResults": 1 });
    let (_, first) = glue(&sandbox, "GetTables", request.clone()).await;
    assert_eq!(names(&first["TableList"]), ["nation"]);
    request["NextToken"] = first["NextToken"].clone();
    let (_, second) = glue(&sandbox, "GetTables", request).await;
    assert_eq!(names(&second["TableList"]), ["region"]);
    assert!(second.get("NextToken").is_none());
}

/// The table has the same properties as in Athena's metadata, in Glue's members.
#[tokio::test]
async fn a_table_has_a_storage_descriptor() {
    let sandbox = with_tpch().await;
    let (_, answer) = glue(&sandbox, "GetTable", json!({ "DatabaseName": "tpch", "Name": "Orders" })).await;
    let table = &answer["Table"];
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "orders" });
    let of_athena = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    let storage = &table["StorageDescriptor"];
    assert_eq!(storage["Columns"], of_athena["Columns"]);
    assert_eq!(storage["Location"], of_athena["Parameters"]["location"]);
    assert_eq!(storage["InputFormat"], of_athena["Parameters"]["inputformat"]);
    assert_eq!(storage["SerdeInfo"]["SerializationLibrary"], of_athena["Parameters"]["serde.serialization.lib"]);
    assert_eq!(storage["SerdeInfo"]["Parameters"]["serialization.format"], "1");
    assert_eq!(table["Parameters"], json!({ "classification": "tpch", "comment": "Orders, one row each" }));
    assert_eq!((&table["TableType"], &table["DatabaseName"]), (&json!("EXTERNAL_TABLE"), &json!("tpch")));
}

#[tokio::test]
async fn a_missing_table_is_not_found_and_faults_are_worded_as_glue_does() {
    let sandbox = with_tpch().await;
    for (operation, request) in [
        ("GetTable", json!({ "DatabaseName": "tpch", "Name": "nobody" })),
        ("GetTables", json!({ "DatabaseName": "nobody" })),
        ("GetDatabase", json!({ "Name": "nobody" })),
        ("GetDatabases", json!({ "CatalogId": "s3tablescatalog/bucket" })),
    ] {
        let (status, error) = glue(&sandbox, operation, request).await;
        assert_eq!((status, &error["__type"]), (400, &json!("EntityNotFoundException")), "{operation}");
    }
    assert_eq!(glue(&sandbox, "GetTable", json!({})).await.1["__type"], "InvalidInputException");
    assert_eq!(glue(&sandbox, "StartCrawler", json!({})).await.1["__type"], "UnknownOperationException");

    sandbox.faults().inject(Fault::access_denied("AWSGlue.GetDatabases"));
    let (_, error) = glue(&sandbox, "GetDatabases", json!({})).await;
    assert_eq!(error["__type"], "AccessDeniedException");
    assert!(error["Message"].as_str().is_some_and(|text| text.contains("perform: glue:GetDatabases on")), "{error}");
    sandbox.faults().inject(Fault::throttle("AWSGlue.GetDatabase"));
    assert_eq!(glue(&sandbox, "GetDatabase", json!({ "Name": "tpch" })).await.1["__type"], "ThrottlingException");
    // Athena has an operation of the same name, which is not affected.
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch" });
    assert_eq!(call(&sandbox, "GetDatabase", request).await["Database"]["Name"], "tpch");
    assert!(sandbox.calls().iter().any(|call| call.operation == "AWSGlue.GetDatabase"));
}
