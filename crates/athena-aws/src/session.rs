//! Temporary credentials of STS, with or without MFA.
//!
//! The SDK's provider of role credentials does not support MFA. This one caches nothing: the identity cache of the
//! clients calls it again before the credentials expire.

use std::fmt;
use std::time::SystemTime;

use athena_core::Result;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_sdk_sts::Client;

use crate::MfaToken;
use crate::athena::required;
use crate::classify::{Call, classify};

/// The kind of session.
pub(crate) enum Wanted {
    /// The session of a role.
    Role { arn: String, session_name: String, external_id: Option<String> },
    /// A session of the same user, with MFA.
    SameUser,
}

/// An MFA device, and the function that returns its codes.
pub(crate) struct Mfa {
    pub(crate) device: String,
    pub(crate) ask: MfaToken,
}

/// Credentials from `AssumeRole` or `GetSessionToken`.
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) wanted: Wanted,
    pub(crate) mfa: Option<Mfa>,
    /// Lifetime of the session in seconds.
    pub(crate) duration: i32,
}

impl Session {
    async fn begin(&self) -> Result<Credentials> {
        let call = match &self.wanted {
            Wanted::Role { .. } => Call::ASSUME_ROLE,
            Wanted::SameUser => Call::GET_SESSION,
        };
        let (device, code) = match &self.mfa {
            Some(mfa) => {
                let code =
                    (mfa.ask)(&mfa.device).await.map_err(|error| error.with_operation("ask for the MFA code"))?;
                (Some(mfa.device.clone()), Some(code.trim().to_owned()))
            }
            None => (None, None),
        };
        let sent = match &self.wanted {
            Wanted::Role { arn, session_name, external_id } => {
                let request = self
                    .client
                    .assume_role()
                    .role_arn(arn)
                    .role_session_name(session_name)
                    .set_external_id(external_id.clone())
                    .duration_seconds(self.duration)
                    .set_serial_number(device)
                    .set_token_code(code);
                let sent = Box::pin(request.send()).await;
                sent.map_err(|error| classify(call, error).with_context("role_arn", arn))?.credentials
            }
            Wanted::SameUser => {
                let request = self
                    .client
                    .get_session_token()
                    .duration_seconds(self.duration)
                    .set_serial_number(device)
                    .set_token_code(code);
                Box::pin(request.send()).await.map_err(|error| classify(call, error))?.credentials
            }
        };
        let sent = required(call, "Credentials", sent)?;
        // without an expiry that the clock can represent, the default of the cache applies
        let expiry = SystemTime::try_from(sent.expiration).ok();
        let token = Some(sent.session_token);
        Ok(Credentials::new(sent.access_key_id, sent.secret_access_key, token, expiry, "awsathena"))
    }
}

impl ProvideCredentials for Session {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async move { self.begin().await.map_err(CredentialsError::provider_error) })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("mfa", &self.mfa.is_some()).finish_non_exhaustive()
    }
}
