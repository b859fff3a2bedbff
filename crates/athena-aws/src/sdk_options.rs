//! `SdkOptions`: settings that a URL cannot express.

use std::fmt;
use std::sync::Arc;

use athena_core::Result;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_types::SdkConfig;
use futures_util::future::BoxFuture;

/// The future that gives the code of an MFA device.
pub type MfaFuture = BoxFuture<'static, Result<String>>;

/// A function from the serial number or ARN of an MFA device to its current code. It is called again before the
/// temporary credentials expire.
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

    /// Uses the credentials, region, endpoints, HTTP client and time limits of this configuration.
    ///
    /// The options for region, endpoints and time limits take precedence over it. The options `role_arn` and
    /// `serial_number` use its credentials; `aws_access_key_id` and `profile_name` must not be given as well. Its retry
    /// settings are not used.
    #[must_use]
    pub fn with_sdk_config(mut self, config: SdkConfig) -> Self {
        self.sdk_config = Some(config);
        self
    }

    /// Calls this function for MFA codes; the option `serial_number` needs it.
    ///
    /// A call that needs credentials waits up to five minutes for the code, and fails with the error of the function.
    #[must_use]
    pub fn with_mfa_token<F>(mut self, ask: F) -> Self
    where
        F: Fn(&str) -> MfaFuture + Send + Sync + 'static,
    {
        self.mfa_token = Some(Arc::new(ask));
        self
    }

    /// Sends every request through this client; the TLS options do not apply to it.
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

    /// Uses the credentials of this provider, instead of those of an SDK configuration. It is called again before they
    /// expire. The options `role_arn` and `serial_number` use them; `aws_access_key_id` and `profile_name` must not be
    /// given as well.
    #[must_use]
    pub fn with_credentials(mut self, provider: impl ProvideCredentials + 'static) -> Self {
        self.credentials = Some(SharedCredentialsProvider::new(provider));
        self
    }

    /// Uses this clock for the dates of signatures and the expiry of credentials.
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
