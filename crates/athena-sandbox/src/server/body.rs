//! A response body that ends too early.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Frame;
use s3s::Body;
use tokio::time::{Sleep, sleep};

/// Time for hyper to send what it has, before the error makes it drop the connection.
const FLUSH: Duration = Duration::from_millis(5);

pub(super) struct CutBody {
    inner: Body,
    left: u64,
    flush: Option<Pin<Box<Sleep>>>,
}

impl CutBody {
    pub(super) fn new(inner: Body, after_bytes: u64) -> Self {
        Self { inner, left: after_bytes, flush: None }
    }
}

impl hyper::body::Body for CutBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.left == 0 {
            let flush = self.flush.get_or_insert_with(|| Box::pin(sleep(FLUSH)));
            ready!(flush.as_mut().poll(context));
            return Poll::Ready(Some(Err("the body was cut on purpose".into())));
        }
        let Some(frame) = ready!(Pin::new(&mut self.inner).poll_frame(context)) else {
            return Poll::Ready(None);
        };
        let Ok(mut data) = frame?.into_data() else {
            return Poll::Ready(None);
        };
        let keep = usize::try_from(self.left).map_or(data.len(), |left| left.min(data.len()));
        data.truncate(keep);
        self.left -= keep as u64;
        Poll::Ready(Some(Ok(Frame::data(data))))
    }
}
