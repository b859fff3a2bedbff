//! GetQueryResults and result objects

use athena_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::client::{call, invalid, refused, run, start_sandbox};

const ROWS_2500: &str = "SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n)";
const ROWS_999: &str = "SELECT n FROM UNNEST(sequence(1, 999)) AS t(n)";

/// All pages: rows as lists of cells.
async fn pages(sandbox: &Sandbox, id: &str, max: Option<u64>) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut request = json!({ "QueryExecutionId": id });
    if let Some(max) = max {
        request["MaxResults"] = max.into();
    }
    loop {
        let body = call(sandbox, "GetQueryResults", request.clone()).await;
        let rows = body["ResultSet"]["Rows"].as_array().expect("rows").clone();
        assert_eq!(body["ResultSet"]["ResultRows"].as_array().expect("rows").len(), rows.len());
        pages.push(rows);
        match body.get("NextToken") {
            None => return pages,
            Some(token) => {
                assert_ne!(token, "");
                request["NextToken"] = token.clone();
            }
        }
    }
}

fn cell(row: &Value) -> &str {
    row["Data"][0]["VarCharValue"].as_str().expect("a value")
}

#[tokio::test]
async fn the_header_counts_as_a_row_of_the_first_page() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, ROWS_2500).await;
    let pages = pages(&sandbox, &id, None).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1000, 501]);
    assert_eq!(cell(&pages[0][0]), "n");
    let numbers: Vec<u32> = pages.iter().flatten().skip(1).map(|row| cell(row).parse().expect("a number")).collect();
    assert_eq!(numbers, (1..=2500).collect::<Vec<u32>>());
}

#[tokio::test]
async fn a_full_page_always_promises_another() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, ROWS_999).await;
    let pages = pages(&sandbox, &id, None).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1000, 0]);
}

#[tokio::test]
async fn pages_may_be_small_and_read_again() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let pages = pages(&sandbox, &id, Some(1)).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1, 0]);
    assert_eq!(cell(&pages[1][0]), "1");
    let first = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id, "MaxResults": 1 })).await;
    let again = json!({ "QueryExecutionId": id, "MaxResults": 1, "NextToken": first["NextToken"] });
    let one = call(&sandbox, "GetQueryResults", again.clone()).await;
    assert_eq!(one, call(&sandbox, "GetQueryResults", again).await);
}

#[tokio::test]
async fn null_has_no_value_and_columns_are_sent_twice() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 'it''s' AS a, 'a\"b' AS b, NULL AS c, '' AS d").await;
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    let set = &body["ResultSet"];
    let expected = json!([{ "VarCharValue": "it's" }, { "VarCharValue": "a\"b" }, {}, { "VarCharValue": "" }]);
    assert_eq!(set["Rows"][1]["Data"], expected);
    assert_eq!(set["ResultRows"][1]["Data"], json!(["it's", "a\"b", null, ""]));
    assert_eq!(set["ColumnInfos"], set["ResultSetMetadata"]["ColumnInfo"]);
    let column = &set["ColumnInfos"][1];
    assert_eq!(column["Name"], "b");
    assert_eq!(column["Label"], "b");
    assert_eq!(column["CatalogName"], "hive");
    assert_eq!(column["SchemaName"], "");
    assert_eq!(column["TableName"], "");
    assert_eq!(column["Nullable"], "UNKNOWN");
    assert_eq!(body["UpdateCount"], 0);
}

#[tokio::test]
async fn the_csv_has_athenas_form() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 'it''s' AS a, 'a\"b' AS b, NULL AS c, '' AS d").await;
    let csv = sandbox.storage().object("sandbox-results", &format!("{id}.csv")).expect("there");
    assert_eq!(String::from_utf8_lossy(&csv), "\"a\",\"b\",\"c\",\"d\"\n\"it's\",\"a\"\"b\",,\"\"\n");
    let metadata = sandbox.storage().object("sandbox-results", &format!("{id}.csv.metadata")).expect("there");
    assert_eq!(&metadata[..2], [0x0A, 36]);
    assert_eq!(&metadata[2..38], id.as_bytes());
}

#[tokio::test]
async fn utility_statements_write_plain_text() {
    let sandbox = start_sandbox().await;
    let (id, execution) = run(&sandbox, "SHOW DATABASES").await;
    assert_eq!(execution["StatementType"], "UTILITY");
    assert_eq!(execution["ResultConfiguration"]["OutputLocation"], format!("s3://sandbox-results/{id}.txt"));
    let text = sandbox.storage().object("sandbox-results", &format!("{id}.txt")).expect("there");
    let text = String::from_utf8(text).expect("UTF-8");
    assert!(!text.ends_with('\n'));
    let body = call(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id })).await;
    let rows: Vec<&str> = body["ResultSet"]["Rows"].as_array().expect("rows").iter().map(cell).collect();
    assert_eq!(rows.join("\n"), text);
    assert!(rows.contains(&"default"), "no header row, and the databases: {rows:?}");
}

#[tokio::test]
async fn a_missing_result_is_refused() {
    let sandbox = start_sandbox().await;
    let (failed, _) = run(&sandbox, "SELECT 1/0").await;
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": failed })).await;
    let expected = "Query did not finish successfully. Final query state: FAILED";
    assert_eq!(error, invalid("INVALID_QUERY_EXECUTION_STATE", expected));

    sandbox.faults().inject(athena_sandbox::Fault::hang_query());
    let hanging = crate::client::start(&sandbox, "SELECT 1").await;
    crate::client::wait_for_state(&sandbox, &hanging, athena_sandbox::QueryState::Running).await;
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": hanging })).await;
    let expected = "Query has not yet finished. Current state: RUNNING";
    assert_eq!(error, invalid("INVALID_QUERY_EXECUTION_STATE", expected));

    call(&sandbox, "StopQueryExecution", json!({ "QueryExecutionId": hanging })).await;
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": hanging })).await;
    assert_eq!(error, invalid("RESULT_NOT_FOUND", "Could not find results"));
}

#[tokio::test]
async fn checks_are_made_in_the_order_of_the_service() {
    let sandbox = start_sandbox().await;
    let (id, _) = run(&sandbox, "SELECT 1").await;
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": "nobody", "MaxResults": 1001 })).await;
    assert_eq!(error, invalid("QUERY_EXECUTION_NOT_FOUND", "QueryExecution nobody was not found"));
    let request = json!({ "QueryExecutionId": id, "MaxResults": 1001, "NextToken": "x" });
    let error = refused(&sandbox, "GetQueryResults", request).await;
    assert_eq!(error, invalid("INVALID_INPUT", "MaxResults is more than maximum allowed length 1000"));
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id, "NextToken": "x" })).await;
    assert_eq!(error, invalid("INVALID_INPUT", "Malformed nextPageToken x"));
    let error = refused(&sandbox, "GetQueryResults", json!({ "QueryExecutionId": id, "MaxResults": 0 })).await;
    let expected = "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must \
                    have value greater than or equal to 1";
    assert_eq!(error, invalid("INVALID_INPUT", expected));
}
