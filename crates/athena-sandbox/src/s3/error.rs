//! Errors as S3 words them

use s3s::{S3Error, S3ErrorCode};

use crate::storage::StorageError;

/// Maximum length of a key, in bytes of UTF-8.
const LONGEST_KEY: usize = 1024;

/// Checks a bucket name and a key. `s3s` would refuse invalid ones too, but without S3's message.
pub(crate) fn check_names(bucket: &str, key: &str) -> Result<(), S3Error> {
    if !bucket.is_empty() && !s3s::path::check_bucket_name(bucket) {
        return Err(S3Error::with_message(S3ErrorCode::InvalidBucketName, "The specified bucket is not valid."));
    }
    check_key(key)
}

pub(super) fn check_key(key: &str) -> Result<(), S3Error> {
    if key.len() > LONGEST_KEY {
        return Err(S3Error::with_message(S3ErrorCode::KeyTooLongError, "Your key is too long"));
    }
    Ok(())
}

pub(super) fn malformed_xml() -> S3Error {
    S3Error::with_message(
        S3ErrorCode::MalformedXML,
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

pub(super) fn incomplete_body() -> S3Error {
    S3Error::with_message(
        S3ErrorCode::IncompleteBody,
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
}

pub(super) fn s3_error(error: StorageError) -> S3Error {
    let (code, message) = match &error {
        StorageError::NoSuchBucket(_) => (S3ErrorCode::NoSuchBucket, "The specified bucket does not exist"),
        StorageError::NoSuchKey(_) => (S3ErrorCode::NoSuchKey, "The specified key does not exist."),
        StorageError::NoSuchUpload(_) => (
            S3ErrorCode::NoSuchUpload,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted \
             or completed.",
        ),
        StorageError::BucketNotEmpty(_) => (S3ErrorCode::BucketNotEmpty, "The bucket you tried to delete is not empty"),
        StorageError::InvalidBucketName(_) => (S3ErrorCode::InvalidBucketName, "The specified bucket is not valid."),
        StorageError::ConditionFailed => {
            (S3ErrorCode::PreconditionFailed, "At least one of the pre-conditions you specified did not hold")
        }
        StorageError::Io(_) => (S3ErrorCode::InternalError, "We encountered an internal error. Please try again."),
    };
    let mut answer = S3Error::with_message(code, message);
    answer.set_source(Box::new(error));
    answer
}
