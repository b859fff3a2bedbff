//! One ranged read of an object, resumed where its body broke off.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tracing::Instrument as _;

use crate::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;
use crate::telemetry::ReadSpan;

/// How often in a row a read is resumed while less than [`PROGRESS`] arrives.
const MAX_RESUMES: u32 = 8;

/// Bytes after which the resumes of a read are counted anew.
const PROGRESS: u64 = 64 << 10;

/// The pause before the first resume; it doubles with each one. Without it a broken proxy would cost thousands of
/// requests.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The longest pause before a resume.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How often a read is resumed because its body was too slow.
const MAX_SLOW: u32 = 1;

/// The most bytes that are reserved before they arrive: a server can claim any size.
const MAX_RESERVED: u64 = 64 << 20;

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
        RangedRead {
            span: ReadSpan::new(&self.uri, &range),
            object: self.clone(),
            rest: range,
            body: None,
            resumes: 0,
            progress: 0,
            slow: 0,
        }
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
    /// Resumes since [`PROGRESS`] was made.
    resumes: u32,
    /// Bytes since the last resume.
    progress: u64,
    /// Resumes because of a slow body.
    slow: u32,
    span: ReadSpan,
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
    /// again or [`MAX_RESUMES`] reads in a row made no progress; `TimedOut` for a body that stays below the pace of
    /// the source.
    ///
    /// # Cancel safety
    /// No byte is lost.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>> {
        while !self.rest.is_empty() {
            let error = match self.receive().await {
                Ok(bytes) if bytes.is_empty() => continue,
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) => error,
            };
            self.body = None;
            self.slow += u32::from(error.kind() == ErrorKind::TimedOut);
            if error.retry() != Retry::Later || self.resumes == MAX_RESUMES || self.slow > MAX_SLOW {
                return Err(error.with_operation("read an object").with_context("uri", &self.object.uri));
            }
            tracing::debug!(%error, from = self.rest.start, "resuming a read");
            tokio::time::sleep(FIRST_PAUSE.saturating_mul(1 << self.resumes).min(LONGEST_PAUSE)).await;
            self.resumes += 1;
            self.progress = 0;
        }
        Ok(None)
    }

    /// The next bytes of the body, which may be none.
    async fn receive(&mut self) -> Result<Bytes> {
        if self.body.is_none() {
            let body = self.object.get(self.rest.clone()).instrument(self.span.span()).await?;
            self.body = Some(body);
        }
        let Some(body) = &mut self.body else { return Ok(Bytes::new()) };
        let received = body.next().await;
        let ended = || Error::new(ErrorKind::Io, "the body ended early").with_retry(Retry::Later);
        let mut bytes = received.ok_or_else(ended)??;
        bytes.truncate(usize::try_from(self.remaining()).unwrap_or(usize::MAX));
        let arrived = bytes.len() as u64;
        self.rest.start += arrived;
        self.progress += arrived;
        self.span.add(arrived);
        if self.progress >= PROGRESS {
            self.resumes = 0;
        }
        Ok(bytes)
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
        let mut whole = reserved((first.len() as u64).saturating_add(self.remaining()));
        whole.extend_from_slice(&first);
        while let Some(bytes) = self.next().await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }
}

/// Memory for so many bytes, or for the first ones of very many.
pub(super) fn reserved(bytes: u64) -> BytesMut {
    BytesMut::with_capacity(usize::try_from(bytes.min(MAX_RESERVED)).unwrap_or_default())
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
    use tokio::time::Instant;

    use super::*;
    use crate::driver::api::{Pace, RetryPolicy, Retrying};
    use crate::options::{AccountId, AwsOptions};
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

    #[tokio::test(start_paused = true)]
    async fn resumes_are_counted_from_the_last_progress_and_pause() {
        let objects = MemoryObjects::new();
        objects.put(URI, b"0123456789".to_vec());
        let (object, read) = Object::open(Arc::new(objects.clone()), uri(), Some(0..0)).await.expect("opens");
        assert_eq!(read.collect().await.expect("reads"), "");
        let began = Instant::now();
        for cut in [0, 0, 0, 1, 0, 0, 0, 1] {
            objects.cut_next(cut);
        }
        assert_eq!(object.read(0..10).collect().await.expect("reads"), "0123456789");
        assert!(began.elapsed() > Duration::from_secs(5), "{:?}", began.elapsed());
        // A byte at a time is no progress: a broken proxy must not become thousands of requests.
        (0..100).for_each(|_| objects.cut_next(1));
        let reads = objects.reads().len();
        let error = object.read(0..10).collect().await.expect_err("gives up");
        assert_eq!((error.kind(), error.context("uri")), (ErrorKind::Io, Some(URI)));
        assert_eq!(objects.reads().len() - reads, 9);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_trickles_is_given_up_in_bounded_time() {
        let objects = MemoryObjects::new();
        objects.put(URI, vec![0; 1 << 20]);
        objects.set_read_bytes(100);
        objects.set_read_pause(Duration::from_secs(1));
        let pace = Pace::of(&AwsOptions::new());
        let paced = Retrying::new(Arc::new(objects.clone()), RetryPolicy::never(), Arc::default()).with_pace(pace);
        let paced = Arc::new(paced);
        let began = Instant::now();
        let error = read_whole(paced.clone(), uri()).await.expect_err("is too slow");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(70), "{:?}", began.elapsed());
        // A slow line that keeps the pace is no fault.
        objects.set_read_bytes(20 << 10);
        assert_eq!(read_whole(paced, uri()).await.expect("reads").len(), 1 << 20);
    }

    /// A store whose objects have the bytes `abc`, and claim to be very large.
    #[derive(Debug)]
    struct Claims(u64);

    #[async_trait::async_trait]
    impl ObjectSource for Claims {
        async fn head(&self, _: &S3Uri) -> Result<ObjectInfo> {
            Ok(ObjectInfo::new(self.0, None))
        }

        async fn get(&self, uri: &S3Uri, _: Option<Range<u64>>, _: Option<&str>) -> Result<ObjectBody> {
            let ended = Error::new(ErrorKind::Io, "no more");
            let body = futures_util::stream::iter([Ok(Bytes::from_static(b"abc")), Err(ended)]);
            Ok(ObjectBody::new(self.head(uri).await?, body.boxed()))
        }

        async fn delete(&self, _: &S3Uri) -> Result<()> {
            Ok(())
        }

        fn owned_by(self: Arc<Self>, _: &AccountId) -> Arc<dyn ObjectSource> {
            self
        }
    }

    #[tokio::test]
    async fn a_size_that_is_claimed_takes_no_memory() {
        for size in [4, 1 << 40, u64::MAX - 1, u64::MAX] {
            let error = read_whole(Arc::new(Claims(size)), uri()).await.expect_err("the bytes do not come");
            assert_eq!(error.kind(), ErrorKind::Io, "{size}");
        }
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
