//! Tables created by statements

use athena_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{call, refused, run, start_body, start_sandbox, start_with};

async fn succeeds(sandbox: &Sandbox, sql: &str) -> (String, Value) {
    let (id, execution) = run(sandbox, sql).await;
    assert_eq!(execution["Status"]["State"], "SUCCEEDED", "{sql}: {execution}");
    (id, execution)
}

async fn results(sandbox: &Sandbox, id: &str) -> Value {
    call(sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await
}

/// The cells of the rows, without the header.
async fn cells(sandbox: &Sandbox, sql: &str) -> Vec<Vec<Value>> {
    let (id, _) = succeeds(sandbox, sql).await;
    let page = results(sandbox, &id).await;
    let rows = page["ResultSet"]["Rows"].as_array().expect("rows").iter().skip(1);
    rows.map(|row| row["Data"].as_array().expect("cells").iter().map(|cell| cell["VarCharValue"].clone()).collect())
        .collect()
}

#[tokio::test]
async fn a_table_is_created_filled_and_shown() {
    let sandbox = start_sandbox().await;
    let (id, execution) = succeeds(
        &sandbox,
        "CREATE EXTERNAL TABLE t (a int COMMENT 'first', b string) COMMENT 'said' PARTITIONED BY (day date) \
         CLUSTERED BY (a) INTO 2 BUCKETS STORED AS PARQUET LOCATION 's3://sandbox-results/t/' TBLPROPERTIES ('k'='v')",
    )
    .await;
    assert_eq!((&execution["StatementType"], &execution["SubstatementType"]), (&"DDL".into(), &"CREATE_TABLE".into()));
    assert_eq!(sandbox.storage().object("sandbox-results", &format!("{id}.txt")), Some(Vec::new()));
    let insert = "INSERT INTO t VALUES (1, 'x', DATE '2020-01-01'), (2, NULL, DATE '2020-01-02')";
    let (id, execution) = succeeds(&sandbox, insert).await;
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/{id}"));
    let manifest = format!("s3://sandbox-results/{id}-manifest.csv");
    assert_eq!(execution["Statistics"]["DataManifestLocation"], manifest);
    let page = results(&sandbox, &id).await;
    assert_eq!(page["UpdateCount"], 2);
    assert_eq!(page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"][0]["Name"], "rows");
    let keys = sandbox.storage().keys("sandbox-results");
    assert!(keys.contains(&format!("{id}.metadata")) && !keys.contains(&id));
    let listed = sandbox.storage().object("sandbox-results", &format!("{id}-manifest.csv")).expect("a manifest");
    let listed = String::from_utf8(listed).expect("text");
    assert_eq!(listed.lines().count(), 2);
    assert!(listed.starts_with("s3://sandbox-results/t/day=2020-01-01/"));
    let rows = cells(&sandbox, "SELECT * FROM t ORDER BY a").await;
    assert_eq!(rows, [[json!("1"), json!("x"), json!("2020-01-01")], [json!("2"), Value::Null, json!("2020-01-02")]]);

    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "default", "TableName": "t" });
    let table = call(&sandbox, "GetTableMetadata", request).await["TableMetadata"].clone();
    assert_eq!(table["Columns"][0], json!({ "Name": "a", "Type": "int", "Comment": "first" }));
    assert_eq!(table["PartitionKeys"], json!([{ "Name": "day", "Type": "date" }]));
    assert_eq!(table["Parameters"]["location"], "s3://sandbox-results/t/");
    assert_eq!((&table["Parameters"]["comment"], &table["Parameters"]["k"]), (&"said".into(), &"v".into()));
    assert_eq!(table["TableType"], "EXTERNAL_TABLE");
    succeeds(&sandbox, "DROP TABLE t").await;
    assert_eq!(run(&sandbox, "SELECT * FROM t").await.1["Status"]["State"], "FAILED");
    let left = sandbox.storage().keys("sandbox-results");
    assert_eq!(left.iter().filter(|key| key.starts_with("t/")).count(), 2);
}

