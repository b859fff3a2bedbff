//! The option groups of a connection.

use std::time::Duration;

use athena_sql::ParamStyle;

use super::{AccountId, EndpointUrl, S3Uri, Secret, TlsVerification};
use crate::error::{Error, ErrorKind, Result};

crate::option_group! {
    /// Credentials, region, endpoints and HTTP. Values that are not given come from the AWS default chain: environment,
    /// profile files, SSO, web identity, container and instance roles.
    pub struct AwsOptions [check Self::check] {
        /// The AWS region.
        region_name (with_region_name): Option<String> [check |text: &String| region_name(text)] = None,
        /// Access key id; needs `aws_secret_access_key`.
        aws_access_key_id (with_aws_access_key_id): Option<String> = None,
        /// Secret access key; needs `aws_access_key_id`.
        aws_secret_access_key (with_aws_secret_access_key): Option<Secret> = None,
        /// Session token of temporary credentials; needs access key id and secret access key.
        aws_session_token (with_aws_session_token): Option<Secret> = None,
        /// Profile of the AWS configuration files.
        profile_name (with_profile_name): Option<String> = None,
        /// Role to assume with the credentials; its temporary credentials are renewed before they expire.
        role_arn (with_role_arn): Option<String> [check |text: &String| arn(text)] = None,
        /// Name of the role's session; needs `role_arn`. By default `awsathena-<unix time of the connect in seconds>`.
        role_session_name (with_role_session_name): Option<String> [check |text: &String| session_name(text)] = None,
        /// External id that the role's trust policy requires; needs `role_arn`.
        external_id (with_external_id): Option<Secret> = None,
        /// Serial number or ARN of an MFA device; the program supplies its codes.
        serial_number (with_serial_number): Option<String> = None,
        /// Lifetime in seconds of the temporary credentials of a role or an MFA device.
        duration_seconds (with_duration_seconds): u32 [in 900..=43200] = 3600,
        /// Endpoint of Athena; the other services have options of their own.
        endpoint_url (with_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of S3.
        s3_endpoint_url (with_s3_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of STS, for every use of it: roles of options and of profiles, MFA, and web identities. For the
        /// latter and for profiles the environment variable `AWS_ENDPOINT_URL_STS` takes precedence.
        sts_endpoint_url (with_sts_endpoint_url): Option<EndpointUrl> = None,
        /// Endpoint of Glue.
        glue_endpoint_url (with_glue_endpoint_url): Option<EndpointUrl> = None,
        /// Version of the Athena API; the only one is 2017-05-18.
        api_version (with_api_version): Option<String> [check |text: &String| api_version(text)] = None,
        /// Uses https for endpoints that are not given as options; `false` uses http.
        use_ssl (with_use_ssl): bool = true,
        /// Verifies certificates. A path names the PEM file of the authorities to trust.
        verify (with_verify): TlsVerification = TlsVerification::System,
        /// Maximum time to open a TCP and TLS connection.
        connect_timeout (with_connect_timeout): Option<Duration> [check positive] = None,
        /// Maximum time for one response of a service: until it is complete, or, for the bytes of an object, until it
        /// begins. By default a response must begin within 60 seconds.
        request_timeout (with_request_timeout): Option<Duration> [check positive] = None,
        /// Least pace of a response's body in bytes per second, measured over 30 seconds, or over `request_timeout` if
        /// that is shorter. A response that is slower counts as broken, and the call is tried once more; an object is
        /// read on from the byte where it stands. 0 sets no limit.
        min_throughput (with_min_throughput): u32 [in 0..=1_000_000_000] = 10_240,
        /// Maximum attempts of a call that is throttled or gets no response, the first one included.
        max_attempts (with_max_attempts): u32 [in 1..=100] = 8,
    }
}

impl AwsOptions {
    fn check(&self) -> Result<()> {
        let keys = (self.aws_access_key_id.is_some(), self.aws_secret_access_key.is_some());
        let complaint = match keys {
            (true, false) => "option `aws_access_key_id` needs `aws_secret_access_key`",
            (false, true) => "option `aws_secret_access_key` needs `aws_access_key_id`",
            (false, false) if self.aws_session_token.is_some() => {
                "option `aws_session_token` needs `aws_access_key_id` and `aws_secret_access_key`"
            }
            _ if self.role_arn.is_none() && self.external_id.is_some() => "option `external_id` needs `role_arn`",
            _ if self.role_arn.is_none() && self.role_session_name.is_some() => {
                "option `role_session_name` needs `role_arn`"
            }
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidOption, complaint))
    }
}

/// Looser than the form of AWS regions: a custom endpoint may have a region such as `local`.
fn region_name(text: &str) -> Result<(), String> {
    let fits = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if fits { Ok(()) } else { Err("it must be the name of a region, such as eu-west-1".to_owned()) }
}

fn arn(text: &str) -> Result<(), String> {
    if text.starts_with("arn:") { Ok(()) } else { Err("it must start with arn:".to_owned()) }
}

/// The rule of STS: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>.
fn session_name(text: &str) -> Result<(), String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if (2..=64).contains(&text.len()) && text.bytes().all(fits) {
        Ok(())
    } else {
        Err("it must have 2 to 64 letters, digits and characters of _+=,.@-".to_owned())
    }
}

