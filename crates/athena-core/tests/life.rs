//! The life of a query, against a scripted Athena in paused time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use athena_core::driver::{QueryRunner, Session};
use athena_core::options::{ClientOptions, ConnectOptions, QueryDefaults, S3Uri};
use athena_core::query::{ClientRequestToken, ResultReuse};
use athena_core::testing::{ScriptedAthena, ScriptedQuery};
use athena_core::{DbApiClass, Error, ErrorKind, QueryState, Retry, Statement, StatementOptions};
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);

fn connect(athena: &ScriptedAthena, execution: ClientOptions) -> Session {
    let options = ConnectOptions::new().with_client(execution);
    Session::builder(Arc::new(athena.clone())).options(options).build().expect("inside a runtime")
}

fn runner(athena: &ScriptedAthena) -> QueryRunner {
    QueryRunner::new(&connect(athena, ClientOptions::new()), "test")
}

fn lasting(time: Duration) -> ScriptedQuery {
    ScriptedQuery::new().ends_after(time)
}

/// Lets tasks that were left with the runtime run.
async fn settle() {
    sleep(Duration::from_millis(1)).await;
}

#[tokio::test(start_paused = true)]
async fn notices_the_end_within_an_eighth_of_the_time_taken() {
    for millis in [200, 700, 1300, 10_000] {
        let athena = ScriptedAthena::new();
        athena.push(lasting(Duration::from_millis(millis)));
        let started = Instant::now();
        let query = runner(&athena).run(&"SELECT 1".into()).await.expect("succeeds");
        assert_eq!(query.state, QueryState::Succeeded);
        let taken = started.elapsed().as_secs_f64() * 1000.0;
        let expected = f64::from(u32::try_from(millis).expect("small"));
        assert!(taken >= expected && taken <= expected * 1.16 + 30.0, "{taken} ms for a query of {millis} ms");
    }
}

#[tokio::test(start_paused = true)]
async fn polls_at_a_fixed_pace_when_asked_to() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(10 * SECOND));
    let options = ClientOptions::new().with_poll_interval(Duration::from_secs(2));
    QueryRunner::new(&connect(&athena, options), "test").run(&"SELECT 1".into()).await.expect("succeeds");
    assert_eq!(athena.count("GetQueryExecution"), 5);
}

#[tokio::test(start_paused = true)]
async fn one_poller_asks_for_many_queries_in_one_call() {
    let athena = ScriptedAthena::new();
    let connection = connect(&athena, ClientOptions::new().with_pool_size(200_usize));
    let started = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..200 {
        athena.push(lasting(Duration::from_millis(300)));
        let mut runner = QueryRunner::new(&connection, "test");
        running.spawn(async move { runner.run(&"SELECT 1".into()).await.map(|query| query.state.clone()) });
    }
    let states = running.join_all().await;
    assert!(states.into_iter().all(|state| state.is_ok_and(|state| state == QueryState::Succeeded)));
    let elapsed = started.elapsed();
    assert!(elapsed < 4 * SECOND, "{elapsed:?}");
    // The quota of the batch call is 10 a second; 8 is the poller's own limit, after a burst of as many.
    let batches = athena.count("BatchGetQueryExecution");
    assert!(batches > 0 && batches as f64 <= 8.0 + 8.0 * elapsed.as_secs_f64(), "{batches} in {elapsed:?}");
    assert!(athena.count("GetQueryExecution") as f64 <= 80.0 + 80.0 * elapsed.as_secs_f64());
}

