//! PutObject, DeleteObject and DeleteObjects

use futures::StreamExt;
use s3s::dto::{
    self, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, ETag, PutObjectInput, PutObjectOutput, StreamingBlob,
};
use s3s::{S3Error, S3Request, S3Response, S3Result};

use crate::storage::{ObjectWriter, Storage};

use super::checksum::{Claim, kind_of, named, tell};
use super::conditions::write_condition;
use super::error::{check_key, incomplete_body, malformed_xml, s3_error};
use super::multipart::UNNAMED;
use super::properties::properties;
use super::versions;

pub(super) async fn put(
    storage: &Storage,
    mut request: S3Request<PutObjectInput>,
) -> S3Result<S3Response<PutObjectOutput>> {
    let properties = properties!(request.input)?;
    let named = named!(request.input);
    let claim = Claim::of(&request, named, request.input.content_md5.as_deref())?;
    let input = request.input;
    let condition = write_condition(input.if_match.as_ref(), input.if_none_match.as_ref())?;
    let mut writer = storage.writer(&input.bucket).map_err(s3_error)?;
    claim.begin(&mut writer, Some(UNNAMED.algorithm));
    receive(&mut writer, input.body, input.content_length).await?;
    claim.check(&mut writer)?;
    let object = storage.publish(&input.key, writer, properties, &condition).map_err(s3_error)?;
    let output = PutObjectOutput {
        checksum_type: kind_of(object.checksum.as_ref()),
        e_tag: Some(ETag::Strong(object.etag())),
        ..PutObjectOutput::default()
    };
    Ok(S3Response::new(tell!(output, object.checksum.as_ref())))
}

/// Writes a request body, which must have the announced length.
pub(super) async fn receive(
    writer: &mut ObjectWriter,
    body: Option<StreamingBlob>,
    announced: Option<i64>,
) -> S3Result<()> {
    if let Some(mut body) = body {
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|_| incomplete_body())?;
            writer.write(&bytes).map_err(S3Error::internal_error)?;
        }
    }
    let announced = announced.and_then(|length| u64::try_from(length).ok());
    if announced.is_some_and(|length| length != writer.size()) {
        return Err(incomplete_body());
    }
    Ok(())
}

/// Maximum number of keys in DeleteObjects.
const MOST_DELETED: usize = 1000;

pub(super) fn delete_many(storage: &Storage, input: DeleteObjectsInput) -> S3Result<S3Response<DeleteObjectsOutput>> {
    storage.with_bucket(&input.bucket, |_| ()).map_err(s3_error)?;
    if input.delete.objects.is_empty() || input.delete.objects.len() > MOST_DELETED {
        return Err(malformed_xml());
    }
    let quiet = input.delete.quiet.unwrap_or(false);
    let (mut deleted, mut errors) = (Vec::new(), Vec::new());
    for object in input.delete.objects {
        if let Err(error) = versions::check(object.version_id.as_deref()).and_then(|()| check_key(&object.key)) {
            errors.push(dto::Error {
                code: Some(error.code().as_str().to_owned()),
                key: Some(object.key),
                message: error.message().map(str::to_owned),
                version_id: object.version_id,
            });
            continue;
        }
        // As in S3, deleting a key that does not exist succeeds.
        storage.remove_object(&input.bucket, &object.key);
        if !quiet {
            let version_id = object.version_id;
            deleted.push(DeletedObject { key: Some(object.key), version_id, ..DeletedObject::default() });
        }
    }
    Ok(S3Response::new(DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(errors),
        ..DeleteObjectsOutput::default()
    }))
}
