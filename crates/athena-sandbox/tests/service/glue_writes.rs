//! Glue write operations, and their effects on SQL

use athena_sandbox::Sandbox;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::client::{call, glue, run, start_sandbox, start_with};

/// Calls an operation that succeeds, and returns its response.
async fn ok(sandbox: &Sandbox, operation: &str, body: Value) -> Value {
    let (status, answer) = glue(sandbox, operation, body).await;
    assert_eq!(status, 200, "{operation}: {answer}");
    answer
}

/// Calls an operation that is refused, and returns type and message.
async fn refused(sandbox: &Sandbox, operation: &str, body: Value) -> (String, String) {
    let (status, answer) = glue(sandbox, operation, body).await;
    assert_eq!(status, 400, "{operation}: {answer}");
    let text = |member: &str| answer[member].as_str().unwrap_or_default().to_owned();
    (text("__type"), text("Message"))
}

/// The rows of a query, without the header.
async fn rows(sandbox: &Sandbox, sql: &str) -> Vec<Vec<String>> {
    let (id, execution) = run(sandbox, sql).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{sql}: {execution}");
    let results = call(sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    let rows = results["ResultSet"]["Rows"].as_array().expect("rows").iter().skip(1);
    let cell = |cell: &Value| cell["VarCharValue"].as_str().unwrap_or("NULL").to_owned();
    rows.map(|row| row["Data"].as_array().expect("cells").iter().map(cell).collect()).collect()
}

/// A table of CSV files, as awswrangler defines it.
fn csv_table(name: &str) -> Value {
    json!({
        "Name": name,
        "Description": "what was sold",
        "Owner": "me",
        "TableType": "EXTERNAL_TABLE",
        "Parameters": { "classification": "csv", "skip.header.line.count": "1", "projectName": "x" },
        "PartitionKeys": [
            { "Name": "year", "Type": "int", "Comment": "of the sale" },
            { "Name": "city", "Type": "string" },
        ],
        "StorageDescriptor": {
            "Columns": [
                { "Name": "Id", "Type": "bigint", "Parameters": { "a": "b" } },
                { "Name": "name", "Type": "string" },
            ],
            "Location": "s3://sandbox-results/sales/",
            "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
            "Compressed": false,
            "NumberOfBuckets": -1,
            "SerdeInfo": {
                "Name": "csv",
                "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                "Parameters": { "field.delim": ",", "escape.delim": "\\" },
            },
            "Parameters": { "classification": "csv" },
            "StoredAsSubDirectories": false,
        },
    })
}

fn partition(year: &str, city: &str) -> Value {
    let mut storage = csv_table("t")["StorageDescriptor"].clone();
    storage["Location"] = format!("s3://sandbox-results/sales/{year}/{city}/").into();
    json!({ "Values": [year, city], "StorageDescriptor": storage, "Parameters": { "p": year } })
}

async fn with_table(sandbox: &Sandbox) {
    ok(sandbox, "CreateTable", json!({ "DatabaseName": "default", "TableInput": csv_table("Sales") })).await;
    let inputs = [partition("2023", "Bonn"), partition("2024", "Bonn"), partition("2024", "Köln")];
    let body = json!({ "DatabaseName": "default", "TableName": "sales", "PartitionInputList": inputs });
    assert_eq!(ok(sandbox, "BatchCreatePartition", body).await, json!({ "Errors": [] }));
}

#[tokio::test]
async fn databases_are_created_changed_and_deleted() {
    let sandbox = start_sandbox().await;
    let input = json!({
        "Name": "Shop",
        "Description": "a shop",
        "LocationUri": "s3://sandbox-results/shop/",
        "Parameters": { "k": "v" },
    });
    ok(&sandbox, "CreateDatabase", json!({ "DatabaseInput": input, "Tags": { "team": "a" } })).await;
    let database = ok(&sandbox, "GetDatabase", json!({ "Name": "SHOP" })).await["Database"].clone();
    assert_eq!((&database["Name"], &database["LocationUri"]), (&json!("shop"), &input["LocationUri"]));
    assert_eq!(database["Parameters"], json!({ "k": "v" }));
    assert!(database["CreateTime"].as_f64().is_some_and(|time| time > 1.6e9));
    let (kind, message) = refused(&sandbox, "CreateDatabase", json!({ "DatabaseInput": input })).await;
    assert_eq!((kind.as_str(), message.as_str()), ("AlreadyExistsException", "Database already exists."));

    let arn = "arn:aws:glue:us-east-1:000000000000:database/shop";
    ok(&sandbox, "TagResource", json!({ "ResourceArn": arn, "TagsToAdd": { "cost": "1" } })).await;
    ok(&sandbox, "UntagResource", json!({ "ResourceArn": arn, "TagsToRemove": ["team"] })).await;
    assert_eq!(ok(&sandbox, "GetTags", json!({ "ResourceArn": arn })).await["Tags"], json!({ "cost": "1" }));

    ok(&sandbox, "UpdateDatabase", json!({ "Name": "shop", "DatabaseInput": { "Name": "shop" } })).await;
    let updated = ok(&sandbox, "GetDatabase", json!({ "Name": "shop" })).await["Database"].clone();
    assert!(updated.get("Description").is_none() && updated.get("LocationUri").is_none(), "{updated}");
    assert_eq!(updated["CreateTime"], database["CreateTime"]);

    assert_eq!(run(&sandbox, "CREATE VIEW shop.v AS SELECT 1 AS n").await.1["Status"]["State"], "SUCCEEDED");
    ok(&sandbox, "DeleteDatabase", json!({ "Name": "shop" })).await;
    let (kind, message) = refused(&sandbox, "DeleteDatabase", json!({ "Name": "shop" })).await;
    assert_eq!((kind.as_str(), message.as_str()), ("EntityNotFoundException", "Database shop not found."));
    let names = rows(&sandbox, "SELECT schema_name FROM information_schema.schemata WHERE schema_name = 'shop'").await;
    assert!(names.is_empty());
}

#[tokio::test]
async fn sql_reads_a_table_that_glue_made() {
    let sandbox = start_sandbox().await;
    with_table(&sandbox).await;
    for (place, text) in
        [("2023/Bonn", "id,name\n1,a\n"), ("2024/Bonn", "id,name\n2,b\n"), ("2024/Köln", "id,name\n3,c\\,d\n")]
    {
        sandbox.storage().put_object("sandbox-results", &format!("sales/{place}/f.csv"), text).expect("written");
    }
    let all = rows(&sandbox, "SELECT id, name, year, city FROM sales WHERE year = 2024 ORDER BY id").await;
    assert_eq!(all, [["2", "b", "2024", "Bonn"], ["3", "c,d", "2024", "Köln"]]);

    let table = ok(&sandbox, "GetTable", json!({ "DatabaseName": "default", "Name": "SALES" })).await["Table"].clone();
    let given = csv_table("sales");
    for member in ["Name", "Description", "Owner", "TableType", "Parameters", "PartitionKeys"] {
        assert_eq!(table[member], given[member], "{member}");
    }
    let mut storage = given["StorageDescriptor"].clone();
    storage["Columns"][0]["Name"] = "id".into();
    storage["BucketColumns"] = json!([]);
    storage["SortColumns"] = json!([]);
    assert_eq!(table["StorageDescriptor"], storage);
    assert_eq!((&table["VersionId"], &table["CatalogId"]), (&json!("0"), &json!("000000000000")));

    let (kind, message) =
        refused(&sandbox, "CreateTable", json!({ "DatabaseName": "default", "TableInput": given })).await;
    assert_eq!((kind.as_str(), message.as_str()), ("AlreadyExistsException", "Table already exists."));
    let (kind, message) =
        refused(&sandbox, "CreateTable", json!({ "DatabaseName": "nobody", "TableInput": given })).await;
    assert_eq!((kind.as_str(), message.as_str()), ("EntityNotFoundException", "Database nobody not found."));
    ok(&sandbox, "DeleteTable", json!({ "DatabaseName": "default", "Name": "sales" })).await;
    let (_, execution) = run(&sandbox, "SELECT * FROM sales").await;
    assert_eq!(execution["Status"]["State"], "FAILED");
    let (kind, _) = refused(&sandbox, "DeleteTable", json!({ "DatabaseName": "default", "Name": "sales" })).await;
    assert_eq!(kind, "EntityNotFoundException");
}

#[tokio::test]
async fn versions_of_tables_are_stored() {
    let sandbox = start_sandbox().await;
    with_table(&sandbox).await;
    let mut next = csv_table("sales");
    next["Description"] = "second".into();
    let table = json!({ "DatabaseName": "default", "TableName": "sales" });
    ok(&sandbox, "UpdateTable", json!({ "DatabaseName": "default", "TableInput": next })).await;
    next["Description"] = "third".into();
    ok(&sandbox, "UpdateTable", json!({ "DatabaseName": "default", "TableInput": next, "SkipArchive": true })).await;
    // Statements create versions, too.
    run(&sandbox, "ALTER TABLE sales ADD COLUMNS (more double)").await;
    let versions = ok(&sandbox, "GetTableVersions", table.clone()).await["TableVersions"].clone();
    let ids: Vec<_> = versions.as_array().expect("a list").iter().map(|v| v["VersionId"].clone()).collect();
    assert_eq!(ids, ["3", "2", "0"]);
    assert_eq!(versions[1]["Table"]["Description"], "third");
    assert_eq!(versions[2]["Table"]["Description"], "what was sold");
    assert_eq!(versions[0]["Table"]["StorageDescriptor"]["Columns"][2]["Name"], "more");
    assert_eq!(versions[1]["Table"]["StorageDescriptor"]["Columns"].as_array().map(Vec::len), Some(2));
    let mut request = table.clone();
    request["VersionId"] = "0".into();
    assert_eq!(ok(&sandbox, "GetTableVersion", request.clone()).await["TableVersion"]["VersionId"], "0");
    ok(&sandbox, "DeleteTableVersion", request.clone()).await;
    assert_eq!(refused(&sandbox, "GetTableVersion", request).await.0, "EntityNotFoundException");
    let mut many = table.clone();
    many["VersionIds"] = json!(["2", "7"]);
    let errors = ok(&sandbox, "BatchDeleteTableVersion", many).await["Errors"].clone();
    assert_eq!((errors.as_array().map(Vec::len), &errors[0]["VersionId"]), (Some(1), &json!("7")));

    let stale = json!({ "DatabaseName": "default", "TableInput": next, "VersionId": "1" });
    assert_eq!(refused(&sandbox, "UpdateTable", stale).await.0, "ConcurrentModificationException");
    // The partitions have not changed.
    let partitions = ok(&sandbox, "GetPartitions", table).await["Partitions"].clone();
    assert_eq!(partitions.as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn partitions_are_found_and_changed() {
    let sandbox = start_sandbox().await;
    with_table(&sandbox).await;
    let table = |more: Value| {
        let mut body = json!({ "DatabaseName": "default", "TableName": "sales" });
        for (member, value) in more.as_object().into_iter().flatten() {
            body[member] = value.clone();
        }
        body
    };
    let values = |answer: &Value| -> Vec<Value> {
        answer["Partitions"].as_array().expect("a list").iter().map(|partition| partition["Values"].clone()).collect()
    };
    let found = ok(&sandbox, "GetPartitions", table(json!({ "Expression": "year >= 2024 AND city like 'K%'" }))).await;
    assert_eq!(values(&found), [json!(["2024", "Köln"])]);
    let one = &found["Partitions"][0];
    assert_eq!(one["StorageDescriptor"]["Location"], "s3://sandbox-results/sales/2024/Köln/");
    assert_eq!(one["StorageDescriptor"]["SerdeInfo"]["Parameters"]["field.delim"], ",");
    assert_eq!((&one["Parameters"], &one["TableName"]), (&json!({ "p": "2024" }), &json!("sales")));
    let (kind, _) = refused(&sandbox, "GetPartitions", table(json!({ "Expression": "month = 1" }))).await;
    assert_eq!(kind, "InvalidInputException");

    let first = ok(&sandbox, "GetPartitions", table(json!({ "MaxResults": 2, "ExcludeColumnSchema": true }))).await;
    assert!(first["Partitions"][0]["StorageDescriptor"].get("Columns").is_none());
    let second = ok(
        &sandbox,
        "GetPartitions",
        table(json!({ "MaxResults": 2, "NextToken": first["NextToken"], "ExcludeColumnSchema": true })),
    )
    .await;
    assert_eq!([values(&first).len(), values(&second).len()], [2, 1]);
    assert!(second.get("NextToken").is_none());
    let mut parts = Vec::new();
    for number in 0..3 {
        let segment = json!({ "Segment": { "SegmentNumber": number, "TotalSegments": 3 } });
        parts.extend(values(&ok(&sandbox, "GetPartitions", table(segment)).await));
    }
    parts.sort_by_key(ToString::to_string);
    assert_eq!(parts, values(&ok(&sandbox, "GetPartitions", table(json!({}))).await));

    let again = table(json!({ "PartitionInput": partition("2024", "Bonn") }));
    let (kind, message) = refused(&sandbox, "CreatePartition", again).await;
    assert_eq!((kind.as_str(), message.as_str()), ("AlreadyExistsException", "Partition already exists."));
    let (_, message) =
        refused(&sandbox, "CreatePartition", table(json!({ "PartitionInput": { "Values": ["1"] } }))).await;
    assert_eq!(message, "The number of partition keys do not match the number of partition values");
    let batch = table(json!({ "PartitionInputList": [partition("2024", "Bonn"), partition("2025", "Ulm")] }));
    let errors = ok(&sandbox, "BatchCreatePartition", batch).await["Errors"].clone();
    assert_eq!(errors[0]["PartitionValues"], json!(["2024", "Bonn"]));
    assert_eq!(errors[0]["ErrorDetail"]["ErrorCode"], "AlreadyExistsException");

    let moved = table(json!({ "PartitionValueList": ["2025", "Ulm"], "PartitionInput": partition("2025", "Jena") }));
    ok(&sandbox, "UpdatePartition", moved.clone()).await;
    assert_eq!(refused(&sandbox, "UpdatePartition", moved).await.0, "EntityNotFoundException");
    let entries = json!([
        {
            "PartitionValueList": ["2025", "Jena"],
            "PartitionInput": { "Values": ["2025", "Jena"], "Parameters": { "n": "1" } },
        },
        { "PartitionValueList": ["1", "Jena"], "PartitionInput": { "Values": ["1", "Jena"] } },
    ]);
    let errors = ok(&sandbox, "BatchUpdatePartition", table(json!({ "Entries": entries }))).await["Errors"].clone();
    assert_eq!((errors.as_array().map(Vec::len), &errors[0]["PartitionValueList"][0]), (Some(1), &json!("1")));
    let got = ok(&sandbox, "GetPartition", table(json!({ "PartitionValues": ["2025", "Jena"] }))).await;
    assert_eq!(got["Partition"]["Parameters"], json!({ "n": "1" }));
    let wanted = json!({ "PartitionsToGet": [{ "Values": ["2025", "Jena"] }, { "Values": ["9", "9"] }] });
    assert_eq!(values(&ok(&sandbox, "BatchGetPartition", table(wanted)).await), [json!(["2025", "Jena"])]);

    let gone = json!({ "PartitionsToDelete": [{ "Values": ["2025", "Jena"] }, { "Values": ["9", "9"] }] });
    let errors = ok(&sandbox, "BatchDeletePartition", table(gone)).await["Errors"].clone();
    assert_eq!(errors[0]["PartitionValues"], json!(["9", "9"]));
    ok(&sandbox, "DeletePartition", table(json!({ "PartitionValues": ["2024", "Bonn"] }))).await;
    let missing = refused(&sandbox, "GetPartition", table(json!({ "PartitionValues": ["2024", "Bonn"] }))).await;
    assert_eq!(missing, ("EntityNotFoundException".to_owned(), "Cannot find partition.".to_owned()));
    run(&sandbox, "ALTER TABLE sales ADD PARTITION (year = 2026, city = 'Rom')").await;
    let got = ok(&sandbox, "GetPartition", table(json!({ "PartitionValues": ["2026", "Rom"] }))).await;
    assert_eq!(got["Partition"]["StorageDescriptor"]["Columns"][0]["Name"], "id");
    assert_eq!(ok(&sandbox, "GetPartitionIndexes", table(json!({}))).await["PartitionIndexDescriptorList"], json!([]));
}

#[tokio::test]
async fn views_of_glue_and_of_sql_are_the_same() {
    let sandbox = start_sandbox().await;
    run(&sandbox, "CREATE VIEW seven AS SELECT 7 AS n, 'x' AS s").await;
    let view = ok(&sandbox, "GetTable", json!({ "DatabaseName": "default", "Name": "seven" })).await["Table"].clone();
    assert_eq!((&view["TableType"], &view["Parameters"]["presto_view"]), (&json!("VIRTUAL_VIEW"), &json!("true")));
    let text = view["ViewOriginalText"].as_str().expect("a text");
    let encoded = text.strip_prefix("/* Presto View: ").and_then(|text| text.strip_suffix(" */")).expect("a view");
    let mut decoded: Value = serde_json::from_slice(&BASE64.decode(encoded).expect("base64")).expect("JSON");
    assert_eq!(decoded["columns"][0], json!({ "name": "n", "type": "integer" }));
    assert_eq!((&decoded["catalog"], &decoded["schema"]), (&json!("awsdatacatalog"), &json!("default")));

    decoded["originalSql"] = "SELECT n + 1 AS n, s FROM seven".into();
    let input = json!({
        "Name": "eight",
        "TableType": "VIRTUAL_VIEW",
        "ViewOriginalText": format!("/* Presto View: {} */", BASE64.encode(decoded.to_string())),
        "ViewExpandedText": "/* Presto View */",
        "Parameters": { "presto_view": "true", "comment": "Presto View" },
        "StorageDescriptor": { "Columns": view["StorageDescriptor"]["Columns"], "Location": "", "SerdeInfo": {} },
    });
    ok(&sandbox, "CreateTable", json!({ "DatabaseName": "default", "TableInput": input })).await;
    assert_eq!(rows(&sandbox, "SELECT n, s FROM eight").await, [["8", "x"]]);
    let listed = ok(&sandbox, "GetTables", json!({ "DatabaseName": "default", "Expression": "e.*" })).await;
    assert_eq!(listed["TableList"][0]["ViewOriginalText"], input["ViewOriginalText"]);
    let searched = ok(&sandbox, "SearchTables", json!({ "SearchText": "EIGH" })).await;
    assert_eq!(searched["TableList"].as_array().map(Vec::len), Some(1));
    let gone = json!({ "DatabaseName": "default", "TablesToDelete": ["seven", "eight", "nine"] });
    let errors = ok(&sandbox, "BatchDeleteTable", gone).await["Errors"].clone();
    assert_eq!((errors.as_array().map(Vec::len), &errors[0]["TableName"]), (Some(1), &json!("nine")));
}

#[tokio::test]
async fn the_catalog_outlives_the_sandbox() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || start_with(Sandbox::builder().state_dir(folder.path()));
    let sandbox = open().await;
    with_table(&sandbox).await;
    let mut next = csv_table("sales");
    next["Description"] = "second".into();
    ok(&sandbox, "UpdateTable", json!({ "DatabaseName": "default", "TableInput": next })).await;
    ok(&sandbox, "CreateDatabase", json!({ "DatabaseInput": { "Name": "shop", "LocationUri": "s3://a/b/" } })).await;
    let requests = [
        ("GetTableVersions", json!({ "DatabaseName": "default", "TableName": "sales" })),
        ("GetPartitions", json!({ "DatabaseName": "default", "TableName": "sales" })),
        ("GetTable", json!({ "DatabaseName": "default", "Name": "sales" })),
        ("GetDatabase", json!({ "Name": "shop" })),
    ];
    let mut before = Vec::new();
    for (operation, request) in &requests {
        before.push(ok(&sandbox, operation, request.clone()).await);
    }
    sandbox.shutdown().await;
    let sandbox = open().await;
    for ((operation, request), before) in requests.iter().zip(&before) {
        assert_eq!(ok(&sandbox, operation, request.clone()).await, *before, "{operation}");
    }
}
