//! ListMultipartUploads and ListParts

use s3s::dto::{
    ETag, ListMultipartUploadsInput, ListMultipartUploadsOutput, ListPartsInput, ListPartsOutput, MultipartUpload,
    Part, Timestamp,
};
use s3s::{S3Response, S3Result};

use crate::storage::{OpenUpload, Storage, UploadName};

use super::checksum::{algorithm_name, kind, tell};
use super::error::s3_error;
use super::list::{Spelling, limit};
use super::settings;

struct Query<'a> {
    prefix: &'a str,
    delimiter: &'a str,
    key_marker: &'a str,
    id_marker: Option<&'a str>,
    max: usize,
}

#[derive(Default)]
struct Page {
    uploads: Vec<OpenUpload>,
    prefixes: Vec<String>,
    /// Key and id of the last entry, if more follow; a common prefix has no id.
    next: Option<(String, Option<String>)>,
}

fn page(open: Vec<OpenUpload>, query: &Query<'_>) -> Page {
    let mut page = Page::default();
    let mut last = (String::new(), None);
    for upload in open {
        let Some(rest) = upload.key.strip_prefix(query.prefix) else { continue };
        let common = match rest.find(query.delimiter) {
            Some(at) if !query.delimiter.is_empty() => {
                upload.key.get(..query.prefix.len() + at + query.delimiter.len()).map(str::to_owned)
            }
            _ => None,
        };
        let seen = match &common {
            Some(common) => common.as_str() <= query.key_marker || page.prefixes.last() == Some(common),
            None if upload.key == query.key_marker => query.id_marker.is_none_or(|marker| upload.id.as_str() <= marker),
            None => upload.key.as_str() < query.key_marker,
        };
        if seen {
            continue;
        }
        if page.uploads.len() + page.prefixes.len() == query.max {
            page.next = Some(last);
            return page;
        }
        match common {
            Some(common) => {
                last = (common.clone(), None);
                page.prefixes.push(common);
            }
            None => {
                last = (upload.key.clone(), Some(upload.id.clone()));
                page.uploads.push(upload);
            }
        }
    }
    page
}

pub(super) fn uploads(
    storage: &Storage,
    input: ListMultipartUploadsInput,
) -> S3Result<S3Response<ListMultipartUploadsOutput>> {
    let (max_uploads, max) = limit(input.max_uploads, "max-uploads")?;
    let open = storage.open_uploads(&input.bucket).map_err(s3_error)?;
    let query = Query {
        prefix: input.prefix.as_deref().unwrap_or_default(),
        delimiter: input.delimiter.as_deref().unwrap_or_default(),
        key_marker: input.key_marker.as_deref().unwrap_or_default(),
        // Without a key marker, S3 ignores the id marker.
        id_marker: input.upload_id_marker.as_deref().filter(|_| input.key_marker.is_some()),
        max,
    };
    let page = page(open, &query);
    let spelling = Spelling::of(input.encoding_type.as_ref());
    let uploads = page.uploads.into_iter().map(|upload| MultipartUpload {
        checksum_algorithm: upload.checksum.map(|plan| algorithm_name(plan.algorithm)),
        checksum_type: upload.checksum.map(|plan| kind(plan.composite)),
        initiated: Some(Timestamp::from(upload.initiated)),
        initiator: Some(settings::initiator()),
        key: Some(spelling.text(upload.key)),
        owner: Some(settings::owner()),
        storage_class: Some(upload.properties.storage_class().to_owned().into()),
        upload_id: Some(upload.id),
    });
    let uploads = uploads.collect();
    let next = page.next.filter(|_| max > 0);
    let truncated = next.is_some();
    let (next_key, next_id) = next.map_or((None, None), |(key, id)| (Some(spelling.text(key)), id));
    Ok(S3Response::new(ListMultipartUploadsOutput {
        bucket: Some(input.bucket),
        common_prefixes: spelling.prefixes(page.prefixes),
        delimiter: input.delimiter.map(|delimiter| spelling.text(delimiter)),
        encoding_type: input.encoding_type,
        is_truncated: Some(truncated),
        key_marker: Some(spelling.text(input.key_marker.unwrap_or_default())),
        max_uploads: Some(max_uploads),
        next_key_marker: next_key,
        next_upload_id_marker: next_id,
        prefix: input.prefix.map(|prefix| spelling.text(prefix)),
        upload_id_marker: Some(input.upload_id_marker.unwrap_or_default()),
        uploads: Some(uploads),
        ..ListMultipartUploadsOutput::default()
    }))
}

pub(super) fn parts(storage: &Storage, input: ListPartsInput) -> S3Result<S3Response<ListPartsOutput>> {
    let (max_parts, max) = limit(input.max_parts, "max-parts")?;
    let marker = input.part_number_marker.unwrap_or(0);
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let upload = storage.open_upload(&name).map_err(s3_error)?;
    let mut parts = storage.parts(&name).map_err(s3_error)?;
    parts.retain(|(number, _)| *number > marker);
    let truncated = parts.len() > max && max > 0;
    parts.truncate(max);
    let next = parts.last().map(|(number, _)| *number);
    let parts = parts.into_iter().map(|(number, part)| {
        let listed = Part {
            e_tag: Some(ETag::Strong(part.etag())),
            last_modified: Some(Timestamp::from(part.modified)),
            part_number: Some(number),
            size: i64::try_from(part.size).ok(),
            ..Part::default()
        };
        tell!(listed, part.checksum.as_ref())
    });
    Ok(S3Response::new(ListPartsOutput {
        checksum_algorithm: upload.checksum.map(|plan| algorithm_name(plan.algorithm)),
        checksum_type: upload.checksum.map(|plan| kind(plan.composite)),
        initiator: Some(settings::initiator()),
        is_truncated: Some(truncated),
        max_parts: Some(max_parts),
        next_part_number_marker: next,
        owner: Some(settings::owner()),
        part_number_marker: Some(marker),
        parts: Some(parts.collect()),
        storage_class: Some(upload.properties.storage_class().to_owned().into()),
        bucket: Some(name.bucket),
        key: Some(name.key),
        upload_id: Some(name.id),
        ..ListPartsOutput::default()
    }))
}
