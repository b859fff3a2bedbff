//! `If-Match`, `If-None-Match`, `If-Modified-Since` and `If-Unmodified-Since`

use http::{HeaderMap, HeaderValue, header};
use s3s::dto::{ETagCondition, Timestamp};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};

use crate::storage::{Object, WriteCondition};

use super::properties::http_date;

/// The read conditions of GetObject and HeadObject, in the order of RFC 9110.
#[derive(Debug, Default)]
pub(super) struct ReadConditions {
    pub(super) if_match: Option<ETagCondition>,
    pub(super) if_none_match: Option<ETagCondition>,
    pub(super) if_modified_since: Option<Timestamp>,
    pub(super) if_unmodified_since: Option<Timestamp>,
}

impl ReadConditions {
    pub(super) fn check(&self, object: &Object) -> S3Result<()> {
        // Headers have whole seconds.
        let modified = whole_seconds(&Timestamp::from(object.modified));
        if let Some(condition) = &self.if_match {
            if !matches(condition, object) {
                return Err(precondition_failed());
            }
        } else if let Some(since) = &self.if_unmodified_since
            && modified > whole_seconds(since)
        {
            return Err(precondition_failed());
        }
        if let Some(condition) = &self.if_none_match {
            if matches(condition, object) {
                return Err(not_modified(object));
            }
        } else if let Some(since) = &self.if_modified_since
            && modified <= whole_seconds(since)
        {
            return Err(not_modified(object));
        }
        Ok(())
    }
}

pub(super) fn write_condition(
    if_match: Option<&ETagCondition>,
    if_none_match: Option<&ETagCondition>,
) -> S3Result<WriteCondition> {
    Ok(match (if_match, if_none_match) {
        (None, None) => WriteCondition::Always,
        (Some(ETagCondition::Any), None) => WriteCondition::Present,
        (Some(ETagCondition::ETag(etag)), None) => WriteCondition::Matches(etag.value().to_owned()),
        (None, Some(ETagCondition::Any)) => WriteCondition::Absent,
        // On writes, S3 supports `If-None-Match` only with `*`.
        _ => {
            return Err(s3_error!(
                NotImplemented,
                "A header you provided implies functionality that is not implemented"
            ));
        }
    })
}

pub(super) fn precondition_failed() -> S3Error {
    s3_error!(PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
}

fn not_modified(object: &Object) -> S3Error {
    let mut error = S3Error::new(S3ErrorCode::NotModified);
    let mut headers = HeaderMap::new();
    let modified = http_date(&Timestamp::from(object.modified));
    let known = [(header::ETAG, Some(format!("\"{}\"", object.etag()))), (header::LAST_MODIFIED, modified)];
    for (name, value) in known {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(name, value);
        }
    }
    error.set_headers(headers);
    error
}

fn matches(condition: &ETagCondition, object: &Object) -> bool {
    match condition {
        ETagCondition::Any => true,
        ETagCondition::ETag(etag) => etag.value() == object.etag(),
    }
}

fn whole_seconds(time: &Timestamp) -> i64 {
    let mut text = Vec::new();
    if time.format(s3s::dto::TimestampFormat::EpochSeconds, &mut text).is_err() {
        return 0;
    }
    let text = String::from_utf8_lossy(&text);
    text.split('.').next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0)
}
