//! Athena's account of a query that did not succeed.

use crate::query::Statistics;

/// `AthenaError.ErrorCategory`: the origin of the failure
/// ([error reference](https://docs.aws.amazon.com/athena/latest/ug/error-reference.html)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCategory {
    /// 1: the service.
    System,
    /// 2: the statement or its data.
    User,
    /// 3 and everything that the service may add.
    Other(i32),
}

impl From<i32> for ErrorCategory {
    fn from(code: i32) -> Self {
        match code {
            1 => Self::System,
            2 => Self::User,
            other => Self::Other(other),
        }
    }
}

/// Athena's account of a query that ended FAILED or CANCELLED.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct QueryFailure {
    /// `Status.StateChangeReason`.
    pub reason: Option<String>,
    /// `AthenaError.ErrorCategory`.
    pub category: Option<ErrorCategory>,
    /// `AthenaError.ErrorType`, 0 to 9999.
    pub error_type: Option<i32>,
    /// `AthenaError.Retryable`: whether the same query may succeed when it is run again. The drivers never run it again
    /// by themselves.
    pub retryable: bool,
    /// `AthenaError.ErrorMessage`.
    pub message: Option<String>,
    /// Statistics of the query up to its end.
    pub statistics: Statistics,
}

impl QueryFailure {
    /// The name of the error, which is the word in front of the reason's first colon: `TABLE_NOT_FOUND`,
    /// `SCHEMA_NOT_FOUND`, `COLUMN_NOT_FOUND`, `TYPE_MISMATCH`, `DIVISION_BY_ZERO`, `HIVE_BAD_DATA`,
    /// `ICEBERG_COMMIT_ERROR` and so on.
    ///
    /// Errors with one [`error_type`](Self::error_type) may differ in it: a missing table and a missing schema both
    /// have the type 1301. `None` where Athena gives no name, such as for Hive's DDL
    /// (`FAILED: SemanticException ...`) and for a query that was stopped.
    pub fn code(&self) -> Option<&str> {
        let (code, _) = self.reason.as_deref()?.split_once(':')?;
        let is_word = code.starts_with(|first: char| first.is_ascii_uppercase())
            && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        // All names of Trino and its connectors have an underscore, and Hive's `FAILED` has none.
        (is_word && code.contains('_')).then_some(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_the_name_at_the_start_of_the_reason() {
        for (reason, code) in [
            ("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist", Some("TABLE_NOT_FOUND")),
            ("DIVISION_BY_ZERO: Division by zero", Some("DIVISION_BY_ZERO")),
            ("S3_ERROR_2: no", Some("S3_ERROR_2")),
            ("FAILED: SemanticException [Error 10001]: Table not found t", None),
            ("Query cancelled by user", None),
            ("line 1:8: SYNTAX_ERROR: no", None),
            (" TABLE_NOT_FOUND: no", None),
            ("Table_Not_Found: no", None),
            ("_A: no", None),
            ("TABLE_NOT_FOUND", None),
            (": no", None),
            ("", None),
        ] {
            let failure = QueryFailure { reason: Some(reason.to_owned()), ..QueryFailure::default() };
            assert_eq!(failure.code(), code, "{reason}");
        }
        assert_eq!(QueryFailure::default().code(), None);
    }
}
