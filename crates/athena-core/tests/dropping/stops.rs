//! Requests to stop queries, and checks of the service

use std::time::Duration;

use athena_core::driver::QueryRunner;
use athena_core::driver::testing::dropping::DropLab;
use athena_core::options::ClientOptions;
use athena_core::testing::{Pages, ScriptedQuery};
use athena_core::{Connection, ErrorKind, Phase, QueryState, Result};
use futures_util::poll;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::connect;

crate::cases! {
    cancel: "CancelHandle::cancel";
    cancel_while_it_starts: "CancelHandle::cancel";
    cancel_and_drop_a_start: "CancelHandle::cancel", "Cursor::execute";
    cancel_and_drop_a_start_without_kill_on_interrupt: "CancelHandle::cancel", "Cursor::execute";
    close: "Cursor::close";
    close_while_it_starts: "Cursor::close";
    close_a_runner: "driver::QueryRunner::close";
    shutdown: "Connection::shutdown", "driver::Session::shutdown";
    shutdown_once: "Connection::shutdown", "driver::Session::shutdown";
    check: "Connection::check";
    changed: "ProgressWatch::changed";
}

/// A query that never ends by itself.
fn endless() -> ScriptedQuery {
    ScriptedQuery::new().ends_after(Duration::from_secs(100 * 3600))
}

/// Runs a query that never ends by itself, in a task.
fn running(lab: &DropLab, connection: &Connection<Pages>) -> (athena_core::CancelHandle, JoinHandle<Result<()>>) {
    lab.athena.push(endless());
    let mut cursor = connection.cursor();
    let handle = cursor.cancel_handle();
    (handle, tokio::spawn(async move { cursor.execute("SELECT 1").await }))
}

async fn cancel(lab: &DropLab) {
    let connection = connect(lab);
    let (handle, running) = running(lab, &connection);
    sleep(Duration::from_millis(3)).await;
    lab.drop_here(handle.cancel()).await.transpose().expect("is stopped");
    handle.cancel().await.expect("is stopped");
    let ran = running.await.expect("ends");
    assert_eq!(ran.expect_err("was cancelled").kind(), ErrorKind::QueryCancelled);
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn cancel_while_it_starts(lab: &DropLab) {
    let connection = connect(lab);
    let (handle, running) = running(lab, &connection);
    tokio::task::yield_now().await;
    lab.drop_here(handle.cancel()).await.transpose().expect("is stopped");
    handle.cancel().await.expect("is stopped");
    let ran = running.await.expect("ends");
    assert_eq!(ran.expect_err("was cancelled").kind(), ErrorKind::QueryCancelled);
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn cancel_and_drop_a_start(lab: &DropLab) {
    cancelled_start_is_stopped(lab, ClientOptions::new()).await;
}

async fn cancel_and_drop_a_start_without_kill_on_interrupt(lab: &DropLab) {
    cancelled_start_is_stopped(lab, ClientOptions::new().with_kill_on_interrupt(false)).await;
}

/// Who asks for a cancel while the start is sent gets it, whatever becomes of the execution after that.
async fn cancelled_start_is_stopped(lab: &DropLab, client: ClientOptions) {
    let connection = lab.connection_with::<Pages>(client, &[]);
    lab.athena.push(endless());
    let mut cursor = connection.cursor();
    let handle = cursor.cancel_handle();
    let mut execution = Box::pin(cursor.execute("SELECT 1"));
    assert!(poll!(&mut execution).is_pending());
    let mut cancel = Box::pin(handle.cancel());
    assert!(poll!(&mut cancel).is_pending());
    if let Some(ran) = lab.drop_here(execution).await {
        ran.expect_err("was cancelled");
    }
    cancel.await.expect("is stopped");
    assert!(lab.athena.state(0).is_none_or(|state| state == QueryState::Cancelled), "turn {}", lab.turn());
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn close(lab: &DropLab) {
    let connection = connect(lab);
    lab.athena.push(endless());
    let mut cursor = connection.cursor();
    timeout(Duration::from_millis(3), cursor.execute("SELECT 1")).await.expect_err("does not end");
    lab.drop_here(cursor.close()).await.transpose().expect("is closed");
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn close_while_it_starts(lab: &DropLab) {
    let connection = connect(lab);
    lab.athena.set_latency("StartQueryExecution", Duration::from_millis(3));
    lab.athena.push(endless());
    let mut cursor = connection.cursor();
    timeout(Duration::from_millis(1), cursor.execute("SELECT 1")).await.expect_err("does not end");
    lab.drop_here(cursor.close()).await.transpose().expect("is closed");
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn close_a_runner(lab: &DropLab) {
    let connection = connect(lab);
    lab.athena.push(endless());
    let mut runner = QueryRunner::new(connection.session(), "test");
    timeout(Duration::from_millis(3), runner.run(&"SELECT 1".into())).await.expect_err("does not end");
    lab.drop_here(runner.close()).await.transpose().expect("is closed");
    lab.nothing_runs().await;
    lab.runs_on(&connection).await;
}

async fn shutdown(lab: &DropLab) {
    let connection = connect(lab);
    let (_, first) = running(lab, &connection);
    // There is one slot, so this one waits for its turn.
    let (_, second) = running(lab, &connection);
    sleep(Duration::from_millis(3)).await;
    lab.drop_here(connection.shutdown()).await.transpose().expect("shuts down");
    connection.shutdown().await.expect("shuts down");
    for ran in [first, second] {
        let error = ran.await.expect("ends").expect_err("was stopped");
        assert_eq!(error.kind(), ErrorKind::QueryCancelled);
    }
    lab.nothing_runs().await;
    let refused = connection.cursor().execute("SELECT 1").await.expect_err("is refused");
    assert_eq!(refused.kind(), ErrorKind::InvalidState);
}

/// All stops are sent by the first poll.
async fn shutdown_once(lab: &DropLab) {
    let connection = connect(lab);
    let (_, first) = running(lab, &connection);
    let (_, second) = running(lab, &connection);
    sleep(Duration::from_millis(3)).await;
    lab.drop_here(connection.shutdown()).await.transpose().expect("shuts down");
    if lab.turn() == 0 {
        connection.shutdown().await.expect("shuts down");
    }
    for ran in [first, second] {
        let ran = timeout(Duration::from_secs(60), ran).await.expect("ends soon").expect("ends");
        assert_eq!(ran.expect_err("was stopped").kind(), ErrorKind::QueryCancelled);
    }
    lab.nothing_runs().await;
}

async fn check(lab: &DropLab) {
    let connection = connect(lab);
    lab.drop_here(connection.check()).await.transpose().expect("answers");
    connection.check().await.expect("answers");
}

async fn changed(lab: &DropLab) {
    let connection = connect(lab);
    lab.push_numbers(0..1);
    let mut cursor = connection.cursor();
    let mut progress = cursor.progress();
    let running = tokio::spawn(async move { cursor.execute("SELECT 1").await.map(|()| cursor) });
    let mut last = None;
    for _ in 0..4 {
        // The cursor has not gone yet.
        last = lab.drop_here(progress.changed()).await.flatten().or(last);
    }
    let cursor = running.await.expect("ends").expect("runs");
    drop(cursor);
    while let Some(change) = progress.changed().await {
        last = Some(change);
    }
    assert_eq!(last.map(|progress| progress.phase), Some(Phase::Fetching));
    lab.nothing_was_stopped().await;
}
