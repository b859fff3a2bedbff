//! Results by pages, against a scripted Athena.

use std::sync::Arc;

use athena_core::driver::api::AthenaApi;
use athena_core::driver::api::StartQuery;
use athena_core::driver::results::ResultPages;
use athena_core::query::{QueryExecution, QueryId};
use athena_core::testing::{ScriptedAthena, ScriptedQuery};
use athena_core::{Error, ErrorKind, Value};

async fn open(athena: &ScriptedAthena, script: ScriptedQuery, page_size: u16) -> ResultPages {
    athena.push(script);
    let id: QueryId = athena.start_query_execution(&StartQuery::new("SELECT 1")).await.expect("starts");
    let query: QueryExecution = athena.get_query_execution(&id).await.expect("is known");
    ResultPages::open(Arc::new(athena.clone()), &query, Some(page_size)).await.expect("opens")
}

async fn numbers(pages: &mut ResultPages) -> Vec<Vec<Option<String>>> {
    let mut all = Vec::new();
    while let Some(rows) = pages.next().await.expect("fetches") {
        assert!(rows.num_rows() > 0);
        all.push((0..rows.num_rows()).map(|row| rows.text(row, 0).expect("inside").map(str::to_owned)).collect());
    }
    all
}

fn select(rows: usize) -> ScriptedQuery {
    let cells: Vec<String> = (0..rows).map(|number| number.to_string()).collect();
    ScriptedQuery::new().rows(&[("n", "bigint")], cells.iter().map(|cell| vec![Some(cell.as_str())]).collect())
}

#[tokio::test]
async fn the_header_takes_a_place_on_the_first_page_and_every_row_comes_once() {
    for (rows, sizes) in [(0, vec![]), (1, vec![1]), (3, vec![3]), (4, vec![3, 1]), (9, vec![3, 4, 2])] {
        let athena = ScriptedAthena::new();
        let mut pages = open(&athena, select(rows), 4).await;
        let all = numbers(&mut pages).await;
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), sizes);
        let expected: Vec<_> = (0..rows).map(|number| Some(number.to_string())).collect();
        assert_eq!(all.concat(), expected);
        assert_eq!(pages.next().await.expect("still at the end"), None);
    }
}

#[tokio::test]
async fn pages_of_one_row_begin_with_the_header_alone() {
    let athena = ScriptedAthena::new();
    assert_eq!(numbers(&mut open(&athena, select(2), 1).await).await.len(), 2);
}

#[tokio::test]
async fn a_value_that_equals_its_columns_name_is_kept() {
    let athena = ScriptedAthena::new();
    let select = ScriptedQuery::new().rows(&[("n", "varchar")], vec![vec![Some("n")], vec![None], vec![Some("")]]);
    let all = numbers(&mut open(&athena, select, 1000).await).await.concat();
    assert_eq!(all, [Some("n".to_owned()), None, Some(String::new())]);
    let show = ScriptedQuery::new()
        .rows(&[("tab_name", "string")], vec![vec![Some("tab_name")]])
        .substatement("SHOW_TABLES", Some(0));
    assert_eq!(numbers(&mut open(&athena, show, 1000).await).await.concat(), [Some("tab_name".to_owned())]);
}

#[tokio::test]
async fn update_counts_belong_to_statements_that_change_rows() {
    let athena = ScriptedAthena::new();
    assert_eq!(open(&athena, select(1), 1000).await.info().update_count, None);
    let insert = ScriptedQuery::new().substatement("INSERT", Some(3));
    assert_eq!(open(&athena, insert, 1000).await.info().update_count, Some(3));
}

#[tokio::test]
async fn the_next_page_is_on_its_way_while_this_one_is_used() {
    let athena = ScriptedAthena::new();
    let mut pages = open(&athena, select(9), 4).await;
    tokio::task::yield_now().await;
    assert_eq!(athena.count("GetQueryResults"), 2);
    let first = pages.next().await.expect("fetches").expect("has rows");
    assert_eq!(first.value(2, 0).ok(), Some(Value::BigInt(2)));
    assert_eq!(athena.count("GetQueryResults"), 2);
}

#[tokio::test]
async fn a_page_that_fails_ends_the_result() {
    let athena = ScriptedAthena::new();
    let mut pages = open(&athena, select(9), 4).await;
    athena.fail_next("GetQueryResults", Error::new(ErrorKind::Io, "connection reset"));
    pages.next().await.expect("the first page is there").expect("has rows");
    let error = pages.next().await.expect_err("the second is not");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Io, Some("query-0")));
}

/// The service names the page of row 3 as the one after it, for ever.
#[tokio::test]
async fn a_page_token_that_comes_back_is_an_error() {
    let athena = ScriptedAthena::new();
    athena.repeat_page_from(3);
    let mut pages = open(&athena, select(100), 3).await;
    let mut rows = 0;
    let error = loop {
        match pages.next().await {
            Ok(Some(page)) => rows += page.num_rows(),
            Ok(None) => panic!("the pages never end"),
            Err(error) => break error,
        }
    };
    assert_eq!((error.kind(), rows < 10), (ErrorKind::Unexpected, true));
    assert_eq!(error.query_id(), Some("query-0"));
}
