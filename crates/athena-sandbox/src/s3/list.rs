//! ListObjects and ListObjectsV2

use std::ops::Bound;
use std::sync::Arc;

use s3s::dto::{
    CommonPrefix, ETag, EncodingType, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    Timestamp,
};
use s3s::{S3Response, S3Result, s3_error as refuse};

use crate::percent;
use crate::storage::{Bucket, Object, Storage};

use super::checksum::{algorithm_name, kind_of};
use super::error::s3_error;
use super::settings;

/// S3's limit for one page.
const MAX_KEYS: i32 = 1000;

pub(super) struct Query<'a> {
    pub(super) prefix: &'a str,
    pub(super) delimiter: &'a str,
    /// The last name of the page before; names up to it are skipped.
    pub(super) after: &'a str,
    pub(super) max: usize,
}

#[derive(Default)]
pub(super) struct Page {
    pub(super) objects: Vec<(String, Arc<Object>)>,
    pub(super) prefixes: Vec<String>,
    /// The last name on the page, if more follow.
    pub(super) next: Option<String>,
}

pub(super) fn page(bucket: &Bucket, query: &Query<'_>) -> Page {
    let mut page = Page::default();
    let mut last = String::new();
    let start = if query.after >= query.prefix { Bound::Excluded(query.after) } else { Bound::Included(query.prefix) };
    for (key, object) in bucket.objects.range::<str, _>((start, Bound::Unbounded)) {
        let Some(rest) = key.strip_prefix(query.prefix) else { break };
        let common = match rest.find(query.delimiter) {
            Some(at) if !query.delimiter.is_empty() => key.get(..query.prefix.len() + at + query.delimiter.len()),
            _ => None,
        };
        // Keys below a common prefix are one entry, possibly the last one of the page before.
        if common.is_some_and(|common| common == query.after || page.prefixes.last().is_some_and(|seen| seen == common))
        {
            continue;
        }
        if page.objects.len() + page.prefixes.len() == query.max {
            page.next = Some(last);
            return page;
        }
        match common {
            Some(common) => {
                page.prefixes.push(common.to_owned());
                last = common.to_owned();
            }
            None => {
                page.objects.push((key.clone(), Arc::clone(object)));
                last.clone_from(key);
            }
        }
    }
    page
}

/// Applies `encoding-type=url` if it was requested.
pub(super) struct Spelling(bool);

impl Spelling {
    pub(super) fn of(encoding: Option<&EncodingType>) -> Self {
        Self(encoding.is_some_and(|encoding| encoding.as_str() == EncodingType::URL))
    }

    pub(super) fn text(&self, text: String) -> String {
        if self.0 { percent::encode(&text, b"/") } else { text }
    }

    fn contents(&self, objects: Vec<(String, Arc<Object>)>, with_owner: bool) -> Vec<s3s::dto::Object> {
        let objects = objects.into_iter().map(|(key, object)| s3s::dto::Object {
            checksum_algorithm: object.checksum.as_ref().map(|checksum| vec![algorithm_name(checksum.algorithm)]),
            checksum_type: kind_of(object.checksum.as_ref()),
            e_tag: Some(ETag::Strong(object.etag())),
            key: Some(self.text(key)),
            owner: with_owner.then(settings::owner),
            last_modified: Some(Timestamp::from(object.modified)),
            size: i64::try_from(object.size).ok(),
            storage_class: Some(object.properties.storage_class().to_owned().into()),
            ..s3s::dto::Object::default()
        });
        objects.collect()
    }

    pub(super) fn prefixes(&self, prefixes: Vec<String>) -> Option<Vec<CommonPrefix>> {
        let prefixes = prefixes.into_iter().map(|prefix| CommonPrefix { prefix: Some(self.text(prefix)) });
        Some(prefixes.collect())
    }
}

/// The page size that `argument` requests: as the response repeats it, and as a number of entries.
pub(super) fn limit(asked: Option<i32>, argument: &str) -> S3Result<(i32, usize)> {
    let max = asked.unwrap_or(MAX_KEYS).min(MAX_KEYS);
    let count = usize::try_from(max)
        .map_err(|_| refuse!(InvalidArgument, "Argument {argument} must be an integer between 0 and {}", i32::MAX))?;
    Ok((max, count))
}

pub(super) fn version_2(storage: &Storage, input: ListObjectsV2Input) -> S3Result<S3Response<ListObjectsV2Output>> {
    let (max_keys, max) = limit(input.max_keys, "max-keys")?;
    let after = match &input.continuation_token {
        Some(token) => {
            from_token(token).ok_or_else(|| refuse!(InvalidArgument, "The continuation token provided is incorrect"))?
        }
        None => input.start_after.clone().unwrap_or_default(),
    };
    let query = Query {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        after: &after,
        max,
    };
    let page = storage.with_bucket(&input.bucket, |bucket| page(bucket, &query)).map_err(s3_error)?;
    let spelling = Spelling::of(input.encoding_type.as_ref());
    let count = i32::try_from(page.objects.len() + page.prefixes.len()).unwrap_or(MAX_KEYS);
    let next = page.next.filter(|_| max > 0);
    Ok(S3Response::new(ListObjectsV2Output {
        name: Some(input.bucket),
        max_keys: Some(max_keys),
        key_count: Some(count),
        continuation_token: input.continuation_token,
        is_truncated: Some(next.is_some()),
        next_continuation_token: next.as_deref().map(to_token),
        contents: Some(spelling.contents(page.objects, input.fetch_owner == Some(true))),
        common_prefixes: spelling.prefixes(page.prefixes),
        prefix: Some(spelling.text(input.prefix.unwrap_or_default())),
        delimiter: input.delimiter.map(|delimiter| spelling.text(delimiter)),
        start_after: input.start_after.map(|start| spelling.text(start)),
        encoding_type: input.encoding_type,
        ..ListObjectsV2Output::default()
    }))
}

pub(super) fn version_1(storage: &Storage, input: ListObjectsInput) -> S3Result<S3Response<ListObjectsOutput>> {
    let (max_keys, max) = limit(input.max_keys, "max-keys")?;
    let query = Query {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        after: input.marker.as_deref().unwrap_or_default(),
        max,
    };
    let page = storage.with_bucket(&input.bucket, |bucket| page(bucket, &query)).map_err(s3_error)?;
    let spelling = Spelling::of(input.encoding_type.as_ref());
    let next = page.next.filter(|_| max > 0);
    Ok(S3Response::new(ListObjectsOutput {
        name: Some(input.bucket),
        max_keys: Some(max_keys),
        is_truncated: Some(next.is_some()),
        // Without a delimiter, clients use the last key as the marker.
        next_marker: next.filter(|_| input.delimiter.is_some()).map(|next| spelling.text(next)),
        contents: Some(spelling.contents(page.objects, true)),
        common_prefixes: spelling.prefixes(page.prefixes),
        prefix: Some(spelling.text(input.prefix.unwrap_or_default())),
        marker: Some(spelling.text(input.marker.unwrap_or_default())),
        delimiter: input.delimiter.map(|delimiter| spelling.text(delimiter)),
        encoding_type: input.encoding_type,
        ..ListObjectsOutput::default()
    }))
}

/// The token is the last name, encoded so that clients do not build tokens themselves.
fn to_token(last: &str) -> String {
    last.bytes().map(|byte| format!("{byte:02x}")).collect()
}

fn from_token(token: &str) -> Option<String> {
    let digits = token.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())).collect();
    String::from_utf8(bytes?).ok()
}
