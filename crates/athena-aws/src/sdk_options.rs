//! `SdkOptions`: settings that a URL cannot express.

use std::fmt;
use std::sync::Arc;

use athena_core::Result;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_types::SdkConfig;
use futures_util::future::BoxFuture;

/// The code of an MFA device, when it has been entered.
pub type MfaFuture = BoxFuture<'static, Result<String>>;

/// Asks for the code that the MFA device (its serial number or ARN) shows now. It is called again whenever the
/// temporary credentials come to their end.
pub type MfaToken = Arc<dyn Fn(&str) -> MfaFuture + Send + Sync>;

/// Settings of the AWS SDK that a URL cannot express. `Debug` shows which are given, not their contents.
#[derive(Clone, Default)]
pub struct SdkOptions {
    pub(crate) sdk_config: Option<SdkConfig>,
    pub(crate) mfa_token: Option<MfaToken>,
    pub(crate) http_client: Option<SharedHttpClient>,
    pub(crate) app_name: Option<String>,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) time_source: Option<SharedTimeSource>,
}

impl SdkOptions {
    /// No settings.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this configuration instead of building one: its credentials, region, endpoints, HTTP client, time limits.
    ///
    /// Options of region, endpoints and time limits take precedence over it; options of credentials must not be given as
    /// well. Its retries are not used.
    #[must_use]
    pub fn with_sdk_config(mut self, config: SdkConfig) -> Self {
        self.sdk_config = Some(config);
        self
    }

    /// Asks this function for MFA codes; the option `serial_number` needs it.
    ///
    /// The call that needs credentials waits up to five minutes for it, and fails with its error.
    #[must_use]
    pub fn with_mfa_token<F>(mut self, ask: F) -> Self
    where
        F: Fn(&str) -> MfaFuture + Send + Sync + 'static,
    {
        self.mfa_token = Some(Arc::new(ask));
        self
    }

    /// Sends every request through this client; the options of TLS do not apply to it.
    #[must_use]
    pub fn with_http_client(mut self, client: impl HttpClient + 'static) -> Self {
        self.http_client = Some(SharedHttpClient::new(client));
        self
    }

    /// Adds `app/<name>` to the user agent: letters, digits and characters of ``!#$%&'*+-.^_`|~``.
    #[must_use]
    pub fn with_app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// Signs with credentials of this provider, which must renew them by itself. Options of credentials must not be given
    /// as well.
    #[must_use]
    pub fn with_credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// Takes the time of signatures and of the expiry of credentials from this clock.
    #[must_use]
    pub fn with_time_source(mut self, clock: impl TimeSource + 'static) -> Self {
        self.time_source = Some(SharedTimeSource::new(clock));
        self
    }
}

impl fmt::Debug for SdkOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkOptions")
            .field("sdk_config", &self.sdk_config.is_some())
            .field("mfa_token", &self.mfa_token.is_some())
            .field("http_client", &self.http_client.is_some())
            .field("app_name", &self.app_name)
            .field("credentials", &self.credentials.is_some())
            .field("time_source", &self.time_source.is_some())
            .finish()
    }
}
