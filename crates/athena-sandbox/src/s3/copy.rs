//! CopyObject and UploadPartCopy

use std::ops::Range;
use std::sync::Arc;

use s3s::dto::{
    CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopyPartResult, CopySource, ETag, MetadataDirective,
    TaggingDirective, Timestamp, UploadPartCopyInput, UploadPartCopyOutput,
};
use s3s::{S3Error, S3Response, S3Result, s3_error as refuse};

use crate::storage::{Object, ObjectWriter, Properties, Storage, UploadName, WriteCondition};

use super::checksum::{algorithm, kind_of, tell};
use super::conditions::{ReadConditions, precondition_failed};
use super::error::s3_error;
use super::multipart::{UNNAMED, check_part_number};
use super::properties::{check_readable, properties};
use super::put::receive;
use super::versions;

/// The object that `x-amz-copy-source` names, if the conditions on it hold.
fn source(storage: &Storage, copy_source: &CopySource, conditions: &ReadConditions) -> S3Result<Arc<Object>> {
    let CopySource::Bucket { bucket, key, version_id } = copy_source else {
        return Err(refuse!(NotImplemented, "only a bucket can be copied from"));
    };
    versions::check(version_id.as_deref())?;
    let object = storage.find(bucket, key).map_err(s3_error)?;
    // A copy has no 304: every condition that does not hold is 412.
    conditions.check(&object).map_err(|_| precondition_failed())?;
    check_readable(&object)?;
    Ok(object)
}

async fn copy_bytes(from: &Arc<Object>, range: Range<u64>, writer: &mut ObjectWriter) -> S3Result<()> {
    let body = super::body::read(from, range).await.map_err(S3Error::internal_error)?;
    receive(writer, Some(body), None).await
}

pub(super) async fn object(storage: &Storage, mut input: CopyObjectInput) -> S3Result<S3Response<CopyObjectOutput>> {
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match.take(),
        if_none_match: input.copy_source_if_none_match.take(),
        if_modified_since: input.copy_source_if_modified_since.take(),
        if_unmodified_since: input.copy_source_if_unmodified_since.take(),
    };
    let from = source(storage, &input.copy_source, &conditions)?;
    let replace = match input.metadata_directive.as_ref().map(MetadataDirective::as_str) {
        Some(MetadataDirective::REPLACE) => true,
        Some(MetadataDirective::COPY) | None => false,
        Some(_) => return Err(refuse!(InvalidArgument, "Unknown metadata directive.")),
    };
    let replace_tags = match input.tagging_directive.as_ref().map(TaggingDirective::as_str) {
        Some(TaggingDirective::REPLACE) => true,
        Some(TaggingDirective::COPY) | None => false,
        Some(_) => return Err(refuse!(InvalidArgument, "Unknown tagging directive.")),
    };
    let mut given = properties!(input)?;
    if !replace_tags {
        given.tags = from.tags();
    }
    let changes = replace || given.storage_class.is_some() || given.redirect.is_some();
    if !changes && !rewrites(&input) && is_same(&input) {
        return Err(refuse!(
            InvalidRequest,
            "This copy request is illegal because it is trying to copy an object to itself without changing the \
             object's metadata, storage class, website redirect location or encryption attributes."
        ));
    }
    let properties = if replace {
        given
    } else {
        // Storage class and redirect are never copied from the source.
        let Properties { storage_class, redirect, tags, .. } = given;
        Properties { storage_class, redirect, tags, ..from.properties.clone() }
    };
    let mut writer = storage.writer(&input.bucket).map_err(s3_error)?;
    let known = from.checksum.as_ref().map(|checksum| checksum.algorithm);
    writer.compute(algorithm(input.checksum_algorithm.as_ref())?.or(known).unwrap_or(UNNAMED.algorithm));
    copy_bytes(&from, 0..from.size, &mut writer).await?;
    let object = storage.publish(&input.key, writer, properties, &WriteCondition::Always).map_err(s3_error)?;
    let result = CopyObjectResult {
        checksum_type: kind_of(object.checksum.as_ref()),
        e_tag: Some(ETag::Strong(object.etag())),
        last_modified: Some(Timestamp::from(object.modified)),
        ..CopyObjectResult::default()
    };
    let result = tell!(result, object.checksum.as_ref());
    Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(result), ..CopyObjectOutput::default() }))
}

