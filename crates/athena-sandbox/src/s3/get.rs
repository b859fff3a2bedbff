//! GetObject and HeadObject

use std::ops::Range;

use http::{HeaderMap, HeaderValue, Response, StatusCode};
use s3s::dto::{self, ChecksumMode, GetObjectInput, GetObjectOutput, HeadObjectInput, HeadObjectOutput};
use s3s::{S3Error, S3ErrorCode, S3Response, S3Result, s3_error as refuse};

use crate::storage::{Checksum, Object, Storage};

use super::body;
use super::checksum::{kind_of, tell};
use super::conditions::ReadConditions;
use super::error::s3_error;
use super::properties::{Overrides, check_readable, described};
use super::versions;

pub(super) async fn get(storage: &Storage, input: GetObjectInput) -> S3Result<S3Response<GetObjectOutput>> {
    versions::check(input.version_id.as_deref())?;
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    conditions.check(&object)?;
    check_readable(&object)?;
    let slice = Slice::of(&object, input.range.as_ref(), input.part_number)?;
    let body = body::read(&object, slice.range.clone()).await.map_err(S3Error::internal_error)?;
    // `s3s` applies the `response-*` parameters over the headers of the object.
    let checksum = slice.checksum(&object, input.checksum_mode.as_ref());
    let output = GetObjectOutput {
        checksum_type: kind_of(checksum),
        body: Some(body),
        content_length: Some(slice.length()?),
        content_range: slice.content_range(&object),
        parts_count: slice.parts_count(&object),
        tag_count: tag_count(&object),
        ..described!(GetObjectOutput, object, Overrides::default())
    };
    Ok(slice.response(tell!(output, checksum)))
}

pub(super) fn head(storage: &Storage, input: HeadObjectInput) -> S3Result<S3Response<HeadObjectOutput>> {
    versions::check(input.version_id.as_deref())?;
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    let conditions = ReadConditions {
        if_match: input.if_match,
        if_none_match: input.if_none_match,
        if_modified_since: input.if_modified_since,
        if_unmodified_since: input.if_unmodified_since,
    };
    conditions.check(&object)?;
    let slice = Slice::of(&object, input.range.as_ref(), input.part_number)?;
    let overrides = Overrides {
        cache_control: input.response_cache_control,
        content_disposition: input.response_content_disposition,
        content_encoding: input.response_content_encoding,
        content_language: input.response_content_language,
        content_type: input.response_content_type,
        expires: input.response_expires,
    };
    let checksum = slice.checksum(&object, input.checksum_mode.as_ref());
    let output = HeadObjectOutput {
        checksum_type: kind_of(checksum),
        content_length: Some(slice.length()?),
        content_range: slice.content_range(&object),
        parts_count: slice.parts_count(&object),
        ..described!(HeadObjectOutput, object, overrides)
    };
    let mut response = slice.response(tell!(output, checksum));
    // The HEAD output of `s3s` lacks this member.
    if let Some(count) = tag_count(&object) {
        response.headers.insert("x-amz-tagging-count", count.into());
    }
    Ok(response)
}

/// The number of tags for the response; `None` if there are none.
fn tag_count(object: &Object) -> Option<i32> {
    i32::try_from(object.tags().len()).ok().filter(|count| *count > 0)
}

/// The requested part of an object.
struct Slice {
    range: Range<u64>,
    partial: bool,
    /// Whether the request has `partNumber`; the response then contains the number of parts.
    by_part: bool,
    /// Index of the part, from 0, in an object of several parts.
    part: Option<usize>,
}

impl Slice {
    fn of(object: &Object, asked: Option<&dto::Range>, part: Option<i32>) -> S3Result<Self> {
        let Some(asked) = asked else {
            return match part {
                Some(number) => Self::of_part(object, number),
                None => Ok(Self { range: 0..object.size, partial: false, by_part: false, part: None }),
            };
        };
        if part.is_some() {
            return Err(refuse!(InvalidRequest, "Cannot specify both Range header and partNumber query parameter"));
        }
        // A suffix range of an empty object is not satisfiable, although its arithmetic works out.
        let range = asked.check(object.size).ok().filter(|range| !range.is_empty());
        let range = range.ok_or_else(|| not_satisfiable(object))?;
        Ok(Self { range, partial: true, by_part: false, part: None })
    }

    /// Parts are counted from 1, whatever numbers they were uploaded with. An object without parts counts as one part.
    fn of_part(object: &Object, number: i32) -> S3Result<Self> {
        let before = usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1))
            .ok_or_else(|| refuse!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"))?;
        let range = if object.parts.is_empty() {
            (before == 0).then_some(0..object.size)
        } else {
            let start: u64 = object.parts.iter().take(before).map(|part| part.size).sum();
            object.parts.get(before).map(|part| start..start + part.size)
        };
        let range = range.ok_or_else(|| {
            let code = S3ErrorCode::Custom("InvalidPartNumber".into());
            let mut error = S3Error::with_message(code, "The requested partnumber is not satisfiable");
            error.set_status_code(StatusCode::RANGE_NOT_SATISFIABLE);
            error
        })?;
        // An empty object has no bytes that a range could name.
        Ok(Self {
            partial: !range.is_empty(),
            range,
            by_part: true,
            part: (!object.parts.is_empty()).then_some(before),
        })
    }

    fn length(&self) -> S3Result<i64> {
        i64::try_from(self.range.end - self.range.start).map_err(S3Error::internal_error)
    }

    fn content_range(&self, object: &Object) -> Option<String> {
        let Range { start, end } = self.range;
        self.partial.then(|| format!("bytes {start}-{}/{}", end.saturating_sub(1), object.size))
    }

    /// The checksum that the reader can verify: `None` unless the slice is the whole object or one part.
    fn checksum<'a>(&self, object: &'a Object, mode: Option<&ChecksumMode>) -> Option<&'a Checksum> {
        mode.filter(|mode| mode.as_str() == ChecksumMode::ENABLED)?;
        match self.part {
            Some(number) => object.parts.get(number)?.checksum.as_ref(),
            None if self.partial && !self.by_part => None,
            None => object.checksum.as_ref(),
        }
    }

    fn parts_count(&self, object: &Object) -> Option<i32> {
        i32::try_from(object.parts.len()).ok().filter(|count| self.by_part && *count > 0)
    }

    fn response<T>(&self, output: T) -> S3Response<T> {
        let mut response = S3Response::new(output);
        if self.partial {
            response.extensions.insert(PartialContent);
        }
        response
    }
}

/// Marks a 206 response. `s3s` has one status per operation, and would return 200 for HEAD.
#[derive(Clone, Debug)]
struct PartialContent;

/// Sets the status that the operation has marked.
pub(crate) fn set_status<B>(response: &mut Response<B>) {
    if response.extensions().get::<PartialContent>().is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
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
