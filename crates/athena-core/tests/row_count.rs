//! Option `verify_rows`, against a scripted Athena in paused time

use std::sync::Arc;
use std::time::Duration;

use athena_core::driver::Session;
use athena_core::options::{ClientOptions, ConnectOptions};
use athena_core::testing::{Pages, ScriptedAthena, ScriptedQuery};
use athena_core::{Connection, Error, ErrorKind, Result};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

fn connection(athena: &ScriptedAthena, verify_rows: bool) -> Connection<Pages> {
    let client = ClientOptions::new().with_verify_rows(verify_rows);
    let session = Session::builder(Arc::new(athena.clone())).options(ConnectOptions::new().with_client(client)).build();
    Connection::new(session.expect("inside a runtime"), ())
}

fn three_rows() -> ScriptedQuery {
    ScriptedQuery::new().rows(&[("n", "bigint")], vec![vec![Some("1")], vec![Some("2")], vec![Some("3")]])
}

/// The number of rows of a query with the option, and the number of calls that it took to verify them.
async fn fetch(query: ScriptedQuery) -> (Result<usize>, usize) {
    let athena = ScriptedAthena::new();
    athena.push(query);
    let mut cursor = connection(&athena, true).cursor();
    let fetched = async {
        cursor.execute("SELECT n FROM t").await?;
        let rows = cursor.fetch_all().await?.len();
        assert_eq!(cursor.next_batch().await?.map(drop), None);
        Ok(rows)
    };
    (fetched.await, athena.count("GetQueryRuntimeStatistics"))
}

#[tokio::test(start_paused = true)]
async fn rows_that_the_service_has_counted_are_compared_once() {
    let (rows, calls) = fetch(three_rows().output_rows(3, Duration::ZERO)).await;
    assert_eq!((rows.expect("match"), calls), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn another_number_of_rows_is_an_error_with_both() {
    for counted in [2, 4] {
        let (rows, _) = fetch(three_rows().output_rows(counted, Duration::ZERO)).await;
        let error = rows.expect_err("the numbers differ");
        assert_eq!((error.kind(), error.query_id()), (ErrorKind::Unexpected, Some("query-0")));
        let text = error.to_string();
        assert!(text.contains("3 rows were delivered") && text.contains(&format!("returned {counted} rows")), "{text}");
        assert!(text.contains("verify_rows"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_number_that_comes_late_is_waited_for_within_a_bound() {
    let (rows, calls) = fetch(three_rows().output_rows(4, 5 * SECOND)).await;
    assert_eq!(rows.expect_err("the numbers differ").kind(), ErrorKind::Unexpected);
    assert!((3..12).contains(&calls), "{calls}");
    let began = Instant::now();
    let (rows, _) = fetch(three_rows()).await;
    assert_eq!(rows.expect("there is no number"), 3);
    assert!((8 * SECOND..12 * SECOND).contains(&began.elapsed()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_reused_result_is_not_waited_for() {
    let began = Instant::now();
    let (rows, calls) = fetch(three_rows().reused()).await;
    assert_eq!((rows.expect("there is no number"), calls), (3, 1));
    assert!(began.elapsed() < SECOND, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn statements_that_return_no_rows_of_their_own_are_not_compared() {
    for kind in ["INSERT", "EXPLAIN", "SHOW_TABLES", "UNLOAD"] {
        let (rows, calls) = fetch(three_rows().substatement(kind, Some(1)).output_rows(1, Duration::ZERO)).await;
        assert_eq!((rows.expect("runs"), calls), (3, 0), "{kind}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_without_the_option() {
    let athena = ScriptedAthena::new();
    athena.push(three_rows().output_rows(4, Duration::ZERO));
    let mut cursor = connection(&athena, false).cursor();
    cursor.execute("SELECT n FROM t").await.expect("runs");
    assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 3);
    assert_eq!(athena.count("GetQueryRuntimeStatistics"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_denied_or_hangs_is_an_error() {
    let athena = ScriptedAthena::new();
    athena.push(three_rows());
    athena.fail_next("GetQueryRuntimeStatistics", Error::new(ErrorKind::PermissionDenied, "not authorized"));
    let mut cursor = connection(&athena, true).cursor();
    cursor.execute("SELECT n FROM t").await.expect("runs");
    let error = cursor.fetch_all().await.expect_err("cannot be compared");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::PermissionDenied, Some("query-0")));
    assert!(error.to_string().contains("verify_rows"), "{error}");

    athena.push(three_rows());
    athena.set_latency("GetQueryRuntimeStatistics", 1000 * SECOND);
    let began = Instant::now();
    cursor.execute("SELECT n FROM t").await.expect("runs");
    assert_eq!(cursor.fetch_all().await.expect_err("cannot be compared").kind(), ErrorKind::TimedOut);
    assert!(began.elapsed() <= 31 * SECOND, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_comparison_that_was_dropped_is_made_by_the_next_call() {
    let athena = ScriptedAthena::new();
    athena.push(three_rows().output_rows(4, 5 * SECOND));
    let mut cursor = connection(&athena, true).cursor();
    cursor.execute("SELECT n FROM t").await.expect("runs");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    tokio::time::timeout(SECOND, cursor.next_batch()).await.expect_err("waits for the number");
    assert_eq!(cursor.next_batch().await.expect_err("the numbers differ").kind(), ErrorKind::Unexpected);
}
