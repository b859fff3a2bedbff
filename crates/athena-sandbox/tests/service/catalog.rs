//! Catalog, database and table metadata

use athena_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{call, refused, run, start_with};

async fn with_tpch() -> Sandbox {
    start_with(Sandbox::builder().tpch(0.001)).await
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().filter_map(|item| item["Name"].as_str()).collect()
}

#[tokio::test]
async fn the_glue_catalog_is_listed() {
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
async fn databases_are_listed() {
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
async fn tables_are_listed_in_pages() {
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
async fn a_missing_table_is_a_metadata_exception() {
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

#[tokio::test]
async fn comments_of_tables_and_columns_are_shown() {
    let sandbox = with_tpch().await;
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "orders" });
    let table = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    assert_eq!(table["Parameters"]["comment"], "Orders, one row each");
    assert_eq!(table["Columns"][0], json!({ "Name": "o_orderkey", "Type": "bigint", "Comment": "primary key" }));
    assert!(table["Columns"][1].get("Comment").is_none());
    assert_eq!(table["PartitionKeys"], json!([]));
    assert_eq!(table["Parameters"]["location"], "s3://sandbox-data/tpch/orders/");
    let serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe";
    assert_eq!(table["Parameters"]["serde.serialization.lib"], serde);
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "region" });
    let table = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    assert!(table["Parameters"].get("comment").is_none());
}

#[tokio::test]
async fn an_unknown_catalog_is_refused() {
    let sandbox = with_tpch().await;
    for operation in ["ListDatabases", "GetDatabase", "ListTableMetadata", "GetTableMetadata"] {
        let request = json!({ "CatalogName": "nobody", "DatabaseName": "tpch", "TableName": "orders" });
        let error = refused(&sandbox, operation, request).await;
        assert_eq!(error["__type"], "InvalidRequestException", "{operation}");
        assert_eq!(error["AthenaErrorCode"], "DATACATALOG_NOT_FOUND", "{operation}");
        assert_eq!(error["Message"], "DataCatalog nobody was not found", "{operation}");
    }
}

#[tokio::test]
async fn a_view_keeps_its_columns_when_its_table_goes() {
    let sandbox = with_tpch().await;
    for sql in [
        "CREATE VIEW tpch.below AS SELECT ARRAY[1] AS list, CAST(ROW(1, 'x') AS ROW(a bigint, b varchar)) AS pair",
        "CREATE VIEW tpch.above AS SELECT list, pair FROM tpch.below",
        "DROP VIEW tpch.below",
    ] {
        assert_eq!(run(&sandbox, sql).await.1["Status"]["State"], "SUCCEEDED", "{sql}");
    }
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "above" });
    let view = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    let types: Vec<_> = view["Columns"].as_array().expect("a list").iter().map(|column| &column["Type"]).collect();
    assert_eq!(types, ["array<int>", "struct<a:bigint,b:string>"]);
    assert_eq!(view["Parameters"], json!({ "comment": "Presto View", "presto_view": "true" }));
}

#[tokio::test]
async fn a_view_is_listed_with_its_columns() {
    let sandbox = with_tpch().await;
    let sql = "CREATE VIEW tpch.big AS SELECT o_orderkey AS Id, o_totalprice AS price, 'x' AS kind FROM tpch.orders";
    assert_eq!(run(&sandbox, sql).await.1["Status"]["State"], "SUCCEEDED");
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "Expression": "big|nation" });
    let list = call(&sandbox, "ListTableMetadata", request).await["TableMetadataList"].clone();
    assert_eq!(names(&list), ["big", "nation"]);
    assert_eq!(list[0]["TableType"], "VIRTUAL_VIEW");
    assert_eq!(list[1]["TableType"], "EXTERNAL_TABLE");
    let expected = json!([
        { "Name": "id", "Type": "bigint" },
        { "Name": "price", "Type": "decimal(15,2)" },
        { "Name": "kind", "Type": "string" },
    ]);
    assert_eq!(list[0]["Columns"], expected);
    assert_eq!(run(&sandbox, "DROP VIEW tpch.big").await.1["Status"]["State"], "SUCCEEDED");
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "tpch", "TableName": "big" });
    assert_eq!(refused(&sandbox, "GetTableMetadata", request).await["__type"], "MetadataException");
}