#[tokio::test(start_paused = true)]
async fn polls_one_by_one_where_the_batch_call_is_denied() {
    let athena = ScriptedAthena::new();
    athena.fail_next("BatchGetQueryExecution", Error::new(ErrorKind::PermissionDenied, "not authorized"));
    let connection = connect(&athena, ClientOptions::new());
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..6 {
        athena.push(lasting(SECOND));
        let mut runner = QueryRunner::new(&connection, "test");
        running.spawn(async move { runner.run(&"SELECT 1".into()).await.is_ok() });
    }
    assert_eq!(running.join_all().await, [true; 6]);
    assert_eq!(athena.count("BatchGetQueryExecution"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_run_stops_its_query() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    let mut runner = runner(&athena);
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("still running");
    settle().await;
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_run_dropped_while_it_starts_leaves_no_query_behind() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.set_latency("StartQueryExecution", 5 * SECOND);
    let mut runner = runner(&athena);
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("still starting");
    assert_eq!(athena.state(0), None);
    sleep(10 * SECOND).await;
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_run_dropped_with_its_answer_unread_leaves_no_query_behind() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    let mut runner = runner(&athena);
    let statement = Statement::new("SELECT 1");
    {
        let mut run = std::pin::pin!(runner.run(&statement));
        tokio::select! {
            biased;
            _ = &mut run => panic!("the answer cannot be there yet"),
            () = std::future::ready(()) => {}
        }
        settle().await;
        assert!(athena.state(0).is_some_and(|state| !state.is_terminal()));
    }
    settle().await;
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn close_waits_until_a_dropped_run_is_stopped() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.set_latency("StartQueryExecution", 5 * SECOND);
    athena.set_latency("StopQueryExecution", 5 * SECOND);
    let mut runner = runner(&athena);
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("still starting");
    runner.close().await.expect("closes");
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn kill_on_interrupt_off_lets_the_query_run() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(10 * SECOND));
    let connection = connect(&athena, ClientOptions::new().with_kill_on_interrupt(false));
    let mut runner = QueryRunner::new(&connection, "test");
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("still running");
    runner.close().await.expect("nothing to do");
    sleep(20 * SECOND).await;
    assert_eq!(athena.state(0), Some(QueryState::Succeeded));
    assert_eq!(athena.count("StopQueryExecution"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_query_over_its_time_is_stopped() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    let limit = StatementOptions::default().with_query_timeout(3 * SECOND);
    let mut runner = runner(&athena);
    let started = Instant::now();
    let error = runner.run(&Statement::new("SELECT 1").with_options(limit)).await.expect_err("takes too long");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::TimedOut, Some("query-0")));
    assert!(error.message().contains("`query_timeout`"), "{error}");
    assert_eq!(started.elapsed().as_secs(), 3);
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
    assert_eq!(athena.count("StopQueryExecution"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancel_handle_stops_the_current_query_and_follows_the_cursor() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.push(lasting(100 * SECOND));
    let mut runner = runner(&athena);
    let handle = runner.cancel_handle();
    let statement = Statement::new("SELECT 1");
    handle.cancel().await.expect("nothing runs");
    for position in 0..2 {
        let cancel = async {
            sleep(SECOND).await;
            assert_eq!(handle.query_id().map(|id| id.to_string()), Some(format!("query-{position}")));
            handle.cancel().await.expect("stops");
        };
        let (ended, ()) = tokio::join!(runner.run(&statement), cancel);
        let error = ended.expect_err("was cancelled");
        assert_eq!(error.kind(), ErrorKind::QueryCancelled);
        assert_eq!(runner.query().map(|query| query.state.clone()), Some(QueryState::Cancelled));
    }
    assert_eq!(handle.query_id(), None);
    assert_eq!(athena.count("StopQueryExecution"), 2);
}

#[tokio::test(start_paused = true)]
async fn a_cancel_before_the_id_is_known_counts() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.set_latency("StartQueryExecution", 5 * SECOND);
    let mut runner = runner(&athena);
    let handle = runner.cancel_handle();
    let cancel = async {
        sleep(SECOND).await;
        handle.cancel().await.expect("is noted");
    };
    let statement = Statement::new("SELECT 1");
    let (ended, ()) = tokio::join!(runner.run(&statement), cancel);
    assert_eq!(ended.expect_err("was cancelled").kind(), ErrorKind::QueryCancelled);
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_throttled_start_is_sent_again_with_the_same_token() {
    let athena = ScriptedAthena::new();
    for _ in 0..3 {
        let throttled = Error::new(ErrorKind::Throttled, "Rate exceeded").with_retry(Retry::Later);
        athena.fail_next("StartQueryExecution", throttled);
    }
    runner(&athena).run(&"SELECT 1".into()).await.expect("succeeds in the end");
    let calls = athena.calls();
    let tokens: Vec<_> = calls.iter().filter(|call| call.operation == "StartQueryExecution").collect();
    assert_eq!(tokens.len(), 4);
    assert!(tokens.windows(2).all(|pair| pair[0].about == pair[1].about));
    assert_eq!(athena.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_counted_over_all_clones() {
    let athena = ScriptedAthena::new();
    athena.fail_next("StartQueryExecution", Error::new(ErrorKind::Throttled, "Rate exceeded").with_retry(Retry::Later));
    let connection = connect(&athena, ClientOptions::new());
    QueryRunner::new(&connection.clone(), "test").run(&"SELECT 1".into()).await.expect("succeeds");
    let calls = connection.usage().calls();
    assert_eq!(calls.get("StartQueryExecution"), Some(&2));
    assert_eq!(calls.get("GetQueryExecution").copied(), Some(athena.count("GetQueryExecution") as u64));
    assert_eq!(connection.usage().object_bytes(), 0);
}

#[tokio::test(start_paused = true)]
async fn every_execution_has_a_token_of_its_own_and_a_failed_one_is_not_run_again() {
    let athena = ScriptedAthena::new();
    athena.push(ScriptedQuery::new().fails("TABLE_NOT_FOUND: line 1:15: no such table"));
    let mut runner = runner(&athena);
    let error = runner.run(&"SELECT 1".into()).await.expect_err("fails");
    assert_eq!((error.kind(), error.db_api_class()), (ErrorKind::QueryFailed, DbApiClass::OperationalError));
    assert_eq!(error.to_string(), "could not run query: TABLE_NOT_FOUND: line 1:15: no such table (query_id: query-0)");
    assert_eq!(error.query_failure().and_then(|failure| failure.reason.as_deref()), Some(error.message()));
    assert_eq!(runner.query().map(|query| query.state.clone()), Some(QueryState::Failed));
    assert_eq!(athena.requests().len(), 1);
    runner.run(&"SELECT 1".into()).await.expect("succeeds");
    let requests = athena.requests();
    assert_ne!(requests[0].token, requests[1].token);
}

#[tokio::test(start_paused = true)]
async fn queries_in_flight_are_limited_over_all_clones() {
    let athena = ScriptedAthena::new();
    for _ in 0..2 {
        athena.push(lasting(100 * SECOND));
    }
    let options = ClientOptions::new().with_pool_size(1_usize).with_pool_timeout(3 * SECOND);
    let connection = connect(&athena, options);
    let mut first = QueryRunner::new(&connection, "test");
    let mut second = QueryRunner::new(&connection.clone(), "test");
    let statement = Statement::new("SELECT 1");
    let (_, refused) = tokio::join!(timeout(10 * SECOND, first.run(&statement)), second.run(&statement));
    let error = refused.expect_err("no place");
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(error.message().contains("`pool_size`"), "{error}");
    // A cancel reaches a statement that waits for its turn, too.
    let handle = second.cancel_handle();
    let cancel = async {
        sleep(SECOND).await;
        handle.cancel().await.expect("is noted");
    };
    let busy = timeout(10 * SECOND, first.run(&statement));
    let (_, waiting, ()) = tokio::join!(busy, second.run(&statement), cancel);
    assert_eq!(waiting.expect_err("was cancelled").kind(), ErrorKind::QueryCancelled);
}

#[tokio::test(start_paused = true)]
async fn callbacks_are_told_the_id_and_every_look() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(5 * SECOND));
    let started = Arc::new(Mutex::new(Vec::new()));
    let polled = Arc::new(AtomicUsize::new(0));
    let (on_start, on_poll) = (Arc::clone(&started), Arc::clone(&polled));
    let connection = Session::builder(Arc::new(athena.clone()))
        .on_start(move |id| on_start.lock().expect("not poisoned").push(format!("all {id}")))
        .on_poll(move |_| {
            on_poll.fetch_add(1, Ordering::Relaxed);
        })
        .build()
        .expect("inside a runtime");
    let also = Arc::clone(&started);
    let options = StatementOptions::default()
        .with_on_start(move |id| also.lock().expect("not poisoned").push(format!("this {id}")));
    let mut runner = QueryRunner::new(&connection, "test");
    runner.run(&Statement::new("SELECT 1").with_options(options)).await.expect("succeeds");
    assert_eq!(*started.lock().expect("not poisoned"), ["all query-0", "this query-0"]);
    assert_eq!(polled.load(Ordering::Relaxed), athena.count("GetQueryExecution"));
}

#[tokio::test(start_paused = true)]
async fn the_statement_beats_the_defaults_of_the_connection() {
    let athena = ScriptedAthena::new();
    let uri: S3Uri = "s3://bucket/a".parse().expect("a location");
    let defaults = QueryDefaults::new()
        .with_work_group("etl")
        .with_schema_name("sales")
        .with_s3_staging_dir(uri)
        .with_result_reuse_enable(true);
    let connection = Session::builder(Arc::new(athena.clone()))
        .options(ConnectOptions::new().with_query(defaults))
        .build()
        .expect("inside a runtime");
    let mut runner = QueryRunner::new(&connection, "test");
    runner.run(&"SELECT 1".into()).await.expect("succeeds");
    let token = ClientRequestToken::new("a-token-of-the-callers-own-with-32-bytes");
    let options = StatementOptions::default()
        .with_work_group("adhoc")
        .with_catalog_name("other")
        .with_result_reuse(ResultReuse::disabled())
        .with_client_request_token(token.clone());
    runner.run(&Statement::new("SELECT ?").bind_next("a").with_options(options)).await.expect("succeeds");
    let [first, second] = athena.requests().try_into().expect("two requests");
    assert_eq!(first.work_group.as_deref(), Some("etl"));
    assert_eq!(first.output_location.as_deref(), Some("s3://bucket/a/"));
    assert_eq!(first.result_reuse, Some(ResultReuse::within_minutes(60)));
    assert_eq!((first.catalog.as_deref(), first.database.as_deref()), (Some("awsdatacatalog"), Some("sales")));
    assert_eq!((second.work_group.as_deref(), second.catalog.as_deref()), (Some("adhoc"), Some("other")));
    assert_eq!((second.result_reuse, &second.token), (Some(ResultReuse::disabled()), &token));
    assert_eq!(second.execution_parameters, ["'a'"]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_that_is_denied_ends_the_run_and_stops_the_query() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.fail_next("GetQueryExecution", Error::new(ErrorKind::PermissionDenied, "not authorized"));
    let error = runner(&athena).run(&"SELECT 1".into()).await.expect_err("denied");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::PermissionDenied, Some("query-0")));
    settle().await;
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

fn broken() -> Error {
    Error::new(ErrorKind::Io, "connection reset").with_retry(Retry::Later)
}

/// The next `count` calls of `operation` fail for a reason that may pass.
fn break_next(athena: &ScriptedAthena, operation: &'static str, count: usize) {
    (0..count).for_each(|_| athena.fail_next(operation, broken()));
}

#[tokio::test(start_paused = true)]
async fn a_broken_network_does_not_end_the_wait() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(60 * SECOND));
    // Several times the attempts of one call.
    break_next(&athena, "GetQueryExecution", 40);
    let query = runner(&athena).run(&"SELECT 1".into()).await.expect("succeeds when the network is back");
    assert_eq!(query.state, QueryState::Succeeded);
    assert_eq!((athena.count("StopQueryExecution"), athena.requests().len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn patience_ends_and_the_query_goes_on() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(3600 * SECOND));
    break_next(&athena, "GetQueryExecution", 10_000);
    let session = connect(&athena, ClientOptions::new().with_poll_patience(60 * SECOND));
    let mut runner = QueryRunner::new(&session, "test");
    let started = Instant::now();
    let error = runner.run(&"SELECT 1".into()).await.expect_err("no answer for a minute");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Io, Some("query-0")));
    assert!(error.message().contains("may still run") && error.message().contains("`poll_patience`"), "{error}");
    assert!((60..80).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    runner.close().await.expect("leaves the query alone");
    assert_eq!(athena.count("StopQueryExecution"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_final_poll_error_waits_for_the_stop_and_tells_its_outcome() {
    let denied = || Error::new(ErrorKind::PermissionDenied, "not authorized");
    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.fail_next("GetQueryExecution", denied());
    athena.set_latency("StopQueryExecution", SECOND);
    let error = runner(&athena).run(&"SELECT 1".into()).await.expect_err("denied");
    assert_eq!((error.kind(), error.context("stop")), (ErrorKind::PermissionDenied, Some("confirmed")));
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));

    let athena = ScriptedAthena::new();
    athena.push(lasting(100 * SECOND));
    athena.fail_next("GetQueryExecution", denied());
    athena.fail_next("StopQueryExecution", Error::new(ErrorKind::PermissionDenied, "no stop for you"));
    let error = runner(&athena).run(&"SELECT 1".into()).await.expect_err("denied");
    assert_eq!((error.context("stop"), error.context("stop_error")), (Some("refused"), Some("no stop for you")));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_is_honest_about_the_stop() {
    for (latency, refuse, word, text) in [
        (Duration::ZERO, false, "confirmed", "it was stopped"),
        (Duration::ZERO, true, "refused", "could not be stopped and may still run"),
        (100 * SECOND, false, "unanswered", "it may still run"),
    ] {
        let athena = ScriptedAthena::new();
        athena.push(lasting(1000 * SECOND));
        athena.set_latency("StopQueryExecution", latency);
        if refuse {
            athena.fail_next("StopQueryExecution", Error::new(ErrorKind::PermissionDenied, "not authorized"));
        }
        let session = connect(&athena, ClientOptions::new().with_query_timeout(5 * SECOND));
        let started = Instant::now();
        let error = QueryRunner::new(&session, "test").run(&"SELECT 1".into()).await.expect_err("takes too long");
        assert_eq!((error.kind(), error.context("stop")), (ErrorKind::TimedOut, Some(word)));
        assert!(error.message().contains(text), "{error}");
        assert!(started.elapsed() <= 8 * SECOND, "{word}: {:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn the_timeout_covers_the_start() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(1000 * SECOND));
    athena.set_latency("StartQueryExecution", 60 * SECOND);
    let session = connect(&athena, ClientOptions::new().with_query_timeout(5 * SECOND));
    let started = Instant::now();
    let error = QueryRunner::new(&session, "test").run(&"SELECT 1".into()).await.expect_err("takes too long");
    assert_eq!((error.kind(), started.elapsed().as_secs()), (ErrorKind::TimedOut, 5));
    let token = error.context("client_request_token").expect("names the token").to_owned();
    sleep(100 * SECOND).await;
    assert_eq!(athena.requests()[0].token.as_str(), token);
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_start_whose_answers_are_lost_is_found_by_its_token_and_stopped() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(1000 * SECOND));
    athena.lose_starts(8);
    let error = runner(&athena).run(&"SELECT 1".into()).await.expect_err("no answer came");
    assert_eq!(error.kind(), ErrorKind::Io);
    assert_eq!(error.context("client_request_token"), Some(athena.requests()[0].token.as_str()));
    assert!(error.context("hint").is_some_and(|hint| hint.contains("may have started")), "{error}");
    sleep(10 * SECOND).await;
    assert_eq!((athena.requests().len(), athena.state(0)), (1, Some(QueryState::Cancelled)));

    // Without `kill_on_interrupt` the query is left alone; a throttled start has not begun.
    let athena = ScriptedAthena::new();
    athena.lose_starts(8);
    let session = connect(&athena, ClientOptions::new().with_kill_on_interrupt(false));
    QueryRunner::new(&session, "test").run(&"SELECT 1".into()).await.expect_err("no answer came");
    sleep(10 * SECOND).await;
    assert_eq!((athena.count("StartQueryExecution"), athena.count("StopQueryExecution")), (8, 0));
    let athena = ScriptedAthena::new();
    let throttled = || Error::new(ErrorKind::Throttled, "Rate exceeded").with_retry(Retry::Later);
    (0..8).for_each(|_| athena.fail_next("StartQueryExecution", throttled()));
    let error = runner(&athena).run(&"SELECT 1".into()).await.expect_err("throttled for good");
    sleep(10 * SECOND).await;
    assert_eq!((error.context("client_request_token"), athena.count("StartQueryExecution")), (None, 8));
}

#[tokio::test(start_paused = true)]
async fn a_cancel_after_a_drop_waits_for_the_pending_stop() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(1000 * SECOND));
    athena.set_latency("StopQueryExecution", 3 * SECOND);
    let mut runner = runner(&athena);
    let handle = runner.cancel_handle();
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("is dropped while it runs");
    handle.cancel().await.expect("the stop is acknowledged");
    assert_eq!(athena.state(0), Some(QueryState::Cancelled));

    athena.push(lasting(1000 * SECOND));
    athena.fail_next("StopQueryExecution", Error::new(ErrorKind::PermissionDenied, "not authorized"));
    timeout(SECOND, runner.run(&"SELECT 1".into())).await.expect_err("is dropped while it runs");
    let error = handle.cancel().await.expect_err("the stop was refused");
    assert!(error.message().contains("not authorized"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_stops_what_runs_and_refuses_new_statements() {
    let athena = ScriptedAthena::new();
    (0..3).for_each(|_| athena.push(lasting(1000 * SECOND)));
    athena.set_latency("StopQueryExecution", 2 * SECOND);
    let session = connect(&athena, ClientOptions::new());
    let running = session.clone();
    let task = tokio::spawn(async move { QueryRunner::new(&running, "test").run(&"SELECT 1".into()).await });
    let aborted = session.clone();
    let abandoned = tokio::spawn(async move { QueryRunner::new(&aborted, "test").run(&"SELECT 2".into()).await });
    sleep(SECOND).await;
    abandoned.abort();
    session.clone().shutdown().await.expect("every stop is acknowledged");
    assert_eq!([athena.state(0), athena.state(1)], [Some(QueryState::Cancelled), Some(QueryState::Cancelled)]);
    assert_eq!(task.await.expect("ends").expect_err("was stopped").kind(), ErrorKind::QueryCancelled);
    let error = QueryRunner::new(&session, "test").run(&"SELECT 3".into()).await.expect_err("is shut down");
    assert_eq!(error.kind(), ErrorKind::InvalidState);
    assert_eq!(athena.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_batch_call_that_hangs_does_not_blind_the_poller() {
    let athena = ScriptedAthena::new();
    athena.set_latency("BatchGetQueryExecution", 10_000 * SECOND);
    let session = connect(&athena, ClientOptions::new());
    let started = Instant::now();
    let queries = (0..10).map(|_| {
        athena.push(lasting(2 * SECOND));
        let session = session.clone();
        tokio::spawn(async move { QueryRunner::new(&session, "test").run(&"SELECT 1".into()).await })
    });
    for query in queries.collect::<Vec<_>>() {
        query.await.expect("ends").expect("succeeds");
    }
    assert!(started.elapsed() <= 20 * SECOND, "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn no_duration_is_beyond_the_clock() {
    let athena = ScriptedAthena::new();
    athena.push(lasting(SECOND));
    let options = StatementOptions::new().with_query_timeout(Duration::MAX).with_poll_interval(Duration::MAX);
    let run = async {
        let mut runner = runner(&athena);
        runner.run(&Statement::new("SELECT 1").with_options(options)).await.map(|query| query.state.clone())
    };
    assert_eq!(timeout(200_000 * SECOND, run).await.expect("ends").expect("succeeds"), QueryState::Succeeded);
    for option in ["poll_interval", "query_timeout", "poll_patience", "connect_timeout", "pool_timeout"] {
        let mut map = athena_core::driver::option::OptionMap::from_iter([(option, "1e19")]);
        let error = ConnectOptions::from_options(&mut map, &|_| None).expect_err("is too long");
        assert!(error.message().contains("at most 31536000 seconds"), "{error}");
    }
}
