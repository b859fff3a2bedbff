//! `aws-chunked` bodies: `<hex size>[;chunk-signature=..]\r\n<bytes>\r\n`, then a chunk of size 0 and trailers

use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame};

/// Maximum length of a chunk header.
const LONGEST_LINE: usize = 4096;

/// Maximum length of all trailers together.
const LONGEST_TRAILERS: usize = 16 * 1024;

/// The trailers of a chunked body, available once the body has been read.
#[derive(Clone, Debug, Default)]
pub(super) struct Trailers(Arc<Mutex<Vec<(String, String)>>>);

impl Trailers {
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
    }

    fn read(&self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        let lines = lines.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = lines.collect();
    }
}

/// The payload of an `aws-chunked` body. Chunk signatures are skipped, and trailers are stored.
#[derive(Debug)]
pub(super) struct ChunkedBody {
    inner: UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>,
    buffer: BytesMut,
    state: State,
    trailers: Trailers,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Header,
    Data(u64),
    /// The line end after a chunk.
    Between,
    /// The trailers, up to the end of the body.
    Trailers,
}

impl ChunkedBody {
    pub(super) fn new<B>(inner: B, trailers: Trailers) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        use http_body_util::BodyExt;
        Self {
            inner: inner.map_err(Into::into).boxed_unsync(),
            buffer: BytesMut::new(),
            state: State::Header,
            trailers,
        }
    }

    /// The next piece of payload in the buffer; `None` if more bytes are needed.
    fn decode(&mut self) -> Result<Option<Bytes>, &'static str> {
        loop {
            match self.state {
                State::Header => {
                    let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\r\n") else {
                        if self.buffer.len() > LONGEST_LINE {
                            return Err("a chunk of the body has no header");
                        }
                        return Ok(None);
                    };
                    let line = self.buffer.split_to(end);
                    self.buffer.advance(2);
                    let digits = line[..].split(|byte| *byte == b';').next().unwrap_or_default();
                    let digits = std::str::from_utf8(digits).map_err(|_| "a chunk size is not a number")?;
                    let size = u64::from_str_radix(digits, 16).map_err(|_| "a chunk size is not a number")?;
                    self.state = if size == 0 { State::Trailers } else { State::Data(size) };
                }
                State::Data(0) => self.state = State::Between,
                State::Data(left) => {
                    if self.buffer.is_empty() {
                        return Ok(None);
                    }
                    let taken = usize::try_from(left).map_or(self.buffer.len(), |left| left.min(self.buffer.len()));
                    self.state = State::Data(left - taken as u64);
                    return Ok(Some(self.buffer.split_to(taken).freeze()));
                }
                State::Between => {
                    if self.buffer.len() < 2 {
                        return Ok(None);
                    }
                    if !self.buffer.starts_with(b"\r\n") {
                        return Err("a chunk of the body is longer than its header says");
                    }
                    self.buffer.advance(2);
                    self.state = State::Header;
                }
                State::Trailers => {
                    if self.buffer.len() > LONGEST_TRAILERS {
                        return Err("the trailers of the body are too long");
                    }
                    return Ok(None);
                }
            }
        }
    }
}

impl Body for ChunkedBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        loop {
            if let Some(payload) = self.decode()? {
                return Poll::Ready(Some(Ok(Frame::data(payload))));
            }
            match ready!(Pin::new(&mut self.inner).poll_frame(context)) {
                Some(frame) => {
                    if let Ok(data) = frame?.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                None if matches!(self.state, State::Trailers) => {
                    let text = self.buffer.split();
                    if !text.is_empty() {
                        self.trailers.read(&text);
                    }
                    return Poll::Ready(None);
                }
                None => return Poll::Ready(Some(Err("the chunked body ends early".into()))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    type Decoded = (Bytes, Option<String>);

    async fn decode(pieces: &[&'static [u8]]) -> Result<Decoded, Box<dyn Error + Send + Sync>> {
        let frames: Vec<Result<Frame<Bytes>, std::io::Error>> =
            pieces.iter().map(|piece| Ok(Frame::data(Bytes::from_static(piece)))).collect();
        let trailers = Trailers::default();
        let body = ChunkedBody::new(StreamBody::new(stream::iter(frames)), trailers.clone());
        let payload = body.collect().await?.to_bytes();
        Ok((payload, trailers.get("X-Amz-Checksum")))
    }

    #[tokio::test]
    async fn the_payload_does_not_depend_on_the_pieces() {
        let text = b"5;chunk-signature=ab\r\nhello\r\n2\r\n\r\n\r\n0;chunk-signature=cd\r\nx-amz-checksum:1\r\n\r\n";
        let expected = (Bytes::from_static(b"hello\r\n"), Some("1".to_owned()));
        assert_eq!(decode(&[text]).await.expect("well formed"), expected);
        for cut in 1..text.len() {
            let (left, right) = text.split_at(cut);
            assert_eq!(decode(&[left, right]).await.expect("well formed"), expected);
        }
    }

    #[tokio::test]
    async fn broken_framing_is_an_error() {
        assert!(decode(&[b"zz\r\n"]).await.is_err());
        assert!(decode(&[b"5\r\nhel"]).await.is_err());
        assert!(decode(&[b"2\r\nhello"]).await.is_err());
    }
}
