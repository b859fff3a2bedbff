//! The bytes of a result object: by ranges, several at once, delivered in order.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::buffer::{Buffer, Pool};
use crate::driver::api::{ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::S3Uri;

/// How often a part whose body broke off is taken up again, as long as no byte comes.
const MAX_RESUMES: u32 = 4;

/// How an object is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Bytes of a ranged read. Default 8 MiB.
    pub part_bytes: u64,
    /// Reads in flight; with `part_bytes` it bounds what is held: 4 of them by default, 32 MiB.
    pub parallel_parts: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { part_bytes: 8 << 20, parallel_parts: 4 }
    }
}

impl ReadOptions {
    /// Reads parts of `part_bytes` bytes, `parallel_parts` at once; 0 counts as 1.
    pub fn new(part_bytes: u64, parallel_parts: usize) -> Self {
        Self { part_bytes: part_bytes.max(1), parallel_parts: parallel_parts.max(1) }
    }
}

/// Reads one object from its beginning to its end.
///
/// Every read asks for the version that the first one saw (`If-Match`), so that an object that is replaced in between
/// is an error and never a mixture. At most `parallel_parts` parts are held, besides the piece that was handed out.
/// Dropping the reader ends its transfers.
#[derive(Debug)]
pub struct ObjectReader {
    source: Arc<dyn ObjectSource>,
    uri: S3Uri,
    info: ObjectInfo,
    options: ReadOptions,
    pool: Pool,
    parts: VecDeque<Part>,
    requested: u64,
    delivered: u64,
}

impl ObjectReader {
    /// Asks for the first part, whose answer tells the size of the object.
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object; otherwise the error of the read.
    pub async fn open(source: Arc<dyn ObjectSource>, uri: S3Uri, options: ReadOptions) -> Result<Self> {
        let first = 0..options.part_bytes;
        let body = source.get(&uri, Some(first.clone()), None).await?;
        let info = body.info.clone();
        let first = 0..first.end.min(info.size);
        let pool = Pool::default();
        let part = Part::start(&source, &uri, info.etag.clone(), first.clone(), &pool, Some(body.bytes));
        let parts = VecDeque::from([part]);
        let mut reader = Self { source, uri, info, options, pool, parts, requested: first.end, delivered: 0 };
        reader.request_ahead();
        Ok(reader)
    }

    /// Size and identity of the object.
    pub fn info(&self) -> &ObjectInfo {
        &self.info
    }

    /// The next piece, of any size but never empty; `None` at the end of the object.
    ///
    /// # Errors
    /// `ResultMissing` when the object was replaced or removed meanwhile; `Io` when the connection broke more often
    /// than is tolerated.
    ///
    /// # Cancel safety
    /// No byte is lost.
    pub async fn next(&mut self) -> Result<Option<Buffer>> {
        while let Some(part) = self.parts.front_mut() {
            if let Some(piece) = part.pieces.recv().await {
                let piece = piece?;
                self.delivered += piece.len() as u64;
                return Ok(Some(piece));
            }
            self.parts.pop_front();
            self.request_ahead();
        }
        if self.delivered == self.info.size {
            return Ok(None);
        }
        Err(Error::new(ErrorKind::Io, format!("{} of {} bytes arrived", self.delivered, self.info.size))
            .with_operation("read the result object")
            .with_context("uri", &self.uri))
    }

    fn request_ahead(&mut self) {
        while self.parts.len() < self.options.parallel_parts && self.requested < self.info.size {
            let range = self.requested..(self.requested + self.options.part_bytes).min(self.info.size);
            self.requested = range.end;
            let etag = self.info.etag.clone();
            self.parts.push_back(Part::start(&self.source, &self.uri, etag, range, &self.pool, None));
        }
    }
}

/// The body of an answer, as it comes.
type Body = futures_util::stream::BoxStream<'static, Result<Bytes>>;

/// A part on its way. Its task drains the body as it comes, however slow the reader is: the service cuts off
/// connections that stand still.
#[derive(Debug)]
struct Part {
    pieces: UnboundedReceiver<Result<Buffer>>,
    task: JoinHandle<()>,
}

impl Part {
    fn start(
        source: &Arc<dyn ObjectSource>,
        uri: &S3Uri,
        etag: Option<String>,
        range: Range<u64>,
        pool: &Pool,
        body: Option<Body>,
    ) -> Self {
        let (sender, pieces) = unbounded_channel();
        let (source, uri, pool) = (Arc::clone(source), uri.clone(), pool.clone());
        let task = tokio::spawn(async move {
            if let Err(error) = fetch(&*source, &uri, etag.as_deref(), range, &pool, body, &sender).await {
                // Nobody left to tell is fine: the reader was dropped.
                let _ = sender.send(Err(error));
            }
        });
        Self { pieces, task }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Brings a range home, taking it up again where a body broke off.
async fn fetch(
    source: &dyn ObjectSource,
    uri: &S3Uri,
    etag: Option<&str>,
    mut range: Range<u64>,
    pool: &Pool,
    mut body: Option<Body>,
    sender: &UnboundedSender<Result<Buffer>>,
) -> Result<()> {
    let mut resumes = 0;
    while !range.is_empty() {
        let mut body = match body.take() {
            Some(body) => body,
            None => source.get(uri, Some(range.clone()), etag).await?.bytes,
        };
        let before = range.start;
        let broken = drain(&mut body, &mut range, pool, sender).await;
        if range.is_empty() {
            break;
        }
        resumes = if range.start > before { 0 } else { resumes + 1 };
        let error = broken.err().unwrap_or_else(|| cut_short(uri));
        if error.retry() != Retry::Later || resumes > MAX_RESUMES {
            return Err(error.with_operation("read the result object"));
        }
        tracing::debug!(%error, from = range.start, "taking up a part again");
    }
    Ok(())
}

async fn drain(
    body: &mut Body,
    range: &mut Range<u64>,
    pool: &Pool,
    sender: &UnboundedSender<Result<Buffer>>,
) -> Result<()> {
    let mut piece = pool.piece();
    let mut ended = Ok(());
    while !range.is_empty() {
        let bytes = match body.next().await {
            Some(Ok(bytes)) => bytes,
            Some(Err(error)) => {
                ended = Err(error);
                break;
            }
            None => break,
        };
        let wanted = usize::try_from(range.end - range.start).unwrap_or(usize::MAX);
        let mut bytes = &bytes[..bytes.len().min(wanted)];
        range.start += bytes.len() as u64;
        while !bytes.is_empty() {
            bytes = piece.fill(bytes);
            if piece.is_full() && sender.send(Ok(std::mem::replace(&mut piece, pool.piece()))).is_err() {
                return Ok(());
            }
        }
    }
    if !piece.is_empty() {
        // Nobody left to tell is fine: the reader was dropped.
        sender.send(Ok(piece)).ok();
    }
    ended
}

fn cut_short(uri: &S3Uri) -> Error {
    Error::new(ErrorKind::Io, "the body ended before its time").with_retry(Retry::Later).with_context("uri", uri)
}
