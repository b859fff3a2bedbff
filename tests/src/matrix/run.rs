//! One run of a row, with the promises that every case of the matrix keeps

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use athena_sandbox::QueryState;
use awsathena::query::ClientRequestToken;
use awsathena::{Connection, Cursor, Error, ErrorKind, Statement, StatementOptions, Value};

use crate::scenarios::{Lab, Stage};

use super::{After, Outcome, Rewrite, Row, Select, Way};

/// The longest time until a query that was stopped is CANCELLED in the service.
const SOON: Duration = Duration::from_secs(3);

/// The longest time for the shutdown of a connection whose calls are answered.
const SHUTDOWN: Duration = Duration::from_secs(15);

type Rows = Vec<(i64, String)>;

/// An error, of the result or of one of its values.
enum Failed {
    Result(Error),
    Value(Error),
}

/// Runs the row in every way that the driver has.
///
/// # Errors
/// The promise that was not kept.
pub(crate) async fn run(row: &'static Row, stage: Stage) -> Result<()> {
    for way in row.ways(stage.driver) {
        Box::pin(run_by(row, way, &stage)).await.with_context(|| format!("by {}", way.name()))?;
    }
    Ok(())
}

async fn run_by(row: &Row, way: Way, stage: &Stage) -> Result<()> {
    let expected = expected(row.select).await?;
    let lab = stage.own_sandbox().await?;
    let mut options =
        stage.offered(&[("block_size", "65536"), ("unload", if way == Way::Unload { "true" } else { "false" })]);
    if way == Way::Pages {
        options.extend([("work_group", "managed"), ("s3_staging_dir", "")]);
    }
    options.extend(row.options);
    let connection = lab.connect(&options).await?;
    if let Some(rewrite) = &row.rewrite {
        rewrite_result(rewrite, row.select, &lab, &connection).await?;
    }
    for fault in (row.faults)(way) {
        lab.sandbox.faults().inject(fault);
    }

    let mut cursor = connection.cursor();
    let begin = Instant::now();
    let ended = tokio::time::timeout(row.within, fetch(&mut cursor, row.select.statement())).await;
    let Ok(result) = ended else { bail!("there is no outcome after {:?}", row.within) };
    print_time(row, way, begin.elapsed());

    match (row.outcome, result) {
        (Outcome::Rows, Ok(rows)) => check_rows(&expected, &rows)?,
        (Outcome::Rows, Err(Failed::Result(error) | Failed::Value(error))) => {
            bail!("expected the rows, found {error:?}")
        }
        (Outcome::Error(kind, _), Ok(rows)) => bail!("expected {kind:?}, found {} rows without an error", rows.len()),
        (Outcome::Error(kind, after), Err(Failed::Result(error))) => {
            check_error(row, kind, &error)?;
            names_its_query(after, &error, &lab)?;
            no_more_rows(&mut cursor).await?;
        }
        // Some drivers decode values when they are asked for. The result itself is over by then, and the error names
        // the place of the value.
        (Outcome::Error(kind, _), Err(Failed::Value(error))) => {
            check_error(row, kind, &error)?;
            let placed = error.context("column").is_some() && error.context("row").is_some();
            ensure!(placed, "the error does not name the place of the value: {error:?}");
        }
    }
    occurred(row, &lab).await?;
    ran_once(row.outcome, &lab)?;
    drop(cursor);
    nothing_is_left(row, &connection, &lab).await
}

/// The statement of a first and of a second run, which is one query for the service.
impl Select {
    fn statement(self) -> Statement {
        let token = ClientRequestToken::new("a-statement-of-the-fault-matrix-00001");
        Statement::new(self.sql()).with_options(StatementOptions::default().with_client_request_token(token))
    }