#[tokio::test]
async fn a_table_is_created_from_a_query() {
    let sandbox = start_sandbox().await;
    let sql = "CREATE TABLE c AS SELECT a, 'x' AS b FROM UNNEST(sequence(1, 1500)) AS t (a)";
    let (id, execution) = succeeds(&sandbox, sql).await;
    let expected = (&json!("DDL"), &json!("CREATE_TABLE_AS_SELECT"));
    assert_eq!((&execution["StatementType"], &execution["SubstatementType"]), expected);
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/tables/{id}"));
    assert_eq!(results(&sandbox, &id).await["UpdateCount"], 1500);
    let keys = sandbox.storage().keys("sandbox-results");
    let below = |start: String| keys.iter().filter(|key| key.starts_with(&start)).count();
    assert_eq!(below(format!("tables/{id}/")), 2);
    assert!(keys.contains(&format!("tables/{id}.metadata")) && keys.contains(&format!("tables/{id}-manifest.csv")));
    assert_eq!(cells(&sandbox, "SELECT count(*), sum(a) FROM c").await, [["1500", "1125750"]]);
    // A table in a bucket that does not exist fails, and so does a table whose name is taken.
    let (_, failed) = run(&sandbox, sql).await;
    let reason = "TABLE_ALREADY_EXISTS: line 1:1: Destination table 'awsdatacatalog.default.c' already exists";
    assert_eq!(failed["Status"]["StateChangeReason"], reason);
}

#[tokio::test]
async fn iceberg_leaves_its_own_result_objects() {
    let sandbox = start_sandbox().await;
    let create =
        "CREATE TABLE i (a int, b string) LOCATION 's3://sandbox-results/i/' TBLPROPERTIES ('table_type'='ICEBERG')";
    succeeds(&sandbox, create).await;
    let (insert, execution) = succeeds(&sandbox, "INSERT INTO i VALUES (1, 'x'), (2, 'y')").await;
    assert!(execution["Statistics"].get("DataManifestLocation").is_none());
    for (sql, count, kind) in [
        ("UPDATE i SET b = 'z' WHERE a = 2", 1, "UPDATE"),
        (
            "MERGE INTO i USING (VALUES (2), (3)) AS s (a) ON i.a = s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a)",
            1,
            "MERGE",
        ),
        ("DELETE FROM i WHERE a = 1", 1, "DELETE"),
    ] {
        let (id, execution) = succeeds(&sandbox, sql).await;
        assert_eq!(execution["SubstatementType"], kind);
        assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/{id}.csv"));
        assert_eq!(results(&sandbox, &id).await["UpdateCount"], count, "{sql}");
        let keys = sandbox.storage().keys("sandbox-results");
        assert!(keys.contains(&format!("{id}.csv.metadata")) && !keys.contains(&format!("{id}.csv")));
    }
    assert_eq!(
        cells(&sandbox, "SELECT a, b FROM i ORDER BY a").await,
        [[json!("2"), json!("z")], [json!("3"), Value::Null]]
    );
    assert!(sandbox.storage().object("sandbox-results", &format!("{insert}-manifest.csv")).is_none());
}

#[tokio::test]
async fn tables_outlive_a_restart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || start_with(Sandbox::builder().state_dir(folder.path()));
    let sandbox = open().await;
    for sql in [
        "CREATE EXTERNAL TABLE h (a int) PARTITIONED BY (p string) STORED AS PARQUET LOCATION 's3://sandbox-results/h/'",
        "INSERT INTO h VALUES (1, 'x')",
        "CREATE TABLE i (a int) LOCATION 's3://sandbox-results/i/' TBLPROPERTIES ('table_type'='ICEBERG')",
        "INSERT INTO i VALUES (1), (2)",
        "DELETE FROM i WHERE a = 1",
    ] {
        succeeds(&sandbox, sql).await;
    }
    let request = json!({ "CatalogName": "AwsDataCatalog", "DatabaseName": "default" });
    let before = call(&sandbox, "ListTableMetadata", request.clone()).await;
    sandbox.shutdown().await;
    let sandbox = open().await;
    assert_eq!(call(&sandbox, "ListTableMetadata", request).await, before);
    assert_eq!(cells(&sandbox, "SELECT * FROM h").await, [["1", "x"]]);
    assert_eq!(cells(&sandbox, "SELECT * FROM i").await, [["2"]]);
    assert_eq!(cells(&sandbox, "SELECT count(*) FROM h").await, [["1"]]);
}