fn is_same(input: &CopyObjectInput) -> bool {
    let CopySource::Bucket { bucket, key, .. } = &input.copy_source else { return false };
    **bucket == *input.bucket && **key == *input.key
}

/// Whether the copy changes how the bytes are stored.
fn rewrites(input: &CopyObjectInput) -> bool {
    input.server_side_encryption.is_some()
        || input.sse_customer_algorithm.is_some()
        || input.checksum_algorithm.is_some()
}

pub(super) async fn part(storage: &Storage, input: UploadPartCopyInput) -> S3Result<S3Response<UploadPartCopyOutput>> {
    check_part_number(input.part_number)?;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let plan = storage.open_upload(&name).map_err(s3_error)?.checksum;
    let conditions = ReadConditions {
        if_match: input.copy_source_if_match,
        if_none_match: input.copy_source_if_none_match,
        if_modified_since: input.copy_source_if_modified_since,
        if_unmodified_since: input.copy_source_if_unmodified_since,
    };
    let from = source(storage, &input.copy_source, &conditions)?;
    let range = match &input.copy_source_range {
        Some(text) => slice(text, from.size)?,
        None => 0..from.size,
    };
    let mut writer = storage.writer(&name.bucket).map_err(s3_error)?;
    if let Some(plan) = plan {
        writer.compute(plan.algorithm);
    }
    copy_bytes(&from, range, &mut writer).await?;
    let part = storage.put_part(&name, input.part_number, writer).map_err(s3_error)?;
    let result = CopyPartResult {
        e_tag: Some(ETag::Strong(part.etag())),
        last_modified: Some(Timestamp::from(part.modified)),
        ..CopyPartResult::default()
    };
    let result = tell!(result, part.checksum.as_ref());
    Ok(S3Response::new(UploadPartCopyOutput { copy_part_result: Some(result), ..UploadPartCopyOutput::default() }))
}

/// Parses `x-amz-copy-source-range`, which must name both ends, inside the object.
fn slice(text: &str, size: u64) -> S3Result<Range<u64>> {
    let malformed = || {
        refuse!(
            InvalidArgument,
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the \
             zero-based offsets of the first and last bytes to copy"
        )
    };
    let (first, last) = text.strip_prefix("bytes=").and_then(|rest| rest.split_once('-')).ok_or_else(malformed)?;
    let number = |digits: &str| {
        let digits = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        digits.and_then(|digits| digits.parse::<u64>().ok()).ok_or_else(malformed)
    };
    let (first, last) = (number(first)?, number(last)?);
    if first > last {
        return Err(malformed());
    }
    if last >= size {
        return Err(refuse!(InvalidArgument, "Range specified is not valid for source object of size: {size}"));
    }
    Ok(first..last + 1)
}

#[cfg(test)]
mod tests {
    use super::slice;

    #[test]
    fn a_range_to_copy_names_both_ends() {
        assert_eq!(slice("bytes=2-4", 10).expect("inside"), 2..5);
        assert_eq!(slice("bytes=0-9", 10).expect("inside"), 0..10);
        for text in ["bytes=2-", "bytes=-2", "2-4", "bytes=4-2", "bytes=+1-2", "bytes=0-10", "bytes=0-0x1"] {
            assert!(slice(text, 10).is_err(), "{text}");
        }
        assert!(slice("bytes=0-0", 0).is_err());
        assert!(slice(&format!("bytes=0-{}", u64::MAX), 10).is_err());
    }
}
