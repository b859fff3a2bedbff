//! `Wire`: a connection that a fault can reset or cut off

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

/// The number of bytes of a head that is cut off: in the middle of its first header.
const CUT_HEAD: usize = 24;

/// The orders of faults for one connection. Clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct WireControl(Arc<Orders>);

#[derive(Debug, Default)]
struct Orders {
    reset: AtomicBool,
    cut_head: AtomicBool,
}

impl WireControl {
    /// Makes the end of the connection a reset (RST).
    pub(super) fn reset(&self) {
        self.0.reset.store(true, Ordering::Relaxed);
    }

    /// Breaks the connection in the middle of the head of the next response.
    pub(super) fn cut_head(&self) {
        self.0.cut_head.store(true, Ordering::Relaxed);
    }
}

/// A connection over TCP.
pub(super) trait Socket: AsyncRead + AsyncWrite + Unpin {
    fn tcp(&self) -> &TcpStream;
}

impl Socket for TcpStream {
    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Socket for TlsStream<TcpStream> {
    fn tcp(&self) -> &TcpStream {
        self.get_ref().0
    }
}

/// A connection with orders.
pub(super) struct Wire<S: Socket> {
    inner: S,
    control: WireControl,
    /// Bytes that may still be sent, once the head is cut.
    left: Option<usize>,
}

impl<S: Socket> Wire<S> {
    pub(super) fn new(inner: S, control: WireControl) -> Self {
        Self { inner, control, left: None }
    }
}

impl<S: Socket> Drop for Wire<S> {
    fn drop(&mut self) {
        if self.control.0.reset.load(Ordering::Relaxed)
            && let Err(error) = self.inner.tcp().set_zero_linger()
        {
            tracing::debug!(%error, "could not reset a connection");
        }
    }
}

impl<S: Socket> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, buffer)
    }
}

impl<S: Socket> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.left.is_none() && self.control.0.cut_head.load(Ordering::Relaxed) {
            self.left = Some(CUT_HEAD);
        }
        let Some(left) = self.left else { return Pin::new(&mut self.inner).poll_write(context, bytes) };
        if left == 0 {
            ready!(Pin::new(&mut self.inner).poll_flush(context))?;
            return Poll::Ready(Err(io::Error::other("the head was cut on purpose")));
        }
        let bytes = bytes.get(..left).unwrap_or(bytes);
        let written = ready!(Pin::new(&mut self.inner).poll_write(context, bytes))?;
        self.left = Some(left - written);
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.left.is_none() && !self.control.0.cut_head.load(Ordering::Relaxed) {
            return Pin::new(&mut self.inner).poll_write_vectored(context, buffers);
        }
        let first = buffers.iter().find(|buffer| !buffer.is_empty()).map_or(&[][..], |buffer| buffer);
        self.poll_write(context, first)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
