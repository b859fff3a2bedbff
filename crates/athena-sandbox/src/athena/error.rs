//! Error responses. The type is `__type` in the body; the real service sends no error header.

use std::io;

use http::StatusCode;
use serde_json::{Map, Value};
use uuid::Uuid;

/// An error response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    kind: &'static str,
    /// Sent twice: as `AthenaErrorCode` and as `ErrorCode`.
    code: Option<String>,
    message: Option<String>,
    reason: Option<&'static str>,
    /// `ResourceName` of a resource that was not found.
    resource: Option<String>,
}

impl ApiError {
    fn new(kind: &'static str, message: Option<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, kind, code: None, message, reason: None, resource: None }
    }

    pub(crate) fn unknown_operation() -> Self {
        Self::new("UnknownOperationException", None)
    }

    pub(crate) fn serialization(message: Option<&str>) -> Self {
        Self::new("SerializationException", message.map(str::to_owned))
    }

    pub(crate) fn invalid_request(code: &str, message: impl Into<String>) -> Self {
        Self { code: Some(code.to_owned()), ..Self::new("InvalidRequestException", Some(message.into())) }
    }

    pub(crate) fn invalid_input(message: impl Into<String>) -> Self {
        Self::invalid_request("INVALID_INPUT", message)
    }

    /// A token that was already used for another request.
    pub(crate) fn idempotent_mismatch() -> Self {
        Self::invalid_request("IDEMPOTENT_PARAMETER_MISMATCH", "Idempotent parameters do not match")
    }

    pub(crate) fn query_not_found(id: &str) -> Self {
        Self::invalid_request("QUERY_EXECUTION_NOT_FOUND", format!("QueryExecution {id} was not found"))
    }

    /// A prepared statement or a tagged resource that does not exist.
    pub(crate) fn resource_not_found(name: &str, message: impl Into<String>) -> Self {
        Self { resource: Some(name.to_owned()), ..Self::new("ResourceNotFoundException", Some(message.into())) }
    }

    /// A catalog whose metadata the sandbox cannot read.
    pub(crate) fn metadata(message: impl Into<String>) -> Self {
        Self::new("MetadataException", Some(message.into()))
    }

    /// A database or table that does not exist.
    pub(crate) fn entity_not_found() -> Self {
        Self::of_glue("EntityNotFoundException", "Entity Not Found")
    }

    /// Missing permission for an operation of Athena.
    pub(crate) fn access_denied(operation: &str) -> Self {
        let message = format!(
            "You are not authorized to perform: athena:{operation} on the resource. After your AWS administrator or \
             you have updated your permissions, please try again."
        );
        Self::new("AccessDeniedException", Some(message))
    }

    /// Missing permission for an operation of Glue.
    pub(crate) fn access_denied_by_glue(operation: &str) -> Self {
        let message = format!(
            "User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: glue:{operation} on resource: \
             arn:aws:glue:us-east-1:000000000000:catalog because no identity-based policy allows the glue:{operation} \
             action"
        );
        Self::of_glue_itself("AccessDeniedException", &message)
    }

    /// Missing permission for the Glue call behind an operation of Athena.
    pub(crate) fn glue_access_denied(operation: &str) -> Self {
        let action = match operation {
            "ListDatabases" => "GetDatabases",
            "ListTableMetadata" => "GetTables",
            "GetTableMetadata" => "GetTable",
            other => other,
        };
        let message = format!(
            "User: arn:aws:iam::000000000000:user/sandbox is not authorized to perform: glue:{action} on resource: \
             arn:aws:glue:us-east-1:000000000000:catalog because no identity-based policy allows the glue:{action} \
             action"
        );
        Self::of_glue("AccessDeniedException", &message)
    }

    /// An error of Glue, in the envelope in which Athena passes it on.
    fn of_glue(code: &str, message: &str) -> Self {
        let id = Uuid::new_v4();
        let message = format!(
            "{message} (Service: AmazonDataCatalog; Status Code: 400; Error Code: {code}; Request ID: {id}; Proxy: null)"
        );
        Self::new("MetadataException", Some(message))
    }

    /// An error of Glue itself.
    pub(crate) fn of_glue_itself(code: &'static str, message: &str) -> Self {
        Self::new(code, Some(message.to_owned()))
    }

    pub(crate) fn throttling() -> Self {
        Self::new("ThrottlingException", Some("Rate exceeded".to_owned()))
    }

    pub(crate) fn too_many_requests() -> Self {
        let message = "You have exceeded the limit for the number of queries you can run concurrently. Please reduce \
                       the number of concurrent queries submitted by this account.";
        Self {
            reason: Some("CONCURRENT_QUERY_LIMIT_EXCEEDED"),
            ..Self::new("TooManyRequestsException", Some(message.to_owned()))
        }
    }

    pub(crate) fn expired_token() -> Self {
        let message = "The security token included in the request is expired";
        Self::new("ExpiredTokenException", Some(message.to_owned()))
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, ..Self::new("InternalServerException", Some(message.into())) }
    }

    pub(crate) fn body_too_large(limit: usize) -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..Self::new(
                "RequestEntityTooLargeException",
                Some(format!("the request body is larger than {limit} bytes")),
            )
        }
    }

    /// The body of the response.
    pub(crate) fn to_json(&self) -> Value {
        let mut body = Map::new();
        body.insert("__type".to_owned(), self.kind.into());
        if let Some(code) = &self.code {
            body.insert("AthenaErrorCode".to_owned(), code.clone().into());
            body.insert("ErrorCode".to_owned(), code.clone().into());
        }
        if let Some(message) = &self.message {
            body.insert("Message".to_owned(), message.clone().into());
        }
        if let Some(reason) = self.reason {
            body.insert("Reason".to_owned(), reason.into());
        }
        if let Some(resource) = &self.resource {
            body.insert("ResourceName".to_owned(), resource.clone().into());
        }
        Value::Object(body)
    }
}

/// Error of saving the records.
impl From<io::Error> for ApiError {
    fn from(error: io::Error) -> Self {
        Self::internal(format!("could not save the change: {error}"))
    }
}
