//! Fuzz target of Athena's responses, compared with a plain reader of JSON

use athena_aws::Services;
use athena_core::driver::api::{GetQueryResults, ResultPage, StartQuery};
use athena_core::query::QueryId;
use athena_core::{ErrorKind, Result, Retry};
use serde_json::Value;

use super::service::{Response, call, check};

const STATUSES: [u16; 12] = [200, 200, 200, 400, 400, 401, 403, 404, 429, 500, 503, 302];

type Row = Vec<Option<String>>;

/// Reads a call, a status and the body of the response.
///
/// Only a response of success is an answer. A page has the rows that a plain reader finds in its JSON, in order, and
/// the same NULLs. A started query has an id, and an execution a state. A response of success that cannot be read is an
/// error that another attempt may avoid; one that lacks a member is another error.
pub fn responses(data: &[u8]) {
    let [selector, body @ ..] = data else { return };
    let status = STATUSES[usize::from(selector / 16) % STATUSES.len()];
    let headers = vec![("content-type", "application/x-amz-json-1.1".to_owned())];
    let response = Response { status, headers, body: body.to_vec() };
    let answered = call(response, async |services| match selector % 16 {
        0..4 => page(services, body).await,
        4..6 => start(services, body).await,
        6..8 => execution(services, body).await,
        selector => others(services, selector).await,
    });
    match answered {
        Ok(()) => assert_eq!(status, 200),
        Err(error) => {
            check(&error);
            if status == 200 {
                // The SDK could not read it, or it lacks what the call asks for.
                let damaged = (error.kind(), error.retry()) == (ErrorKind::Io, Retry::Later);
                assert!(damaged || error.kind() == ErrorKind::Unexpected, "{error}");
            }
        }
    }
}

async fn page(services: &Services, body: &[u8]) -> Result<()> {
    let request = GetQueryResults::first(QueryId::from("q-1"), None);
    let page = services.athena.get_query_results(&request).await?;
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        check_page(&page, &json);
    }
    Ok(())
}

fn check_page(page: &ResultPage, json: &Value) {
    let rows = json["ResultSet"]["Rows"].as_array().expect("a page has rows");
    let expected: Vec<Row> = rows.iter().map(row).collect();
    assert_eq!(page.rows, expected);
    let token = json["NextToken"].as_str().filter(|token| !token.is_empty());
    assert_eq!(page.next_token.as_deref(), token);
    let columns = json["ResultSet"]["ResultSetMetadata"]["ColumnInfo"].as_array();
    assert_eq!(page.columns.len(), columns.map_or(0, Vec::len));
    for (column, json) in page.columns.iter().zip(columns.into_iter().flatten()) {
        assert_eq!(column.name, json["Name"].as_str().unwrap_or_default());
        assert_eq!(column.type_name, json["Type"].as_str().unwrap_or_default());
    }
}

fn row(json: &Value) -> Row {
    let cells = json["Data"].as_array().into_iter().flatten();
    cells.map(|cell| cell["VarCharValue"].as_str().map(str::to_owned)).collect()
}

async fn start(services: &Services, body: &[u8]) -> Result<()> {
    let id = services.athena.start_query_execution(&StartQuery::new("SELECT 1")).await?;
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        assert_eq!(Some(id.as_str()), json["QueryExecutionId"].as_str());
    }
    Ok(())
}

async fn execution(services: &Services, body: &[u8]) -> Result<()> {
    let query = services.athena.get_query_execution(&QueryId::from("q-1")).await?;
    // What a driver asks of an execution
    let _ = (query.state.is_terminal(), query.is_free(), query.is_substatement("SELECT"), query.failure().code());
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        let json = &json["QueryExecution"];
        assert_eq!(Some(query.state.as_str()), json["Status"]["State"].as_str());
        assert_eq!(query.sql, json["Query"].as_str().unwrap_or_default());
        let reason = json["Status"]["StateChangeReason"].as_str();
        assert_eq!(query.failure().reason.as_deref(), reason);
    }
    Ok(())
}

async fn others(services: &Services, selector: u8) -> Result<()> {
    let catalog = &services.catalog;
    let (schema, table) = ("sales", "orders");
    match selector {
        8 => services.athena.batch_get_query_execution(&[QueryId::from("q-1")]).await.map(drop),
        9 => services.athena.list_query_executions(None, 50, None).await.map(|(_, token)| not_empty(token)),
        10 => services.athena.get_work_group("primary").await.map(drop),
        11 => catalog.list_data_catalogs(None).await.map(|(_, token)| not_empty(token)),
        12 => catalog.list_databases("c", None).await.map(|(_, token)| not_empty(token)),
        13 => catalog.list_table_metadata("c", schema, None, None).await.map(|(_, token)| not_empty(token)),
        14 => catalog.get_table_metadata("c", schema, table).await.map(drop),
        _ => services.athena.stop_query_execution(&QueryId::from("q-1")).await,
    }
}

/// An empty token would name the first page again.
fn not_empty(token: Option<String>) {
    assert_ne!(token.as_deref(), Some(""));
}
