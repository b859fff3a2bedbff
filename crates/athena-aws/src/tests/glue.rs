//! Glue, the fallback of Athena's metadata calls.

use athena_core::ErrorKind;
use athena_core::options::EndpointUrl;

use super::*;

fn throttled() -> Response {
    json(400, r#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
}

const TABLE: &str = r#"{
    "Name": "orders", "DatabaseName": "sales", "Description": "not the comment", "TableType": "EXTERNAL_TABLE",
    "CreateTime": 1.5, "Parameters": {"comment": "One row each", "classification": "parquet"},
    "PartitionKeys": [{"Name": "day", "Type": "date"}],
    "StorageDescriptor": {
        "Location": "s3://b/orders/", "InputFormat": "In",
        "SerdeInfo": {"SerializationLibrary": "Lib", "Parameters": {"field.delim": ","}},
        "Columns": [
            {"Name": "id", "Type": "bigint", "Comment": "the key"},
            {"Name": "gone", "Type": "int", "Parameters": {"iceberg.field.current": "false"}},
            {"Name": "tags", "Type": "array<string>", "Parameters": {"iceberg.field.current": "true"}}
        ]
    }
}"#;

fn targets(client: &StaticReplayClient) -> Vec<&str> {
    sent(client).iter().map(|request| header(request, "x-amz-target")).collect()
}

#[tokio::test]
async fn a_table_of_glue_equals_that_of_athena() {
    let client = replay(vec![throttled(), json(200, &format!(r#"{{"Table":{TABLE}}}"#))]);
    let url: EndpointUrl = "http://127.0.0.1:4510".parse().expect("an endpoint");
    let connection = connection(aws().with_glue_endpoint_url(url), &client).await;
    let table = connection.inspector().with_schema("sales").table("Orders").await.expect("a table");
    let columns: Vec<_> =
        table.columns.iter().map(|c| (c.name.as_str(), c.type_text.as_str(), c.is_partition)).collect();
    assert_eq!(columns, [("id", "bigint", false), ("tags", "array<string>", false), ("day", "date", true)]);
    assert_eq!(table.comment.as_deref(), Some("One row each"));
    let options = table.options;
    assert_eq!(
        (options.location.as_deref(), options.row_format().as_deref()),
        (Some("s3://b/orders/"), Some("SERDE 'Lib'"))
    );
    assert_eq!((options.output_format, options.serde_properties["field.delim"].as_str()), (None, ","));
    assert_eq!(options.table_properties["classification"], "parquet");

    assert_eq!(targets(&client), ["AmazonAthena.GetTableMetadata", "AWSGlue.GetTable"]);
    assert_eq!(sent(&client)[1].uri(), "http://127.0.0.1:4510/");
    assert_eq!(sent(&client)[0].uri(), "https://athena.eu-west-1.amazonaws.com/");
    assert_eq!(body(sent(&client)[1]), r#"{"DatabaseName":"sales","Name":"orders"}"#);
    assert_eq!(connection.usage().calls()["glue:GetTable"], 1);
}

#[tokio::test]
async fn listings_are_read_to_their_end() {
    let client = replay(vec![
        throttled(),
        json(200, r#"{"TableList":[{"Name":"a"}],"NextToken":"more"}"#),
        json(200, r#"{"TableList":[{"Name":"b"}]}"#),
        throttled(),
        json(200, r#"{"DatabaseList":[{"Name":"sales"}]}"#),
    ]);
    let inspector = connection(aws(), &client).await.inspector().with_schema("sales");
    assert_eq!(inspector.tables().await.expect("tables"), ["a", "b"]);
    let bucket = inspector.with_catalog("s3tablescatalog/bucket");
    assert_eq!(bucket.schemas().await.expect("schemas"), ["sales"]);
    assert_eq!(body(sent(&client)[2]), r#"{"DatabaseName":"sales","NextToken":"more","MaxResults":100}"#);
    assert_eq!(body(sent(&client)[4]), r#"{"CatalogId":"s3tablescatalog/bucket","MaxResults":100}"#);
}

#[tokio::test]
async fn missing_and_denied_are_different_errors() {
    let refused = |kind: &str| json(400, &format!(r#"{{"__type":"{kind}","Message":"no"}}"#));
    let client =
        replay(vec![throttled(), refused("EntityNotFoundException"), throttled(), refused("AccessDeniedException")]);
    let inspector = connection(aws(), &client).await.inspector().with_schema("sales");
    assert!(!inspector.has_schema("nobody").await.expect("a response"));
    let error = inspector.has_schema("sales").await.expect_err("throttled, and denied");
    assert_eq!(error.kind(), ErrorKind::Throttled);
    assert!(error.context("glue").is_some_and(|said| said.contains("could not get database from Glue")), "{error}");
}

#[tokio::test]
async fn glue_is_not_called_for_other_catalogs() {
    let client = replay(vec![throttled()]);
    let lambda = connection(aws(), &client).await.inspector().with_catalog("lambda");
    let error = lambda.schemas().await.expect_err("throttled");
    assert_eq!((error.kind(), error.context("glue")), (ErrorKind::Throttled, None));
    assert_eq!(targets(&client).len(), 1);
}
