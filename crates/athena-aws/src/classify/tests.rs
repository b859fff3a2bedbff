//! Verdicts for each code and status, and errors that the SDK made from responses.

use aws_sdk_athena::operation::start_query_execution::StartQueryExecutionError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;

use super::*;

const ENVELOPE: &str = "(Service: AmazonDataCatalog; Status Code: 400; Error Code: ";

fn fault(text: &'static str, status: u16) -> Fault<'static> {
    // `code/ATHENA_CODE: message`, each part optional
    let (codes, message) = text.split_once(": ").map_or((text, None), |(codes, message)| (codes, Some(message)));
    let (code, athena_code) = codes.split_once('/').map_or((codes, None), |(code, inner)| (code, Some(inner)));
    Fault { code: Some(code).filter(|code| !code.is_empty()), athena_code, message, status }
}

fn check(call: Call, text: &'static str, status: u16, kind: ErrorKind, retry: Retry) {
    assert_eq!(fault(text, status).verdict(call), (kind, retry), "{} {text} {status}", call.api);
}

#[test]
fn throttled_calls_and_server_errors_may_work_later() {
    for code in ["ThrottlingException", "TooManyRequestsException", "SlowDown", "RequestLimitExceeded", "Throttling"] {
        check(Call::START_QUERY, code, 400, ErrorKind::Throttled, Retry::Later);
    }
    check(Call::GET_RESULTS, "ServiceUnavailable", 503, ErrorKind::Throttled, Retry::Later);
    for status in [429, 503] {
        check(Call::GET_QUERY, "", status, ErrorKind::Throttled, Retry::Later);
    }
    for code in ["InternalServerException", "InternalFailure", "InternalError", "RequestTimeout"] {
        check(Call::GET_QUERY, code, 500, ErrorKind::Io, Retry::Later);
    }
    for status in [408, 500, 502, 504, 599] {
        check(Call::GET_QUERY, "", status, ErrorKind::Io, Retry::Later);
    }
}

#[test]
fn bad_credentials_and_missing_permission_never_work_later() {
    for code in [
        "ExpiredToken",
        "ExpiredTokenException",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "RequestTimeTooSkewed",
    ] {
        check(Call::START_QUERY, code, 400, ErrorKind::Unauthenticated, Retry::Never);
    }
    check(Call::START_QUERY, "", 401, ErrorKind::Unauthenticated, Retry::Never);
    check(Call::START_QUERY, "AccessDeniedException", 400, ErrorKind::PermissionDenied, Retry::Never);
    check(Call::ASSUME_ROLE, "AccessDenied", 403, ErrorKind::PermissionDenied, Retry::Never);
    check(Call::GET_TABLE, "", 403, ErrorKind::PermissionDenied, Retry::Never);
}

#[test]
fn a_refused_request_is_classified_by_its_operation() {
    let refused = "InvalidRequestException/MALFORMED_QUERY: line 1:1: mismatched input 'SELEC'";
    check(Call::START_QUERY, refused, 400, ErrorKind::QueryRejected, Retry::Never);
    let mismatch = "InvalidRequestException/IDEMPOTENT_PARAMETER_MISMATCH: Idempotent parameters do not match";
    check(Call::START_QUERY, mismatch, 400, ErrorKind::QueryRejected, Retry::Never);
    let unknown = "InvalidRequestException/QUERY_EXECUTION_NOT_FOUND: QueryExecution q-1 was not found";
    check(Call::GET_QUERY, unknown, 400, ErrorKind::NotFound, Retry::Never);
    let without_code = "InvalidRequestException: QueryExecution q-1 was not found";
    check(Call::STOP_QUERY, without_code, 400, ErrorKind::NotFound, Retry::Never);
    let group = "InvalidRequestException/INVALID_INPUT: WorkGroup is not found.";
    check(Call::GET_WORK_GROUP, group, 400, ErrorKind::NotFound, Retry::Never);
    check(Call::START_QUERY, group, 400, ErrorKind::QueryRejected, Retry::Never);
    let no_result = "InvalidRequestException/RESULT_NOT_FOUND: Could not find results";
    check(Call::GET_RESULTS, no_result, 400, ErrorKind::ResultMissing, Retry::Never);
    check(
        Call::GET_RESULTS,
        "InvalidRequestException: Could not find results",
        400,
        ErrorKind::ResultMissing,
        Retry::Never,
    );
    let state = "InvalidRequestException/INVALID_QUERY_EXECUTION_STATE: Query has not yet finished.";
    check(Call::GET_RESULTS, state, 400, ErrorKind::InvalidState, Retry::Never);
    let catalog = "InvalidRequestException/DATACATALOG_NOT_FOUND: Data catalog x was not found";
    check(Call::LIST_DATABASES, catalog, 400, ErrorKind::NotFound, Retry::Never);
    check(Call::GET_TABLE, "ResourceNotFoundException: gone", 400, ErrorKind::NotFound, Retry::Never);
    check(Call::START_QUERY, "SerializationException", 400, ErrorKind::Unexpected, Retry::Never);
    check(Call::START_QUERY, "UnknownOperationException", 400, ErrorKind::Unexpected, Retry::Never);
    check(Call::START_QUERY, "", 404, ErrorKind::Unexpected, Retry::Never);
}

#[test]
fn the_code_of_another_service_takes_precedence() {
    let enveloped = |code: &str, inner: &str| -> &'static str {
        format!("{code}: Something Glue said {ENVELOPE}{inner}; Request ID: 1-2; Proxy: null)").leak()
    };
    let missing = enveloped("MetadataException", "EntityNotFoundException");
    check(Call::GET_TABLE, missing, 400, ErrorKind::NotFound, Retry::Never);
    let busy = enveloped("MetadataException", "ThrottlingException");
    check(Call::GET_TABLE, busy, 400, ErrorKind::Throttled, Retry::Later);
    let busy = enveloped("InvalidRequestException/INVALID_INPUT", "ThrottlingException");
    check(Call::START_QUERY, busy, 400, ErrorKind::Throttled, Retry::Later);
    let trouble = enveloped("MetadataException", "InternalServiceException");
    check(Call::LIST_TABLES, trouble, 400, ErrorKind::Io, Retry::Later);
    let denied = enveloped("MetadataException", "AccessDeniedException");
    check(Call::LIST_TABLES, denied, 400, ErrorKind::PermissionDenied, Retry::Never);
    // the statement was refused before it ran, for any reason
    let missing = enveloped("InvalidRequestException/INVALID_INPUT", "EntityNotFoundException");
    check(Call::START_QUERY, missing, 400, ErrorKind::QueryRejected, Retry::Never);

    check(Call::GET_TABLE, "MetadataException: Entity Not Found", 400, ErrorKind::NotFound, Retry::Never);
    check(Call::GET_TABLE, "EntityNotFoundException: Entity Not Found", 400, ErrorKind::NotFound, Retry::Never);
    let denied = "MetadataException: User: arn:aws:iam::1:user/x is not authorized to perform: glue:GetTable on \
                  resource: arn:aws:glue:eu-west-1:1:table/d/EntityNotFoundException";
    check(Call::GET_TABLE, denied, 400, ErrorKind::PermissionDenied, Retry::Never);
    let denied = "MetadataException: Insufficient Lake Formation permission(s) on orders";
    check(Call::GET_TABLE, denied, 400, ErrorKind::PermissionDenied, Retry::Never);
    check(Call::GET_TABLE, "MetadataException: out of luck", 400, ErrorKind::Unexpected, Retry::Never);
    let cut = format!("MetadataException: cut {ENVELOPE}").leak();
    check(Call::GET_TABLE, cut, 400, ErrorKind::Unexpected, Retry::Never);
}

