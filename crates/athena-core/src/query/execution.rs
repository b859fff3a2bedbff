//! The answer of `GetQueryExecution`, as data.

use std::fmt;
use std::time::SystemTime;

use athena_sql::{StatementKind, classify};

use super::id::QueryId;
use super::statistics::Statistics;
use crate::error::{ErrorCategory, QueryFailure};

/// `Status.State`. RUNNING may go back to QUEUED when Athena meets a transient error.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryState {
    /// Waiting for capacity.
    Queued,
    /// In the engine.
    Running,
    /// Ended with a result.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Stopped by a caller, or by the work group's limit on scanned bytes.
    Cancelled,
    /// A state that this version does not know; it counts as not terminal.
    Other(String),
}

impl QueryState {
    /// Reads the service's spelling.
    pub fn from_name(name: &str) -> Self {
        match name {
            "QUEUED" => Self::Queued,
            "RUNNING" => Self::Running,
            "SUCCEEDED" => Self::Succeeded,
            "FAILED" => Self::Failed,
            "CANCELLED" => Self::Cancelled,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The service's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
            Self::Other(name) => name,
        }
    }

    /// Whether the query has ended, with any outcome.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

impl fmt::Display for QueryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `StatementType`. The service reports a CTAS as DDL, and an EXPLAIN as DML.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatementType {
    /// Data definition.
    Ddl,
    /// Queries and changes of data.
    Dml,
    /// SHOW and DESCRIBE.
    Utility,
    /// A type that this version does not know.
    Other(String),
}

impl StatementType {
    /// Reads the service's spelling.
    pub fn from_name(name: &str) -> Self {
        match name {
            "DDL" => Self::Ddl,
            "DML" => Self::Dml,
            "UTILITY" => Self::Utility,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The service's spelling.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ddl => "DDL",
            Self::Dml => "DML",
            Self::Utility => "UTILITY",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for StatementType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Encryption of result objects.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncryptionConfiguration {
    /// `SSE_S3`, `SSE_KMS` or `CSE_KMS`.
    pub option: String,
    /// The KMS key, for the `*_KMS` options.
    pub kms_key: Option<String>,
}

impl EncryptionConfiguration {
    /// Encryption by `option`, without a key.
    pub fn new(option: impl Into<String>) -> Self {
        Self { option: option.into(), kms_key: None }
    }

    /// Names the KMS key.
    #[must_use]
    pub fn with_kms_key(mut self, key: impl Into<String>) -> Self {
        self.kms_key = Some(key.into());
        self
    }
}

/// The engine version that was requested, and the one that ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineVersion {
    /// `SelectedEngineVersion`, often `AUTO`.
    pub selected: Option<String>,
    /// `EffectiveEngineVersion`.
    pub effective: Option<String>,
}

/// One query execution, as the service last described it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct QueryExecution {
    /// `QueryExecutionId`.
    pub id: QueryId,
    /// `Query`: the SQL text.
    pub sql: String,
    /// `StatementType`.
    pub statement_type: Option<StatementType>,
    /// `SubstatementType`, such as `SELECT`, `CREATE_TABLE_AS_SELECT`, `SHOW_TABLES`.
    pub substatement_type: Option<String>,
    /// `Status.State`.
    pub state: QueryState,
    /// `Status.StateChangeReason`.
    pub state_change_reason: Option<String>,
    /// `Status.AthenaError.ErrorCategory`: the origin of the failure
    /// ([error reference](https://docs.aws.amazon.com/athena/latest/ug/error-reference.html)).
    pub error_category: Option<ErrorCategory>,
    /// `Status.AthenaError.ErrorType`, 0 to 9999.
    pub error_type: Option<i32>,
    /// `Status.AthenaError.Retryable`: whether the same query may succeed when it is run again.
    pub retryable: bool,
    /// `Status.AthenaError.ErrorMessage`.
    pub error_message: Option<String>,
    /// `Status.SubmissionDateTime`.
    pub submitted_at: Option<SystemTime>,
    /// `Status.CompletionDateTime`.
    pub completed_at: Option<SystemTime>,
    /// `QueryExecutionContext.Catalog`.
    pub catalog: Option<String>,
    /// `QueryExecutionContext.Database`.
    pub database: Option<String>,
    /// `WorkGroup`.
    pub work_group: Option<String>,
    /// `ResultConfiguration.OutputLocation`: the full address of the result object. Absent with managed results.
    pub output_location: Option<String>,
    /// `ResultConfiguration.EncryptionConfiguration`.
    pub encryption: Option<EncryptionConfiguration>,
    /// `ManagedQueryResultsConfiguration.Enabled`: Athena stores the result, and only `GetQueryResults` reads it.
    pub managed_results: bool,
    /// `EngineVersion`.
    pub engine_version: EngineVersion,
    /// `Statistics`.
    pub statistics: Statistics,
}

impl QueryExecution {
    /// An execution with an id and a state, and nothing else.
    pub fn new(id: impl Into<QueryId>, state: QueryState) -> Self {
        Self {
            id: id.into(),
            sql: String::new(),
            statement_type: None,
            substatement_type: None,
            state,
            state_change_reason: None,
            error_category: None,
            error_type: None,
            retryable: false,
            error_message: None,
            submitted_at: None,
            completed_at: None,
            catalog: None,
            database: None,
            work_group: None,
            output_location: None,
            encryption: None,
            managed_results: false,
            engine_version: EngineVersion::default(),
            statistics: Statistics::default(),
        }
    }

