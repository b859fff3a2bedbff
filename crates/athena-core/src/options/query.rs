//! What every statement of a connection is sent with.

use std::time::Duration;

use athena_sql::ParamStyle;

use super::{AccountId, EncryptionOption, S3AclOption, S3Uri};
use crate::error::{Error, ErrorKind, Result};

crate::options! {
    /// What every statement of a connection is sent with, unless the statement says otherwise.
    pub struct QueryDefaults [check Self::check] {
        /// Directory of the result files. Empty: none, whatever the environment says, as managed results demand.
        s3_staging_dir (with_s3_staging_dir): Option<S3Uri> [env "AWS_ATHENA_S3_STAGING_DIR"] = None,
        /// Work group. Empty: none, whatever the environment says.
        work_group (with_work_group): Option<String>
            [env "AWS_ATHENA_WORK_GROUP"] [check |text: &String| work_group(text)] = None,
        /// Schema (database) of unqualified tables. Empty: none is sent.
        schema_name (with_schema_name): Option<String>
            [check |text: &String| at_most(255, text)] = Some("default".to_owned()),
        /// Catalog of unqualified schemas; `s3tablescatalog/<bucket>` for S3 Tables. Empty: none is sent.
        catalog_name (with_catalog_name): Option<String>
            [check |text: &String| at_most(256, text)] = Some("awsdatacatalog".to_owned()),
        /// How Athena encrypts the result files.
        encryption_option (with_encryption_option): Option<EncryptionOption> = None,
        /// KMS key of the result files; belongs to SSE_KMS and CSE_KMS.
        kms_key (with_kms_key): Option<String> = None,
        /// Account that must own the bucket of the result files.
        expected_bucket_owner (with_expected_bucket_owner): Option<AccountId> = None,
        /// Canned ACL of the result files.
        s3_acl_option (with_s3_acl_option): Option<S3AclOption> = None,
        /// Lets Athena answer with the result of an equal, earlier query.
        result_reuse_enable (with_result_reuse_enable): bool = false,
        /// Greatest age in minutes of a result that Athena reuses.
        result_reuse_minutes (with_result_reuse_minutes): u32 [in 0..=10080] = 60,
        /// How many of the work group's latest queries are looked through for an equal one, whose result is then read
        /// without running it again; 0 looks for none.
        cache_size (with_cache_size): usize = 0,
        /// How old such a result may be; 0 means any age. Without `cache_size` all queries of that time are looked through.
        cache_expiration_time (with_cache_expiration_time): Duration = Duration::ZERO,
        /// What markers for values look like: `:name`, `?`, or `%(name)s` as in Python.
        paramstyle (with_paramstyle): ParamStyle = ParamStyle::Named,
    }
}

impl QueryDefaults {
    fn check(&self) -> Result<()> {
        let complaint = match (self.encryption_option, &self.kms_key) {
            (None, Some(_)) => "option `kms_key` needs `encryption_option=SSE_KMS` or `CSE_KMS`".to_owned(),
            (Some(EncryptionOption::SseS3), Some(_)) => "option `kms_key` does not belong to SSE_S3".to_owned(),
            (Some(option), None) if option.needs_kms_key() => format!("encryption option {option} needs `kms_key`"),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidOption, complaint))
    }
}

/// The service's pattern, `[a-zA-Z0-9._-]{1,128}`.
fn work_group(text: &str) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if (1..=128).contains(&text.len()) && text.bytes().all(fits) {
        Ok(())
    } else {
        Err("it must have 1 to 128 letters, digits, dots, underscores and hyphens".to_owned())
    }
}

fn at_most(length: usize, text: &str) -> Result<(), String> {
    if text.chars().count() <= length { Ok(()) } else { Err(format!("it must have at most {length} characters")) }
}
