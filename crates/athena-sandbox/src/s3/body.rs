//! Object data as a response body

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use s3s::dto::StreamingBlob;
use tokio::sync::mpsc;

use crate::storage::Object;

/// Size of one read. With smaller pieces, handing them over would cost more than copying them.
const CHUNK: u64 = 512 * 1024;

/// Number of chunks to read ahead of the socket.
const AHEAD: usize = 2;

/// Streams `range` of an object. Only a few chunks are in memory at a time.
pub(super) async fn read(object: &Arc<Object>, range: Range<u64>) -> io::Result<StreamingBlob> {
    let mut file = File::open(object.path())?;
    file.seek(SeekFrom::Start(range.start))?;
    let length = range.end.saturating_sub(range.start);
    if length <= CHUNK {
        let bytes = tokio::task::spawn_blocking(move || next(&mut file, length)).await??;
        return Ok(StreamingBlob::from(s3s::Body::from(bytes)));
    }
    let (sender, receiver) = mpsc::channel(AHEAD);
    // The file is deleted with its object, so the read holds the object.
    let object = Arc::clone(object);
    tokio::task::spawn_blocking(move || {
        let _object = object;
        let mut left = length;
        while left > 0 {
            let chunk = next(&mut file, left.min(CHUNK));
            let failed = chunk.is_err();
            left -= left.min(CHUNK);
            // Either the client is gone or the file is broken; in both cases the stream ends.
            if sender.blocking_send(chunk).is_err() || failed {
                return;
            }
        }
    });
    let chunks = stream::unfold(receiver, |mut receiver| async move {
        let chunk = receiver.recv().await?;
        Some((chunk, receiver))
    });
    Ok(StreamingBlob::wrap(SyncStream::new(chunks)))
}

/// Reads exactly `length` bytes.
fn next(file: &mut File, length: u64) -> io::Result<Bytes> {
    let capacity = usize::try_from(length).map_err(io::Error::other)?;
    let mut chunk = Vec::with_capacity(capacity);
    file.take(length).read_to_end(&mut chunk)?;
    if chunk.len() < capacity {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(chunk.into())
}

/// Makes a stream `Sync`, as `s3s` requires. The stream is polled only through `&mut`, so nobody ever takes the lock.
struct SyncStream<S>(std::sync::Mutex<std::pin::Pin<Box<S>>>);

impl<S> SyncStream<S> {
    fn new(stream: S) -> Self {
        Self(std::sync::Mutex::new(Box::pin(stream)))
    }
}

impl<S: stream::Stream> stream::Stream for SyncStream<S> {
    type Item = S::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<S::Item>> {
        let inner = self.0.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.as_mut().poll_next(context)
    }
}
