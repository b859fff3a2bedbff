//! Tests of the cursor over a scripted Athena.

mod dropping;

use athena_core::driver::testing::Harness;
use athena_core::driver::testing::extremes::driver_options_never_panic;
use athena_core::testing::ScriptedQuery;
use athena_core::{Error, ErrorKind, Phase, Value};

use crate::Rest;

fn three_rows() -> ScriptedQuery {
    let rows = vec![vec![Some("1"), Some("a")], vec![Some("2"), Some("")], vec![None, None]];
    ScriptedQuery::new().rows(&[("n", "integer"), ("s", "varchar")], rows)
}

#[tokio::test]
async fn rows_are_views_over_pages() {
    let harness = Harness::new();
    harness.athena.push(three_rows());
    let mut cursor = harness.cursor::<Rest>(&[("page_size", "3")]);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let mut found = Vec::new();
    let mut pages = 0;
    while let Some(page) = cursor.next_batch().await.expect("fetches") {
        pages += 1;
        for row in cursor.rows_of(page) {
            found.push((row.get::<Option<i32>>("N").expect("n"), row.get::<Option<String>>(1).expect("s")));
        }
    }
    assert_eq!(found, [(Some(1), Some("a".to_owned())), (Some(2), Some(String::new())), (None, None)]);
    // The header takes a place on the first page.
    assert_eq!(pages, 2);
    assert_eq!(cursor.update_count(), None);
}

#[tokio::test]
async fn rows_cross_the_borders_of_pages() {
    let harness = Harness::new();
    harness.athena.push(three_rows());
    let mut cursor = harness.cursor::<Rest>(&[("page_size", "2")]);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let mut rows = cursor.rows();
    let mut found = Vec::new();
    while let Some(row) = rows.next().await.expect("fetches") {
        found.push((row.number(), row.get::<Option<i32>>("n").expect("n")));
    }
    assert_eq!(found, [(0, Some(1)), (1, Some(2)), (2, None)]);
}

#[tokio::test]
async fn a_scalar_needs_no_more_than_the_first_row() {
    let harness = Harness::new();
    harness.athena.push(three_rows());
    let mut cursor = harness.cursor::<Rest>(&[]);
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let row = cursor.fetch_one().await.expect("has a row");
    assert_eq!(row.value(0).ok(), Some(Value::Integer(1)));
    harness.athena.push(three_rows());
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    assert_eq!(cursor.fetch_scalar::<i32>().await.ok(), Some(1));
}

#[tokio::test]
async fn fetching_without_a_result_is_an_error_before_and_after() {
    let harness = Harness::new();
    let mut cursor = harness.cursor::<Rest>(&[("page_size", "2")]);
    assert_eq!(cursor.next_batch().await.expect_err("nothing ran").kind(), ErrorKind::InvalidState);
    harness.athena.push(three_rows());
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    harness.athena.fail_next("GetQueryResults", Error::new(ErrorKind::Io, "connection reset"));
    cursor.next_batch().await.expect("the first page is there");
    assert_eq!(cursor.next_batch().await.expect_err("the second is not").kind(), ErrorKind::Io);
    assert_eq!(cursor.next_batch().await.expect_err("the result is over").kind(), ErrorKind::InvalidState);
    harness.athena.push(ScriptedQuery::new().fails("SYNTAX_ERROR"));
    cursor.execute("SELECT").await.expect_err("fails");
    assert!(cursor.columns().is_empty());
    assert_eq!(cursor.next_batch().await.expect_err("no result").kind(), ErrorKind::InvalidState);
    assert_eq!(cursor.query_id().map(|id| id.to_string()).as_deref(), Some("query-1"));
}

#[tokio::test]
async fn progress_counts_rows_and_no_bytes_of_objects() {
    let harness = Harness::new();
    harness.athena.push(three_rows());
    let mut cursor = harness.cursor::<Rest>(&[("page_size", "3")]);
    let progress = cursor.progress();
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    assert_eq!((progress.current().phase, progress.current().rows_fetched), (Phase::Fetching, 2));
    cursor.fetch_batches().await.expect("fetches");
    let last = progress.current();
    assert_eq!((last.phase, last.rows_fetched, last.rows_total), (Phase::Finished, 3, None));
    assert_eq!((last.bytes_fetched, last.bytes_total), (0, None));
}

#[tokio::test]
async fn no_value_of_an_option_panics() {
    driver_options_never_panic::<Rest>().await;
}
