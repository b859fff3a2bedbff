//! `StorageError`: errors of the object storage

use std::{error, fmt, io};

/// An error of [`Storage`](crate::Storage).
#[derive(Debug)]
#[non_exhaustive]
pub enum StorageError {
    /// The bucket does not exist.
    NoSuchBucket(String),
    /// The object does not exist.
    NoSuchKey(String),
    /// The multipart upload does not exist, or has ended.
    NoSuchUpload(String),
    /// The bucket still holds objects.
    BucketNotEmpty(String),
    /// Not a bucket name by S3's rules.
    InvalidBucketName(String),
    /// `If-Match` or `If-None-Match` did not hold.
    ConditionFailed,
    /// The folder could not be read or written.
    Io(io::Error),
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchBucket(name) => write!(f, "no such bucket (bucket: {name})"),
            Self::NoSuchKey(key) => write!(f, "no such object (key: {key})"),
            Self::NoSuchUpload(id) => write!(f, "no such multipart upload (upload_id: {id})"),
            Self::BucketNotEmpty(name) => write!(f, "the bucket is not empty (bucket: {name})"),
            Self::InvalidBucketName(name) => write!(f, "not a valid bucket name (bucket: {name})"),
            Self::ConditionFailed => f.write_str("a precondition of the request did not hold"),
            Self::Io(_) => f.write_str("could not use the storage folder"),
        }
    }
}

impl error::Error for StorageError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Io(source) => Some(source),
            _ => None,
        }
    }
}

impl From<io::Error> for StorageError {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}
