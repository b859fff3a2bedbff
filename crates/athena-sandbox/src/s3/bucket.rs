//! Operations on whole buckets

use s3s::dto::{
    Bucket, BucketLocationConstraint, GetBucketLocationOutput, HeadBucketOutput, ListBucketsOutput, Timestamp,
};
use s3s::{S3Response, S3Result};

use crate::storage::Storage;

use super::error::s3_error;

pub(super) fn list(storage: &Storage) -> S3Response<ListBucketsOutput> {
    let buckets = storage.bucket_list().into_iter().map(|(name, created)| Bucket {
        creation_date: Some(Timestamp::from(created)),
        name: Some(name),
        ..Bucket::default()
    });
    S3Response::new(ListBucketsOutput { buckets: Some(buckets.collect()), ..ListBucketsOutput::default() })
}

pub(super) fn head(storage: &Storage, bucket: &str, region: &str) -> S3Result<S3Response<HeadBucketOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    Ok(S3Response::new(HeadBucketOutput { bucket_region: Some(region.to_owned()), ..HeadBucketOutput::default() }))
}

pub(super) fn location(storage: &Storage, bucket: &str, region: &str) -> S3Result<S3Response<GetBucketLocationOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    // For historical reasons, S3 returns no location constraint for us-east-1.
    let constraint = (region != "us-east-1").then(|| BucketLocationConstraint::from(region.to_owned()));
    Ok(S3Response::new(GetBucketLocationOutput { location_constraint: constraint }))
}
