//! Error responses: their kind, and whether the call may be tried again.

use athena_core::{ErrorKind, Retry};

use super::Call;
use super::cause::one_line;

/// The parts of an error response that decide its kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault<'a> {
    /// `__type`, or `Code` of S3 and STS.
    pub(super) code: Option<&'a str>,
    /// `AthenaErrorCode` of an `InvalidRequestException`.
    pub(super) athena_code: Option<&'a str>,
    pub(super) message: Option<&'a str>,
    pub(super) status: u16,
}

type Verdict = (ErrorKind, Retry);

const THROTTLED: Verdict = (ErrorKind::Throttled, Retry::Later);
const BROKEN: Verdict = (ErrorKind::Io, Retry::Later);

const fn never(kind: ErrorKind) -> Verdict {
    (kind, Retry::Never)
}

impl Fault<'_> {
    /// The kind of the error, and whether the same call may work later.
    pub(super) fn verdict(&self, call: Call) -> Verdict {
        if let Some(verdict) = self.message.and_then(inner_code).and_then(by_code)
            && (verdict.1 == Retry::Later || call != Call::START_QUERY)
        {
            return verdict;
        }
        match self.code {
            Some("InvalidRequestException" | "ValidationException") => self.refused(call),
            Some("MetadataException") => self.metadata(),
            code => code.and_then(by_code).unwrap_or_else(|| by_status(self.status, call)),
        }
    }

    /// The message of the service, cut to one line unless it is about a statement; without a message, its code.
    pub(super) fn describe(&self, call: Call) -> String {
        match (self.message, self.code) {
            _ if call.is_object() && self.status == 412 => "the object changed while it was read".to_owned(),
            (None, _) if call.is_object() && self.status == 404 => "the object does not exist".to_owned(),
            // a parser's message may quote several lines of SQL
            (Some(message), Some("InvalidRequestException")) => message.to_owned(),
            (Some(message), _) => one_line(message),
            (None, Some(code)) => format!("the service returned {code}"),
            (None, None) => format!("the service returned HTTP {}", self.status),
        }
    }

    fn says(&self, words: &str) -> bool {
        self.message.is_some_and(|message| message.contains(words))
    }

    fn refused(&self, call: Call) -> Verdict {
        if call == Call::START_QUERY {
            return never(ErrorKind::QueryRejected);
        }
        match self.athena_code {
            Some("RESULT_NOT_FOUND") => never(ErrorKind::ResultMissing),
            Some("QUERY_EXECUTION_NOT_FOUND" | "DATACATALOG_NOT_FOUND") => never(ErrorKind::NotFound),
            Some("INVALID_QUERY_EXECUTION_STATE") => never(ErrorKind::InvalidState),
            _ if self.says("Could not find results") => never(ErrorKind::ResultMissing),
            _ if self.says("was not found") || self.says("is not found") => never(ErrorKind::NotFound),
            _ => never(ErrorKind::Unexpected),
        }
    }

    /// A `MetadataException` without the code of another service is classified by its text. Missing permission is
    /// checked first, so that it never passes for a missing table.
    fn metadata(&self) -> Verdict {
        if self.says("not authorized to perform") || self.says("Insufficient Lake Formation permission") {
            never(ErrorKind::PermissionDenied)
        } else if self.says("EntityNotFoundException") || self.says("Entity Not Found") {
            never(ErrorKind::NotFound)
        } else {
            never(ErrorKind::Unexpected)
        }
    }
}

/// The code of another service's error, which Athena passes on: `... (Service: AmazonDataCatalog; Status Code: 400;
/// Error Code: EntityNotFoundException; Request ID: ...; Proxy: null)`.
fn inner_code(message: &str) -> Option<&str> {
    let (_, envelope) = message.rsplit_once("(Service: ")?;
    let (_, rest) = envelope.split_once("Error Code: ")?;
    let end = rest.find([';', ')']).unwrap_or(rest.len());
    Some(rest[..end].trim())
}

fn by_code(code: &str) -> Option<Verdict> {
    Some(match code {
        "ThrottlingException"
        | "Throttling"
        | "ThrottledException"
        | "RequestThrottled"
        | "SlowDown"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "TooManyRequests"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "ProvisionedThroughputExceededException"
        | "PriorRequestNotComplete"
        | "ServiceUnavailable"
        | "ServiceUnavailableException" => THROTTLED,

        "InternalServerException"
        | "InternalServerError"
        | "InternalServiceException"
        | "InternalFailure"
        | "InternalError"
        | "RequestTimeout"
        | "RequestTimeoutException"
        | "IDPCommunicationError"
        | "OperationTimeoutException" => BROKEN,

        "ExpiredToken"
        | "ExpiredTokenException"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException"
        | "InvalidAccessKeyId"
        | "InvalidToken"
        | "TokenRefreshRequired"
        | "RequestExpired"
        | "RequestTimeTooSkewed"
        | "AuthFailure"
        | "InvalidIdentityToken" => never(ErrorKind::Unauthenticated),

        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedException"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "OptInRequired"
        | "AllAccessDisabled" => never(ErrorKind::PermissionDenied),

        "ResourceNotFoundException" | "EntityNotFoundException" => never(ErrorKind::NotFound),
        "NoSuchKey" | "NoSuchBucket" | "NotFound" | "PreconditionFailed" => never(ErrorKind::ResultMissing),
        _ => return None,
    })
}

/// For responses without a code: those to HEAD requests, and those of proxies.
fn by_status(status: u16, call: Call) -> Verdict {
    match status {
        429 | 503 => THROTTLED,
        408 | 500..=599 => BROKEN,
        401 => never(ErrorKind::Unauthenticated),
        403 => never(ErrorKind::PermissionDenied),
        404 | 412 if call.is_object() => never(ErrorKind::ResultMissing),
        _ => never(ErrorKind::Unexpected),
    }
}
