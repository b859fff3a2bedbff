//! Error and text responses

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use s3s::{Body, S3Error, S3ErrorCode};
use uuid::Uuid;

use crate::athena::ApiError;
use crate::auth::Refused;
use crate::faults::Refusal;
use crate::glue;

/// The text of a signature whose time is too far from that of the service.
const SKEW: &str =
    "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)";

pub(super) const JSON: &str = "application/x-amz-json-1.1";

pub(super) fn text(status: StatusCode, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    request_id(headers, HeaderName::from_static("x-amzn-requestid"));
    response
}

pub(super) fn request_id(headers: &mut HeaderMap, name: HeaderName) {
    // A UUID is always a header value.
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        headers.insert(name, id);
    }
}

/// The error response for a fault, as Athena or Glue words it.
pub(super) fn athena_refusal(refusal: Refusal, operation: &str) -> ApiError {
    if let (Refusal::AccessDenied | Refusal::GlueAccessDenied, Some(operation)) =
        (refusal, operation.strip_prefix(glue::TARGET_PREFIX))
    {
        return ApiError::access_denied_by_glue(operation);
    }
    match refusal {
        Refusal::Throttle => ApiError::throttling(),
        Refusal::TooManyRequests => ApiError::too_many_requests(),
        Refusal::InternalError => ApiError::internal("An internal error occurred"),
        Refusal::ExpiredToken => ApiError::expired_token(),
        Refusal::ClockSkew => ApiError::of_glue_itself("InvalidSignatureException", SKEW),
        Refusal::AccessDenied => ApiError::access_denied(operation),
        Refusal::GlueAccessDenied => ApiError::glue_access_denied(operation),
    }
}

/// The error response for a refused signature, as the JSON protocols word it.
pub(super) fn unauthorized(refused: &Refused) -> ApiError {
    let kind = match refused {
        Refused::Unsigned => "MissingAuthenticationTokenException",
        Refused::Incomplete(_) => "IncompleteSignatureException",
        Refused::Unknown => "UnrecognizedClientException",
        Refused::Expired => "ExpiredTokenException",
        Refused::Signature(_) => "InvalidSignatureException",
    };
    ApiError::of_glue_itself(kind, refused.message())
}

/// The error response for a refused key, as S3 words it.
pub(super) fn s3_unauthorized(refused: &Refused) -> Response<Body> {
    let error = match refused {
        Refused::Expired => S3Error::with_message(S3ErrorCode::ExpiredToken, "The provided token has expired."),
        Refused::Unknown => S3Error::with_message(
            S3ErrorCode::InvalidAccessKeyId,
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
        Refused::Unsigned | Refused::Incomplete(_) | Refused::Signature(_) => {
            S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied")
        }
    };
    error.to_http_response().unwrap_or_else(|_| internal_error())
}

/// The error response for a fault, as S3 words it.
pub(super) fn s3_refusal(refusal: Refusal) -> Response<Body> {
    let error = match refusal {
        Refusal::Throttle | Refusal::TooManyRequests => {
            S3Error::with_message(S3ErrorCode::SlowDown, "Please reduce your request rate.")
        }
        Refusal::InternalError => {
            S3Error::with_message(S3ErrorCode::InternalError, "We encountered an internal error. Please try again.")
        }
        Refusal::ExpiredToken => S3Error::with_message(S3ErrorCode::ExpiredToken, "The provided token has expired."),
        Refusal::ClockSkew => S3Error::with_message(
            S3ErrorCode::RequestTimeTooSkewed,
            "The difference between the request time and the current time is too large.",
        ),
        Refusal::AccessDenied | Refusal::GlueAccessDenied => {
            S3Error::with_message(S3ErrorCode::AccessDenied, "Access Denied")
        }
    };
    error.to_http_response().unwrap_or_else(|_| internal_error())
}

pub(super) fn internal_error() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
