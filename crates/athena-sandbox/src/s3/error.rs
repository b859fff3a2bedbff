//! Storage errors in S3's words.

use s3s::{S3Error, S3ErrorCode};

use crate::storage::StorageError;

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
