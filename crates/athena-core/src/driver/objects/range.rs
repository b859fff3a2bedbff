//! One ranged read of an object, resumed where its body broke off.

use std::ops::Range;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use crate::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;

/// How often in a row a read is resumed without a single byte arriving.
const MAX_RESUMES: u32 = 4;

/// Size and number of the ranged reads of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Bytes of a part, which is one ranged read. Default 8 MiB.
    pub part_bytes: u64,
    /// Parts that are read at the same time. Default 4. A reader holds at most `part_bytes` times this many bytes, 32
    /// MiB by default.
    pub parallel_parts: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { part_bytes: 8 << 20, parallel_parts: 4 }
    }
}

impl ReadOptions {
    /// Parts of `part_bytes` bytes, `parallel_parts` of them at the same time; 0 counts as 1.
    pub fn new(part_bytes: u64, parallel_parts: usize) -> Self {
        Self { part_bytes: part_bytes.max(1), parallel_parts: parallel_parts.max(1) }
    }

    /// The first part of `range`.
    pub(super) fn first_part(&self, range: &Range<u64>) -> Range<u64> {
        range.start..range.start.saturating_add(self.part_bytes.max(1)).min(range.end)
    }
}

/// One version of an object: the one that the first read saw. Every later read asks for it with `If-Match`, and also
/// compares the `ETag` and the size of the answer, since not every store honours `If-Match`.
#[derive(Clone, Debug)]
pub(super) struct Object {
    source: Arc<dyn ObjectSource>,
    uri: S3Uri,
    info: ObjectInfo,
}

impl Object {
    /// Starts the first read: of `range`, cut to the size of the object, or of the whole object.
    pub(super) async fn open(
        source: Arc<dyn ObjectSource>,
        uri: S3Uri,
        range: Option<Range<u64>>,
    ) -> Result<(Self, RangedRead)> {
        let ObjectBody { info, bytes } = source.get(&uri, range.clone(), None).await?;
        let range = range.map_or(0..info.size, |range| range.start.min(info.size)..range.end.min(info.size));
        let object = Self { source, uri, info };
        let mut read = object.read(range);
        read.body = Some(bytes);
        Ok((object, read))
    }

    /// A read of `range`, which lies inside the object. Nothing is requested until the first byte is asked for.
    pub(super) fn read(&self, range: Range<u64>) -> RangedRead {
        RangedRead { object: self.clone(), rest: range, body: None, resumes: 0 }
    }

    pub(super) fn uri(&self) -> &S3Uri {
        &self.uri
    }

    pub(super) fn info(&self) -> &ObjectInfo {
        &self.info
    }

    async fn get(&self, range: Range<u64>) -> Result<Body> {
        let ObjectBody { info, bytes } = self.source.get(&self.uri, Some(range), self.info.etag.as_deref()).await?;
        let other_etag = self.info.etag.as_ref().zip(info.etag.as_ref()).is_some_and(|(first, now)| first != now);
        if other_etag || info.size != self.info.size {
            let message = "the object was replaced while it was read; run the query again";
            return Err(Error::new(ErrorKind::ResultMissing, message).with_context("uri", &self.uri));
        }
        Ok(bytes)
    }
}

/// The body of a response, as it arrives.
type Body = BoxStream<'static, Result<Bytes>>;

/// A ranged read in progress. Dropping it ends the transfer.
pub(super) struct RangedRead {
    object: Object,
    /// The bytes that have not arrived yet.
    rest: Range<u64>,
    body: Option<Body>,
    /// Resumes since the last byte arrived.
    resumes: u32,
}

impl RangedRead {
    /// Bytes that have not arrived yet.
    pub(super) fn remaining(&self) -> u64 {
        self.rest.end - self.rest.start
    }

