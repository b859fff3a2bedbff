//! Response bodies that end early, stall, or arrive slowly

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use s3s::Body;
use tokio::time::{Sleep, sleep};

/// Time for hyper to send what it has buffered before the error makes it close the connection.
const FLUSH_DELAY: Duration = Duration::from_millis(5);

/// Interval between two pieces of a slow body, unless they are single bytes.
const INTERVAL: Duration = Duration::from_millis(100);

type BoxError = Box<dyn Error + Send + Sync>;

/// The next bytes of a body. Trailers count as its end; no response here has any.
fn poll_data(body: &mut Body, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BoxError>>> {
    let Some(frame) = ready!(hyper::body::Body::poll_frame(Pin::new(body), context)) else {
        return Poll::Ready(None);
    };
    match frame {
        Ok(frame) => Poll::Ready(frame.into_data().ok().map(Ok)),
        Err(error) => Poll::Ready(Some(Err(error))),
    }
}

/// A body that ends with an error after a number of bytes, or yields nothing more.
pub(super) struct CutBody {
    inner: Body,
    left: u64,
    stalls: bool,
    flush: Option<Pin<Box<Sleep>>>,
}

impl CutBody {
    pub(super) fn new(inner: Body, after_bytes: u64) -> Self {
        Self { inner, left: after_bytes, stalls: false, flush: None }
    }

    /// A body that yields nothing more after a number of bytes. It ends with its connection.
    pub(super) fn stalling(inner: Body, after_bytes: u64) -> Self {
        Self { stalls: true, ..Self::new(inner, after_bytes) }
    }
}

impl hyper::body::Body for CutBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            if self.stalls {
                // Nothing wakes this task again, except for the connection's own events.
                return Poll::Pending;
            }
            let flush = self.flush.get_or_insert_with(|| Box::pin(sleep(FLUSH_DELAY)));
            ready!(flush.as_mut().poll(context));
            return Poll::Ready(Some(Err("the body was cut on purpose".into())));
        }
        let Some(data) = ready!(poll_data(&mut self.inner, context)) else { return Poll::Ready(None) };
        let mut data = data?;
        let keep = usize::try_from(self.left).map_or(data.len(), |left| left.min(data.len()));
        data.truncate(keep);
        self.left -= keep as u64;
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    /// The length of the whole body, which the response announces.
    fn size_hint(&self) -> SizeHint {
        hyper::body::Body::size_hint(&self.inner)
    }
}

/// A body that yields a few bytes at a time.
pub(super) struct SlowBody {
    inner: Body,
    waiting: Bytes,
    step: usize,
    interval: Duration,
    pause: Option<Pin<Box<Sleep>>>,
}

impl SlowBody {
    pub(super) fn new(inner: Body, bytes_per_second: u64) -> Self {
        let pace = Duration::from_secs(1) / u32::try_from(bytes_per_second.max(1)).unwrap_or(u32::MAX);
        let steps = u64::try_from(Duration::from_secs(1).as_millis() / INTERVAL.as_millis()).unwrap_or(1);
        let step = usize::try_from(bytes_per_second / steps).unwrap_or(usize::MAX).max(1);
        Self { inner, waiting: Bytes::new(), step, interval: pace.max(INTERVAL), pause: None }
    }
}

impl hyper::body::Body for SlowBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        while self.waiting.is_empty() {
            let Some(data) = ready!(poll_data(&mut self.inner, context)) else { return Poll::Ready(None) };
            self.waiting = data?;
        }
        let step = self.step.min(self.waiting.len());
        let data = self.waiting.split_to(step);
        self.pause = Some(Box::pin(sleep(self.interval)));
        Poll::Ready(Some(Ok(Frame::data(data))))
    }

    /// hyper asks before the first frame, when nothing waits.
    fn size_hint(&self) -> SizeHint {
        hyper::body::Body::size_hint(&self.inner)
    }
}
