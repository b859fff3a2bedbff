//! Catalogs, databases and tables.

use athena_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{call, refused, start_with};

async fn with_tpch() -> Sandbox {
    start_with(Sandbox::builder().tpch(0.001)).await
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|item| item["Name"].as_str()).collect()
}

#[tokio::test]
async fn catalogs() {
    let sandbox = with_tpch().await;
    let list = call(&sandbox, "ListDataCatalogs", json!({})).await;
    let catalog = &list["DataCatalogsSummary"][0];
    assert_eq!(catalog["CatalogName"], "AwsDataCatalog");
    assert_eq!(catalog["Type"], "GLUE");
    let one = call(&sandbox, "GetDataCatalog", json!({ "Name": "awsdatacatalog" })).await;
    assert_eq!(one["DataCatalog"]["Name"], "AwsDataCatalog");
    let error = refused(&sandbox, "GetDataCatalog", json!({ "Name": "nobody" })).await;
    assert_eq!(error["__type"], "InvalidRequestException");
}

#[tokio::test]
async fn databases() {
    let sandbox = with_tpch().await;
    let list = call(&sandbox, "ListDatabases", json!({ "CatalogName": "AwsDataCatalog" })).await;
    let all = names(&list["DatabaseList"]);
    assert!(all.contains(&"default") && all.contains(&"tpch"), "{all:?}");
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch" });
    assert_eq!(call(&sandbox, "GetDatabase", request).await["Database"]["Name"], "tpch");
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "nobody" });
    let error = refused(&sandbox, "GetDatabase", request).await;
    assert_eq!(error["__type"], "MetadataException");
}

#[tokio::test]
async fn tables() {
    let sandbox = with_tpch().await;
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "Expression": "re.*|nation" });
    let list = call(&sandbox, "ListTableMetadata", request.clone()).await;
    assert_eq!(names(&list["TableMetadataList"]), ["nation", "region"]);
    assert!(list.get("NextToken").is_none());

    let mut request = request;
    request["MaxResults"] = 1.into();
    let first = call(&sandbox, "ListTableMetadata", request.clone()).await;
    assert_eq!(names(&first["TableMetadataList"]), ["nation"]);
    request["NextToken"] = first["NextToken"].clone();
    let second = call(&sandbox, "ListTableMetadata", request).await;
    assert_eq!(names(&second["TableMetadataList"]), ["region"]);

    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "REGION" });
    let table = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    assert_eq!(table["Name"], "region");
    assert_eq!(table["TableType"], "EXTERNAL_TABLE");
    assert!(names(&table["Columns"]).contains(&"r_name"));
}

#[tokio::test]
async fn what_is_not_there_is_a_metadata_exception() {
    let sandbox = with_tpch().await;
    for (operation, database) in [("GetTableMetadata", "tpch"), ("GetTableMetadata", "x"), ("ListTableMetadata", "x")] {
        let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": database, "TableName": "nobody" });
        let error = refused(&sandbox, operation, request).await;
        assert_eq!(error["__type"], "MetadataException");
        assert!(error.get("AthenaErrorCode").is_none());
        let message = error["Message"].as_str().expect("text");
        let known = "(Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: ";
        assert!(message.contains(known) && message.ends_with("; Proxy: null)"), "{message}");
    }
}
