//! Readers of result objects, against objects in memory.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use athena_core::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use athena_core::driver::objects::{ObjectFile, ObjectReader, ReadOptions};
use athena_core::options::{AccountId, S3Uri};
use athena_core::testing::MemoryObjects;
use athena_core::{ErrorKind, Result};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};

/// A store of one object of 30 bytes, whose bodies a function makes from the number of the read.
struct Bodies<F> {
    body: F,
    reads: AtomicUsize,
}

impl<F> Bodies<F> {
    fn new(body: F) -> Arc<Self> {
        Arc::new(Self { body, reads: AtomicUsize::new(0) })
    }
}

impl<F> fmt::Debug for Bodies<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bodies")
    }
}

#[async_trait::async_trait]
impl<F: Fn(usize) -> BoxStream<'static, Result<Bytes>> + Send + Sync + 'static> ObjectSource for Bodies<F> {
    async fn head(&self, _uri: &S3Uri) -> Result<ObjectInfo> {
        panic!("readers make no HEAD request")
    }

    async fn get(&self, _uri: &S3Uri, _range: Option<Range<u64>>, _if_match: Option<&str>) -> Result<ObjectBody> {
        let read = self.reads.fetch_add(1, Ordering::Relaxed);
        Ok(ObjectBody::new(ObjectInfo::new(30, None), (self.body)(read)))
    }

    async fn delete(&self, _uri: &S3Uri) -> Result<()> {
        panic!("readers delete nothing")
    }

    fn owned_by(self: Arc<Self>, _account: &AccountId) -> Arc<dyn ObjectSource> {
        self
    }
}

const URI: &str = "s3://bucket/q.csv";

async fn open(objects: &MemoryObjects, options: ReadOptions) -> ObjectReader {
    let uri: S3Uri = URI.parse().expect("a location");
    ObjectReader::open(Arc::new(objects.clone()), uri, options).await.expect("opens")
}

async fn open_file(objects: &MemoryObjects) -> ObjectFile {
    let uri: S3Uri = URI.parse().expect("a location");
    let opened = ObjectFile::open(Arc::new(objects.clone()), uri, ReadOptions::default(), Arc::default()).await;
    opened.expect("opens")
}

async fn read(reader: &mut ObjectReader) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(buffer) = reader.next().await? {
        assert!(!buffer.is_empty());
        bytes.extend_from_slice(&buffer);
    }
    Ok(bytes)
}

fn some_bytes(count: usize) -> Vec<u8> {
    (0..count).map(|at| u8::try_from(at % 251).expect("below 256")).collect()
}

#[tokio::test]
async fn parts_arrive_in_order_for_every_part_size() {
    for size in [0, 1, 99, 100, 101, 1000] {
        for (part_bytes, parallel, read_bytes) in [(1, 1, 1), (7, 3, 2), (100, 4, 33), (5000, 2, 64)] {
            let objects = MemoryObjects::new();
            objects.set_read_bytes(read_bytes);
            objects.put(URI, some_bytes(size));
            let mut reader = open(&objects, ReadOptions::new(part_bytes, parallel)).await;
            assert_eq!(reader.info().size, size as u64);
            assert_eq!(read(&mut reader).await.expect("reads"), some_bytes(size));
            assert!(reader.next().await.expect("still at the end").is_none());
        }
    }
}

#[tokio::test]
async fn no_more_parts_are_requested_than_allowed() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(1000));
    let mut reader = open(&objects, ReadOptions::new(100, 3)).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(objects.reads().len(), 3);
    read(&mut reader).await.expect("reads");
    assert_eq!(objects.reads().len(), 10);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_resumed_where_it_stopped() {
    let objects = MemoryObjects::new();
    objects.set_read_bytes(10);
    objects.put(URI, some_bytes(1000));
    for cut in [0, 10, 55] {
        objects.cut_next(cut);
    }
    let mut reader = open(&objects, ReadOptions::new(400, 2)).await;
    assert_eq!(read(&mut reader).await.expect("reads"), some_bytes(1000));
}

#[tokio::test]
async fn a_body_that_never_arrives_is_given_up() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(1000));
    for _ in 0..20 {
        objects.cut_next(0);
    }
    let mut reader = open(&objects, ReadOptions::new(5000, 2)).await;
    assert_eq!(read(&mut reader).await.expect_err("gives up").kind(), ErrorKind::Io);
}

#[tokio::test]
async fn an_object_replaced_between_two_parts_is_an_error() {
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

#[tokio::test]
async fn a_replaced_object_is_an_error_where_the_store_ignores_if_match() {
    let objects = MemoryObjects::new();
    objects.ignore_if_match();
    objects.put(URI, some_bytes(3_000_000));
    let mut reader = open(&objects, ReadOptions::new(1_000_000, 1)).await;
    let file = open_file(&objects).await;
    objects.put(URI, some_bytes(3_000_000));
    for error in [
        read(&mut reader).await.expect_err("the object was replaced"),
        file.read(2_000_000..2_000_001).await.expect_err("the object was replaced"),
    ] {
        assert_eq!((error.kind(), error.context("uri")), (ErrorKind::ResultMissing, Some(URI)), "{error}");
    }
}

#[tokio::test]
async fn both_readers_give_up_with_the_same_error() {
    let objects = MemoryObjects::new();
    objects.put(URI, some_bytes(2_000_000));
    let file = open_file(&objects).await;
    for _ in 0..20 {
        objects.cut_next(0);
    }
    let of_file = file.read(1_500_000..1_500_001).await.expect_err("gives up").to_string();
    let mut reader = open(&objects, ReadOptions::new(5_000_000, 1)).await;
    let of_reader = read(&mut reader).await.expect_err("gives up").to_string();
    assert_eq!(of_reader, of_file);
    assert!(of_reader.contains(URI), "{of_reader}");
}

#[tokio::test]
async fn a_part_whose_task_was_lost_is_an_error_and_not_a_gap() {
    let source = Bodies::new(|read| {
        let body = async move {
            assert!(read != 1, "the second body is lost");
            Ok(Bytes::from_static(b"0123456789"))
        };
        stream::once(body).boxed()
    });
    let uri: S3Uri = URI.parse().expect("a location");
    let mut reader = ObjectReader::open(source, uri, ReadOptions::new(10, 1)).await.expect("opens");
    assert_eq!(reader.next().await.expect("the first part").as_deref(), Some(b"0123456789".as_slice()));
    let error = reader.next().await.expect_err("the second part is lost");
    assert_eq!((error.kind(), error.context("uri")), (ErrorKind::InvalidState, Some(URI)));
}

#[tokio::test]
async fn dropping_a_reader_ends_its_transfers() {
    let transfers = Arc::new(());
    let counted = Arc::clone(&transfers);
    let source = Bodies::new(move |_| {
        let transfer = Arc::clone(&counted);
        stream::pending().inspect(move |_| drop(Arc::clone(&transfer))).boxed()
    });
    let uri: S3Uri = URI.parse().expect("a location");
    let reader = ObjectReader::open(source.clone(), uri, ReadOptions::new(10, 3)).await.expect("opens");
    tokio::time::sleep(Duration::from_millis(5)).await;
    // This test and the source hold one each.
    assert_eq!(Arc::strong_count(&transfers), 2 + 3);
    drop(reader);
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(Arc::strong_count(&transfers), 2);
}