    /// The next bytes, never none; `None` at the end of the range.
    ///
    /// # Errors
    /// `ResultMissing` when the object was replaced or removed; otherwise the error of a read, once it may not be tried
    /// again or [`MAX_RESUMES`] reads in a row gave no byte.
    ///
    /// # Cancel safety
    /// No byte is lost.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>> {
        while !self.rest.is_empty() {
            let body = match &mut self.body {
                Some(body) => body,
                None => self.body.insert(self.object.get(self.rest.clone()).await?),
            };
            let error = match body.next().await {
                Some(Ok(mut bytes)) => {
                    bytes.truncate(usize::try_from(self.remaining()).unwrap_or(usize::MAX));
                    if bytes.is_empty() {
                        continue;
                    }
                    self.rest.start += bytes.len() as u64;
                    self.resumes = 0;
                    return Ok(Some(bytes));
                }
                Some(Err(error)) => error,
                None => Error::new(ErrorKind::Io, "the body ended early").with_retry(Retry::Later),
            };
            self.body = None;
            if error.retry() != Retry::Later || self.resumes == MAX_RESUMES {
                return Err(error.with_operation("read an object").with_context("uri", &self.object.uri));
            }
            self.resumes += 1;
            tracing::debug!(%error, from = self.rest.start, "resuming a read");
        }
        Ok(None)
    }

    /// All bytes of the range at once.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub(super) async fn collect(mut self) -> Result<Bytes> {
        let Some(first) = self.next().await? else { return Ok(Bytes::new()) };
        if self.rest.is_empty() {
            return Ok(first);
        }
        let bytes = usize::try_from(first.len() as u64 + self.remaining()).unwrap_or_default();
        let mut whole = BytesMut::with_capacity(bytes);
        whole.extend_from_slice(&first);
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }
}

/// Reads a whole object, which may be empty.
///
/// # Errors
/// `ResultMissing` when there is no such object; otherwise the error of the read.
pub(in crate::driver) async fn read_whole(source: Arc<dyn ObjectSource>, uri: S3Uri) -> Result<Bytes> {
    // Without a range: an empty object has none, and the store would answer with an error.
    let (_, read) = Object::open(source, uri, None).await?;
    read.collect().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::MemoryObjects;

    const URI: &str = "s3://bucket/object";

    fn uri() -> S3Uri {
        URI.parse().expect("a location")
    }

    #[tokio::test]
    async fn a_whole_object_is_resumed_where_it_broke_off() {
        let objects = MemoryObjects::new();
        objects.set_read_bytes(3);
        for bytes in [b"".as_slice(), b"a", b"0123456789"] {
            objects.put(URI, bytes.to_vec());
            objects.cut_next(4);
            assert_eq!(read_whole(Arc::new(objects.clone()), uri()).await.expect("reads"), bytes);
        }
        let ranges: Vec<_> = objects.reads().into_iter().map(|(_, range)| range).collect();
        assert_eq!(ranges, [None, None, None, Some(4..10)]);
    }

    #[tokio::test]
    async fn resumes_are_counted_from_the_last_byte_that_arrived() {
        let objects = MemoryObjects::new();
        objects.put(URI, b"0123456789".to_vec());
        let (object, read) = Object::open(Arc::new(objects.clone()), uri(), Some(0..0)).await.expect("opens");
        assert_eq!(read.collect().await.expect("reads"), "");
        // The cuts are used from the last one to the first.
        for cut in [0, 0, 0, 1, 0, 0, 0, 1] {
            objects.cut_next(cut);
        }
        assert_eq!(object.read(0..10).collect().await.expect("reads"), "0123456789");
        for _ in 0..=MAX_RESUMES {
            objects.cut_next(0);
        }
        let error = object.read(0..10).collect().await.expect_err("gives up");
        assert_eq!((error.kind(), error.context("uri")), (ErrorKind::Io, Some(URI)));
    }

    #[tokio::test]
    async fn an_object_of_another_size_is_refused_where_the_store_sends_no_etag() {
        let objects = MemoryObjects::new();
        objects.put(URI, b"0123456789".to_vec());
        let (mut object, _) = Object::open(Arc::new(objects.clone()), uri(), Some(0..1)).await.expect("opens");
        object.info.etag = None;
        objects.put(URI, b"abcdefghij".to_vec());
        assert_eq!(object.read(1..3).collect().await.expect("looks like the same object"), "bc");
        objects.put(URI, b"0123456789+".to_vec());
        let error = object.read(1..3).collect().await.expect_err("another size");
        assert_eq!((error.kind(), error.retry()), (ErrorKind::ResultMissing, Retry::Never));
    }
}
