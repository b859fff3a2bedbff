//! Readers of objects and results, which drivers use

use std::sync::Arc;

use athena_core::AthenaType;
use athena_core::driver::QueryRunner;
use athena_core::driver::decode::PlanOptions;
use athena_core::driver::objects::{ObjectFile, ObjectReader, ReadOptions};
use athena_core::driver::results::{CsvBlocks, ResultPages, ResultReader, TypedReader};
use athena_core::driver::testing::dropping::DropLab;
use athena_core::driver::unload::FileQueue;
use athena_core::options::S3Uri;
use athena_core::query::QueryExecution;
use athena_core::testing::{Pages, ScriptedQuery};
use athena_core::{Column, Columns, Connection, Error, ErrorKind};
use bytes::Bytes;
use tokio::task::yield_now;

use crate::connect;

crate::cases! {
    open_file: "driver::objects::ObjectFile::open";
    read_file: "driver::objects::ObjectFile::read";
    read_ranges: "driver::objects::ObjectFile::read_many";
    open_reader: "driver::objects::ObjectReader::open";
    read_on: "driver::objects::ObjectReader::next";
    read_on_after_a_cut: "driver::objects::ObjectReader::next";
    csv_blocks: "driver::results::CsvBlocks::next";
    open_pages: "driver::results::ResultPages::open";
    pages: "driver::results::ResultPages::next";
    open_result: "driver::results::ResultReader::open";
    result: "driver::results::ResultReader::next";
    open_typed: "driver::results::TypedReader::open";
    typed: "driver::results::TypedReader::next";
    files: "driver::unload::FileQueue::next";
}

const URI: &str = "s3://bucket/out/q.csv";

/// Makes every call twice: the first one is dropped.
macro_rules! twice {
    ($lab:expr, $next:expr) => {
        match $lab.drop_here($next).await {
            Some(next) => next,
            None => $next.await,
        }
        .expect("reads")
    };
}

fn uri() -> S3Uri {
    URI.parse().expect("is a location")
}

fn small_parts() -> ReadOptions {
    ReadOptions::new(16, 2)
}

/// Puts a CSV object of the numbers from 0.
fn put_csv(lab: &DropLab, numbers: u32) {
    let csv = (0..numbers).fold("\"n\"\n".to_owned(), |csv, number| csv + &format!("\"{number}\"\n"));
    lab.objects.set_read_bytes(8);
    lab.objects.put(URI, csv);
}

/// An execution whose result is the object of [`put_csv`].
async fn executed(lab: &DropLab) -> (Connection<Pages>, Arc<QueryExecution>) {
    put_csv(lab, 12);
    lab.athena.push(ScriptedQuery::new().rows(&[("n", "bigint")], vec![]).output_location(URI));
    let connection = connect(lab);
    let query = QueryRunner::new(connection.session(), "test").run(&"SELECT 1".into()).await.expect("runs");
    (connection, query)
}

/// A file with two megabytes, of which the first read gets one.
fn put_file(lab: &DropLab) -> Bytes {
    let bytes: Bytes = (0..2_000_000_u32).map(|at| u8::try_from(at % 251).expect("is small")).collect();
    lab.objects.set_read_bytes(200_000);
    lab.objects.put(URI, bytes.clone());
    bytes
}

async fn open_large(lab: &DropLab) -> ObjectFile {
    let options = ReadOptions::new(300_000, 2);
    ObjectFile::open(lab.objects_port(), uri(), options, Arc::default()).await.expect("opens")
}

async fn open_file(lab: &DropLab) {
    put_file(lab);
    let open = || ObjectFile::open(lab.objects_port(), uri(), ReadOptions::default(), Arc::default());
    assert_eq!(twice!(lab, open()).size(), 2_000_000);
}

async fn read_file(lab: &DropLab) {
    let bytes = put_file(lab);
    let file = open_large(lab).await;
    assert!(twice!(lab, file.read(1_100_000..1_900_000)) == bytes[1_100_000..1_900_000]);
}

async fn read_ranges(lab: &DropLab) {
    let bytes = put_file(lab);
    let file = open_large(lab).await;
    let read = twice!(lab, file.read_many(&[1_900_000..1_900_010, 1_100_000..1_200_000]));
    assert!(read[0] == bytes[1_900_000..1_900_010] && read[1] == bytes[1_100_000..1_200_000]);
}

async fn open_reader(lab: &DropLab) {
    put_csv(lab, 12);
    let reader = twice!(lab, ObjectReader::open(lab.objects_port(), uri(), small_parts()));
    assert_eq!(reader.info().size, 54);
}

async fn read_on(lab: &DropLab) {
    put_csv(lab, 12);
    let mut reader = ObjectReader::open(lab.objects_port(), uri(), small_parts()).await.expect("opens");
    let mut read = Vec::new();
    while let Some(buffer) = twice!(lab, reader.next()) {
        read.extend_from_slice(&buffer);
    }
    assert_eq!(Some(Bytes::from(read)), lab.objects.object(URI));
}

