//! Classification of the SDK's errors, for all operations and services.
//!
//! The retry verdict is decided here, next to the response. The SDK itself does not retry.

mod call;
mod cause;
mod credentials;
mod fault;
#[cfg(test)]
mod tests;

use athena_core::{Error, ErrorKind, Retry};
use aws_sdk_athena::types::error::InvalidRequestException;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

pub(crate) use self::call::Call;
pub(crate) use self::cause::Cause;
use self::cause::find;
pub(crate) use self::credentials::profile_failure;
use self::fault::Fault;
use crate::transport::Unreachable;

/// The cure for a staging directory that a work group with managed results refuses.
const MANAGED: &str = "a work group with managed results takes no staging directory: set `s3_staging_dir=`";

/// The error of `call`.
pub(crate) fn classify<E>(call: Call, error: SdkError<E, HttpResponse>) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let described = match &error {
        SdkError::ServiceError(service) => from_service(call, service.err(), service.raw()),
        SdkError::ResponseError(response) => {
            let status = response.raw().status().as_u16();
            let foreign = foreign(call, response.raw(), &error);
            foreign.unwrap_or_else(|| broken(&error)).with_context("status", status)
        }
        SdkError::TimeoutError(_) => broken(&error),
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => {
            credentials::failure(&error).unwrap_or_else(|| not_sent(&error))
        }
        _ => Error::new(ErrorKind::Unexpected, Cause::of(&error).to_string()),
    };
    described.with_operation(call.operation).with_context("api", call.api)
}

fn from_service<E>(call: Call, error: &E, response: &HttpResponse) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let refused = find::<InvalidRequestException>(error);
    let status = response.status().as_u16();
    let fault = Fault {
        code: error.code(),
        athena_code: refused.and_then(InvalidRequestException::athena_error_code),
        message: error.message().map(str::trim).filter(|message| !message.is_empty()),
        status,
    };
    let (kind, retry) = fault.verdict(call);
    let mut described = Error::new(kind, fault.describe(call)).with_retry(retry);
    if let Some(code) = fault.athena_code.or(fault.code) {
        described = described.with_context("code", code);
    }
    if let Some(id) = error.meta().request_id().or_else(|| response.request_id()) {
        described = described.with_context("request_id", id);
    }
    if let Some(region) = response.headers().get("x-amz-bucket-region").filter(|_| matches!(status, 301 | 307 | 400)) {
        described = described.with_context("bucket_region", region);
    }
    if call == Call::START_QUERY && fault.message.is_some_and(|message| message.contains("managed query results")) {
        described = described.with_context("hint", MANAGED);
    }
    described.with_source(Cause::new(format!("{}, HTTP {status}", fault.code.unwrap_or("no error code"))))
}

/// The error for a response that is not the service's, such as the page of a proxy, judged by its status; `None` for a
/// status of success, whose body was damaged on its way.
fn foreign(call: Call, response: &HttpResponse, error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    let status = response.status();
    if status.is_success() {
        return None;
    }
    let status = status.as_u16();
    let fault = Fault { code: None, athena_code: None, message: None, status };
    let (kind, retry) = fault.verdict(call);
    let title = response.body().bytes().and_then(html_title);
    let said = title.map(|title| format!(", `{title}`")).unwrap_or_default();
    let message =
        format!("the response is not the service's but another server's, such as a proxy's: HTTP {status}{said}");
    Some(Error::new(kind, message).with_retry(retry).with_source(Cause::of(error)))
}

/// The title of an HTML page, at most 100 characters. The rest of a page may repeat the request.
fn html_title(body: &[u8]) -> Option<String> {
    let page = String::from_utf8_lossy(body);
    let lower = page.to_ascii_lowercase();
    let begin = lower.find("<title>")? + "<title>".len();
    let end = begin + lower.get(begin..)?.find("</title>")?;
    let title: String =
        page.get(begin..end)?.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(100).collect();
    Some(title).filter(|title| !title.is_empty())
}

/// The request may have arrived, but its response is missing or unreadable. A start is sent again with the same token,
/// so every call may be tried again.
fn broken<E, R>(error: &SdkError<E, R>) -> Error
where
    SdkError<E, R>: std::error::Error + 'static,
{
    let cause = Cause::of(error);
    // the response was too slow for the option `min_throughput`
    if let Some(slow) = find::<Error>(error) {
        return Error::new(slow.kind(), slow.message()).with_retry(slow.retry()).with_source(cause);
    }
    let what =
        if matches!(error, SdkError::TimeoutError(_)) { "no response in time" } else { "the response cannot be read" };
    Error::new(ErrorKind::Io, format!("{what}: {}", cause.root())).with_retry(Retry::Later).with_source(cause)
}

fn not_sent<E, R>(error: &SdkError<E, R>) -> Error
where
    SdkError<E, R>: std::error::Error + 'static,
{
    let cause = Cause::of(error);
    match error {
        // a `user` failure, such as an invalid address, would repeat itself
        SdkError::DispatchFailure(dispatch) => {
            let retry = if dispatch.is_user() { Retry::Never } else { Retry::Later };
            let host = find::<Unreachable>(error).map(|error| format!(" at {}", error.host)).unwrap_or_default();
            let message = format!("the service could not be reached{host}: {}", cause.root());
            Error::new(ErrorKind::Io, message).with_retry(retry).with_source(cause)
        }
        _ => Error::new(ErrorKind::Unexpected, cause.root().to_owned()).with_source(cause),
    }
}

/// The error of a body that ended early or came too slowly.
#[cfg(feature = "s3")]
pub(crate) fn broken_body(call: Call, error: &(dyn std::error::Error + 'static)) -> Error {
    let cause = Cause::of(error);
    Error::new(ErrorKind::Io, format!("the body ended early: {}", cause.root()))
        .with_retry(Retry::Later)
        .with_source(cause)
        .with_operation(call.operation)
        .with_context("api", call.api)
}
