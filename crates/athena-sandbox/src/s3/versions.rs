//! Object versions: every object has only the version `null`, because no bucket keeps versions

use s3s::dto::{
    ETag, GetBucketVersioningOutput, ListObjectVersionsInput, ListObjectVersionsOutput, ObjectVersion, Timestamp,
};
use s3s::{S3Response, S3Result, s3_error as refuse};

use crate::storage::Storage;

use super::checksum::{algorithm_name, kind_of};
use super::error::s3_error;
use super::list::{Query, Spelling, limit, page};
use super::settings;

/// Version id of an object whose bucket does not keep versions.
const ONLY: &str = "null";

/// Checks that a request names no version other than `null`.
pub(super) fn check(version: Option<&str>) -> S3Result<()> {
    if version.is_some_and(|version| version != ONLY) {
        return Err(refuse!(InvalidArgument, "Invalid version id specified"));
    }
    Ok(())
}

pub(super) fn versioning(storage: &Storage, bucket: &str) -> S3Result<S3Response<GetBucketVersioningOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    Ok(S3Response::new(GetBucketVersioningOutput::default()))
}

pub(super) fn list(
    storage: &Storage,
    input: ListObjectVersionsInput,
) -> S3Result<S3Response<ListObjectVersionsOutput>> {
    let (max_keys, max) = limit(input.max_keys, "max-keys")?;
    if input.version_id_marker.as_deref().is_some_and(|marker| !marker.is_empty()) && input.key_marker.is_none() {
        return Err(refuse!(InvalidArgument, "A version-id marker cannot be specified without a key marker."));
    }
    let query = Query {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        after: input.key_marker.as_deref().unwrap_or_default(),
        max,
    };
    let page = storage.with_bucket(&input.bucket, |bucket| page(bucket, &query)).map_err(s3_error)?;
    let spelling = Spelling::of(input.encoding_type.as_ref());
    let next = page.next.filter(|_| max > 0);
    // A common prefix has no version to continue after.
    let of_object = next.as_ref().is_some_and(|next| page.objects.last().is_some_and(|(key, _)| key == next));
    let versions = page.objects.into_iter().map(|(key, object)| ObjectVersion {
        checksum_algorithm: object.checksum.as_ref().map(|checksum| vec![algorithm_name(checksum.algorithm)]),
        checksum_type: kind_of(object.checksum.as_ref()),
        e_tag: Some(ETag::Strong(object.etag())),
        is_latest: Some(true),
        key: Some(spelling.text(key)),
        last_modified: Some(Timestamp::from(object.modified)),
        owner: Some(settings::owner()),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(object.properties.storage_class().to_owned().into()),
        version_id: Some(ONLY.to_owned()),
        ..ObjectVersion::default()
    });
    Ok(S3Response::new(ListObjectVersionsOutput {
        versions: Some(versions.collect()),
        name: Some(input.bucket),
        max_keys: Some(max_keys),
        is_truncated: Some(next.is_some()),
        next_version_id_marker: of_object.then(|| ONLY.to_owned()),
        next_key_marker: next.map(|next| spelling.text(next)),
        common_prefixes: spelling.prefixes(page.prefixes),
        prefix: Some(spelling.text(input.prefix.unwrap_or_default())),
        key_marker: Some(spelling.text(input.key_marker.unwrap_or_default())),
        version_id_marker: Some(input.version_id_marker.unwrap_or_default()),
        delimiter: input.delimiter.map(|delimiter| spelling.text(delimiter)),
        encoding_type: input.encoding_type,
        ..ListObjectVersionsOutput::default()
    }))
}
