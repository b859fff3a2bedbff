//! Parts of an object, for formats that are read from their end.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures_util::stream::{self, FuturesOrdered, StreamExt as _, TryStreamExt as _};

use super::range::{Object, ReadOptions, reserved};
use crate::driver::api::ObjectSource;
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;

/// Ranges that are this close to each other are read as one: the bytes between them cost less than a request.
const MAX_GAP: u64 = 512 << 10;

/// Bytes of the first read. A file of this size or less needs no other.
const FIRST_READ: u64 = 1 << 20;

/// An object of which parts are read. Every part is of the version that the first read saw.
#[derive(Clone, Debug)]
pub struct ObjectFile {
    object: Object,
    options: ReadOptions,
    /// The beginning of the file.
    head: Bytes,
    bytes_fetched: Arc<AtomicU64>,
}

impl ObjectFile {
    /// Reads the beginning of the object, and so learns its size. Every read adds its bytes to `bytes_fetched`, which
    /// several files may share.
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object; otherwise the error of the read.
    ///
    /// # Cancel safety
    /// Dropping the future ends the read, and leaves nothing behind.
    pub async fn open(
        source: Arc<dyn ObjectSource>,
        uri: S3Uri,
        options: ReadOptions,
        bytes_fetched: Arc<AtomicU64>,
    ) -> Result<Self> {
        let (object, first) = Object::open(source, uri, Some(0..FIRST_READ)).await?;
        let head = first.collect().await?;
        bytes_fetched.fetch_add(head.len() as u64, Ordering::Relaxed);
        Ok(Self { object, options, head, bytes_fetched })
    }

    /// Address of the object.
    pub fn uri(&self) -> &S3Uri {
        self.object.uri()
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.object.info().size
    }

    /// The bytes of one range, read in parts.
    ///
    /// # Errors
    /// `Decode` when the range is not inside the object; `ResultMissing` when the object was replaced or removed
    /// meanwhile; otherwise the error of the read.
    ///
    /// # Cancel safety
    /// Dropping the future ends its transfers; the file can be read on.
    pub async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        if range.start > range.end || range.end > self.size() {
            let message = format!("the file refers to its byte {}, which it does not have", range.end);
            return Err(Error::new(ErrorKind::Decode, message)
                .with_context("size", self.size())
                .with_context("uri", self.uri()));
        }
        if range.end <= self.head.len() as u64 {
            return Ok(slice(&self.head, 0, &range));
        }
        let parts = stream::iter(self.parts(range.clone())).map(|part| self.read_part(part));
        let mut parts = parts.buffered(self.options.parallel_parts.max(1));
        let Some(first) = parts.try_next().await? else { return Ok(Bytes::new()) };
        if first.len() as u64 == range.end - range.start {
            return Ok(first);
        }
        let mut whole = reserved(range.end - range.start);
        whole.extend_from_slice(&first);
        while let Some(part) = parts.try_next().await? {
            whole.extend_from_slice(&part);
        }
        Ok(whole.freeze())
    }

    /// The bytes of several ranges, in the order asked for; ranges that are close to each other are read as one.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    ///
    /// # Cancel safety
    /// As [`read`](Self::read).
    pub async fn read_many(&self, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        let merged = merge(ranges);
        let reads: FuturesOrdered<_> = merged.iter().map(|range| self.read(range.clone())).collect();
        let bytes: Vec<Bytes> = reads.try_collect().await?;
        let find = |range: &Range<u64>| {
            let at = merged.partition_point(|whole| whole.end < range.end);
            slice(&bytes[at], merged[at].start, range)
        };
        Ok(ranges.iter().map(find).collect())
    }

    async fn read_part(&self, part: Range<u64>) -> Result<Bytes> {
        let bytes = self.object.read(part).collect().await?;
        self.bytes_fetched.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(bytes)
    }

    /// The parts of a range, one at a time: there may be very many in a file that only claims its size.
    fn parts(&self, mut range: Range<u64>) -> impl Iterator<Item = Range<u64>> {
        let options = self.options;
        std::iter::from_fn(move || {
            let part = options.first_part(&range);
            range.start = part.end;
            (!part.is_empty()).then_some(part)
        })
    }
}

fn slice(bytes: &Bytes, start: u64, range: &Range<u64>) -> Bytes {
    let at = |position: u64| usize::try_from(position - start).unwrap_or(usize::MAX);
    bytes.slice(at(range.start)..at(range.end))
}

/// The ranges in their order in the file, close neighbours as one.
fn merge(ranges: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<u64>> = Vec::new();
    for range in sorted {
        match merged.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(MAX_GAP) => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::MemoryObjects;

    const URI: &str = "s3://bucket/file";

    async fn open(objects: &MemoryObjects, bytes: Vec<u8>) -> ObjectFile {
        objects.put(URI, bytes);
        let (uri, options) = (URI.parse().expect("a location"), ReadOptions::new(300_000, 2));
        ObjectFile::open(Arc::new(objects.clone()), uri, options, Arc::default()).await.expect("opens")
    }

    fn numbers(len: usize) -> Vec<u8> {
        (0..len).map(|at| u8::try_from(at % 251).expect("is small")).collect()
    }

    #[tokio::test]
    async fn a_small_file_is_read_once() {
        let objects = MemoryObjects::new();
        let file = open(&objects, numbers(1000)).await;
        assert_eq!(file.read(10..20).await.expect("reads"), numbers(1000)[10..20]);
        assert_eq!(file.read(1000..1000).await.expect("reads").len(), 0);
        assert_eq!(objects.reads().len(), 1);
        assert_eq!(file.bytes_fetched.load(Ordering::Relaxed), 1000);
        assert_eq!(file.read(990..1001).await.expect_err("the range is outside").kind(), ErrorKind::Decode);
    }

    #[tokio::test]
    async fn ranges_arrive_whole_and_in_the_order_asked_for() {
        let objects = MemoryObjects::new();
        objects.set_read_bytes(70_001);
        let all = numbers(6_000_000);
        let file = open(&objects, all.clone()).await;
        objects.cut_next(1234);
        let ranges = [5_000_000..5_000_010, 1_500_000..2_400_000, 2_500_000..2_500_001, 10..12, 2_500_000..2_500_000];
        let read = file.read_many(&ranges).await.expect("reads");
        for (bytes, range) in read.iter().zip(&ranges) {
            let range = usize::try_from(range.start).expect("fits")..usize::try_from(range.end).expect("fits");
            assert!(bytes == &all[range.clone()], "{range:?}");
        }
        // The head, the end, and a range of a million bytes in four parts, one of which is resumed.
        assert_eq!(objects.reads().len(), 7);
    }

    #[tokio::test]
    async fn a_replaced_file_is_an_error() {
        let objects = MemoryObjects::new();
        let file = open(&objects, numbers(3_000_000)).await;
        objects.put(URI, numbers(3_000_000));
        assert_eq!(file.read(2_000_000..2_000_001).await.expect_err("changed").kind(), ErrorKind::ResultMissing);
    }
}
