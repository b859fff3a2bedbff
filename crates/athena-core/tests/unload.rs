//! Places and clean-up of UNLOAD and of result objects, against a scripted Athena in paused time

use std::sync::Arc;
use std::time::Duration;

use athena_core::driver::objects::ReadOptions;
use athena_core::driver::results::{ResultInfo, ResultPath, ResultReader, RowBlock};
use athena_core::driver::unload::{UnloadFiles, UnloadMode};
use athena_core::driver::{AsyncCursor, Dialect, Executed, Session, Unload};
use athena_core::options::{ClientOptions, ConnectOptions, QueryDefaults};
use athena_core::testing::{MemoryObjects, ScriptedAthena, ScriptedQuery};
use athena_core::value::Value;
use athena_core::{
    Columns, Connection, Cursor, Error, ErrorKind, QueryState, Result, Retry, Statement, StatementOptions,
};
use tokio::time::{Instant, sleep, timeout};

const SECOND: Duration = Duration::from_secs(1);
const MANIFEST: &str = "s3://bucket/out/q-manifest.csv";
const OTHER: &str = "s3://bucket/out/other.csv";

/// A driver that unloads and cleans up; a batch is the size of a file.
struct Sizes;

#[derive(Debug)]
struct SizesCursor {
    info: ResultInfo,
    files: UnloadFiles,
    left: Vec<athena_core::options::S3Uri>,
}

impl Dialect for Sizes {
    type Cursor = SizesCursor;
    type Options = ();

    const NAME: &'static str = "sizes";
    const SCHEMES: &'static [&'static str] = &["awsathena+sizes"];

    async fn open(executed: Executed, (): &()) -> Result<SizesCursor> {
        let info = ResultInfo::new(Columns::default(), ResultPath::Parquet);
        let left = executed.files().unwrap_or_default().to_vec();
        Ok(SizesCursor { info, files: UnloadFiles::new(&executed, ReadOptions::default())?, left })
    }

    fn unload((): &()) -> Unload {
        Unload::new(UnloadMode::Always, true)
    }
}

impl AsyncCursor for SizesCursor {
    type Batch = u64;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        &self.info
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<u64>> {
        let Some(uri) = self.left.pop() else { return Ok(None) };
        Ok(Some(self.files.open(uri).await?.size()))
    }

    fn num_rows(_: &u64) -> usize {
        1
    }

    fn value<'b>(_: &Columns, _: &'b u64, _: usize, _: usize) -> Result<Value<'b>> {
        Ok(Value::Null)
    }
}

/// A driver that reads CSV objects.
struct Blocks;

#[derive(Debug)]
struct BlocksCursor(ResultReader);

impl Dialect for Blocks {
    type Cursor = BlocksCursor;
    type Options = ();

    const NAME: &'static str = "blocks";
    const SCHEMES: &'static [&'static str] = &["awsathena+blocks"];

    async fn open(executed: Executed, (): &()) -> Result<BlocksCursor> {
        Ok(BlocksCursor(ResultReader::open(executed.session(), executed.query(), ReadOptions::default()).await?))
    }
}

impl AsyncCursor for BlocksCursor {
    type Batch = RowBlock;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        self.0.info()
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<RowBlock>> {
        self.0.next().await
    }

    fn num_rows(batch: &RowBlock) -> usize {
        batch.num_rows()
    }

    fn value<'b>(_: &Columns, _: &'b RowBlock, _: usize, _: usize) -> Result<Value<'b>> {
        Ok(Value::Null)
    }
}

struct Lab {
    athena: ScriptedAthena,
    objects: MemoryObjects,
    client: ClientOptions,
}

impl Lab {
    /// Every UNLOAD writes three files and a manifest that names two of them.
    fn new() -> Self {
        let (athena, objects) = (ScriptedAthena::new(), MemoryObjects::new());
        objects.put(OTHER, "another result");
        let store = objects.clone();
        athena.on_unload(move |directory| {
            ["1", "2", "leftover"].iter().for_each(|name| store.put(&format!("{directory}{name}"), "file"));
            store.put(MANIFEST, format!("{directory}1\n{directory}2\n"));
            Some(MANIFEST.to_owned())
        });
        Self { athena, objects, client: ClientOptions::new() }
    }

