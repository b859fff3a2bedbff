//! Ordered read-ahead of one whole object.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use super::buffer::{Buffer, Pool};
use super::range::{Object, RangedRead, ReadOptions};
use crate::driver::api::{ObjectInfo, ObjectSource};
use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;

/// Reads one object from its beginning to its end, several parts at the same time.
///
/// Every part is of the version that the first one saw: an object that is replaced in between is an error, never a
/// mixture. The reader holds at most `parallel_parts` parts, besides the buffer that it handed out. Dropping it ends
/// its transfers.
#[derive(Debug)]
pub struct ObjectReader {
    object: Object,
    options: ReadOptions,
    pool: Pool,
    parts: VecDeque<Part>,
    /// The bytes that no part covers yet.
    rest: Range<u64>,
}

impl ObjectReader {
    /// Requests the first part, whose response tells the size of the object, and then the next parts.
    ///
    /// # Errors
    /// `ResultMissing` when there is no such object; otherwise the error of the read.
    ///
    /// # Cancel safety
    /// Dropping the future ends its transfers, and leaves nothing behind.
    pub async fn open(source: Arc<dyn ObjectSource>, uri: S3Uri, options: ReadOptions) -> Result<Self> {
        let (object, first) = Object::open(source, uri, Some(options.first_part(&(0..u64::MAX)))).await?;
        let size = object.info().size;
        let pool = Pool::default();
        let rest = first.remaining()..size;
        let parts = VecDeque::from([Part::start(first, &pool)]);
        let mut reader = Self { object, options, pool, parts, rest };
        reader.request_ahead();
        Ok(reader)
    }

    /// Address of the object.
    pub fn uri(&self) -> &S3Uri {
        self.object.uri()
    }

    /// Size and identity of the object.
    pub fn info(&self) -> &ObjectInfo {
        self.object.info()
    }

    /// The next bytes, never none; `None` at the end of the object.
    ///
    /// # Errors
    /// `ResultMissing` when the object was replaced or removed meanwhile; `Io` when the connection broke too often;
    /// `InvalidState` when the runtime has shut down.
    ///
    /// # Cancel safety
    /// No byte is lost.
    pub async fn next(&mut self) -> Result<Option<Buffer>> {
        while let Some(part) = self.parts.front_mut() {
            if let Some(buffer) = part.buffers.recv().await {
                let buffer = buffer?;
                part.remaining = part.remaining.saturating_sub(buffer.len() as u64);
                return Ok(Some(buffer));
            }
            // The part has ended, or its task has: bytes that are missing must not look like the end.
            if part.remaining > 0 {
                return Err(Error::new(ErrorKind::InvalidState, "a task that read a part was lost")
                    .with_operation("read an object")
                    .with_context("uri", self.object.uri()));
            }
            self.parts.pop_front();
            self.request_ahead();
        }
        Ok(None)
    }

    fn request_ahead(&mut self) {
        while self.parts.len() < self.options.parallel_parts && !self.rest.is_empty() {
            let range = self.options.first_part(&self.rest);
            self.rest.start = range.end;
            self.parts.push_back(Part::start(self.object.read(range), &self.pool));
        }
    }
}

/// A part in transfer. Its task drains the body as it arrives, however slow the reader is: the service cuts off
/// connections that stand still.
#[derive(Debug)]
struct Part {
    buffers: UnboundedReceiver<Result<Buffer>>,
    /// Bytes that were not handed out yet.
    remaining: u64,
    task: JoinHandle<()>,
}

impl Part {
    fn start(read: RangedRead, pool: &Pool) -> Self {
        let (sender, buffers) = unbounded_channel();
        let remaining = read.remaining();
        let task = tokio::spawn(drain(read, pool.clone(), sender).in_current_span());
        Self { buffers, remaining, task }
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Copies the bytes of a read into buffers. A closed channel ends it: the reader was dropped.
async fn drain(mut read: RangedRead, pool: Pool, sender: UnboundedSender<Result<Buffer>>) {
    let mut buffer = pool.buffer();
    let ended = loop {
        let bytes = match read.next().await {
            Ok(Some(bytes)) => bytes,
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        let mut bytes = &*bytes;
        while !bytes.is_empty() {
            bytes = buffer.fill(bytes);
            if buffer.is_full() && sender.send(Ok(std::mem::replace(&mut buffer, pool.buffer()))).is_err() {
                return;
            }
        }
    };
    if !buffer.is_empty() {
        sender.send(Ok(buffer)).ok();
    }
    if let Err(error) = ended {
        sender.send(Err(error)).ok();
    }
}
