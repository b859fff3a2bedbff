//! Faults of queries

use std::time::Duration;

/// Effect on a query.
#[derive(Clone, Debug)]
pub(crate) enum QueryFault {
    Fail(QueryFailure),
    Cutoff,
    Hang,
    Requeue,
    RunFor(Duration),
    /// For UNLOAD only.
    Manifest(ManifestFault),
}

/// A wrong list of the files that an UNLOAD wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ManifestFault {
    Empty,
    /// The first file is there twice.
    Double,
    /// The last file is missing.
    Short,
}

/// `StateChangeReason` and `AthenaError` of a failed query.
///
/// ```
/// use athena_sandbox::QueryFailure;
///
/// let failure = QueryFailure::new("GENERIC_INTERNAL_ERROR: Query exhausted resources").category(1).retryable(true);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFailure {
    pub(crate) reason: String,
    pub(crate) category: i32,
    pub(crate) error_type: i32,
    pub(crate) retryable: bool,
}

impl QueryFailure {
    /// A user error of type 1000 that should not be retried.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), category: 2, error_type: 1000, retryable: false }
    }

    /// Sets `ErrorCategory`: 1 system, 2 user, 3 other.
    #[must_use]
    pub fn category(mut self, category: i32) -> Self {
        self.category = category;
        self
    }

    /// Sets `ErrorType`, a number from Athena's error reference.
    #[must_use]
    pub fn error_type(mut self, error_type: i32) -> Self {
        self.error_type = error_type;
        self
    }

    /// Sets `Retryable`.
    #[must_use]
    pub fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }
}