    fn connection<D: Dialect<Options = ()>>(&self) -> Connection<D> {
        let query = QueryDefaults::new()
            .with_s3_staging_dir("s3://bucket/out".parse::<athena_core::options::S3Uri>().expect("a place"));
        let session = Session::builder(Arc::new(self.athena.clone()))
            .objects(Arc::new(self.objects.clone()))
            .options(ConnectOptions::new().with_query(query).with_client(self.client.clone()))
            .build();
        Connection::new(session.expect("inside a runtime"), ())
    }

    fn cursor(&self) -> Cursor<Sizes> {
        self.connection().cursor()
    }

    /// The objects that are left, besides the one of another query.
    fn left(&self) -> Vec<String> {
        self.objects.uris().into_iter().filter(|uri| uri != OTHER).collect()
    }
}

fn denied() -> Error {
    Error::new(ErrorKind::PermissionDenied, "Access Denied")
}

#[tokio::test(start_paused = true)]
async fn a_failed_unload_leaves_no_file() {
    let lab = Lab::new();
    lab.athena.push(ScriptedQuery::new().fails("GENERIC_INTERNAL_ERROR: out of memory"));
    let error = lab.cursor().execute("SELECT 1 AS n").await.expect_err("fails");
    assert_eq!(error.kind(), ErrorKind::QueryFailed);
    assert_eq!(lab.left(), [""; 0]);
    assert!(lab.objects.object(OTHER).is_some());
}

