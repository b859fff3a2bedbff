//! Cases that drop what a driver does, for the tests of each driver

use std::ops::Range;

use super::{DropLab, at_every_turn};
use crate::connection::Connection;
use crate::cursor::Cursor;
use crate::driver::testing::Harness;
use crate::driver::testing::columnar::ColumnarDriver;
use crate::driver::{AsyncCursor as _, Dialect};
use crate::query::QueryState;

/// Options of a driver, as in a URL.
type Options<'a> = &'a [(&'a str, &'a str)];

/// Rows of the results.
const ROWS: i64 = 12_000;

/// Rows of each of the three files of an UNLOAD.
const FILE_ROWS: i64 = 1500;

/// The three files of an UNLOAD.
fn files<D: ColumnarDriver>() -> Vec<(&'static str, Vec<u8>)> {
    let file = |at: i64| D::parquet("n", at * FILE_ROWS..(at + 1) * FILE_ROWS);
    vec![("1", file(0)), ("2", file(1)), ("3", file(2))]
}

/// Adds one result of the numbers to the script, in the form that the driver reads: a CSV object, or pages.
fn push_result<D: Dialect>(lab: &DropLab, numbers: Range<i64>) {
    lab.objects.set_read_bytes(20_000);
    if D::CAPABILITIES.reads_objects { lab.push_csv(numbers) } else { lab.push_numbers(numbers) }
}

/// The first and the last number of a batch.
fn ends<D: Dialect>(cursor: &Cursor<D>, batch: crate::driver::BatchOf<D>) -> (i64, i64) {
    let number = |row: crate::row::Row<D>| row.get(0).expect("is a number");
    let mut rows = cursor.rows_of(batch);
    let first = number(rows.next().expect("has rows"));
    (first, rows.last().map_or(first, number))
}

/// Fetches all batches, where each call is dropped before it is made again: the numbers from 0 to `end` come once and
/// in order.
async fn fetch_twice<D: Dialect>(lab: &DropLab, cursor: &mut Cursor<D>, end: i64) {
    let mut next = 0;
    loop {
        let batch = match lab.drop_here(cursor.next_batch()).await {
            Some(batch) => batch,
            None => cursor.next_batch().await,
        };
        let Some(batch) = batch.expect("fetches") else { break };
        let rows = i64::try_from(D::Cursor::num_rows(&batch)).expect("is small");
        assert_eq!(ends(cursor, batch), (next, next + rows - 1));
        next += rows;
    }
    assert_eq!(next, end);
    assert!(cursor.next_batch().await.expect("is over").is_none());
}

/// Drops `execute`, up to the opened result: the query is stopped, its slot is free, and the cursor runs the next
/// statement.
pub fn execute<D: Dialect<Options: Default>>(options: Options<'_>) {
    at_every_turn(async |lab: &DropLab| {
        push_result::<D>(lab, 0..100);
        let connection: Connection<D> = lab.connection(options);
        let mut cursor = connection.cursor();
        lab.drop_here(cursor.execute("SELECT n FROM t")).await.transpose().expect("runs");
        lab.nothing_runs().await;
        push_result::<D>(lab, 0..100);
        cursor.execute("SELECT n FROM t").await.expect("runs");
        let batch = cursor.next_batch().await.expect("fetches").expect("has rows");
        assert_eq!(ends(&cursor, batch).0, 0);
        drop(cursor);
        lab.runs_on(&connection).await;
    });
}

/// Drops each `next_batch`: no row is lost, and none comes twice.
pub fn next_batch<D: Dialect<Options: Default>>(options: Options<'_>) {
    at_every_turn(async |lab: &DropLab| {
        push_result::<D>(lab, 0..ROWS);
        let mut cursor = lab.connection::<D>(options).cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        fetch_twice(lab, &mut cursor, ROWS).await;
    });
}

/// Drops `fetch_all` and the cursor with it: no read is left.
pub fn abandoned_result<D: Dialect<Options: Default>>(options: Options<'_>) {
    at_every_turn(async |lab: &DropLab| {
        push_result::<D>(lab, 0..ROWS);
        let connection: Connection<D> = lab.connection(options);
        let query = connection.query("SELECT n FROM t").fetch_batches().await.expect("runs");
        let all = async move {
            let mut batches = query;
            while batches.next().await.expect("fetches").is_some() {}
        };
        lab.drop_here(all).await;
        lab.stop_reads();
        lab.nothing_runs().await;
        lab.runs_on(&connection).await;
    });
}

