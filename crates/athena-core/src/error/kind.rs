//! Error kinds, retry verdicts and classes of DB-API.

/// What the caller can do about an error. A kind exists only where a caller would act differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The connection URL cannot be read: correct it.
    InvalidUrl,
    /// No driver answers to the URL's scheme: correct the scheme, or register the driver.
    UnknownScheme,
    /// The scheme's driver is left out of this build: turn on the cargo feature that the message names.
    DriverNotEnabled,
    /// No layer knows the option: correct its name.
    UnknownOption,
    /// The option is known, its value is not acceptable: correct the value.
    InvalidOption,
    /// The statement cannot be sent as it is: it is empty, too long, or its parameters do not fit.
    InvalidStatement,
    /// The service or this driver does not support the request.
    Unsupported,
    /// No credentials, or the service does not accept them: sign in, or correct them.
    Unauthenticated,
    /// The credentials are good, the permission is missing: change the policy.
    PermissionDenied,
    /// The service asks for fewer calls: wait, then try again.
    Throttled,
    /// The service refused the request, for example for a syntax error; no query has run.
    QueryRejected,
    /// The query ran and ended FAILED; see [`Error::query_failure`](super::Error::query_failure).
    QueryFailed,
    /// The query ended CANCELLED: by a caller, or because it reached its work group's limit.
    QueryCancelled,
    /// A time limit given to the driver has passed.
    TimedOut,
    /// The catalog, database, table, view, query execution or cell asked for does not exist.
    ///
    /// A query on a missing table is [`QueryFailed`](Self::QueryFailed), with the [`code`](super::Error::code)
    /// `TABLE_NOT_FOUND`. A column that a row does not have is [`NoSuchColumn`](Self::NoSuchColumn).
    NotFound,
    /// The result has no row, or none left.
    NoRows,
    /// The result has no column of this name or position: correct the name, or the query.
    NoSuchColumn,
    /// The query succeeded, but its result object is not there (deleted, or never written).
    ResultMissing,
    /// A value or file does not have the form that its type promises.
    Decode,
    /// The call does not fit the state of the object, such as fetching before executing.
    InvalidState,
    /// The service could not be reached, or the connection broke.
    Io,
    /// The service answered in a way that this version does not understand, or an invariant broke.
    Unexpected,
}

/// Whether the same call may work later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Retry {
    /// Trying again will give the same error.
    Never,
    /// Trying again later may work.
    Later,
    /// The driver has tried again as often as it is allowed to.
    Exhausted,
}

/// The exception classes of Python's DB-API 2.0 ([PEP 249](https://peps.python.org/pep-0249/#exceptions)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DbApiClass {
    /// Errors of the interface rather than the database.
    InterfaceError,
    /// Errors of the database not named more closely.
    DatabaseError,
    /// Problems with the processed data.
    DataError,
    /// Problems of the database's operation, not of the program.
    OperationalError,
    /// Broken relational integrity. Athena has no constraints, so no kind maps here.
    IntegrityError,
    /// The database met an internal error.
    InternalError,
    /// Mistakes of the program: missing tables, wrong calls, wrong parameters.
    ProgrammingError,
    /// The database does not support what was asked for.
    NotSupportedError,
}

impl ErrorKind {
    pub(super) fn db_api_class(self) -> DbApiClass {
        match self {
            Self::InvalidUrl
            | Self::UnknownScheme
            | Self::DriverNotEnabled
            | Self::UnknownOption
            | Self::InvalidOption => DbApiClass::InterfaceError,
            Self::InvalidStatement | Self::InvalidState | Self::NotFound | Self::NoRows | Self::NoSuchColumn => {
                DbApiClass::ProgrammingError
            }
            Self::Unsupported => DbApiClass::NotSupportedError,
            Self::QueryRejected => DbApiClass::DatabaseError,
            Self::Unauthenticated
            | Self::PermissionDenied
            | Self::Throttled
            | Self::QueryFailed
            | Self::QueryCancelled
            | Self::TimedOut
            | Self::ResultMissing
            | Self::Io => DbApiClass::OperationalError,
            Self::Decode => DbApiClass::DataError,
            Self::Unexpected => DbApiClass::InternalError,
        }
    }
}

impl DbApiClass {
    /// The class name as PEP 249 writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InterfaceError => "InterfaceError",
            Self::DatabaseError => "DatabaseError",
            Self::DataError => "DataError",
            Self::OperationalError => "OperationalError",
            Self::IntegrityError => "IntegrityError",
            Self::InternalError => "InternalError",
            Self::ProgrammingError => "ProgrammingError",
            Self::NotSupportedError => "NotSupportedError",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_pyathena_except_where_a_comment_says_why() {
        use DbApiClass::*;
        use ErrorKind::*;
        for (kind, class) in [
            // As PyAthena: a start that is refused, a query or a call that fails, wrong calls, what Athena cannot do.
            (QueryRejected, DatabaseError),
            (QueryFailed, OperationalError),
            (QueryCancelled, OperationalError),
            (ResultMissing, OperationalError),
            (Throttled, OperationalError),
            (Io, OperationalError),
            (TimedOut, OperationalError),
            (Unauthenticated, OperationalError),
            (PermissionDenied, OperationalError),
            (InvalidState, ProgrammingError),
            (InvalidStatement, ProgrammingError),
            (Unsupported, NotSupportedError),
            // A built-in KeyError or IndexError there.
            (NoSuchColumn, ProgrammingError),
            // A built-in ValueError there.
            (Decode, DataError),
            // An OperationalError there; the program asks for something that does not exist.
            (NotFound, ProgrammingError),
            // ProgrammingError or DataError there; the database does not see them.
            (InvalidOption, InterfaceError),
            (UnknownOption, InterfaceError),
            (InvalidUrl, InterfaceError),
            (UnknownScheme, InterfaceError),
            (DriverNotEnabled, InterfaceError),
            // A DataError there; nothing is wrong with the data.
            (Unexpected, InternalError),
        ] {
            assert_eq!(kind.db_api_class(), class, "{kind:?}");
        }
    }
}