    fn sql(self) -> String {
        match self {
            Self::Narrow => {
                "SELECT n, 'row ' || CAST(n * 7919 AS varchar) AS v FROM UNNEST(sequence(1, 3500)) AS t (n) \
                             ORDER BY n"
                    .to_owned()
            }
            Self::Wide => {
                let part = |part: i32| format!("to_hex(sha512(to_utf8('{part} ' || CAST(n AS varchar))))");
                let parts: Vec<String> = (0..16).map(part).collect();
                format!("SELECT n, {} AS v FROM UNNEST(sequence(1, 900)) AS t (n) ORDER BY n", parts.join(" || "))
            }
        }
    }
}

async fn fetch(cursor: &mut Cursor, statement: Statement) -> Result<Rows, Failed> {
    cursor.execute(statement).await.map_err(Failed::Result)?;
    let fetched = cursor.fetch_all().await.map_err(Failed::Result)?;
    let mut rows = fetched.iter().map(number_and_text).collect::<awsathena::Result<Rows>>().map_err(Failed::Value)?;
    // The files of an UNLOAD have no order.
    rows.sort_unstable();
    Ok(rows)
}

fn number_and_text(row: &awsathena::Row) -> awsathena::Result<(i64, String)> {
    Ok(match (row.value(0)?, row.value(1)?) {
        (Value::BigInt(number), Value::Varchar(text)) => (number, text.into_owned()),
        (number, text) => (i64::MIN, format!("{number:?} {text:?}")),
    })
}

async fn undisturbed(cursor: &mut Cursor, statement: Statement) -> Result<Rows> {
    fetch(cursor, statement).await.map_err(|failed| match failed {
        Failed::Result(error) | Failed::Value(error) => error.into(),
    })
}

/// The rows of the statement, from a sandbox without faults. They are the same for all rows and drivers.
async fn expected(select: Select) -> Result<Rows> {
    static KNOWN: Mutex<BTreeMap<bool, Rows>> = Mutex::new(BTreeMap::new());
    let wide = select == Select::Wide;
    if let Some(rows) = KNOWN.lock().expect("nothing panics under the lock").get(&wide) {
        return Ok(rows.clone());
    }
    let sandbox = athena_sandbox::Sandbox::builder().start().await.context("starting a sandbox")?;
    let connection = crate::endpoint::connect(&sandbox.url("awsathena+rest")).await?;
    let rows = undisturbed(&mut connection.cursor(), Statement::new(select.sql())).await?;
    let (count, length) = if wide { (900, 2048) } else { (3500, 8) };
    ensure!(rows.len() == count && rows.iter().all(|(_, text)| text.len() >= length), "the statement is another one");
    KNOWN.lock().expect("nothing panics under the lock").insert(wide, rows.clone());
    Ok(rows)
}

/// Runs the statement, and changes its result before it is read again.
async fn rewrite_result(rewrite: &Rewrite, select: Select, lab: &Lab, connection: &Connection) -> Result<()> {
    let mut cursor = connection.cursor();
    undisturbed(&mut cursor, select.statement()).await.context("reading the result before it is changed")?;
    drop(cursor);
    let storage = lab.sandbox.storage();
    let bucket = "sandbox-results";
    let key = storage.keys(bucket).into_iter().rfind(|key| (rewrite.is)(key)).context("there is no such object")?;
    let bytes = storage.object(bucket, &key).context("the object is not there")?;
    let changed = (rewrite.change)(bytes.clone());
    ensure!(changed != bytes, "the object was not changed");
    Ok(storage.put_object(bucket, &key, changed)?)
}

fn check_rows(expected: &Rows, found: &Rows) -> Result<()> {
    ensure!(found.len() == expected.len(), "expected {} rows, found {}", expected.len(), found.len());
    match expected.iter().zip(found).find(|(expected, found)| expected != found) {
        None => Ok(()),
        Some((expected, found)) => bail!("expected the row {expected:?}, found {found:?}"),
    }
}

