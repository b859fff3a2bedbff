//! Parts of an object, for formats that are read from their end.

use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::{FuturesOrdered, TryStreamExt as _};

use crate::driver::api::{ObjectInfo, ObjectSource};
use crate::driver::results::ReadOptions;
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;

/// Ranges so close to each other are read as one: the bytes between them cost less than a request.
const MAX_GAP: u64 = 512 << 10;

/// The first read. A file that is not larger needs no other.
const FIRST_READ: u64 = 1 << 20;

/// How often a read that broke off is taken up again, as long as no byte comes.
const MAX_RESUMES: u32 = 4;

/// An object of which parts are read. Every read asks for the version that the first one saw.
#[derive(Clone, Debug)]
pub struct ObjectFile {
    source: Arc<dyn ObjectSource>,
    uri: S3Uri,
    info: ObjectInfo,
    options: ReadOptions,
    /// The beginning of the file.
    head: Bytes,
}

impl ObjectFile {
    /// Reads the beginning of the object, and so learns its size.
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object; otherwise the error of the read.
    pub async fn open(source: Arc<dyn ObjectSource>, uri: S3Uri, options: ReadOptions) -> Result<Self> {
        let body = source.get(&uri, Some(0..FIRST_READ), None).await?;
        let info = body.info.clone();
        let mut file = Self { source, uri, info, options, head: Bytes::new() };
        file.head = file.fetch(0..FIRST_READ.min(file.info.size), Some(body.bytes)).await?;
        Ok(file)
    }

    /// The address.
    pub fn uri(&self) -> &S3Uri {
        &self.uri
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.info.size
    }

    /// One part.
    ///
    /// # Errors
    /// `Decode` when the object has no such part; `ResultMissing` when it was replaced or removed meanwhile; otherwise
    /// the error of the read.
    pub async fn read(&self, range: Range<u64>) -> Result<Bytes> {
        if range.start > range.end || range.end > self.info.size {
            let message = format!("the file says of itself that it reaches to byte {}", range.end);
            return Err(Error::new(ErrorKind::Decode, message)
                .with_context("size", self.info.size)
                .with_context("uri", &self.uri));
        }
        if range.end <= self.head.len() as u64 {
            return Ok(slice(&self.head, 0, &range));
        }
        let parts = parts(range.clone(), self.options.part_bytes);
        let parallel = self.options.parallel_parts.max(1);
        let mut reads =
            futures_util::stream::iter(parts.into_iter().map(|part| self.fetch(part, None))).buffered(parallel);
        let Some(first) = reads.try_next().await? else { return Ok(Bytes::new()) };
        if first.len() as u64 == range.end - range.start {
            return Ok(first);
        }
        let mut whole = BytesMut::with_capacity(usize::try_from(range.end - range.start).unwrap_or_default());
        whole.extend_from_slice(&first);
        while let Some(part) = reads.try_next().await? {
            whole.extend_from_slice(&part);
        }
        Ok(whole.freeze())
    }

    /// Several parts, in the order asked for; those that lie close to each other are read as one.
    ///
    /// # Errors
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

    /// Reads a range, taking it up again where a body broke off.
    async fn fetch(&self, mut range: Range<u64>, mut body: Option<Pieces>) -> Result<Bytes> {
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut resumes = 0;
        while !range.is_empty() {
            let mut stream = match body.take() {
                Some(stream) => stream,
                None => self.source.get(&self.uri, Some(range.clone()), self.info.etag.as_deref()).await?.bytes,
            };
            let before = range.start;
            let mut broken = None;
            while let Some(piece) = stream.next().await {
                match piece {
                    Ok(mut piece) => {
                        piece.truncate(usize::try_from(range.end - range.start).unwrap_or(usize::MAX));
                        range.start += piece.len() as u64;
                        pieces.push(piece);
                    }
                    Err(error) => {
                        broken = Some(error);
                        break;
                    }
                }
                if range.is_empty() {
                    break;
                }
            }
            if range.is_empty() {
                break;
            }
            resumes = if range.start > before { 0 } else { resumes + 1 };
            let error = broken.unwrap_or_else(|| {
                Error::new(ErrorKind::Io, "the body ended before its time").with_retry(Retry::Later)
            });
            if error.retry() != Retry::Later || resumes > MAX_RESUMES {
                return Err(error.with_operation("read the file").with_context("uri", &self.uri));
            }
        }
        Ok(match <[Bytes; 1]>::try_from(pieces) {
            Ok([piece]) => piece,
            Err(pieces) => Bytes::from(pieces.concat()),
        })
    }
}

type Pieces = futures_util::stream::BoxStream<'static, Result<Bytes>>;

fn slice(bytes: &Bytes, start: u64, range: &Range<u64>) -> Bytes {
    let at = |position: u64| usize::try_from(position - start).unwrap_or(usize::MAX);
    bytes.slice(at(range.start)..at(range.end))
}

/// A range in pieces of at most `bytes`.
fn parts(range: Range<u64>, bytes: u64) -> Vec<Range<u64>> {
    let bytes = bytes.max(1);
    let starts = std::iter::successors(Some(range.start), |start| start.checked_add(bytes));
    starts
        .take_while(|start| *start < range.end)
        .map(|start| start..start.saturating_add(bytes).min(range.end))
        .collect()
}

/// The ranges in their order in the file, neighbours as one.
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
        let options = ReadOptions::new(300_000, 2);
        ObjectFile::open(Arc::new(objects.clone()), URI.parse().expect("a place"), options).await.expect("opens")
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
        assert_eq!(file.read(990..1001).await.expect_err("is outside").kind(), ErrorKind::Decode);
    }

    #[tokio::test]
    async fn parts_come_whole_and_in_the_order_asked_for() {
        let objects = MemoryObjects::new();
        objects.set_piece_bytes(70_001);
        let all = numbers(6_000_000);
        let file = open(&objects, all.clone()).await;
        objects.cut_next(1234);
        let ranges = [5_000_000..5_000_010, 1_500_000..2_400_000, 2_500_000..2_500_001, 10..12, 2_500_000..2_500_000];
        let read = file.read_many(&ranges).await.expect("reads");
        for (bytes, range) in read.iter().zip(&ranges) {
            let range = usize::try_from(range.start).expect("fits")..usize::try_from(range.end).expect("fits");
            assert!(bytes == &all[range.clone()], "{range:?}");
        }
        // The head, the end, and a stretch of a million bytes in four parts, one of them in two.
        assert_eq!(objects.reads().len(), 7);
    }

    #[tokio::test]
    async fn a_file_that_was_replaced_is_not_mixed() {
        let objects = MemoryObjects::new();
        let file = open(&objects, numbers(3_000_000)).await;
        objects.put(URI, numbers(3_000_000));
        assert_eq!(file.read(2_000_000..2_000_001).await.expect_err("changed").kind(), ErrorKind::ResultMissing);
    }
}
