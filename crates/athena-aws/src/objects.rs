//! `ObjectSource` over aws-sdk-s3, with one attempt per call and bodies as streams.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use athena_core::driver::api::{ObjectBody, ObjectInfo, ObjectSource};
use athena_core::options::{AccountId, S3Uri};
use athena_core::{Error, ErrorKind, Result};
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::get_object::GetObjectOutput;
use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};

use crate::classify::{Call, broken_body, classify};

/// Amazon S3.
#[derive(Clone)]
pub(crate) struct Objects {
    pub(crate) client: Client,
    /// The account that must own the buckets.
    pub(crate) owner: Option<String>,
}

impl Objects {
    async fn info(&self, uri: &S3Uri, if_match: Option<&str>) -> Result<ObjectInfo> {
        let call = Call::HEAD_OBJECT;
        let request = self
            .client
            .head_object()
            .bucket(uri.bucket())
            .key(uri.key())
            .set_if_match(if_match.map(str::to_owned))
            .set_expected_bucket_owner(self.owner.clone());
        let response = request.send().await.map_err(|error| classify(call, error).with_context("uri", uri))?;
        let size = response.content_length.and_then(|length| u64::try_from(length).ok());
        Ok(ObjectInfo::new(size.ok_or_else(|| unreadable(call, uri, "it has no Content-Length"))?, response.e_tag))
    }
}

#[async_trait]
impl ObjectSource for Objects {
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo> {
        self.info(uri, None).await
    }

    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        // an HTTP range cannot have zero bytes
        if range.as_ref().is_some_and(Range::is_empty) {
            return Ok(ObjectBody::new(self.info(uri, if_match).await?, stream::empty().boxed()));
        }
        let request = self
            .client
            .get_object()
            .bucket(uri.bucket())
            .key(uri.key())
            .set_range(range.as_ref().map(|range| format!("bytes={}-{}", range.start, range.end - 1)))
            .set_if_match(if_match.map(str::to_owned))
            .set_expected_bucket_owner(self.owner.clone());
        let sent = request.send().await;
        let response = sent.map_err(|error| classify(Call::GET_OBJECT, error).with_context("uri", uri))?;
        let size = whole_size(&response, range.as_ref()).map_err(|why| unreadable(Call::GET_OBJECT, uri, &why))?;
        Ok(ObjectBody::new(ObjectInfo::new(size, response.e_tag), chunks(response.body, uri.clone())))
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        let request = self
            .client
            .delete_object()
            .bucket(uri.bucket())
            .key(uri.key())
            .set_expected_bucket_owner(self.owner.clone());
        request.send().await.map_err(|error| classify(Call::DELETE_OBJECT, error).with_context("uri", uri))?;
        Ok(())
    }

    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        let request = self
            .client
            .list_objects_v2()
            .bucket(directory.bucket())
            .prefix(directory.key())
            .set_continuation_token(next_token.map(str::to_owned))
            .set_expected_bucket_owner(self.owner.clone());
        let sent = request.send().await;
        let response = sent.map_err(|error| classify(Call::LIST_OBJECTS, error).with_context("uri", directory))?;
        let keys = response.contents.unwrap_or_default().into_iter().filter_map(|object| object.key);
        let uris = keys.map(|key| S3Uri::new(directory.bucket(), &key)).collect::<Result<_>>();
        let uris = uris.map_err(|error| unreadable(Call::LIST_OBJECTS, directory, error.message()))?;
        Ok((uris, response.next_continuation_token.filter(|token| !token.is_empty())))
    }

    fn owned_by(self: Arc<Self>, account: &AccountId) -> Arc<dyn ObjectSource> {
        Arc::new(Self { client: self.client.clone(), owner: Some(account.to_string()) })
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("region", &self.client.config().region()).finish_non_exhaustive()
    }
}

/// The size of the whole object; an error when the response has other bytes than the range.
fn whole_size(response: &GetObjectOutput, range: Option<&Range<u64>>) -> Result<u64, String> {
    match (range, response.content_range.as_deref()) {
        (None, _) => {
            let length = response.content_length.and_then(|length| u64::try_from(length).ok());
            length.ok_or_else(|| "it has no Content-Length".to_owned())
        }
        (Some(_), None) => Err("it has no Content-Range: the endpoint does not support ranged reads".to_owned()),
        (Some(range), Some(text)) => match content_range(text) {
            Some((start, total)) if start == range.start => Ok(total),
            _ => Err(format!("its Content-Range is `{}`", text.escape_debug())),
        },
    }
}

/// Start and total of `bytes 0-99/1234`; `None` for a range that is not inside of the object.
fn content_range(text: &str) -> Option<(u64, u64)> {
    let (range, total) = text.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let (first, last, total) = (number(first)?, number(last)?, number(total)?);
    (first <= last && last < total).then_some((first, total))
}

/// A number of digits only: `parse` takes a `+`, too.
fn number(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn chunks(body: ByteStream, uri: S3Uri) -> BoxStream<'static, Result<Bytes>> {
    let next = |(mut body, uri): (ByteStream, S3Uri)| async move {
        match body.try_next().await {
            Ok(chunk) => Ok(chunk.map(|chunk| (chunk, (body, uri)))),
            Err(error) => Err(broken_body(Call::GET_OBJECT, &error).with_context("uri", &uri)),
        }
    };
    stream::try_unfold((body, uri), next).boxed()
}

fn unreadable(call: Call, uri: &S3Uri, why: &str) -> Error {
    Error::new(ErrorKind::Unexpected, format!("the response cannot be used: {why}"))
        .with_operation(call.operation)
        .with_context("api", call.api)
        .with_context("uri", uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_ranges_are_parsed() {
        assert_eq!(content_range("bytes 5-9/1234"), Some((5, 1234)));
        for wrong in [
            "bytes 5-9/*",
            "bytes */1234",
            "5-9/10",
            "bytes -9/10",
            "",
            "bytes 5-9/99999999999999999999999",
            "bytes 5-4/10",
            "bytes 5-9/9",
            "bytes 5-/10",
            "bytes +5-9/10",
            "bytes 5-9/+10",
        ] {
            assert_eq!(content_range(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_response_with_another_range_is_an_error() {
        let response = |range: Option<&str>| {
            GetObjectOutput::builder().content_length(4).set_content_range(range.map(str::to_owned)).build()
        };
        assert_eq!(whole_size(&response(None), None), Ok(4));
        assert_eq!(whole_size(&response(Some("bytes 2-5/10")), Some(&(2..6))), Ok(10));
        assert!(whole_size(&response(Some("bytes 0-3/10")), Some(&(2..6))).is_err());
        assert!(whole_size(&response(None), Some(&(2..6))).is_err());
    }
}
