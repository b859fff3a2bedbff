//! GetObjectAttributes

use s3s::dto::{
    Checksum, ETag, GetObjectAttributesInput, GetObjectAttributesOutput, GetObjectAttributesParts, ObjectPart,
    Timestamp,
};
use s3s::{S3Response, S3Result, s3_error as refuse};

use crate::storage::{Object, Storage};

use super::checksum::{kind_of, tell};
use super::error::s3_error;
use super::list::limit;
use super::versions;

/// The attributes that a client can request.
const KNOWN: [&str; 5] = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

pub(super) fn get(
    storage: &Storage,
    input: &GetObjectAttributesInput,
) -> S3Result<S3Response<GetObjectAttributesOutput>> {
    versions::check(input.version_id.as_deref())?;
    let object = storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    let asked = input.object_attributes.iter().flat_map(|list| list.as_str().split(','));
    let asked: Vec<&str> = asked.map(str::trim).collect();
    if asked.iter().any(|name| !KNOWN.contains(name)) {
        return Err(refuse!(InvalidArgument, "Invalid attribute name specified."));
    }
    let wants = |name: &str| asked.contains(&name);
    let checksum = object.checksum.as_ref().filter(|_| wants("Checksum")).map(|checksum| {
        let told = Checksum { checksum_type: kind_of(Some(checksum)), ..Checksum::default() };
        tell!(told, Some(checksum))
    });
    Ok(S3Response::new(GetObjectAttributesOutput {
        checksum,
        e_tag: wants("ETag").then(|| ETag::Strong(object.etag())),
        last_modified: Some(Timestamp::from(object.modified)),
        object_parts: if wants("ObjectParts") { parts(&object, input)? } else { None },
        object_size: i64::try_from(object.size).ok().filter(|_| wants("ObjectSize")),
        storage_class: wants("StorageClass").then(|| object.properties.storage_class().to_owned().into()),
        ..GetObjectAttributesOutput::default()
    }))
}

/// The parts of an object that was uploaded in parts, otherwise `None`.
fn parts(object: &Object, input: &GetObjectAttributesInput) -> S3Result<Option<GetObjectAttributesParts>> {
    let (max_parts, max) = limit(input.max_parts, "max-parts")?;
    let marker = input.part_number_marker.unwrap_or(0);
    if object.parts.is_empty() {
        return Ok(None);
    }
    let after = usize::try_from(marker).unwrap_or(0);
    let page = object.parts.iter().zip(1..).skip(after).take(max).map(|(part, number)| {
        let listed =
            ObjectPart { part_number: Some(number), size: i64::try_from(part.size).ok(), ..ObjectPart::default() };
        tell!(listed, part.checksum.as_ref())
    });
    let page: Vec<ObjectPart> = page.collect();
    let truncated = after + page.len() < object.parts.len() && max > 0;
    Ok(Some(GetObjectAttributesParts {
        is_truncated: Some(truncated),
        max_parts: Some(max_parts),
        next_part_number_marker: page.last().and_then(|part| part.part_number).or(Some(marker)),
        part_number_marker: Some(marker),
        parts: Some(page),
        total_parts_count: i32::try_from(object.parts.len()).ok(),
    }))
}