#[cfg(feature = "s3")]
#[test]
fn an_object_that_is_gone_or_changed_is_result_missing() {
    for code in ["NoSuchKey", "NoSuchBucket", "NotFound"] {
        check(Call::GET_OBJECT, code, 404, ErrorKind::ResultMissing, Retry::Never);
    }
    check(Call::HEAD_OBJECT, "", 404, ErrorKind::ResultMissing, Retry::Never);
    check(Call::GET_OBJECT, "PreconditionFailed", 412, ErrorKind::ResultMissing, Retry::Never);
    assert_eq!(fault("", 412).describe(Call::GET_OBJECT), "the object changed while it was read");
    assert_eq!(fault("NotFound", 404).describe(Call::HEAD_OBJECT), "the object does not exist");
    check(Call::GET_OBJECT, "InvalidRange", 416, ErrorKind::Unexpected, Retry::Never);
    check(Call::GET_OBJECT, "PermanentRedirect", 301, ErrorKind::Unexpected, Retry::Never);
}

fn response(status: u16) -> HttpResponse {
    HttpResponse::new(StatusCode::try_from(status).expect("a status"), SdkBody::empty())
}

#[test]
fn a_badly_signed_request_is_not_repeated_in_the_error() {
    let message = "The request signature we calculated does not match the signature you provided.\n\nThe Canonical \
                   String for this request should have been\n'POST\n/\n\nx-amz-security-token:SECRET\n'";
    let metadata = ErrorMetadata::builder().code("InvalidSignatureException").message(message).build();
    let error = SdkError::service_error(StartQueryExecutionError::generic(metadata), response(400));
    let error = classify(Call::START_QUERY, error);
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    let source = std::error::Error::source(&error).expect("a source").to_string();
    let shown = format!("{error} {error:?} {source}");
    assert!(!shown.contains("SECRET") && !shown.contains("Canonical"), "{shown}");
    assert_eq!(source, "InvalidSignatureException, HTTP 400");
}

#[test]
fn calls_without_a_response_may_work_later() {
    let unreachable =
        |error| classify::<StartQueryExecutionError>(Call::START_QUERY, SdkError::dispatch_failure(error));
    let error = unreachable(ConnectorError::io("connection refused".into()));
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later));
    assert_eq!(
        error.to_string(),
        "could not start query execution: the service could not be reached: connection refused \
         (api: StartQueryExecution)"
    );
    assert_eq!(unreachable(ConnectorError::user("not an address".into())).retry(), Retry::Never);
    let late = SdkError::<StartQueryExecutionError, _>::timeout_error("too late");
    let error = classify(Call::START_QUERY, late);
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later));
    let broken = SdkError::<StartQueryExecutionError, _>::response_error("not JSON", response(200));
    let error = classify(Call::START_QUERY, broken);
    assert_eq!((error.kind(), error.retry()), (ErrorKind::Io, Retry::Later));
    assert_eq!(error.context("status"), Some("200"));
}

#[test]
fn a_missing_cargo_feature_of_the_sdk_names_the_feature_of_this_crate() {
    use aws_credential_types::provider::error::CredentialsError;

    let sdk = "This behavior requires following cargo feature(s) enabled: sso. ";
    let error = ConnectorError::other(CredentialsError::invalid_configuration(sdk).into(), None);
    let error = classify::<StartQueryExecutionError>(Call::START_QUERY, SdkError::dispatch_failure(error));
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert!(error.to_string().contains("turn on the cargo feature `sso`"), "{error}");
}
