//! The client cache, against a scripted Athena in paused time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use athena_core::driver::api::ObjectSource as _;
use athena_core::driver::{QueryRunner, Session};
use athena_core::options::{ConnectOptions, QueryDefaults, S3Uri};
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::{Error, ErrorKind, Result, Statement, StatementOptions};

const RESULT: &str = "s3://bucket/out/result.csv";

struct Lab {
    athena: ScriptedAthena,
    objects: MemoryObjects,
    connection: Session,
}

fn lab(query: QueryDefaults) -> Lab {
    let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
    objects.put(RESULT, "a\n1\n");
    let connection = Session::builder(Arc::new(athena.clone()))
        .objects(Arc::new(objects.clone()))
        .options(ConnectOptions::new().with_query(query))
        .build()
        .expect("inside a runtime");
    Lab { athena, objects, connection }
}

impl Lab {
    fn push(&self, query: ScriptedQuery) {
        self.athena.push(query.output_location(RESULT));
    }

    /// Which execution gave the result, and how many have been started so far.
    async fn run(&self, statement: impl Into<Statement>) -> Result<(String, usize)> {
        let mut runner = QueryRunner::new(&self.connection, "test");
        let query = runner.run(&statement.into()).await?;
        Ok((query.id.to_string(), self.athena.count("StartQueryExecution")))
    }
}

fn cached(size: usize) -> StatementOptions {
    StatementOptions::new().with_cache_size(size)
}

#[track_caller]
fn is(found: &(String, usize), id: &str, starts: usize) {
    assert_eq!((found.0.as_str(), found.1), (id, starts));
}

#[tokio::test(start_paused = true)]
async fn an_equal_query_is_not_run_again() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    for _ in 0..4 {
        lab.push(ScriptedQuery::new());
    }
    let again = || Statement::new("SELECT :a").bind("a", 1).with_options(cached(10));
    is(&lab.run(again()).await?, "query-0", 1);
    is(&lab.run(again()).await?, "query-0", 1);
    is(&lab.run(Statement::new("SELECT :a").bind("a", 2).with_options(cached(10))).await?, "query-1", 2);
    is(&lab.run(again().with_options(StatementOptions::new())).await?, "query-2", 3);
    assert_eq!(lab.athena.count("ListQueryExecutions"), 3);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn options_of_the_connection_and_callbacks() -> Result<()> {
    let lab = lab(QueryDefaults::new().with_cache_size(5_usize));
    lab.push(ScriptedQuery::new());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (starts, polls) = (Arc::clone(&seen), Arc::clone(&seen));
    let options = StatementOptions::new()
        .with_on_start(move |id| starts.lock().expect("is whole").push(format!("start {id}")))
        .with_on_poll(move |query| polls.lock().expect("is whole").push(format!("poll {}", query.state)));
    lab.run("SELECT 1").await?;
    is(&lab.run(Statement::new("SELECT 1").with_options(options)).await?, "query-0", 1);
    assert_eq!(*seen.lock().expect("is whole"), ["start query-0", "poll SUCCEEDED"]);
    is(&lab.run(Statement::new("SELECT 1").with_options(cached(0))).await?, "query-1", 2);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn writes_and_parameters_of_the_service_are_run() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    for sql in ["INSERT INTO t VALUES (1)", "SHOW TABLES", "UNLOAD (SELECT 1) TO 's3://b/' WITH (format='PARQUET')"] {
        for _ in 0..2 {
            lab.run(Statement::new(sql).with_options(cached(10))).await?;
        }
    }
    for _ in 0..2 {
        lab.run(Statement::new("SELECT ?").bind_next(1).with_options(cached(10))).await?;
    }
    assert_eq!(lab.athena.count("StartQueryExecution"), 8);
    assert_eq!(lab.athena.count("ListQueryExecutions"), 0);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn what_must_be_equal() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    for _ in 0..9 {
        lab.push(ScriptedQuery::new());
    }
    let run = async |options: StatementOptions| lab.run(Statement::new("SELECT 1").with_options(options)).await;
    is(&run(cached(10)).await?, "query-0", 1);
    is(&run(cached(10).with_schema_name("other")).await?, "query-1", 2);
    is(&run(cached(10).with_catalog_name("other")).await?, "query-2", 3);
    is(&run(cached(10).with_catalog_name("AwsDataCatalog")).await?, "query-0", 3);
    is(&run(cached(10).with_work_group("other")).await?, "query-3", 4);
    let elsewhere: S3Uri = "s3://elsewhere/".parse().expect("is an address");
    is(&run(cached(10).with_s3_staging_dir(elsewhere)).await?, "query-4", 5);
    let there: S3Uri = "s3://bucket/out".parse().expect("is an address");
    is(&run(cached(10).with_s3_staging_dir(there)).await?, "query-4", 5);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn failed_ones_old_ones_and_lost_results_do_not_count() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    lab.push(ScriptedQuery::new().ran_ago(Duration::from_secs(3600)));
    lab.push(ScriptedQuery::new().fails("no"));
    lab.push(ScriptedQuery::new());
    lab.run("SELECT 1").await?;
    lab.run("SELECT 1").await.expect_err("fails");
    let within = |seconds| StatementOptions::new().with_cache_expiration_time(Duration::from_secs(seconds));
    let run = async |options: StatementOptions| lab.run(Statement::new("SELECT 1").with_options(options)).await;
    is(&run(within(7200)).await?, "query-0", 2);
    is(&run(within(60)).await?, "query-2", 3);
    is(&run(within(60)).await?, "query-2", 3);
    lab.objects.delete(&RESULT.parse().expect("is an address")).await?;
    is(&run(within(60)).await?, "query-3", 4);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn looks_back_as_far_as_asked() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    for number in 0..120 {
        lab.push(ScriptedQuery::new());
        lab.run(format!("SELECT {number}")).await?;
    }
    lab.push(ScriptedQuery::new());
    let first = |size| Statement::new("SELECT 0").with_options(cached(size));
    is(&lab.run(first(119)).await?, "query-120", 121);
    assert_eq!(lab.athena.count("ListQueryExecutions"), 3);
    is(&lab.run(Statement::new("SELECT 1").with_options(cached(121))).await?, "query-1", 121);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_search_that_fails_is_a_miss() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    lab.push(ScriptedQuery::new());
    lab.push(ScriptedQuery::new());
    lab.run("SELECT 1").await?;
    lab.athena.fail_next("BatchGetQueryExecution", Error::new(ErrorKind::PermissionDenied, "no"));
    is(&lab.run(Statement::new("SELECT 1").with_options(cached(5))).await?, "query-1", 2);
    Ok(())
}

/// A listing that names the same next page for ever.
#[tokio::test(start_paused = true)]
async fn a_list_that_repeats_is_a_miss() -> Result<()> {
    let lab = lab(QueryDefaults::new());
    lab.athena.repeat_lists();
    for number in 0..3 {
        lab.push(ScriptedQuery::new());
        lab.run(format!("SELECT {number}")).await?;
    }
    lab.push(ScriptedQuery::new());
    is(&lab.run(Statement::new("SELECT 'new'").with_options(cached(1_000_000))).await?, "query-3", 4);
    assert_eq!(lab.athena.count("ListQueryExecutions"), 2);
    Ok(())
}