    /// Whether `SubstatementType` is `name`, in any case.
    pub fn is_substatement(&self, name: &str) -> bool {
        self.substatement_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(name))
    }

    /// Whether the query is free of charge: a DDL or utility statement, an EXPLAIN without ANALYZE, a failed query, or
    /// a reused result. A cancelled query is charged for the bytes that it has scanned.
    ///
    /// CTAS and OPTIMIZE are charged for the bytes they scan, although the service reports them as DDL.
    ///
    /// Sources: <https://aws.amazon.com/athena/pricing/>, and the Athena user guide, "OPTIMIZE".
    pub fn is_free(&self) -> bool {
        self.state == QueryState::Failed || self.statistics.reused_previous_result || !self.scans_data()
    }

    fn scans_data(&self) -> bool {
        if self.is_substatement("CREATE_TABLE_AS_SELECT") || self.is_substatement("OPTIMIZE") {
            return true;
        }
        if self.is_substatement("EXPLAIN") {
            return classify(&self.sql).kind == StatementKind::ExplainAnalyze;
        }
        !matches!(self.statement_type, Some(StatementType::Ddl | StatementType::Utility))
    }

    /// Athena's account of a query that did not succeed.
    pub fn failure(&self) -> QueryFailure {
        QueryFailure {
            reason: self.state_change_reason.clone(),
            category: self.error_category,
            error_type: self.error_type,
            retryable: self.retryable,
            message: self.error_message.clone(),
            statistics: self.statistics.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_statement_tells_whether_it_is_charged() {
        let check = |statement_type: &str, substatement_type: &str, sql: &str, expected: bool| {
            let mut query = QueryExecution::new("id", QueryState::Succeeded);
            query.statement_type = Some(StatementType::from_name(statement_type));
            query.substatement_type = Some(substatement_type.to_owned());
            query.sql = sql.to_owned();
            assert_eq!(query.is_free(), expected, "{sql}");
        };
        check("DML", "SELECT", "SELECT 1", false);
        check("DML", "UNLOAD", "UNLOAD (SELECT 1) TO 's3://b/' WITH (format='PARQUET')", false);
        check("DDL", "CREATE_TABLE_AS_SELECT", "CREATE TABLE t AS SELECT 1 AS a", false);
        check("DDL", "OPTIMIZE", "OPTIMIZE t REWRITE DATA USING BIN_PACK", false);
        check("DML", "EXPLAIN", "EXPLAIN ANALYZE SELECT 1", false);
        check("DML", "EXPLAIN", "EXPLAIN SELECT 1", true);
        check("DDL", "CREATE_TABLE", "CREATE EXTERNAL TABLE t (a int) LOCATION 's3://b/t/'", true);
        check("UTILITY", "SHOW_TABLES", "SHOW TABLES", true);
    }

    #[test]
    fn failed_queries_are_free_and_cancelled_ones_are_not() {
        assert!(QueryExecution::new("id", QueryState::Failed).is_free());
        assert!(!QueryExecution::new("id", QueryState::Cancelled).is_free());
    }
}