fn api_version(text: &str) -> Result<(), String> {
    if text == "2017-05-18" { Ok(()) } else { Err("the only version is 2017-05-18".to_owned()) }
}

crate::option_group! {
    /// Defaults for the statements of a connection, which a statement may override.
    pub struct QueryDefaults [check Self::check] {
        /// Directory of the result files. An empty value sends none and ignores the environment, as managed results
        /// require.
        s3_staging_dir (with_s3_staging_dir): Option<S3Uri> [env "AWS_ATHENA_S3_STAGING_DIR"] = None,
        /// Work group. An empty value sends none and ignores the environment.
        work_group (with_work_group): Option<String>
            [env "AWS_ATHENA_WORK_GROUP"] [check |text: &String| work_group(text)] = None,
        /// Schema (database) of unqualified table names. An empty value sends none.
        schema_name (with_schema_name): Option<String>
            [check |text: &String| at_most(255, text)] = Some("default".to_owned()),
        /// Catalog of unqualified schema names; `s3tablescatalog/<bucket>` for S3 Tables. An empty value sends none.
        catalog_name (with_catalog_name): Option<String>
            [check |text: &String| at_most(256, text)] = Some("awsdatacatalog".to_owned()),
        /// Encryption of the result files.
        encryption_option (with_encryption_option): Option<EncryptionOption> = None,
        /// KMS key of the result files; needs the encryption option SSE_KMS or CSE_KMS.
        kms_key (with_kms_key): Option<String> = None,
        /// Account that must own the bucket of the result files.
        expected_bucket_owner (with_expected_bucket_owner): Option<AccountId> = None,
        /// Canned ACL of the result files.
        s3_acl_option (with_s3_acl_option): Option<S3AclOption> = None,
        /// Lets Athena return the result of an earlier, equal query.
        result_reuse_enable (with_result_reuse_enable): bool = false,
        /// Maximum age in minutes of a result that Athena reuses.
        result_reuse_minutes (with_result_reuse_minutes): u32 [in 0..=10080] = 60,
        /// Number of the work group's latest queries that are searched for an equal one. Its result is then read
        /// without running the query again; 0 searches none.
        cache_size (with_cache_size): usize [in 0..=1_000_000_000] = 0,
        /// Maximum age of a result that is read again; 0 means any age. Without `cache_size`, all queries of
        /// that age are searched.
        cache_expiration_time (with_cache_expiration_time): Duration [check limited] = Duration::ZERO,
        /// Style of parameter markers: `:name`, `?`, or `%(name)s` as in Python.
        paramstyle (with_paramstyle): ParamStyle = ParamStyle::Named,
    }
}

impl QueryDefaults {
    fn check(&self) -> Result<()> {
        let complaint = match (self.encryption_option, &self.kms_key) {
            (None, Some(_)) => "option `kms_key` needs `encryption_option=SSE_KMS` or `CSE_KMS`".to_owned(),
            (Some(EncryptionOption::SseS3), Some(_)) => {
                "option `kms_key` cannot be used with `encryption_option=SSE_S3`".to_owned()
            }
            (Some(option), None) if option.needs_kms_key() => {
                format!("option `encryption_option={option}` needs `kms_key`")
            }
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidOption, complaint))
    }
}

/// Checks the service's pattern, `[a-zA-Z0-9._-]{1,128}`.
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

crate::choices! {
    /// Encryption of result files (`EncryptionConfiguration.EncryptionOption`).
    pub enum EncryptionOption {
        /// By S3, with a key that S3 manages.
        SseS3 = "SSE_S3",
        /// By S3, with a KMS key.
        SseKms = "SSE_KMS",
        /// By Athena, before it writes to S3, with a KMS key.
        CseKms = "CSE_KMS",
    }
}

impl EncryptionOption {
    /// Whether it needs a `kms_key`.
    pub fn needs_kms_key(self) -> bool {
        matches!(self, Self::SseKms | Self::CseKms)
    }
}

