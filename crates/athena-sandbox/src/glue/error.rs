//! Errors as Glue words them

use http::StatusCode;
use serde_json::{Value, json};

use crate::athena::ApiError;
use crate::engine::Refusal;

pub(super) fn missing(message: &str) -> ApiError {
    ApiError::of_glue_itself("EntityNotFoundException", message)
}

pub(super) fn exists(message: &str) -> ApiError {
    ApiError::of_glue_itself("AlreadyExistsException", message)
}

pub(super) fn invalid(message: &str) -> ApiError {
    ApiError::of_glue_itself("InvalidInputException", message)
}

pub(super) fn version_mismatch() -> ApiError {
    ApiError::of_glue_itself("ConcurrentModificationException", "Update table failed due to concurrent modifications.")
}

/// The error for one member that violates the service model, as the framework words it.
pub(super) fn constraint(member: &str, value: &str, constraint: &str) -> ApiError {
    invalid(&format!(
        "1 validation error detected: Value {value} at '{member}' failed to satisfy constraint: {constraint}"
    ))
}

pub(super) fn no_database(name: &str) -> ApiError {
    missing(&format!("Database {name} not found."))
}

pub(super) fn no_table(name: &str) -> ApiError {
    missing(&format!("Table {name} not found."))
}

/// An element of a list of errors.
pub(super) fn detail(code: &str, message: &str) -> Value {
    json!({ "ErrorCode": code, "ErrorMessage": message })
}

/// Error of a table change: from the catalog or from an operation.
#[derive(Debug)]
pub(super) enum ChangeError {
    Catalog(Refusal),
    Api(ApiError),
}

impl From<Refusal> for ChangeError {
    fn from(refusal: Refusal) -> Self {
        Self::Catalog(refusal)
    }
}

impl From<ApiError> for ChangeError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl ChangeError {
    pub(super) fn of_table(self, database: &str, name: &str) -> ApiError {
        match self {
            Self::Api(error) => error,
            Self::Catalog(refusal) => refused(refusal, database, name),
        }
    }
}

/// The error for a table that the catalog refused to change.
pub(super) fn refused(refusal: Refusal, database: &str, name: &str) -> ApiError {
    match refusal {
        Refusal::NoDatabase => no_database(database),
        Refusal::NoTable => no_table(name),
        Refusal::Exists => exists("Table already exists."),
        Refusal::NotATable | Refusal::NotAView => invalid(&format!(
            "Table {name} is of TPC-H, of a data folder or a view: the sandbox cannot change it in this way"
        )),
        Refusal::NotEmpty => invalid(&format!("Database {database} is not empty.")),
        Refusal::NotPersisted => {
            let message = "The catalog could not be written to the folder of the sandbox";
            let mut error = ApiError::of_glue_itself("InternalServiceException", message);
            error.status = StatusCode::INTERNAL_SERVER_ERROR;
            error
        }
    }
}
