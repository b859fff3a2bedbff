//! The metadata calls, and reflection over them.

use athena_core::{Connection, Error, ErrorKind, Retry};

use super::*;

fn refused(kind: &str, more: &str, message: &str) -> Response {
    json(400, &format!(r#"{{"__type":"{kind}"{more},"Message":"{message}"}}"#))
}

/// An error of Glue, in Athena's envelope.
fn glue(code: &str, message: &str) -> Response {
    let envelope = "Service: AmazonDataCatalog; Status Code: 400; Error Code";
    refused("MetadataException", "", &format!("{message} ({envelope}: {code}; Request ID: 1-2; Proxy: null)"))
}

fn targets(client: &StaticReplayClient) -> Vec<&str> {
    sent(client).iter().filter_map(|request| header(request, "x-amz-target").strip_prefix("AmazonAthena.")).collect()
}

#[tokio::test]
async fn every_request_names_catalog_database_and_table() {
    let database = r#"{"Database":{"Name":"d","Description":"x","Parameters":{"a":"b"}}}"#;
    let client = replay(vec![
        json(200, r#"{"DataCatalogsSummary":[{"CatalogName":"c","Type":"GLUE"},{"Type":"HIVE"}],"NextToken":"more"}"#),
        json(200, r#"{"DatabaseList":[{"Name":"d"}],"NextToken":""}"#),
        json(200, database),
        json(200, r#"{"TableMetadataList":[{"Name":"t"}],"NextToken":"more"}"#),
        json(200, r#"{"TableMetadata":{"Name":"t"}}"#),
    ]);
    let options = options(aws()).with_query(QueryDefaults::new().with_work_group("etl"));
    let sdk = SdkOptions::new().with_http_client(client.clone());
    let catalog = Services::connect(&options, sdk).await.expect("good options").catalog;

    let catalogs = catalog.list_data_catalogs(None).await.expect("catalogs");
    assert_eq!(catalogs, (vec!["c".to_owned()], Some("more".to_owned())));
    let (databases, token) = catalog.list_databases("c", Some("next")).await.expect("databases");
    assert_eq!((databases.len(), token), (1, None));
    let database = catalog.get_database("c", "d").await.expect("a database");
    assert_eq!((database.description.as_deref(), database.parameters["a"].as_str()), (Some("x"), "b"));
    let (tables, token) = catalog.list_table_metadata("c", "d", Some("t"), Some("next")).await.expect("tables");
    assert_eq!((tables[0].table_type.as_deref(), token.as_deref()), (None, Some("more")));
    catalog.get_table_metadata("c", "d", "t").await.expect("a table");

    let operations = ["ListDataCatalogs", "ListDatabases", "GetDatabase", "ListTableMetadata", "GetTableMetadata"];
    assert_eq!(targets(&client), operations);
    let bodies: Vec<_> = sent(&client).into_iter().map(body).collect();
    let expected = [
        r#"{"MaxResults":50,"WorkGroup":"etl"}"#,
        r#"{"CatalogName":"c","NextToken":"next","MaxResults":50,"WorkGroup":"etl"}"#,
        r#"{"CatalogName":"c","DatabaseName":"d","WorkGroup":"etl"}"#,
        r#"{"CatalogName":"c","DatabaseName":"d","Expression":"t","NextToken":"next","MaxResults":50,"WorkGroup":"etl"}"#,
        r#"{"CatalogName":"c","DatabaseName":"d","TableName":"t","WorkGroup":"etl"}"#,
    ];
    assert_eq!(bodies, expected);
}

#[tokio::test]
async fn errors_name_catalog_database_and_table() {
    let missing = glue("EntityNotFoundException", "Entity Not Found");
    let client = replay(vec![missing.clone(), missing.clone(), missing.clone(), missing]);
    let catalog = services(aws(), &client).await.catalog;
    let check = |error: Error, schema: Option<&str>, table: Option<&str>| {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        let context = ["catalog", "schema", "table"].map(|key| error.context(key));
        assert_eq!(context, [Some("c"), schema, table], "{error}");
    };
    check(catalog.list_databases("c", None).await.expect_err("missing"), None, None);
    check(catalog.get_database("c", "d").await.expect_err("missing"), Some("d"), None);
    check(catalog.list_table_metadata("c", "d", None, None).await.expect_err("missing"), Some("d"), None);
    check(catalog.get_table_metadata("c", "d", "t").await.expect_err("missing"), Some("d"), Some("t"));
}

async fn has_table(responses: Vec<Response>) -> (Result<bool, Error>, usize) {
    let client = replay(responses);
    let found = connection(aws().with_max_attempts(2u32), &client).await.inspector().has_table("t").await;
    (found, sent(&client).len())
}

#[tokio::test(start_paused = true)]
async fn a_table_is_absent_only_if_the_service_says_so() {
    let unknown = r#","AthenaErrorCode":"DATACATALOG_NOT_FOUND","ErrorCode":"DATACATALOG_NOT_FOUND""#;
    let absent = [
        glue("EntityNotFoundException", "Entity Not Found"),
        refused("MetadataException", "", "Table t not found: EntityNotFoundException"),
        refused("EntityNotFoundException", "", "Entity Not Found"),
        refused("InvalidRequestException", unknown, "DataCatalog c was not found"),
    ];
    for response in absent {
        let (found, calls) = has_table(vec![response.clone()]).await;
        assert_eq!((found.as_ref().ok(), calls), (Some(&false), 1), "{response:?} {found:?}");
    }
    let not_authorized = "You are not authorized to perform: athena:GetTableMetadata on the resource.";
    let hidden = [
        refused("AccessDeniedException", "", not_authorized),
        glue("AccessDeniedException", "User: x is not authorized to perform: glue:GetTable on resource: y"),
        refused("MetadataException", "", "User: x is not authorized to perform: glue:GetTable on resource: y"),
    ];
    for response in hidden {
        let (found, calls) = has_table(vec![response.clone()]).await;
        let error = found.expect_err("it must not be seen");
        assert_eq!((error.kind(), error.retry(), calls), (ErrorKind::PermissionDenied, Retry::Never, 1), "{error:?}");
    }
    let busy = [refused("ThrottlingException", "", "Rate exceeded"), glue("ThrottlingException", "Rate exceeded")];
    for response in busy {
        let (found, calls) = has_table(vec![response.clone(), json(200, r#"{"TableMetadata":{"Name":"t"}}"#)]).await;
        assert_eq!((found.ok(), calls), (Some(true), 2), "{response:?}");
        let (found, calls) = has_table(vec![response.clone(), response]).await;
        let error = found.expect_err("busy");
        assert_eq!((error.kind(), error.retry(), calls), (ErrorKind::Throttled, Retry::Exhausted, 2), "{error:?}");
    }
}

async fn reflecting(responses: Vec<Response>) -> (Connection, StaticReplayClient) {
    let client = replay(responses);
    (connection(aws(), &client).await, client)
}

#[tokio::test]
async fn a_missing_table_is_told_from_a_missing_schema() {
    let missing = glue("EntityNotFoundException", "Entity Not Found");
    let tables = json(200, r#"{"TableMetadataList":[{"Name":"orders"},{"Name":"customers"}]}"#);
    let (connection, client) = reflecting(vec![missing.clone(), tables]).await;
    let error = connection.inspector().table("ordrs").await.expect_err("missing");
    assert!(error.message().ends_with("has no table or view `ordrs`; did you mean `orders`?"), "{error}");
    let service = std::error::Error::source(&error).expect("the error of the service").to_string();
    assert!(service.contains("Entity Not Found") && service.contains("request_id: r-1"), "{service}");
    assert_eq!(targets(&client), ["GetTableMetadata", "ListTableMetadata"]);

    let databases = json(200, r#"{"DatabaseList":[{"Name":"sales"}]}"#);
    let (connection, client) = reflecting(vec![missing.clone(), missing, databases]).await;
    let error = connection.inspector().with_schema("sale").table("orders").await.expect_err("missing");
    assert!(error.message().ends_with("has no schema `sale`; did you mean `sales`?"), "{error}");
    assert_eq!(error.context("table"), Some("orders"));
    assert_eq!(targets(&client), ["GetTableMetadata", "ListTableMetadata", "ListDatabases"]);
}
