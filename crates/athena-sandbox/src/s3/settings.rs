//! Owner and read-only settings of all buckets and objects

use s3s::dto::{
    GetBucketAclOutput, GetBucketEncryptionOutput, GetObjectAclInput, GetObjectAclOutput, GetPublicAccessBlockOutput,
    Grant, Grantee, Initiator, Owner, Permission, PublicAccessBlockConfiguration, ServerSideEncryption,
    ServerSideEncryptionByDefault, ServerSideEncryptionConfiguration, ServerSideEncryptionRule, Type,
};
use s3s::{S3Error, S3Response, S3Result, s3_error as refuse};

use crate::storage::Storage;

use super::error::s3_error;
use super::versions;

/// The canonical user id of the sandbox's account.
const OWNER_ID: &str = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

const OWNER_NAME: &str = "sandbox";

pub(super) fn owner() -> Owner {
    Owner { display_name: Some(OWNER_NAME.to_owned()), id: Some(OWNER_ID.to_owned()) }
}

pub(super) fn initiator() -> Initiator {
    Initiator { display_name: Some(OWNER_NAME.to_owned()), id: Some(OWNER_ID.to_owned()) }
}

/// Full control for the owner, nothing for others.
fn grants() -> Vec<Grant> {
    let owner = owner();
    let grantee = Grantee {
        display_name: owner.display_name,
        email_address: None,
        id: owner.id,
        type_: Type::from_static(Type::CANONICAL_USER),
        uri: None,
    };
    vec![Grant { grantee: Some(grantee), permission: Some(Permission::from_static(Permission::FULL_CONTROL)) }]
}

pub(super) fn object_acl(storage: &Storage, input: &GetObjectAclInput) -> S3Result<S3Response<GetObjectAclOutput>> {
    versions::check(input.version_id.as_deref())?;
    storage.find(&input.bucket, &input.key).map_err(s3_error)?;
    Ok(S3Response::new(GetObjectAclOutput {
        grants: Some(grants()),
        owner: Some(owner()),
        ..GetObjectAclOutput::default()
    }))
}

pub(super) fn bucket_acl(storage: &Storage, bucket: &str) -> S3Result<S3Response<GetBucketAclOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    Ok(S3Response::new(GetBucketAclOutput { grants: Some(grants()), owner: Some(owner()) }))
}

pub(super) fn encryption(storage: &Storage, bucket: &str) -> S3Result<S3Response<GetBucketEncryptionOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    let rule = ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
            kms_master_key_id: None,
            sse_algorithm: ServerSideEncryption::from_static(ServerSideEncryption::AES256),
        }),
        bucket_key_enabled: Some(false),
    };
    let configuration = ServerSideEncryptionConfiguration { rules: vec![rule] };
    Ok(S3Response::new(GetBucketEncryptionOutput { server_side_encryption_configuration: Some(configuration) }))
}

pub(super) fn public_access(storage: &Storage, bucket: &str) -> S3Result<S3Response<GetPublicAccessBlockOutput>> {
    storage.with_bucket(bucket, |_| ()).map_err(s3_error)?;
    let configuration = PublicAccessBlockConfiguration {
        block_public_acls: Some(true),
        block_public_policy: Some(true),
        ignore_public_acls: Some(true),
        restrict_public_buckets: Some(true),
    };
    Ok(S3Response::new(GetPublicAccessBlockOutput { public_access_block_configuration: Some(configuration) }))
}

/// The error for a bucket without a policy.
pub(super) fn policy(storage: &Storage, bucket: &str) -> S3Error {
    match storage.with_bucket(bucket, |_| ()) {
        Ok(()) => refuse!(NoSuchBucketPolicy, "The bucket policy does not exist"),
        Err(error) => s3_error(error),
    }
}
