//! Statements that run, and waits for them

use std::time::Duration;

use athena_core::driver::QueryRunner;
use athena_core::driver::api::{AthenaApi as _, StartQuery};
use athena_core::driver::testing::dropping::DropLab;
use athena_core::options::ClientOptions;
use athena_core::testing::{Pages, ScriptedQuery};
use athena_core::{Cursor, QueryId, QueryState};

use crate::connect;

crate::cases! {
    execute: "Cursor::execute";
    execute_that_waits_for_a_slot: "Cursor::execute";
    execute_after_lost_starts: "Cursor::execute";
    execute_until_the_timeout: "Cursor::execute";
    execute_without_kill_on_interrupt: "Cursor::execute";
    execute_many: "Cursor::execute_many";
    attach: "Cursor::attach";
    run: "driver::QueryRunner::run";
    attach_a_runner: "driver::QueryRunner::attach";
}

/// A query that never ends by itself.
fn endless() -> ScriptedQuery {
    ScriptedQuery::new().ends_after(Duration::from_secs(100 * 3600))
}

/// The cursor runs another statement and has its rows.
async fn runs_another(lab: &DropLab, cursor: &mut Cursor<Pages>) {
    lab.push_numbers(5..7);
    cursor.execute("SELECT n FROM u").await.expect("runs");
    assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 2);
}

async fn execute(lab: &DropLab) {
    let connection = connect(lab);
    let mut cursor = connection.cursor();
    lab.push_numbers(0..2);
    if let Some(ran) = lab.drop_here(cursor.execute("SELECT n FROM t")).await {
        ran.expect("runs");
        assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 2);
    }
    lab.nothing_runs().await;
    runs_another(lab, &mut cursor).await;
    lab.runs_on(&connection).await;
}

async fn execute_that_waits_for_a_slot(lab: &DropLab) {
    let connection = connect(lab);
    let (mut first, mut second) = (connection.cursor(), connection.cursor());
    let _progress = second.progress();
    (0..2).for_each(|_| lab.push_numbers(0..1));
    let running = tokio::spawn(async move { first.execute("SELECT 1").await });
    tokio::task::yield_now().await;
    lab.drop_here(second.execute("SELECT 2")).await.transpose().expect("runs");
    running.await.expect("ends").expect("runs");
    lab.nothing_runs_but(&[0]).await;
    lab.runs_on(&connection).await;
}

/// The driver sends a start eight times, then once more in the background, to stop what it may have started.
async fn execute_after_lost_starts(lab: &DropLab) {
    lab.set_step(Duration::from_secs(1));
    let client = ClientOptions::new().with_poll_interval(Duration::from_secs(1));
    let connection = lab.connection_with::<Pages>(client, &[]);
    lab.athena.push(ScriptedQuery::new().ends_after(Duration::from_secs(60)));
    lab.athena.lose_starts(8);
    if let Some(ran) = lab.drop_here(connection.cursor().execute("SELECT 1")).await {
        ran.expect_err("has no id");
    }
    lab.nothing_runs().await;
    assert!(lab.athena.requests().len() <= 1, "the statement ran twice");
    if !lab.athena.requests().is_empty() {
        lab.runs_on(&connection).await;
    }
}

async fn execute_until_the_timeout(lab: &DropLab) {
    let client = ClientOptions::new().with_query_timeout(Duration::from_millis(4));
    let connection = lab.connection_with::<Pages>(client, &[]);
    lab.athena.push(endless());
    let mut cursor = connection.cursor();
    if let Some(ran) = lab.drop_here(cursor.execute("SELECT 1")).await {
        ran.expect_err("does not end");
        assert_eq!(lab.athena.state(0), Some(QueryState::Cancelled));
    }
    lab.nothing_runs().await;
    if !lab.athena.requests().is_empty() {
        lab.runs_on(&connection).await;
    }
}

async fn execute_without_kill_on_interrupt(lab: &DropLab) {
    let connection = lab.connection_with::<Pages>(ClientOptions::new().with_kill_on_interrupt(false), &[]);
    lab.push_numbers(0..1);
    lab.drop_here(connection.cursor().execute("SELECT 1")).await.transpose().expect("runs");
    lab.nothing_was_stopped().await;
    lab.runs_on(&connection).await;
}

async fn execute_many(lab: &DropLab) {
    let connection = connect(lab);
    let mut cursor = connection.cursor();
    for _ in 0..3 {
        lab.athena.push(ScriptedQuery::new().ends_after(DropLab::QUERY_TIME).substatement("DELETE", Some(1)));
    }
    let deleting = cursor.execute_many("DELETE FROM t WHERE n = ?", [(1,), (2,), (3,)]);
    if let Some(ran) = lab.drop_here(Box::pin(deleting)).await {
        assert_eq!(ran.expect("runs"), Some(3));
    }
    lab.nothing_runs().await;
    cursor.execute("SELECT 1").await.expect("runs");
    lab.runs_on(&connection).await;
}

/// Starts a query that another program runs.
async fn started_elsewhere(lab: &DropLab) -> QueryId {
    lab.push_numbers(0..2);
    lab.athena.start_query_execution(&StartQuery::new("SELECT n FROM t")).await.expect("starts")
}

async fn attach(lab: &DropLab) {
    let connection = connect(lab);
    let id = started_elsewhere(lab).await;
    let mut cursor = connection.cursor();
    lab.drop_here(cursor.attach(id.clone())).await.transpose().expect("has succeeded");
    lab.nothing_was_stopped().await;
    cursor.attach(id).await.expect("has succeeded");
    assert_eq!(cursor.fetch_all().await.expect("fetches").len(), 2);
    lab.runs_on(&connection).await;
}

async fn run(lab: &DropLab) {
    let connection = connect(lab);
    let mut runner = QueryRunner::new(connection.session(), "test");
    lab.push_numbers(0..1);
    lab.drop_here(runner.run(&"SELECT 1".into())).await.transpose().expect("runs");
    lab.nothing_runs().await;
    runner.run(&"SELECT 1".into()).await.expect("runs");
    lab.runs_on(&connection).await;
}

async fn attach_a_runner(lab: &DropLab) {
    let connection = connect(lab);
    let id = started_elsewhere(lab).await;
    let mut runner = QueryRunner::new(connection.session(), "test");
    lab.drop_here(runner.attach(&id)).await.transpose().expect("has succeeded");
    lab.nothing_was_stopped().await;
    runner.attach(&id).await.expect("has succeeded");
}
