//! A call that failed because nobody could say who asks.

use athena_core::{Error, ErrorKind, Retry};
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::cause::{Cause, find};

const NONE_FOUND: &str = "no AWS credentials were found: sign in, or set `profile_name`, `role_arn`, or \
                          `aws_access_key_id` and `aws_secret_access_key`";

/// The failure, if `error` is one of finding credentials.
pub(super) fn failure(error: &(dyn std::error::Error + 'static)) -> Option<Error> {
    // from our own provider, or from the caller's MFA callback: it has its verdict already
    if let Some(inner) = find::<Error>(error) {
        return Some(Error::new(inner.kind(), inner.to_string()).with_retry(inner.retry()));
    }
    let failure = find::<CredentialsError>(error)?;
    let cause = Cause::of(error);
    let described = match failure {
        CredentialsError::CredentialsNotLoaded(_) => Error::new(ErrorKind::Unauthenticated, NONE_FOUND),
        CredentialsError::ProviderTimedOut(_) => {
            Error::new(ErrorKind::Unauthenticated, failure.to_string()).with_retry(Retry::Later)
        }
        _ if find::<ConnectorError>(failure).is_some() => {
            let message = format!("the credentials could not be loaded: {}", cause.root());
            Error::new(ErrorKind::Io, message).with_retry(Retry::Later)
        }
        _ => {
            let kind = if denied(failure) { ErrorKind::PermissionDenied } else { ErrorKind::Unauthenticated };
            Error::new(kind, format!("the credentials could not be loaded: {}{}", cause.root(), hint(cause.root())))
        }
    };
    Some(described.with_source(cause))
}

/// The role of a profile, or of a web identity, that may not be assumed.
fn denied(failure: &CredentialsError) -> bool {
    let code = find::<AssumeRoleError>(failure)
        .and_then(ProvideErrorMetadata::code)
        .or_else(|| find::<AssumeRoleWithWebIdentityError>(failure).and_then(ProvideErrorMetadata::code));
    matches!(code, Some("AccessDenied" | "AccessDeniedException"))
}

/// The SDK names its own cargo features; one of ours turns two of them on.
fn hint(root: &str) -> &'static str {
    let ours = root.contains("enabled: sso") || root.contains("enabled: credentials-process");
    if ours { " (these are of aws-config: turn on the cargo feature `sso` of this driver)" } else { "" }
}