async fn read_on_after_a_cut(lab: &DropLab) {
    put_csv(lab, 12);
    let mut reader = ObjectReader::open(lab.objects_port(), uri(), small_parts()).await.expect("opens");
    lab.objects.cut_next(3);
    let mut read = Vec::new();
    while let Some(buffer) = twice!(lab, reader.next()) {
        read.extend_from_slice(&buffer);
    }
    assert_eq!(Some(Bytes::from(read)), lab.objects.object(URI));
}

async fn csv_blocks(lab: &DropLab) {
    put_csv(lab, 12);
    let columns: Columns = std::iter::once(Column::new("n", AthenaType::BigInt)).collect();
    let reader = ObjectReader::open(lab.objects_port(), uri(), small_parts()).await.expect("opens");
    let mut blocks = CsvBlocks::start(reader, &columns);
    let mut rows = 0;
    while let Some(block) = twice!(lab, blocks.next()) {
        rows += block.num_rows();
    }
    assert_eq!(rows, 12);
    assert!(twice!(lab, blocks.next()).is_none());
}

async fn open_pages(lab: &DropLab) {
    let (_connection, query) = executed(lab).await;
    let pages = twice!(lab, ResultPages::open(lab.athena_port(), &query, Some(2)));
    assert_eq!(pages.info().columns.len(), 1);
}

async fn pages(lab: &DropLab) {
    lab.push_numbers(0..5);
    let connection = connect(lab);
    let query = QueryRunner::new(connection.session(), "test").run(&"SELECT 1".into()).await.expect("runs");
    let mut pages = ResultPages::open(lab.athena_port(), &query, Some(2)).await.expect("opens");
    let mut rows = 0;
    while let Some(page) = twice!(lab, pages.next()) {
        assert_eq!(page.first_row(), rows);
        rows += page.num_rows() as u64;
    }
    assert_eq!(rows, 5);
}

async fn open_result(lab: &DropLab) {
    let (connection, query) = executed(lab).await;
    let reader = twice!(lab, ResultReader::open(connection.session(), &query, small_parts()));
    assert_eq!(reader.transfer().bytes_total, Some(54));
}

async fn result(lab: &DropLab) {
    let (connection, query) = executed(lab).await;
    let mut reader = ResultReader::open(connection.session(), &query, small_parts()).await.expect("opens");
    let mut rows = 0;
    while let Some(block) = twice!(lab, reader.next()) {
        rows += block.num_rows();
    }
    assert_eq!(rows, 12);
}

async fn open_typed(lab: &DropLab) {
    let (connection, query) = executed(lab).await;
    let plan = PlanOptions::new();
    let open = || TypedReader::open(connection.session(), &query, small_parts(), &plan, 5);
    assert_eq!(twice!(lab, open()).fields().len(), 1);
}

async fn typed(lab: &DropLab) {
    let (connection, query) = executed(lab).await;
    let reader = TypedReader::open(connection.session(), &query, small_parts(), &PlanOptions::new(), 5).await;
    let mut reader = reader.expect("opens");
    let mut rows = Vec::new();
    while let Some(batch) = twice!(lab, reader.next()) {
        rows.push(batch.num_rows);
    }
    assert_eq!(rows, [5, 5, 2]);
}

#[tokio::test]
async fn a_queue_of_files_is_over_after_an_error() {
    let uris: Vec<S3Uri> = (1..=3).map(|at| format!("s3://bucket/{at}").parse().expect("a location")).collect();
    let mut queue = FileQueue::<()>::new(&uris, 2);
    let read = |_, _| async { Err(Error::new(ErrorKind::Io, "is broken")) };
    queue.read_ahead(read);
    assert_eq!(queue.next(read).await.expect_err("is broken").kind(), ErrorKind::Io);
    assert!(queue.next(read).await.expect("is over").is_none());
}

async fn files(lab: &DropLab) {
    let uris: Vec<S3Uri> = (1..=3).map(|at| format!("s3://bucket/{at}").parse().expect("a location")).collect();
    let mut queue = FileQueue::new(&uris, 2);
    let read = |uri: S3Uri, batches: tokio::sync::mpsc::Sender<String>| async move {
        for batch in 0..3 {
            yield_now().await;
            batches.send(format!("{} {batch}", uri.key())).await.ok();
        }
        Ok(())
    };
    queue.read_ahead(read);
    let mut batches = Vec::new();
    while let Some(batch) = twice!(lab, queue.next(read)) {
        batches.push(batch);
    }
    assert_eq!(batches, ["1 0", "1 1", "1 2", "2 0", "2 1", "2 2", "3 0", "3 1", "3 2"]);
}
