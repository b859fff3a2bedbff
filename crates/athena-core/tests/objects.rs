//! Result objects, against objects in memory.

use std::sync::Arc;

use athena_core::ErrorKind;
use athena_core::driver::results::{ObjectReader, ReadOptions};
use athena_core::options::S3Uri;
use athena_core::testing::MemoryObjects;

const URI: &str = "s3://bucket/q.csv";

async fn open(objects: &MemoryObjects, options: ReadOptions) -> ObjectReader {
    let uri: S3Uri = URI.parse().expect("a location");
    ObjectReader::open(Arc::new(objects.clone()), uri, options).await.expect("opens")
}

async fn read(reader: &mut ObjectReader) -> athena_core::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(piece) = reader.next().await? {
        assert!(!piece.is_empty());
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn some_bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| u8::try_from(at % 251).expect("below 256")).collect()
}

#[tokio::test]
async fn parts_come_in_order_whatever_their_sizes() {
    for size in [0, 1, 99, 100, 101, 1000] {
        for (part_bytes, parallel, piece) in [(1, 1, 1), (7, 3, 2), (100, 4, 33), (5000, 2, 64)] {
            let objects = MemoryObjects::new();
            objects.set_piece_bytes(piece);
            objects.put(URI, some_bytes(size));
            let mut reader = open(&objects, ReadOptions::new(part_bytes, parallel)).await;
            assert_eq!(reader.info().size, size as u64);
            assert_eq!(read(&mut reader).await.expect("reads"), some_bytes(size));
            assert!(reader.next().await.expect("still at the end").is_none());
        }
    }
}

#[tokio::test]
async fn no_more_parts_are_asked_for_than_allowed() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(1000));
    let mut reader = open(&objects, ReadOptions::new(100, 3)).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    assert_eq!(objects.reads().len(), 3);
    read(&mut reader).await.expect("reads");
    assert_eq!(objects.reads().len(), 10);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_taken_up_where_it_stopped() {
    let objects = MemoryObjects::new();
    objects.set_piece_bytes(10);
    objects.put(URI, some_bytes(1000));
    for cut in [0, 10, 55] {
        objects.cut_next(cut);
    }
    let mut reader = open(&objects, ReadOptions::new(400, 2)).await;
    assert_eq!(read(&mut reader).await.expect("reads"), some_bytes(1000));
}

#[tokio::test]
async fn a_body_that_never_comes_is_given_up() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(1000));
    for _ in 0..20 {
        objects.cut_next(0);
    }
    let mut reader = open(&objects, ReadOptions::new(5000, 2)).await;
    assert_eq!(read(&mut reader).await.expect_err("gives up").kind(), ErrorKind::Io);
}

#[tokio::test]
async fn an_object_replaced_in_between_is_an_error() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(1000));
    let mut reader = open(&objects, ReadOptions::new(100, 1)).await;
    objects.put(URI, some_bytes(1000));
    assert_eq!(read(&mut reader).await.expect_err("changed").kind(), ErrorKind::ResultMissing);
}

#[tokio::test]
async fn a_missing_object_says_so() {
    let uri: S3Uri = URI.parse().expect("a location");
    let opened = ObjectReader::open(Arc::new(MemoryObjects::new()), uri, ReadOptions::default()).await;
    let error = opened.expect_err("is missing");
    assert_eq!((error.kind(), error.context("uri")), (ErrorKind::ResultMissing, Some(URI)));
}