crate::choices! {
    /// Canned ACL of result files (`AclConfiguration.S3AclOption`).
    pub enum S3AclOption {
        /// Gives ownership to the owner of the bucket, rather than to the account that ran the query.
        BucketOwnerFullControl = "BUCKET_OWNER_FULL_CONTROL",
    }
}

crate::option_group! {
    /// Polling, timeouts and limits of a connection.
    pub struct ClientOptions {
        /// Fixed pause between two polls of a query's state. By default the pause starts short and grows.
        poll_interval (with_poll_interval): Option<Duration> [check positive] = None,
        /// Maximum time from sending a statement to its end, after which the query is stopped. No limit by default.
        query_timeout (with_query_timeout): Option<Duration> [check positive] = None,
        /// Longest time for which the polls of a running query may fail without one answer, for reasons that may pass,
        /// such as a broken network. Then the wait ends with an error, and the query goes on.
        poll_patience (with_poll_patience): Duration [check positive] = Duration::from_secs(600),
        /// Stops a running query in the service when the program no longer waits for it.
        kill_on_interrupt (with_kill_on_interrupt): bool = true,
        /// Compares the rows of a SELECT, at the end of its result, with the number that the service counted (one call
        /// of `GetQueryRuntimeStatistics`, which needs its own permission); another number is an error. The service
        /// counts late: the end of the result waits up to 10 seconds for it. Where the service has no number, as for
        /// tables with row filters and for reused results, the log says so and the result stands. Other statements
        /// have none; the rows of an UNLOAD are always compared with its update count.
        verify_rows (with_verify_rows): bool = false,
        /// Maximum number of queries in flight, over the connection and its clones.
        pool_size (with_pool_size): usize [in 1..=10_000] = 20,
        /// Maximum wait for a free query slot; 0 does not wait.
        pool_timeout (with_pool_timeout): Duration [check limited] = Duration::from_secs(30),
        /// Calls AWS Glue when Athena's metadata calls are throttled or fail without a reason; needs the cargo
        /// feature `glue`.
        glue_metadata_fallback (with_glue_metadata_fallback): bool = true,
        /// Shows the text of statements in spans, as `db.query.text`: the text before bound values are put in, but with
        /// the literals that it is written with.
        log_statements (with_log_statements): bool = false,
        /// Lets `execute_many` insert many rows per INSERT statement; `false` sends one statement per row.
        use_insertmanyvalues (with_use_insertmanyvalues): bool = true,
        /// Maximum number of rows per INSERT statement. By default as many as fit into the size limit of a statement.
        insertmanyvalues_page_size (with_insertmanyvalues_page_size): Option<usize>
            [check |rows: &usize| page_size(*rows)] = None,
    }
}

fn page_size(rows: usize) -> Result<(), String> {
    if (1..=10_000).contains(&rows) { Ok(()) } else { Err("it must be between 1 and 10000".to_owned()) }
}

crate::option_group! {
    /// Default clauses of CREATE TABLE, for tables that do not set them.
    pub struct DdlDefaults {
        /// Directory below which tables are created, as `<schema>/<table>/`. By default the staging directory.
        location (with_location): Option<S3Uri> = None,
        /// Text after STORED AS, such as PARQUET.
        file_format (with_file_format): Option<String> = None,
        /// Text after ROW FORMAT.
        row_format (with_row_format): Option<String> = None,
        /// Compression; it sets the table property of the file format.
        compression (with_compression): Option<String> = None,
        /// Text between the parentheses of WITH SERDEPROPERTIES.
        serdeproperties (with_serdeproperties): Option<String> = None,
        /// Text between the parentheses of TBLPROPERTIES.
        tblproperties (with_tblproperties): Option<String> = None,
        /// Number of buckets of the `cluster` columns.
        bucket_count (with_bucket_count): Option<u32> [in 1..=2_147_483_647] = None,
        /// Columns to partition by: a comma-separated list of `column` or `table.column`.
        partition (with_partition): Option<String> = None,
        /// Columns to cluster by: a comma-separated list of `column` or `table.column`.
        cluster (with_cluster): Option<String> = None,
    }
}

impl DdlDefaults {
    /// Whether `partition` names the column of the table.
    pub fn partitions_by(&self, table: &str, column: &str) -> bool {
        names(self.partition.as_deref(), table, column)
    }

    /// Whether `cluster` names the column of the table.
    pub fn clusters_by(&self, table: &str, column: &str) -> bool {
        names(self.cluster.as_deref(), table, column)
    }
}

fn names(list: Option<&str>, table: &str, column: &str) -> bool {
    list.unwrap_or_default().split(',').map(str::trim).any(|item| match item.rsplit_once('.') {
        Some((item_table, item_column)) => item_table == table && item_column == column,
        None => item == column,
    })
}
