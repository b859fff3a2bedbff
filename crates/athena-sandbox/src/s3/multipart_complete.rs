//! CompleteMultipartUpload: checks the listed parts, joins and publishes them

use s3s::dto::{ChecksumType, CompleteMultipartUploadInput, CompleteMultipartUploadOutput, CompletedPart, ETag};
use s3s::{S3Error, S3Response, S3Result, s3_error as refuse};

use crate::storage::{Algorithm, ChecksumPlan, ObjectWriter, Part, Storage, UploadName};

use super::checksum::{kind, kind_of, mismatch, named, tell};
use super::conditions::write_condition;
use super::error::{malformed_xml, s3_error};
use super::multipart::UNNAMED;

/// Minimum size of all parts but the last.
const SHORTEST_PART: u64 = 5 << 20;

const MOST_PARTS: usize = 10_000;

pub(super) async fn complete(
    storage: &Storage,
    mut input: CompleteMultipartUploadInput,
) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
    let condition = write_condition(input.if_match.as_ref(), input.if_none_match.as_ref())?;
    let claimed = named!(input);
    let listed = input.multipart_upload.and_then(|upload| upload.parts).unwrap_or_default();
    let name = UploadName { bucket: input.bucket, key: input.key, id: input.upload_id };
    let plan = storage.open_upload(&name).map_err(s3_error)?.checksum;
    let parts = choose(storage.parts(&name).map_err(s3_error)?, listed, plan)?;
    if let (Some(plan), Some(asked)) = (plan, &input.checksum_type)
        && kind(plan.composite).as_str() != asked.as_str()
    {
        return Err(wrong_kind(plan));
    }
    let plan = plan.unwrap_or(UNNAMED);
    let (joining, bucket) = (storage.clone(), name.bucket.clone());
    // On a blocking thread: joining copies every byte and would delay other requests.
    let joined = tokio::task::spawn_blocking(move || joining.join(&bucket, &parts, plan)).await;
    let mut writer = joined.map_err(S3Error::internal_error)?.map_err(s3_error)?;
    check_whole(&mut writer, &claimed, input.mpu_object_size)?;
    let object = storage.complete_upload(&name, writer, &condition).map_err(s3_error)?;
    let output = CompleteMultipartUploadOutput {
        location: Some(format!("/{}/{}", name.bucket, crate::percent::encode(&name.key, b"/"))),
        bucket: Some(name.bucket),
        checksum_type: kind_of(object.checksum.as_ref()),
        key: Some(name.key),
        e_tag: Some(ETag::Strong(object.etag())),
        ..CompleteMultipartUploadOutput::default()
    };
    Ok(S3Response::new(tell!(output, object.checksum.as_ref())))
}

/// The uploaded parts that the client lists, in order.
fn choose(uploaded: Vec<Part>, listed: Vec<CompletedPart>, plan: Option<ChecksumPlan>) -> S3Result<Vec<Part>> {
    if listed.len() > MOST_PARTS {
        return Err(malformed_xml());
    }
    if listed.is_empty() {
        return Err(refuse!(MalformedXML, "You must specify at least one part"));
    }
    let mut chosen: Vec<Part> = Vec::with_capacity(listed.len());
    for mut part in listed {
        let number = part.part_number.ok_or_else(malformed_xml)?;
        if chosen.last().is_some_and(|(before, _)| *before >= number) {
            return Err(refuse!(
                InvalidPartOrder,
                "The list of parts was not in ascending order. Parts must be ordered by part number."
            ));
        }
        let claimed = named!(part);
        let found = uploaded.iter().find(|(known, _)| *known == number).ok_or_else(invalid_part)?;
        if part.e_tag.as_ref().is_some_and(|etag| etag.value() != found.1.etag()) {
            return Err(invalid_part());
        }
        check_part(&claimed, found, plan)?;
        chosen.push(found.clone());
    }
    if chosen.iter().rev().skip(1).any(|(_, part)| part.size < SHORTEST_PART) {
        return Err(refuse!(EntityTooSmall, "Your proposed upload is smaller than the minimum allowed size"));
    }
    Ok(chosen)
}

/// Compares the checksums that the client lists for a part with those of the uploaded part.
fn check_part(claimed: &[(Algorithm, String)], (number, part): &Part, plan: Option<ChecksumPlan>) -> S3Result<()> {
    let known = part.checksum.as_ref();
    for (algorithm, value) in claimed {
        if known.is_none_or(|known| known.algorithm != *algorithm || known.value != *value) {
            return Err(invalid_part());
        }
    }
    match plan {
        Some(plan) if plan.composite && claimed.is_empty() => Err(refuse!(
            InvalidRequest,
            "The upload was created using a {} checksum. The complete request must include the checksum for each \
             part. It was missing for part {number} in the request.",
            plan.algorithm.name().to_lowercase()
        )),
        _ => Ok(()),
    }
}

fn check_whole(writer: &mut ObjectWriter, claimed: &[(Algorithm, String)], size: Option<i64>) -> S3Result<()> {
    let computed_size = writer.size();
    if let Some(size) = size
        && u64::try_from(size).ok() != Some(computed_size)
    {
        return Err(refuse!(
            InvalidRequest,
            "The provided 'x-amz-mp-object-size' header value {size} does not match what was computed: {computed_size}"
        ));
    }
    let computed = writer.checksum();
    for (algorithm, value) in claimed {
        // A client may omit the number of parts in a composite checksum.
        let same = computed.is_some_and(|computed| {
            let digest = computed.value.split_once('-').map_or(computed.value.as_str(), |(digest, _)| digest);
            computed.algorithm == *algorithm && (computed.value == *value || digest == value)
        });
        if !same {
            return Err(mismatch(&algorithm.name().to_lowercase()));
        }
    }
    Ok(())
}

fn wrong_kind(plan: ChecksumPlan) -> S3Error {
    let kind: ChecksumType = kind(plan.composite);
    refuse!(
        InvalidRequest,
        "The upload was created using the {} checksum mode. The complete request must use the same checksum mode.",
        kind.as_str()
    )
}

fn invalid_part() -> S3Error {
    refuse!(
        InvalidPart,
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the \
         specified entity tag may not match the part's entity tag."
    )
}