/// The error has the promised kind and text.
fn check_error(row: &Row, kind: ErrorKind, error: &Error) -> Result<()> {
    ensure!(error.kind() == kind, "expected {kind:?}, found {error:?}");
    let says = error.to_string().contains(row.says) || format!("{error:?}").contains(row.says);
    ensure!(says, "expected `{}` in {error:?}", row.says);
    Ok(())
}

/// The error leads to the query that has run.
fn names_its_query(after: After, error: &Error, lab: &Lab) -> Result<()> {
    let queries = lab.sandbox.queries();
    let Some(query) = queries.first().filter(|_| after != After::NeverStarted) else { return Ok(()) };
    let named = error.query_id() == Some(query.id.as_str()) || error.context("client_request_token").is_some();
    ensure!(named, "the error names neither the query nor its token: {error:?}");
    Ok(())
}

/// After an error, the cursor gives no more rows.
async fn no_more_rows(cursor: &mut Cursor) -> Result<()> {
    match cursor.next_batch().await {
        Err(error) if error.kind() == ErrorKind::InvalidState => Ok(()),
        Err(error) => bail!("after the error comes another one: {error:?}"),
        Ok(Some(_)) => bail!("after the error comes a batch"),
        Ok(None) => bail!("after the error the result ends as if it were complete"),
    }
}

/// The faults hit the driver. A case whose fault never occurs shows nothing. Those that are permanent cannot be
/// counted.
async fn occurred(row: &Row, lab: &Lab) -> Result<()> {
    let begin = Instant::now();
    // Files are deleted after the rows were fetched.
    while !row.permanent && lab.sandbox.faults().waiting_count() > 0 {
        let waiting = lab.sandbox.faults().waiting_count();
        ensure!(begin.elapsed() < SOON, "{waiting} of the faults did not occur");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// The statement ran once at most, and every start had the same token.
fn ran_once(outcome: Outcome, lab: &Lab) -> Result<()> {
    let queries = lab.sandbox.queries().len();
    let expected = usize::from(!matches!(outcome, Outcome::Error(_, After::NeverStarted)));
    ensure!(queries == expected, "the statement ran {queries} times, expected {expected}");
    let starts = lab.calls_of("StartQueryExecution");
    let tokens: HashSet<_> = starts.iter().map(|call| call.client_request_token.clone()).collect();
    ensure!(tokens.len() <= 1 && !tokens.contains(&None), "the starts carried the tokens {tokens:?}");
    Ok(())
}

/// No query is left running, unless it was promised to go on.
async fn nothing_is_left(row: &Row, connection: &Connection, lab: &Lab) -> Result<()> {
    if let Outcome::Error(_, After::GoesOn) = row.outcome {
        let query = lab.only_query()?;
        ensure!(query.state == QueryState::Running, "the query does not go on: {}", query.state);
        return Ok(());
    }
    let begin = Instant::now();
    loop {
        let running: Vec<_> = lab.sandbox.queries().into_iter().filter(|query| !is_over(query.state)).collect();
        if running.is_empty() {
            break;
        }
        ensure!(begin.elapsed() < SOON, "{} queries are left running", running.len());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    if row.permanent {
        // A call may wait for an answer that never comes.
        return Ok(());
    }
    let shut_down = tokio::time::timeout(SHUTDOWN, connection.shutdown()).await;
    ensure!(shut_down.is_ok(), "the connection does not shut down");
    Ok(())
}

fn is_over(state: QueryState) -> bool {
    matches!(state, QueryState::Succeeded | QueryState::Failed | QueryState::Cancelled)
}

/// With `ATHENA_MATRIX_TIMES=1`, prints how long each case took.
#[expect(clippy::print_stderr, reason = "on request only")]
fn print_time(row: &Row, way: Way, elapsed: Duration) {
    if std::env::var_os("ATHENA_MATRIX_TIMES").is_some() {
        eprintln!("{} by {}: {elapsed:.2?}", row.name, way.name());
    }
}