#[tokio::test]
async fn enforced_groups_place_tables_by_themselves() {
    let sandbox = start_sandbox().await;
    let sql = "CREATE TABLE e WITH (external_location = 's3://sandbox-results/e/') AS SELECT 1 AS a";
    let mut body = start_body(&sandbox, sql);
    body["WorkGroup"] = "enforced".into();
    let error = refused(&sandbox, "StartQueryExecution", body).await;
    assert!(error["Message"].as_str().is_some_and(|message| message.contains("'external_location'")), "{error}");
    succeeds(&sandbox, sql).await;
    assert_eq!(cells(&sandbox, "SELECT * FROM e").await, [["1"]]);
}

#[tokio::test]
async fn rows_and_bytes_that_are_read_are_counted() {
    let sandbox = start_sandbox().await;
    sandbox.storage().put_object("sandbox-results", "n/a", "1\n2\n3\n").expect("an object");
    succeeds(&sandbox, "CREATE EXTERNAL TABLE n (a int) LOCATION 's3://sandbox-results/n/'").await;
    let (id, execution) = succeeds(&sandbox, "SELECT sum(a) FROM n WHERE a > 1").await;
    assert_eq!(execution["Statistics"]["DataScannedInBytes"], 6);
    let body = call(&sandbox, "GetQueryRuntimeStatistics", json!({ "QueryExecutionId": id })).await;
    let rows = &body["QueryRuntimeStatistics"]["Rows"];
    assert_eq!((&rows["InputRows"], &rows["InputBytes"], &rows["OutputRows"]), (&json!(3), &json!(6), &json!(1)));
}

#[tokio::test]
async fn iceberg_tables_are_maintained() {
    let sandbox = start_sandbox().await;
    let create = "CREATE TABLE i (a int) LOCATION 's3://sandbox-results/i/' TBLPROPERTIES ('table_type'='ICEBERG', \
                  'optimize_rewrite_data_file_threshold'='2', 'vacuum_max_snapshot_age_seconds'='0')";
    succeeds(&sandbox, create).await;
    for _ in 0..2 {
        succeeds(&sandbox, "INSERT INTO i VALUES (1)").await;
    }
    let (id, execution) = succeeds(&sandbox, "OPTIMIZE i REWRITE DATA USING BIN_PACK").await;
    assert_eq!((&execution["StatementType"], &execution["SubstatementType"]), (&"DDL".into(), &"OPTIMIZE".into()));
    assert_eq!(sandbox.storage().object("sandbox-results", &format!("{id}.txt")), Some(Vec::new()));
    let page = results(&sandbox, &id).await;
    assert_eq!((&page["ResultSet"]["Rows"], page.get("UpdateCount")), (&json!([]), None));
    let kinds = cells(&sandbox, "SELECT operation FROM \"i$snapshots\" ORDER BY committed_at").await;
    assert_eq!(kinds, [[json!("append")], [json!("append")], [json!("replace")]]);
    let first = cells(&sandbox, "SELECT snapshot_id FROM \"i$history\" ORDER BY made_current_at LIMIT 1").await;
    let travel = format!("SELECT count(*) FROM i FOR VERSION AS OF {}", first[0][0].as_str().expect("an id"));
    assert_eq!(cells(&sandbox, &travel).await, [[json!("1")]]);

    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let (id, execution) = succeeds(&sandbox, "VACUUM i").await;
    assert_eq!((&execution["StatementType"], &execution["SubstatementType"]), (&"DML".into(), &"VACUUM_TABLE".into()));
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/{id}.csv"));
    let keys = sandbox.storage().keys("sandbox-results");
    assert!(keys.contains(&format!("{id}.csv.metadata")) && !keys.contains(&format!("{id}.csv")));
    assert_eq!(keys.iter().filter(|key| key.starts_with("i/data/")).count(), 1);
    assert_eq!(run(&sandbox, &travel).await.1["Status"]["State"], "FAILED");
    assert_eq!(cells(&sandbox, "SELECT count(*) FROM i").await, [[json!("2")]]);
}
