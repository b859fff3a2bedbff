//! What Athena says of a query that did not succeed.

use crate::query::Statistics;

/// `AthenaError.ErrorCategory`: whose fault it is
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

/// Athena's own account of a query that ended FAILED or CANCELLED.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct QueryFailure {
    /// `Status.StateChangeReason`.
    pub reason: Option<String>,
    /// `AthenaError.ErrorCategory`.
    pub category: Option<ErrorCategory>,
    /// `AthenaError.ErrorType`, 0 to 9999.
    pub error_type: Option<i32>,
    /// `AthenaError.Retryable`: whether the same query may succeed when it is run again. The drivers never do so by
    /// themselves.
    pub retryable: bool,
    /// `AthenaError.ErrorMessage`.
    pub message: Option<String>,
    /// What the query had cost by then.
    pub statistics: Statistics,
}
