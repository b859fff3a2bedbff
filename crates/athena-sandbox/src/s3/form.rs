//! Uploads from HTML forms: `POST` to a bucket, with the key and the signature as fields

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, header};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame};

/// S3's limit for the fields before the file.
const LONGEST_FIELDS: usize = 20_000;

/// Beginning of the file field. Fields after it are ignored.
const FILE: &[u8] = b"name=\"file\"";

/// Names of the signature field, by signature version, each with a name of the same length that every policy allows.
const SIGNATURES: [(&[u8], &[u8]); 2] =
    [(b"name=\"x-amz-signature\"", b"name=\"x-ignore-signed\""), (b"name=\"signature\"", b"name=\"x-ignore-\"")];

pub(crate) fn is_form(method: &Method, headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    method == Method::POST && kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// The body of a form, without its signature: the sandbox has no secret to verify it with.
#[derive(Debug)]
pub(super) struct UnsignedForm {
    inner: UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>,
    /// The fields read so far; `None` once the file begins.
    fields: Option<BytesMut>,
}

impl UnsignedForm {
    pub(super) fn new<B>(inner: B) -> Self
    where
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        use http_body_util::BodyExt;
        Self { inner: inner.map_err(Into::into).boxed_unsync(), fields: Some(BytesMut::new()) }
    }
}

/// Renames the signature field. The length of the form does not change.
fn rename(fields: &mut [u8]) {
    let end = find(fields, FILE).unwrap_or(fields.len());
    for (name, other) in SIGNATURES {
        while let Some(at) = find(fields.get(..end).unwrap_or_default(), name) {
            if let Some(place) = fields.get_mut(at..at + name.len()) {
                place.copy_from_slice(other);
            }
        }
    }
}

fn find(text: &[u8], name: &[u8]) -> Option<usize> {
    text.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))
}

impl Body for UnsignedForm {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        loop {
            let frame = ready!(Pin::new(&mut self.inner).poll_frame(context)).transpose()?;
            let Some(fields) = &mut self.fields else { return Poll::Ready(frame.map(Ok)) };
            let ended = match frame {
                None => true,
                Some(frame) => {
                    if let Ok(data) = frame.into_data() {
                        fields.extend_from_slice(&data);
                    }
                    fields.len() > LONGEST_FIELDS || find(fields, FILE).is_some()
                }
            };
            if ended && let Some(mut fields) = self.fields.take() {
                rename(&mut fields);
                return Poll::Ready((!fields.is_empty()).then(|| Ok(Frame::data(fields.freeze()))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;
    use http_body_util::{BodyExt, StreamBody};

    use super::*;

    #[tokio::test]
    async fn signatures_are_renamed_before_the_file_only() {
        let text = b"--b\r\nname=\"X-Amz-Signature\"\r\n\r\n00\r\n--b\r\nname=\"signature\"\r\n\r\n00\r\n--b\r\nname=\"file\"\r\n\r\nname=\"signature\"";
        let expected = b"--b\r\nname=\"x-ignore-signed\"\r\n\r\n00\r\n--b\r\nname=\"x-ignore-\"\r\n\r\n00\r\n--b\r\nname=\"file\"\r\n\r\nname=\"signature\"";
        for cut in 0..text.len() {
            let (left, right) = text.split_at(cut);
            let frames = [left, right].map(|piece| Ok::<_, std::io::Error>(Frame::data(Bytes::from_static(piece))));
            let body = UnsignedForm::new(StreamBody::new(stream::iter(frames)));
            assert_eq!(body.collect().await.expect("all of it").to_bytes(), expected.as_slice());
        }
    }
}
