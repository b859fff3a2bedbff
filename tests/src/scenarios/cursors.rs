//! Cursors and connections.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};
use athena_sandbox::QueryState as RunState;
use awsathena::driver::Session;
use awsathena::driver::results::TextPage;
use awsathena::rest::Rest;
use awsathena::{Connection, ErrorKind, QueryState, Statement, StatementOptions, Value};

use super::stage::{ENDLESS, Stage, expect_error};
use crate::values::fetch_values;

super::scenarios! {
    "cursor":
    fetching_before_executing,
    empty_statement,
    null_as_a_scalar,
    statistics_and_description [Tpch],
    callback_with_the_query_id,
    callbacks_of_the_connection,
    batches_in_the_drivers_type,
    statement_in_another_database [Tpch],
    result_survives_the_connection,
    execution_parameters_reach_the_service [Sandbox],
    own_request_token_is_kept [Sandbox],
    attaches_to_a_query [Tpch],
    attached_query_goes_on_without_its_cursor [Sandbox],
}

const UNPOISONED: &str = "no thread panics while it holds the lock";

async fn fetching_before_executing(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    expect_error(cursor.next_batch().await, ErrorKind::InvalidState)?;
    ensure!(cursor.columns().is_empty() && cursor.query().is_none() && cursor.query_id().is_none(), "{cursor:?}");
    ensure!(cursor.update_count().is_none(), "nothing was updated");
    Ok(())
}

async fn empty_statement(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    for sql in ["", " ;\n", "-- a remark"] {
        expect_error(cursor.execute(sql).await, ErrorKind::InvalidStatement)?;
    }
    Ok(())
}

async fn null_as_a_scalar(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute("SELECT CAST(NULL AS bigint), 2").await?;
    ensure!(cursor.fetch_scalar::<Option<i64>>().await?.is_none(), "the scalar is not NULL");
    cursor.execute("SELECT CAST(NULL AS bigint), 2").await?;
    expect_error(cursor.fetch_scalar::<i64>().await, ErrorKind::Decode)?;
    Ok(())
}

async fn statistics_and_description(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    let before = SystemTime::now();
    cursor.execute("SELECT sum(l_quantity) AS q FROM tpch.lineitem").await?;
    let query = cursor.query().context("the cursor has no query")?;
    ensure!(query.state == QueryState::Succeeded, "state {}", query.state);
    ensure!(query.sql.contains("l_quantity"), "sql `{}`", query.sql);
    ensure!(
        query.output_location.as_deref().is_some_and(|place| place.ends_with(".csv")),
        "{:?}",
        query.output_location
    );
    let cost = &query.statistics;
    ensure!(cost.data_scanned_bytes.is_some_and(|bytes| bytes > 0), "scanned {:?}", cost.data_scanned_bytes);
    ensure!(cost.total_execution_time.is_some() && cost.engine_execution_time.is_some(), "{cost:?}");
    ensure!(cost.queue_time.is_some() && cost.planning_time.is_some(), "{cost:?}");
    ensure!(!cost.reused_previous_result, "{cost:?}");
    let submitted = query.submitted_at.context("the time of submission is missing")?;
    let completed = query.completed_at.context("the time of completion is missing")?;
    ensure!(submitted <= completed, "submitted {submitted:?}, completed {completed:?}");
    let apart = submitted.duration_since(before).or_else(|error| Ok::<_, anyhow::Error>(error.duration()))?;
    ensure!(apart.as_secs() < 30, "submitted {apart:?} away from now");
    Ok(())
}

async fn callback_with_the_query_id(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let options = StatementOptions::default().with_on_start(move |id| told.lock().expect(UNPOISONED).push(id.clone()));
    cursor.execute(Statement::new("SELECT 1").with_options(options)).await?;
    let id = cursor.query_id().context("the cursor has no query id")?;
    let seen = seen.lock().expect(UNPOISONED).clone();
    ensure!(seen == [id.clone()], "told of {seen:?}, the query is {id}");
    Ok(())
}

async fn callbacks_of_the_connection(stage: Stage) -> Result<()> {
    let plain = stage.connect(&[]).await?;
    let (starts, polls) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
    let (started, polled) = (Arc::clone(&starts), Arc::clone(&polls));
    let session = plain.session();
    let mut builder = Session::builder(Arc::clone(session.athena()))
        .options(plain.options().clone())
        .on_start(move |id| started.lock().expect(UNPOISONED).push(id.clone()))
        .on_poll(move |query| polled.lock().expect(UNPOISONED).push(query.state.clone()));
    if let Ok(objects) = session.objects() {
        builder = builder.objects(Arc::clone(objects));
    }
    let connection: Connection = Connection::new(builder.build()?, plain.driver_options().clone());
    let mut cursor = connection.cursor();
    cursor.execute("SELECT 1").await?;
    let id = cursor.query_id().context("the cursor has no query id")?;
    let starts = starts.lock().expect(UNPOISONED).clone();
    ensure!(starts == [id.clone()], "told of {starts:?}, the query is {id}");
    let polls = polls.lock().expect(UNPOISONED).clone();
    ensure!(polls.last() == Some(&QueryState::Succeeded), "the polls saw {polls:?}");
    ensure!(polls.iter().filter(|state| state.is_terminal()).count() == 1, "it polled after the end: {polls:?}");
    Ok(())
}

