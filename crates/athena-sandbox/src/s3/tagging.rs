//! Tag operations on objects and buckets

use std::collections::HashSet;

use s3s::dto::{
    DeleteBucketTaggingInput, DeleteBucketTaggingOutput, DeleteObjectTaggingInput, DeleteObjectTaggingOutput,
    GetBucketTaggingInput, GetBucketTaggingOutput, GetObjectTaggingInput, GetObjectTaggingOutput,
    PutBucketTaggingInput, PutBucketTaggingOutput, PutObjectTaggingInput, PutObjectTaggingOutput, Tag,
};
use s3s::{S3Error, S3ErrorCode, S3Response, S3Result, s3_error as refuse};

use crate::percent;
use crate::storage::{Storage, Tags};

use super::error::{malformed_xml, s3_error};
use super::versions;

const MOST_OF_OBJECT: usize = 10;
const MOST_OF_BUCKET: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

pub(super) fn get(storage: &Storage, input: &GetObjectTaggingInput) -> S3Result<S3Response<GetObjectTaggingOutput>> {
    versions::check(input.version_id.as_deref())?;
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    Ok(S3Response::new(GetObjectTaggingOutput { tag_set: tag_set(object.tags()), version_id: None }))
}

pub(super) fn put(storage: &Storage, input: PutObjectTaggingInput) -> S3Result<S3Response<PutObjectTaggingOutput>> {
    versions::check(input.version_id.as_deref())?;
    let tags = of_object(tags(input.tagging.tag_set)?)?;
    storage.set_object_tags(&input.bucket, &input.key, tags).map_err(s3_error)?;
    Ok(S3Response::new(PutObjectTaggingOutput::default()))
}

pub(super) fn delete(
    storage: &Storage,
    input: &DeleteObjectTaggingInput,
) -> S3Result<S3Response<DeleteObjectTaggingOutput>> {
    versions::check(input.version_id.as_deref())?;
    storage.set_object_tags(&input.bucket, &input.key, Tags::new()).map_err(s3_error)?;
    Ok(S3Response::new(DeleteObjectTaggingOutput::default()))
}

pub(super) fn get_bucket(
    storage: &Storage,
    input: &GetBucketTaggingInput,
) -> S3Result<S3Response<GetBucketTaggingOutput>> {
    let tags = storage.bucket_tags(&input.bucket).map_err(s3_error)?;
    if tags.is_empty() {
        return Err(refuse!(NoSuchTagSet, "The TagSet does not exist"));
    }
    Ok(S3Response::new(GetBucketTaggingOutput { tag_set: tag_set(tags) }))
}

pub(super) fn put_bucket(
    storage: &Storage,
    input: PutBucketTaggingInput,
) -> S3Result<S3Response<PutBucketTaggingOutput>> {
    let tags = checked(tags(input.tagging.tag_set)?)?;
    if tags.len() > MOST_OF_BUCKET {
        return Err(too_many("Bucket tag count cannot be greater than 50"));
    }
    storage.set_bucket_tags(&input.bucket, tags).map_err(s3_error)?;
    Ok(S3Response::new(PutBucketTaggingOutput::default()))
}

pub(super) fn delete_bucket(
    storage: &Storage,
    input: &DeleteBucketTaggingInput,
) -> S3Result<S3Response<DeleteBucketTaggingOutput>> {
    storage.set_bucket_tags(&input.bucket, Tags::new()).map_err(s3_error)?;
    Ok(S3Response::new(DeleteBucketTaggingOutput::default()))
}

/// The tags in `x-amz-tagging`, which has the form of a query string.
pub(super) fn from_header(header: Option<&str>) -> S3Result<Tags> {
    let pairs = header.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let text = |text: &str| percent::decode(&text.replace('+', " "));
    let tags = pairs.map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (text(key), text(value))
    });
    let tags: Tags = tags.collect();
    if has_duplicates(&tags) {
        return Err(refuse!(
            InvalidArgument,
            "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name \
             duplicates."
        ));
    }
    of_object(tags)
}

fn tags(set: Vec<Tag>) -> S3Result<Tags> {
    let tags = set.into_iter().map(|tag| Some((tag.key?, tag.value.unwrap_or_default())));
    tags.collect::<Option<Tags>>().ok_or_else(malformed_xml)
}

fn tag_set(tags: Tags) -> Vec<Tag> {
    tags.into_iter().map(|(key, value)| Tag { key: Some(key), value: Some(value) }).collect()
}

fn has_duplicates(tags: &Tags) -> bool {
    let mut seen = HashSet::new();
    !tags.iter().all(|(key, _)| seen.insert(key))
}

fn of_object(tags: Tags) -> S3Result<Tags> {
    if tags.len() > MOST_OF_OBJECT {
        return Err(too_many("Object tags cannot be greater than 10"));
    }
    checked(tags)
}

fn checked(tags: Tags) -> S3Result<Tags> {
    if has_duplicates(&tags) {
        return Err(refuse!(InvalidTag, "Cannot provide multiple Tags with the same key"));
    }
    let fits = |text: &str, longest: usize| {
        text.encode_utf16().count() <= longest
            && text.chars().all(|char| char.is_alphanumeric() || char.is_whitespace() || "+-=._:/@".contains(char))
    };
    for (key, value) in &tags {
        if key.is_empty() || !fits(key, LONGEST_KEY) {
            return Err(refuse!(InvalidTag, "The TagKey you have provided is invalid"));
        }
        if key.starts_with("aws:") {
            return Err(refuse!(InvalidTag, "System tags cannot be added/updated by requester"));
        }
        if !fits(value, LONGEST_VALUE) {
            return Err(refuse!(InvalidTag, "The TagValue you have provided is invalid"));
        }
    }
    Ok(tags)
}

fn too_many(message: &'static str) -> S3Error {
    let mut error = S3Error::with_message(S3ErrorCode::Custom("BadRequest".into()), message);
    error.set_status_code(http::StatusCode::BAD_REQUEST);
    error
}
