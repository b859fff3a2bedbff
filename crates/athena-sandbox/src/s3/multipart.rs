//! Multipart uploads.

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput, CompleteMultipartUploadOutput,
    CreateMultipartUploadInput, CreateMultipartUploadOutput, ETag, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Error, S3Response, S3Result, s3_error as refuse};

use crate::storage::{Storage, UploadName};

use super::conditions::write_condition;
use super::error::s3_error;
use super::properties::properties;
use super::put::receive;

pub(super) fn create(
    storage: &Storage,
    mut input: CreateMultipartUploadInput,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let properties = properties!(input)?;
    let id = storage.create_upload(&input.bucket, &input.key, properties).map_err(s3_error)?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        key: Some(input.key),
        upload_id: Some(id),
        ..CreateMultipartUploadOutput::default()
    }))
}

pub(super) fn check_part_number(number: i32) -> S3Result<()> {
    if !(1..=10_000).contains(&number) {
        return Err(refuse!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"));
    }
    Ok(())
}

pub(super) async fn upload_part(storage: &Storage, input: UploadPartInput) -> S3Result<S3Response<UploadPartOutput>> {
    check_part_number(input.part_number)?;
    let mut writer = storage.writer(&input.bucket).map_err(s3_error)?;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    storage.open_upload(&name).map_err(s3_error)?;
    receive(&mut writer, input.body, input.content_length).await?;
    let part = storage.put_part(&name, input.part_number, writer).map_err(s3_error)?;
    Ok(S3Response::new(UploadPartOutput { e_tag: Some(ETag::Strong(part.etag())), ..UploadPartOutput::default() }))
}

pub(super) async fn complete(
    storage: &Storage,
    input: CompleteMultipartUploadInput,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let condition = write_condition(input.if_match.as_ref(), input.if_none_match.as_ref())?;
    let listed = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    let mut named = Vec::with_capacity(listed.len());
    for part in listed {
        let number = part.part_number.ok_or_else(|| refuse!(MalformedXML))?;
        if named.last().is_some_and(|(before, _)| *before >= number) {
            return Err(refuse!(InvalidPartOrder, "The list of parts was not in ascending order."));
        }
        named.push((number, part.e_tag.map(ETag::into_value)));
    }
    if named.is_empty() {
        return Err(refuse!(MalformedXML, "You must specify at least one part"));
    }
    let storage = storage.clone();
    let name = UploadName { bucket: input.bucket.clone(), key: input.key.clone(), id: input.upload_id };
    // Joining copies every byte, which may take long enough to hold up the other requests.
    let joined = tokio::task::spawn_blocking(move || storage.complete_upload(&name, &named, &condition)).await;
    let object = joined.map_err(S3Error::internal_error)?.map_err(s3_error)?;
    Ok(S3Response::new(CompleteMultipartUploadOutput {
        location: Some(format!("/{}/{}", input.bucket, crate::percent::encode(&input.key, b"/"))),
        bucket: Some(input.bucket),
        key: Some(input.key),
        e_tag: Some(ETag::Strong(object.etag())),
        ..CompleteMultipartUploadOutput::default()
    }))
}

pub(super) fn abort(
    storage: &Storage,
    input: AbortMultipartUploadInput,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    storage.abort_upload(&name).map_err(s3_error)?;
    Ok(S3Response::with_status(AbortMultipartUploadOutput::default(), http::StatusCode::NO_CONTENT))
}
