//! CreateMultipartUpload, UploadPart and AbortMultipartUpload

use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, ChecksumType, CreateMultipartUploadInput,
    CreateMultipartUploadOutput, ETag, UploadPartInput, UploadPartOutput,
};
use s3s::{S3Request, S3Response, S3Result, s3_error as refuse};

use crate::storage::{Algorithm, ChecksumPlan, Storage, UploadName};

use super::checksum::{Claim, algorithm, algorithm_name, kind, named, tell};
use super::error::s3_error;
use super::properties::properties;
use super::put::receive;

/// Checksum of an upload whose client names none.
pub(super) const UNNAMED: ChecksumPlan = ChecksumPlan { algorithm: Algorithm::Crc64Nvme, composite: false };

pub(super) fn create(
    storage: &Storage,
    mut input: CreateMultipartUploadInput,
) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
    let properties = properties!(input)?;
    let plan = plan(algorithm(input.checksum_algorithm.as_ref())?, input.checksum_type.as_ref())?;
    let id = storage.create_upload(&input.bucket, &input.key, properties, plan).map_err(s3_error)?;
    Ok(S3Response::new(CreateMultipartUploadOutput {
        bucket: Some(input.bucket),
        checksum_algorithm: plan.map(|plan| algorithm_name(plan.algorithm)),
        checksum_type: plan.map(|plan| kind(plan.composite)),
        key: Some(input.key),
        upload_id: Some(id),
        ..CreateMultipartUploadOutput::default()
    }))
}

fn plan(algorithm: Option<Algorithm>, asked: Option<&ChecksumType>) -> S3Result<Option<ChecksumPlan>> {
    let Some(algorithm) = algorithm else {
        return match asked {
            None => Ok(None),
            Some(_) => Err(refuse!(
                InvalidRequest,
                "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header."
            )),
        };
    };
    let composite = match asked.map(ChecksumType::as_str) {
        None => algorithm != Algorithm::Crc64Nvme,
        Some(ChecksumType::COMPOSITE) => true,
        Some(ChecksumType::FULL_OBJECT) => false,
        Some(_) => return Err(refuse!(InvalidRequest, "Value for x-amz-checksum-type header is invalid.")),
    };
    let possible = if composite { algorithm != Algorithm::Crc64Nvme } else { algorithm.is_cyclic() };
    if !possible {
        return Err(refuse!(
            InvalidRequest,
            "The {} checksum type cannot be used with the {} checksum algorithm.",
            kind(composite).as_str(),
            algorithm.name().to_lowercase()
        ));
    }
    Ok(Some(ChecksumPlan { algorithm, composite }))
}

pub(super) fn check_part_number(number: i32) -> S3Result<()> {
    if !(1..=10_000).contains(&number) {
        return Err(refuse!(InvalidArgument, "Part number must be an integer between 1 and 10000, inclusive"));
    }
    Ok(())
}

pub(super) async fn upload_part(
    storage: &Storage,
    mut request: S3Request<UploadPartInput>,
) -> S3Result<S3Response<UploadPartOutput>> {
    check_part_number(request.input.part_number)?;
    let named = named!(request.input);
    let claim = Claim::of(&request, named, request.input.content_md5.as_deref())?;
    let input = request.input;
    let mut writer = storage.writer(&input.bucket).map_err(s3_error)?;
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let plan = storage.open_upload(&name).map_err(s3_error)?.checksum;
    check_algorithm(plan, claim.algorithm)?;
    claim.begin(&mut writer, plan.map(|plan| plan.algorithm));
    receive(&mut writer, input.body, input.content_length).await?;
    claim.check(&mut writer)?;
    let part = storage.put_part(&name, input.part_number, writer).map_err(s3_error)?;
    let output = UploadPartOutput { e_tag: Some(ETag::Strong(part.etag())), ..UploadPartOutput::default() };
    Ok(S3Response::new(tell!(output, part.checksum.as_ref())))
}

/// Checks that a part has the checksum algorithm of its upload.
fn check_algorithm(plan: Option<ChecksumPlan>, claimed: Option<Algorithm>) -> S3Result<()> {
    let Some(plan) = plan else { return Ok(()) };
    // If the object's checksum is of its bytes, a part without a checksum is allowed: the whole is verified.
    if claimed == Some(plan.algorithm) || claimed.is_none() && !plan.composite {
        return Ok(());
    }
    Err(refuse!(
        InvalidRequest,
        "Checksum Type mismatch occurred, expected checksum Type: {}, actual checksum Type: {}",
        plan.algorithm.name().to_lowercase(),
        claimed.map_or_else(|| "null".to_owned(), |algorithm| algorithm.name().to_lowercase())
    ))
}

pub(super) fn abort(
    storage: &Storage,
    input: AbortMultipartUploadInput,
) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    storage.abort_upload(&name).map_err(s3_error)?;
    Ok(S3Response::new(AbortMultipartUploadOutput::default()))
}