async fn batches_in_the_drivers_type(stage: Stage) -> Result<()> {
    let mut cursor = stage.connect(&[]).await?.cursor();
    cursor.execute("SELECT 1 AS a UNION ALL SELECT 2").await?;
    let batch = cursor.next_batch().await?.context("there is a batch")?;
    let count = batch.num_rows();
    let batch = batch.downcast::<String>().err().context("the batch is a string")?;
    ensure!(batch.num_rows() == count, "the batch has changed");
    if stage.driver.name() == "rest" {
        let page = batch.downcast::<TextPage>().ok().context("the batch is not of the driver's type")?;
        ensure!(page.num_rows() == 2, "the page has {} rows", page.num_rows());
        let mut native = cursor.downcast::<Rest>().ok().context("the cursor is not of the driver's type")?;
        ensure!(native.next_batch().await?.is_none(), "the cursor begins again");
    }
    Ok(())
}

async fn statement_in_another_database(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.cursor();
    let options = StatementOptions::default().with_schema_name("tpch");
    cursor.execute(Statement::new("SELECT count(*) FROM region").with_options(options)).await?;
    ensure!(cursor.fetch_scalar::<i64>().await? == 5, "there are five regions");
    let mut cursor = stage.connect(&[("schema_name", "tpch")]).await?.cursor();
    cursor.execute("SELECT count(*) FROM nation").await?;
    ensure!(cursor.fetch_scalar::<i64>().await? == 25, "there are 25 nations");
    Ok(())
}

async fn result_survives_the_connection(stage: Stage) -> Result<()> {
    let connection = stage.connect(&[]).await?;
    let mut cursor = connection.cursor();
    cursor.execute("SELECT 'still here'").await?;
    drop(connection);
    ensure!(fetch_values(&mut cursor).await? == [[Value::Varchar("still here".into())]], "the result is another one");
    Ok(())
}

async fn execution_parameters_reach_the_service(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let mut cursor = lab.connect(&[]).await?.cursor();
    let statement = Statement::new("SELECT ? AS a, ? AS b").bind_next("it's").bind_next(7);
    cursor.execute(statement).await?;
    let expected = vec![vec![Value::Varchar("it's".into()), Value::Integer(7)]];
    ensure!(fetch_values(&mut cursor).await? == expected, "the values are others");
    let query = lab.only_query()?;
    ensure!(query.sql == "SELECT ? AS a, ? AS b", "the statement was sent as `{}`", query.sql);
    ensure!(query.execution_parameters == ["'it''s'", "7"], "{:?}", query.execution_parameters);
    Ok(())
}

async fn own_request_token_is_kept(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[]).await?;
    let token = "a-job-that-may-be-restarted-0000000001";
    for _ in 0..2 {
        let options =
            StatementOptions::default().with_client_request_token(awsathena::query::ClientRequestToken::new(token));
        let mut cursor = connection.cursor();
        cursor.execute(Statement::new("SELECT 1").with_options(options)).await?;
        ensure!(cursor.fetch_scalar::<i32>().await? == 1, "the result is another one");
    }
    ensure!(lab.only_query()?.start_count == 2, "the token started two queries");
    Ok(())
}

/// Another cursor of the driver reads the result of a query, with UNLOAD and without.
async fn attaches_to_a_query(stage: Stage) -> Result<()> {
    for options in stage.ways() {
        let connection = stage.connect(&options).await?;
        let mut first = connection.cursor();
        first.execute("SELECT n_nationkey, n_name FROM tpch.nation").await?;
        let id = first.query_id().context("the query has an id")?;
        let mut second = stage.connect(&[]).await?.cursor();
        second.attach(id.clone()).await?;
        ensure!(second.query_id() == Some(id), "the cursor has the query {:?}", second.query_id());
        ensure!(
            second.result_path() == first.result_path(),
            "by {:?} and by {:?}",
            first.result_path(),
            second.result_path()
        );
        let rows = (fetch_values(&mut first).await?.len(), fetch_values(&mut second).await?.len());
        ensure!(rows == (25, 25), "{options:?}: {rows:?} rows");
    }
    let unknown = stage.connect(&[]).await?.cursor().attach("00000000-0000-0000-0000-000000000000").await;
    expect_error(unknown, ErrorKind::NotFound)?;
    Ok(())
}

/// A cursor that attached to a query leaves it running when it is closed; a cancel handle stops it.
async fn attached_query_goes_on_without_its_cursor(stage: Stage) -> Result<()> {
    let lab = stage.own_sandbox().await?;
    let connection = lab.connect(&[("kill_on_interrupt", "true")]).await?;
    let mut owner = connection.cursor();
    let running = tokio::spawn(async move { owner.execute(ENDLESS).await });
    let id = lab.until(RunState::Running, Duration::from_secs(20)).await?.id;
    let mut guest = connection.cursor();
    let attached = tokio::time::timeout(Duration::from_millis(300), guest.attach(id.as_str())).await;
    ensure!(attached.is_err(), "the query ended by itself");
    let handle = guest.cancel_handle();
    guest.close().await?;
    ensure!(lab.query(&id)?.state == RunState::Running, "the query is {}", lab.query(&id)?.state);
    handle.cancel().await?;
    let mut guest = connection.cursor();
    let handle = guest.cancel_handle();
    let attached = tokio::spawn(async move { guest.attach(id.as_str()).await });
    while handle.query_id().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    handle.cancel().await?;
    expect_error(attached.await?, ErrorKind::QueryCancelled)?;
    expect_error(running.await?, ErrorKind::QueryCancelled)?;
    Ok(())
}
