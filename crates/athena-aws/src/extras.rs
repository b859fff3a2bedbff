//! What a caller can hand in that no URL can say.

use std::fmt;
use std::sync::Arc;

use athena_core::query::{QueryExecution, QueryId};
use athena_core::{OnPoll, OnStart, Result};
use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};
use aws_types::SdkConfig;
use futures_util::future::BoxFuture;

/// The code of an MFA device, when it has been entered.
pub type MfaFuture = BoxFuture<'static, Result<String>>;

/// Asks for the code that the MFA device (its serial number or ARN) shows now. It is called again whenever the
/// temporary credentials come to their end.
pub type MfaToken = Arc<dyn Fn(&str) -> MfaFuture + Send + Sync>;

/// What a caller can hand in that no URL can say. `Debug` shows what is given, not its contents.
#[derive(Clone, Default)]
pub struct Extras {
    pub(crate) sdk_config: Option<SdkConfig>,
    pub(crate) mfa_token: Option<MfaToken>,
    pub(crate) http_client: Option<SharedHttpClient>,
    pub(crate) app_name: Option<String>,
    pub(crate) on_start: Option<OnStart>,
    pub(crate) on_poll: Option<OnPoll>,
}

impl Extras {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this configuration instead of building one: its credentials, region, endpoints, HTTP client, time limits.
    ///
    /// Options of region, endpoints and time limits still go before it; options that say who asks must not be given
    /// as well. Its retries are not used.
    #[must_use]
    pub fn with_sdk_config(mut self, config: SdkConfig) -> Self {
        self.sdk_config = Some(config);
        self
    }

    /// Asks this function for MFA codes; the option `serial_number` needs it.
    ///
    /// The call that needs credentials waits for it up to five minutes. An error of it is the error of that call.
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

    /// Tells this function the id of every query, once its start was answered. It must not block.
    #[must_use]
    pub fn with_on_start(mut self, callback: impl Fn(&QueryId) + Send + Sync + 'static) -> Self {
        self.on_start = Some(Arc::new(callback));
        self
    }

    /// Tells this function of every look at a query, the last one included. It must not block.
    #[must_use]
    pub fn with_on_poll(mut self, callback: impl Fn(&QueryExecution) + Send + Sync + 'static) -> Self {
        self.on_poll = Some(Arc::new(callback));
        self
    }
}

impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extras")
            .field("sdk_config", &self.sdk_config.is_some())
            .field("mfa_token", &self.mfa_token.is_some())
            .field("http_client", &self.http_client.is_some())
            .field("app_name", &self.app_name)
            .field("on_start", &self.on_start.is_some())
            .field("on_poll", &self.on_poll.is_some())
            .finish()
    }
}
