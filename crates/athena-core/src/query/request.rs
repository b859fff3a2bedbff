//! The request that starts a query.

use super::{ClientRequestToken, EncryptionConfiguration};

/// `StartQueryExecution`: the merged settings of the connection, the cursor and the statement.
///
/// Fields that are `None` are left out of the request
/// ([API reference](https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StartQuery {
    /// `QueryString`: at most 262,144 bytes of UTF-8.
    pub sql: String,
    /// `ClientRequestToken`: the same for every attempt at this execution.
    pub token: ClientRequestToken,
    /// `QueryExecutionContext.Database`.
    pub database: Option<String>,
    /// `QueryExecutionContext.Catalog`.
    pub catalog: Option<String>,
    /// `WorkGroup`.
    pub work_group: Option<String>,
    /// `ResultConfiguration.OutputLocation`: an `s3://bucket/prefix/`.
    pub output_location: Option<String>,
    /// `ResultConfiguration.EncryptionConfiguration`.
    pub encryption: Option<EncryptionConfiguration>,
    /// `ResultConfiguration.ExpectedBucketOwner`: an account id of 12 digits.
    pub expected_bucket_owner: Option<String>,
    /// `ResultConfiguration.AclConfiguration.S3AclOption`, such as `BUCKET_OWNER_FULL_CONTROL`.
    pub s3_acl_option: Option<String>,
    /// `ResultReuseConfiguration.ResultReuseByAgeConfiguration`.
    pub result_reuse: Option<ResultReuse>,
    /// `ExecutionParameters`: SQL literals for the `?` markers, in order.
    pub execution_parameters: Vec<String>,
}

impl StartQuery {
    /// A request for `sql` with a new token and nothing else set.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            token: ClientRequestToken::generate(),
            database: None,
            catalog: None,
            work_group: None,
            output_location: None,
            encryption: None,
            expected_bucket_owner: None,
            s3_acl_option: None,
            result_reuse: None,
            execution_parameters: Vec::new(),
        }
    }
}

/// Whether Athena may answer with the result of an earlier run of the same query
/// ([result reuse](https://docs.aws.amazon.com/athena/latest/ug/reusing-query-results.html)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResultReuse {
    /// `Enabled`; `false` turns off a default.
    pub enabled: bool,
    /// `MaxAgeInMinutes`, 0 to 10,080.
    pub max_age_in_minutes: u32,
}

impl ResultReuse {
    /// Allows results up to `minutes` old.
    pub fn within_minutes(minutes: u32) -> Self {
        Self { enabled: true, max_age_in_minutes: minutes }
    }

    /// Runs the query in any case.
    pub fn disabled() -> Self {
        Self { enabled: false, max_age_in_minutes: 60 }
    }
}