#[tokio::test(start_paused = true)]
async fn an_unload_that_is_stopped_leaves_no_file() {
    // By the time limit.
    let mut lab = Lab::new();
    lab.client = ClientOptions::new().with_query_timeout(2 * SECOND);
    lab.athena.push(ScriptedQuery::new().ends_after(60 * SECOND));
    assert_eq!(lab.cursor().execute("SELECT 1 AS n").await.expect_err("is stopped").kind(), ErrorKind::TimedOut);
    assert_eq!(lab.left(), [""; 0]);
    // By a cancel handle.
    let lab = Lab::new();
    lab.athena.push(ScriptedQuery::new().ends_after(60 * SECOND));
    let mut cursor = lab.cursor();
    let handle = cursor.cancel_handle();
    let task = tokio::spawn(async move { cursor.execute("SELECT 1 AS n").await });
    sleep(SECOND).await;
    handle.cancel().await.expect("stops");
    assert_eq!(task.await.expect("ends").expect_err("is stopped").kind(), ErrorKind::QueryCancelled);
    assert_eq!(lab.left(), [""; 0]);
    // By a drop: in the background, and a shutdown waits for it.
    let lab = Lab::new();
    lab.athena.push(ScriptedQuery::new().ends_after(60 * SECOND));
    let connection = lab.connection::<Sizes>();
    timeout(SECOND, connection.cursor().execute("SELECT 1 AS n")).await.expect_err("still runs");
    connection.shutdown().await.expect("shuts down");
    assert_eq!(lab.athena.state(0), Some(QueryState::Cancelled));
    assert_eq!(lab.left(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_query_that_goes_on_keeps_its_files() {
    let mut lab = Lab::new();
    lab.client = ClientOptions::new().with_kill_on_interrupt(false);
    lab.athena.push(ScriptedQuery::new().ends_after(60 * SECOND));
    let connection = lab.connection::<Sizes>();
    timeout(SECOND, connection.cursor().execute("SELECT 1 AS n")).await.expect_err("still runs");
    connection.shutdown().await.expect("shuts down");
    assert_eq!(lab.left().len(), 4);
    // Its stop is refused.
    let mut lab = Lab::new();
    lab.client = ClientOptions::new().with_query_timeout(2 * SECOND);
    lab.athena.push(ScriptedQuery::new().ends_after(600 * SECOND));
    lab.athena.fail_next("StopQueryExecution", denied());
    lab.cursor().execute("SELECT 1 AS n").await.expect_err("is too slow");
    sleep(200 * SECOND).await;
    assert_eq!(lab.left().len(), 4);
    // Its polls fail for so long that the wait is given up.
    let mut lab = Lab::new();
    lab.client = ClientOptions::new().with_poll_patience(2 * SECOND);
    lab.athena.push(ScriptedQuery::new().ends_after(600 * SECOND));
    let broken = || Error::new(ErrorKind::Io, "connection reset").with_retry(Retry::Later);
    (0..1000).for_each(|_| lab.athena.fail_next("GetQueryExecution", broken()));
    lab.cursor().execute("SELECT 1 AS n").await.expect_err("is given up");
    sleep(200 * SECOND).await;
    assert_eq!(lab.left().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_unload_without_a_readable_manifest_leaves_no_file() {
    let lab = Lab::new();
    lab.objects.deny(MANIFEST);
    let error = lab.cursor().execute("SELECT 1 AS n").await.expect_err("the manifest is denied");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_eq!(lab.left(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_leaves_none_of_the_files_that_the_manifest_names() {
    let lab = Lab::new();
    let mut cursor = lab.cursor();
    cursor.execute("SELECT 1 AS n").await.expect("runs");
    cursor.next_batch().await.expect("fetches").expect("has rows");
    let first = lab.left().into_iter().find(|uri| uri.ends_with("/1")).expect("was written");
    lab.objects.remove(&first);
    assert_eq!(cursor.next_batch().await.expect_err("is missing").kind(), ErrorKind::ResultMissing);
    let left = lab.left();
    assert!(matches!(left.as_slice(), [leftover] if leftover.ends_with("/leftover")), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn where_listing_is_denied_the_manifest_tells_the_files() {
    let lab = Lab::new();
    lab.objects.deny_lists();
    lab.athena.push(ScriptedQuery::new().fails("GENERIC_INTERNAL_ERROR: out of memory"));
    lab.cursor().execute("SELECT 1 AS n").await.expect_err("fails");
    let left = lab.left();
    assert!(matches!(left.as_slice(), [leftover] if leftover.ends_with("/leftover")), "{left:?}");
}

#[tokio::test(start_paused = true)]
async fn a_query_that_did_not_start_asks_for_no_list() {
    let lab = Lab::new();
    lab.athena.fail_next("StartQueryExecution", denied());
    let connection = lab.connection::<Sizes>();
    connection.cursor().execute("SELECT 1 AS n").await.expect_err("is denied");
    assert_eq!(connection.usage().calls().get("ListObjectsV2"), None);
    lab.athena.push(ScriptedQuery::new().fails("NOT_SUPPORTED: Unsupported Hive type: json"));
    connection.cursor().execute("SELECT 1 AS n").await.expect_err("is refused");
    assert_eq!(connection.usage().calls().get("ListObjectsV2"), None);
}

#[tokio::test(start_paused = true)]
async fn nothing_outside_of_the_directories_that_were_asked_for_is_deleted() {
    // The manifest lies in another directory of the bucket, and is another query's result.
    for manifest in ["s3://bucket/elsewhere/q-manifest.csv", OTHER] {
        let lab = Lab::new();
        let store = lab.objects.clone();
        lab.athena.on_unload(move |directory| {
            store.put(&format!("{directory}1"), "file");
            store.put(manifest, format!("{directory}1\n"));
            Some(manifest.to_owned())
        });
        let mut cursor = lab.cursor();
        cursor.execute("SELECT 1 AS n").await.expect("runs");
        assert_eq!(cursor.fetch_batches().await.expect("fetches").len(), 1);
        assert!(lab.objects.object(manifest).is_some());
        assert_eq!(lab.objects.uris().iter().filter(|uri| uri.contains("/unload/")).count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_clean_up_that_hangs_does_not_hold_up_the_error() {
    let lab = Lab::new();
    lab.objects.hang_lists();
    lab.athena.push(ScriptedQuery::new().fails("GENERIC_INTERNAL_ERROR: out of memory"));
    let began = Instant::now();
    lab.cursor().execute("SELECT 1 AS n").await.expect_err("fails");
    assert!(began.elapsed() <= 11 * SECOND, "{:?}", began.elapsed());
}

const CSV: &str = "\"n\"\n\"1\"\n";

/// Runs a SELECT that asks for `s3://bucket/out/` and whose result is at `location`.
async fn select(lab: &Lab, location: &str, options: StatementOptions) -> Result<usize> {
    lab.objects.put(location, CSV);
    lab.athena.push(ScriptedQuery::new().rows(&[("n", "bigint")], vec![]).output_location(location));
    let mut cursor = lab.connection::<Blocks>().cursor();
    cursor.execute(Statement::new("SELECT 1 AS n").with_options(options)).await?;
    Ok(cursor.fetch_batches().await?.iter().map(RowBlock::num_rows).sum())
}

#[tokio::test(start_paused = true)]
async fn a_result_in_another_bucket_is_refused_unless_the_work_group_enforces_it() {
    let lab = Lab::new();
    let none = StatementOptions::new;
    assert_eq!(select(&lab, "s3://bucket/out/q.csv", none()).await.expect("is where it was asked for"), 1);
    assert_eq!(select(&lab, "s3://bucket/q.csv", none()).await.expect("is in the bucket that was asked for"), 1);
    assert_eq!(lab.athena.count("GetWorkGroup"), 0);
    let error = select(&lab, "s3://attacker/out/q.csv", none()).await.expect_err("is elsewhere");
    assert_eq!((error.kind(), error.query_id()), (ErrorKind::Unexpected, Some("query-2")));
    let text = error.to_string();
    assert!(
        text.contains("`attacker`") && text.contains("`bucket`") && text.contains("work group `primary`"),
        "{text}"
    );
    assert!(lab.objects.reads().iter().all(|(uri, _)| !uri.contains("attacker")));
    // A work group that enforces a third bucket, and one that enforces this one.
    lab.athena.enforce_work_groups();
    lab.athena.set_work_group_output(Some("s3://third/"));
    assert!(select(&lab, "s3://attacker/out/q.csv", none()).await.is_err());
    lab.athena.set_work_group_output(Some("s3://theirs/"));
    assert_eq!(select(&lab, "s3://theirs/q.csv", none()).await.expect("is enforced"), 1);
}

#[tokio::test(start_paused = true)]
async fn a_manifest_in_another_bucket_is_refused_and_stays() {
    let lab = Lab::new();
    let store = lab.objects.clone();
    let manifest = "s3://attacker/out/q-manifest.csv";
    lab.athena.on_unload(move |directory| {
        store.put(&format!("{directory}1"), "file");
        store.put(manifest, format!("{directory}1\n"));
        Some(manifest.to_owned())
    });
    let error = lab.cursor().execute("SELECT 1 AS n").await.expect_err("is elsewhere");
    assert_eq!((error.kind(), error.context("uri")), (ErrorKind::Unexpected, Some(manifest)));
    assert_eq!(lab.left(), [manifest]);
    assert!(lab.objects.reads().iter().all(|(uri, _)| uri != manifest));
}

#[tokio::test(start_paused = true)]
async fn the_bucket_owner_of_a_statement_goes_with_its_reads() {
    let lab = Lab::new();
    let account = |text: &str| text.parse::<athena_core::options::AccountId>().expect("an account");
    lab.objects.set_owner(account("111111111111"));
    let expecting = |owner: &str| StatementOptions::new().with_expected_bucket_owner(account(owner));
    assert_eq!(select(&lab, "s3://bucket/out/q.csv", expecting("111111111111")).await.expect("is the owner"), 1);
    let error = select(&lab, "s3://bucket/out/q.csv", expecting("222222222222")).await.expect_err("is another one");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    // The files of UNLOAD.
    let statement = Statement::new("SELECT 1 AS n").with_options(expecting("222222222222"));
    let error = lab.cursor().execute(statement).await.expect_err("is another one");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    // The defaults of a connection, also where it attaches.
    let connection = lab.connection::<Blocks>().with_defaults(expecting("222222222222"));
    let error = connection.cursor().attach("query-0").await.expect_err("is another one");
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
}

#[tokio::test(start_paused = true)]
async fn the_columns_of_a_csv_result_take_one_call() {
    for _ in 0..20 {
        let lab = Lab::new();
        select(&lab, "s3://bucket/out/q.csv", StatementOptions::new()).await.expect("runs");
        sleep(SECOND).await;
        assert_eq!(lab.athena.count("GetQueryResults"), 1);
    }
}
