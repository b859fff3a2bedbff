//! The cursor, over a scripted Athena.

use std::sync::Arc;

use athena_core::testing::{ScriptedAthena, ScriptedQuery};
use athena_core::{AsyncCursor, AsyncCursorExt, Connection, Error, ErrorKind, Value};

use crate::{Rest, RestCursor, RestOptions};

fn connect(athena: &ScriptedAthena) -> Connection {
    Connection::builder(Arc::new(athena.clone())).build().expect("inside a runtime")
}

fn three_rows() -> ScriptedQuery {
    let rows = vec![vec![Some("1"), Some("a")], vec![Some("2"), Some("")], vec![None, None]];
    ScriptedQuery::new().rows(&[("n", "integer"), ("s", "varchar")], rows)
}

#[tokio::test]
async fn rows_are_views_over_pages() {
    let athena = ScriptedAthena::new();
    athena.push(three_rows());
    let mut cursor = connect(&athena).cursor_with::<Rest>(RestOptions::new().with_page_size(3_u16));
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    let columns = cursor.columns().clone();
    let mut found = Vec::new();
    while let Some(page) = cursor.next_batch().await.expect("fetches") {
        for row in RestCursor::rows(&columns, &page) {
            found.push((row.get::<Option<i32>>("N").expect("n"), row.get::<Option<String>>(1).expect("s")));
        }
    }
    assert_eq!(found, [(Some(1), Some("a".to_owned())), (Some(2), Some(String::new())), (None, None)]);
    assert_eq!(cursor.update_count(), None);
}

#[tokio::test]
async fn a_scalar_needs_no_more_than_the_first_row() {
    let athena = ScriptedAthena::new();
    athena.push(three_rows());
    let mut cursor = connect(&athena).cursor::<Rest>();
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    assert_eq!(cursor.fetch_scalar().await.ok(), Some(Value::Integer(1)));
}

#[tokio::test]
async fn fetching_without_a_result_is_an_error_before_and_after() {
    let athena = ScriptedAthena::new();
    let mut cursor = connect(&athena).cursor_with::<Rest>(RestOptions::new().with_page_size(2_u16));
    assert_eq!(cursor.next_batch().await.expect_err("nothing ran").kind(), ErrorKind::InvalidState);
    athena.push(three_rows());
    cursor.execute("SELECT n, s FROM t").await.expect("succeeds");
    athena.fail_next("GetQueryResults", Error::new(ErrorKind::Io, "connection reset"));
    cursor.next_batch().await.expect("the first page is there");
    assert_eq!(cursor.next_batch().await.expect_err("the second is not").kind(), ErrorKind::Io);
    assert_eq!(cursor.next_batch().await.expect_err("the result is over").kind(), ErrorKind::InvalidState);
    athena.push(ScriptedQuery::new().fails("SYNTAX_ERROR"));
    cursor.execute("SELECT").await.expect_err("fails");
    assert!(cursor.columns().is_empty());
    assert_eq!(cursor.next_batch().await.expect_err("no result").kind(), ErrorKind::InvalidState);
    assert_eq!(cursor.query_id().map(|id| id.to_string()).as_deref(), Some("query-1"));
}
