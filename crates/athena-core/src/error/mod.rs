//! The error type of all drivers.

mod from_sql;
mod kind;
mod query_failure;

use std::fmt;

pub use self::kind::{DbApiClass, ErrorKind, Retry};
pub use self::query_failure::{ErrorCategory, QueryFailure};

/// `std::result::Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, what to do about it, and where it happened. One pointer wide.
///
/// [`kind`](Error::kind) answers "what do I do now", [`retry`](Error::retry) whether the same call may work later.
/// `Display` is one line, `could not <do what>: <why> (key: value, ...)`; the cause is in
/// [`source`](std::error::Error::source) and is not repeated in the line. No secret, and no URL that may hold one, is
/// ever part of an error.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    retry: Retry,
    operation: &'static str,
    message: String,
    context: Vec<(&'static str, String)>,
    failure: Option<QueryFailure>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of `kind`; the message is lower case, without a full stop, and names what the reader can change.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            retry: Retry::Never,
            operation: "",
            message: message.into(),
            context: Vec::new(),
            failure: None,
            source: None,
        }))
    }

    /// Names the operation that failed: `could not <operation>: ...`. An operation that is already named moves to the
    /// context, so that a call path builds up.
    #[must_use]
    pub fn with_operation(mut self, operation: &'static str) -> Self {
        let before = std::mem::replace(&mut self.0.operation, operation);
        if !before.is_empty() && before != operation {
            self.0.context.insert(0, ("while", before.to_owned()));
        }
        self
    }

    /// Adds a fact to the context, such as `query_id`, `column` or `key`.
    #[must_use]
    pub fn with_context(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.0.context.push((key, value.to_string()));
        self
    }

    /// Adds the query execution id, unless the error already carries one.
    #[must_use]
    pub fn with_query_id(self, query_id: &str) -> Self {
        if self.query_id().is_some() { self } else { self.with_context("query_id", query_id) }
    }

    /// Sets the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Sets the verdict on trying again; decided once, next to the response that caused the error.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.0.retry = retry;
        self
    }

    /// Attaches Athena's account of a failed or cancelled query.
    #[must_use]
    pub fn with_query_failure(mut self, failure: QueryFailure) -> Self {
        self.0.failure = Some(failure);
        self
    }

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same call may work later.
    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The operation that failed, or `""`.
    pub fn operation(&self) -> &'static str {
        self.0.operation
    }

    /// The message alone, without operation and context.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The value of a fact of the context.
    pub fn context(&self, key: &str) -> Option<&str> {
        self.0.context.iter().find(|(k, _)| *k == key).map(|(_, v)| v.as_str())
    }

    /// The query execution id, if the error belongs to a query that has one.
    pub fn query_id(&self) -> Option<&str> {
        self.context("query_id")
    }

    /// Athena's account of a query that ended FAILED or CANCELLED: category, type, retryable flag, statistics.
    pub fn query_failure(&self) -> Option<&QueryFailure> {
        self.0.failure.as_ref()
    }

    /// Athena's name for the error of a failed query, such as `TABLE_NOT_FOUND`; see [`QueryFailure::code`].
    ///
    /// ```
    /// # use athena_core::{Error, ErrorKind, QueryFailure};
    /// # let mut failure = QueryFailure::default();
    /// # failure.reason = Some("TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.d.t' does not exist".to_owned());
    /// # let error = Error::new(ErrorKind::QueryFailed, "no such table").with_query_failure(failure);
    /// match error.code() {
    ///     Some("TABLE_NOT_FOUND" | "SCHEMA_NOT_FOUND") => println!("create it first"),
    ///     _ => panic!("{error}"),
    /// }
    /// ```
    pub fn code(&self) -> Option<&str> {
        self.query_failure().and_then(QueryFailure::code)
    }

    /// The exception class of Python's DB-API 2.0 ([PEP 249](https://peps.python.org/pep-0249/#exceptions)) for this
    /// error.
    pub fn db_api_class(&self) -> DbApiClass {
        self.0.kind.db_api_class()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.operation.is_empty() {
            write!(f, "could not {}: ", self.0.operation)?;
        }
        f.write_str(&self.0.message)?;
        for (position, (key, value)) in self.0.context.iter().enumerate() {
            write!(f, "{}{key}: {value}", if position == 0 { " (" } else { ", " })?;
        }
        if !self.0.context.is_empty() {
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.to_string());
        if self.0.retry != Retry::Never {
            debug.field("retry", &self.0.retry);
        }
        if let Some(failure) = &self.0.failure {
            debug.field("query_failure", failure);
        }
        if let Some(source) = &self.0.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_pointer_wide() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn prints_operation_message_and_context_on_one_line() {
        let error = Error::new(ErrorKind::Decode, "`x1` is not a bigint")
            .with_operation("read row")
            .with_context("column", "n")
            .with_query_id("q-1")
            .with_query_id("q-2");
        assert_eq!(error.to_string(), "could not read row: `x1` is not a bigint (column: n, query_id: q-1)");
        let outer = error.with_operation("fetch rows");
        assert_eq!(
            outer.to_string(),
            "could not fetch rows: `x1` is not a bigint (while: read row, column: n, query_id: q-1)"
        );
        assert_eq!(outer.query_id(), Some("q-1"));
    }

    #[test]
    fn keeps_the_source_out_of_the_message() {
        let error = Error::new(ErrorKind::Io, "no answer").with_source("connection refused");
        assert_eq!(error.to_string(), "no answer");
        assert_eq!(std::error::Error::source(&error).map(ToString::to_string).as_deref(), Some("connection refused"));
    }
}
