//! Failures to load credentials.

use athena_core::{Error, ErrorKind, Retry};
use aws_config::meta::{ProviderAttempt, ProviderChainError};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::cause::{Cause, find};
use crate::transport::Unreachable;

const NONE_FOUND: &str = "no AWS credentials were found: sign in, or set `profile_name`, or \
                          `aws_access_key_id` and `aws_secret_access_key`";

/// The failure, if `error` is one of loading credentials.
pub(super) fn failure(error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    // from a provider of this crate, or from the caller's MFA callback: it is classified already
    if let Some(inner) = find::<Error>(error) {
        return Some(Error::new(inner.kind(), inner.to_string()).with_retry(inner.retry()));
    }
    let cause = Cause::of(error);
    // the timeout of the SDK's cache, which has no type
    if cause.root().starts_with("identity resolver timed out") {
        let message = format!("the credentials could not be loaded: {}", cause.root());
        return Some(Error::new(ErrorKind::Unauthenticated, message).with_retry(Retry::Later).with_source(cause));
    }
    let failure = find::<CredentialsError>(error)?;
    let described = match failure {
        CredentialsError::CredentialsNotLoaded(_) => return Some(none_found(error, cause)),
        _ => loading(failure, &cause, None),
    };
    Some(described.with_source(cause))
}

/// The failure of a chain of which no provider has credentials, with what each of them said.
fn none_found(error: &(dyn std::error::Error + 'static), cause: Cause) -> Error {
    let described = Error::new(ErrorKind::Unauthenticated, NONE_FOUND);
    let Some(chain) = find::<ProviderChainError<CredentialsError>>(error) else { return described.with_source(cause) };
    let said = |attempt: &ProviderAttempt<CredentialsError>| {
        format!("{}: {}", attempt.name(), Cause::of(attempt.error()).root())
    };
    let tried: Vec<String> = chain.attempts().iter().map(said).collect();
    let cause = Cause::new("no provider of the default chain has credentials".to_owned());
    described.with_context("tried", tried.join("; ")).with_source(cause)
}

/// The failure of the profile `name`, which IAM Identity Center signs in through `sso_profile`.
pub(crate) fn profile_failure(name: &str, sso_profile: Option<&str>, error: &CredentialsError) -> Error {
    let cause = Cause::of(error);
    let described = match error {
        CredentialsError::CredentialsNotLoaded(_) => {
            Error::new(ErrorKind::Unauthenticated, format!("profile `{name}` has no credentials: {}", cause.root()))
        }
        _ => loading(error, &cause, sso_profile),
    };
    described.with_context("profile", name).with_source(cause)
}

fn loading(failure: &CredentialsError, cause: &Cause, sso_profile: Option<&str>) -> Error {
    if let CredentialsError::ProviderTimedOut(_) = failure {
        return Error::new(ErrorKind::Unauthenticated, failure.to_string()).with_retry(Retry::Later);
    }
    let root = cause.root();
    if find::<ConnectorError>(failure).is_some() {
        let host = find::<Unreachable>(failure).map(|error| format!("{}: ", error.host)).unwrap_or_default();
        let message = format!("the credentials could not be loaded: {host}{root}");
        return Error::new(ErrorKind::Io, message).with_retry(Retry::Later);
    }
    let kind = if denied(failure) { ErrorKind::PermissionDenied } else { ErrorKind::Unauthenticated };
    let hint = match (feature_hint(root), sso_profile) {
        (Some(hint), _) => hint.to_owned(),
        (None, Some(profile)) => format!("; sign in with `aws sso login --profile {profile}`"),
        // a profile of the default chain
        (None, None) if root.contains("SSO token") => "; sign in with `aws sso login`".to_owned(),
        (None, None) => String::new(),
    };
    Error::new(kind, format!("the credentials could not be loaded: {root}{hint}"))
}

/// Whether a profile or a web identity was refused its role.
fn denied(failure: &CredentialsError) -> bool {
    let code = find::<AssumeRoleError>(failure)
        .and_then(ProvideErrorMetadata::code)
        .or_else(|| find::<AssumeRoleWithWebIdentityError>(failure).and_then(ProvideErrorMetadata::code));
    matches!(code, Some("AccessDenied" | "AccessDeniedException"))
}

/// The SDK names cargo features of its own, which the feature `sso` of this crate enables.
fn feature_hint(root: &str) -> Option<&'static str> {
    let ours = root.contains("enabled: sso") || root.contains("enabled: credentials-process");
    ours.then_some(" (these are features of aws-config: turn on the cargo feature `sso` of this driver)")
}