/// As [`execute`], with UNLOAD: no file of the query is left, if `unload_cleanup` is on.
pub fn execute_with_cleanup<D: ColumnarDriver>() {
    let files = files::<D>();
    at_every_turn(async |lab: &DropLab| {
        lab.push_unload(files.clone(), 3 * FILE_ROWS);
        let connection: Connection<D> = lab.connection(&[("unload", "true"), ("unload_cleanup", "true")]);
        let mut cursor = connection.cursor();
        lab.drop_here(cursor.execute("SELECT n FROM t")).await.transpose().expect("runs");
        drop(cursor);
        lab.nothing_runs().await;
        no_file_is_left(lab);
        lab.runs_on(&connection).await;
    });
}

/// Drops each `next_batch` of the files of an UNLOAD: no row is lost, and none comes twice. At the end the files are
/// deleted.
pub fn next_batch_of_files<D: ColumnarDriver>() {
    let files = files::<D>();
    at_every_turn(async |lab: &DropLab| {
        lab.push_unload(files.clone(), 3 * FILE_ROWS);
        let options = [("unload", "true"), ("unload_cleanup", "true"), ("batch_size", "700"), ("s3_max_workers", "2")];
        let mut cursor = lab.connection::<D>(&options).cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        fetch_twice(lab, &mut cursor, 3 * FILE_ROWS).await;
        no_file_is_left(lab);
    });
}

/// As [`abandoned_result`], with the files of an UNLOAD.
pub fn abandoned_files<D: ColumnarDriver>() {
    let files = files::<D>();
    at_every_turn(async |lab: &DropLab| {
        lab.push_unload(files.clone(), 3 * FILE_ROWS);
        let connection: Connection<D> = lab.connection(&[("unload", "true"), ("s3_max_workers", "2")]);
        let all = connection.query("SELECT n FROM t");
        lab.drop_here(async { all.execute().await.expect("runs").fetch_batches().await }).await;
        lab.stop_reads();
        lab.nothing_runs().await;
        lab.runs_on(&connection).await;
    });
}

/// Drops `close` of a cursor in the middle of the files of an UNLOAD: they are deleted all the same.
pub fn close_with_cleanup<D: ColumnarDriver>() {
    let files = files::<D>();
    at_every_turn(async |lab: &DropLab| {
        lab.push_unload(files.clone(), 3 * FILE_ROWS);
        let connection: Connection<D> = lab.connection(&[("unload", "true"), ("unload_cleanup", "true")]);
        let mut cursor = connection.cursor();
        cursor.execute("SELECT n FROM t").await.expect("runs");
        cursor.next_batch().await.expect("fetches").expect("has rows");
        lab.drop_here(cursor.close()).await.transpose().expect("is closed");
        lab.nothing_was_stopped().await;
        no_file_is_left(lab);
        lab.runs_on(&connection).await;
    });
}

/// Drops `execute` of an UNLOAD without rows, which asks the service for the columns.
pub fn execute_without_rows<D: ColumnarDriver>() {
    at_every_turn(async |lab: &DropLab| {
        lab.push_unload(Vec::new(), 0);
        let connection: Connection<D> = lab.connection(&[("unload", "true")]);
        let mut cursor = connection.cursor();
        if let Some(ran) = lab.drop_here(cursor.execute("SELECT n FROM t")).await {
            ran.expect("runs");
            assert_eq!(cursor.columns().len(), 1);
        }
        lab.nothing_runs().await;
        lab.runs_on(&connection).await;
    });
}

/// No file of the query is left, whether it has succeeded or was stopped. The object of somebody else may stay. The
/// script writes the manifest when the query starts; of a query that was stopped the service writes none.
fn no_file_is_left(lab: &DropLab) {
    let stopped = lab.athena.state(0) == Some(QueryState::Cancelled);
    let may_stay = |uri: &String| uri.ends_with("/leftover") || (stopped && uri == Harness::MANIFEST);
    let left = lab.objects.uris();
    assert!(left.iter().all(may_stay), "{left:?}; turn {}", lab.turn());
}
