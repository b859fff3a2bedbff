//! GetObject and HeadObject.

use std::ops::Range;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue, StatusCode};
use s3s::dto::{self, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput, Timestamp};
use s3s::{S3Error, S3ErrorCode, S3Response, S3Result};

use crate::storage::{Object, Storage};

use super::body;
use super::conditions::ReadConditions;
use super::error::s3_error;

pub(super) async fn get(storage: &Storage, input: GetObjectInput) -> S3Result<S3Response<GetObjectOutput>> {
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    conditions.check(&object)?;
    let part = Slice::of(&object, input.range.as_ref())?;
    let body = body::read(&object, part.range.clone()).await.map_err(S3Error::internal_error)?;
    let output = GetObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        body: Some(body),
        content_length: Some(part.length()?),
        content_range: part.content_range(&object),
        content_type: content_type(&object),
        e_tag: Some(ETag::Strong(object.etag())),
        last_modified: Some(Timestamp::from(object.modified)),
        metadata: metadata(&object),
        ..GetObjectOutput::default()
    };
    Ok(part.response(output))
}

pub(super) fn head(storage: &Storage, input: &HeadObjectInput) -> S3Result<S3Response<HeadObjectOutput>> {
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    let conditions = ReadConditions {
        if_match: input.if_match.clone(),
        if_none_match: input.if_none_match.clone(),
        if_modified_since: input.if_modified_since.clone(),
        if_unmodified_since: input.if_unmodified_since.clone(),
    };
    conditions.check(&object)?;
    let part = Slice::of(&object, input.range.as_ref())?;
    let output = HeadObjectOutput {
        accept_ranges: Some("bytes".to_owned()),
        content_length: Some(part.length()?),
        content_range: part.content_range(&object),
        content_type: content_type(&object),
        e_tag: Some(ETag::Strong(object.etag())),
        last_modified: Some(Timestamp::from(object.modified)),
        metadata: metadata(&object),
        ..HeadObjectOutput::default()
    };
    Ok(part.response(output))
}

/// The asked part of an object.
struct Slice {
    range: Range<u64>,
    partial: bool,
}

impl Slice {
    fn of(object: &Object, asked: Option<&dto::Range>) -> S3Result<Self> {
        let Some(asked) = asked else {
            return Ok(Self { range: 0..object.size, partial: false });
        };
        // A suffix of an empty object is not satisfiable either, though the arithmetic would allow it.
        let range = asked.check(object.size).ok().filter(|range| !range.is_empty());
        let range = range.ok_or_else(|| not_satisfiable(object))?;
        Ok(Self { range, partial: true })
    }

    fn length(&self) -> S3Result<i64> {
        i64::try_from(self.range.end - self.range.start).map_err(S3Error::internal_error)
    }

    fn content_range(&self, object: &Object) -> Option<String> {
        let Range { start, end } = self.range;
        self.partial.then(|| format!("bytes {start}-{}/{}", end.saturating_sub(1), object.size))
    }

    fn response<T>(&self, output: T) -> S3Response<T> {
        if self.partial {
            S3Response::with_status(output, StatusCode::PARTIAL_CONTENT)
        } else {
            S3Response::new(output)
        }
    }
}

fn not_satisfiable(object: &Object) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::InvalidRange, "The requested range is not satisfiable");
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{}", object.size)) {
        let mut headers = HeaderMap::new();
        headers.insert(http::header::CONTENT_RANGE, value);
        headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        error.set_headers(headers);
    }
    error
}

fn content_type(object: &Arc<Object>) -> Option<String> {
    let known = object.properties.content_type.clone();
    Some(known.unwrap_or_else(|| "binary/octet-stream".to_owned()))
}

fn metadata(object: &Arc<Object>) -> Option<dto::Metadata> {
    let metadata = &object.properties.metadata;
    (!metadata.is_empty()).then(|| metadata.iter().map(|(name, value)| (name.clone(), value.clone())).collect())
}
