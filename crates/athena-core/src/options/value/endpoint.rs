//! URLs of service endpoints.

use std::fmt;
use std::str::FromStr;

use ::url::Url;

use super::{OptionValue, ValueKind};
use crate::error::{Error, Result};
use crate::options::check::not_a;

/// The URL of a service endpoint: `https://host[:port][/path]`, or `http://` for a local service.
///
/// ```
/// use athena_core::options::EndpointUrl;
///
/// let endpoint: EndpointUrl = "http://127.0.0.1:4566".parse()?;
/// assert_eq!(endpoint.as_str(), "http://127.0.0.1:4566");
/// assert!("127.0.0.1:4566".parse::<EndpointUrl>().is_err());
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EndpointUrl(String);

impl EndpointUrl {
    /// The URL, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The endpoint `https://<host>`. The host must be well formed.
    pub(crate) fn https(host: &str) -> Self {
        Self(format!("https://{host}"))
    }
}

impl FromStr for EndpointUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text).map_err(|reason| not_a::<Self>("an endpoint URL", text, &reason))
    }
}

impl fmt::Display for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OptionValue for EndpointUrl {
    const KIND: ValueKind = ValueKind::Url;

    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || "it must be an endpoint such as https://athena.eu-west-1.amazonaws.com".to_owned();
        let url = Url::parse(text).map_err(|_| wrong())?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not contain a user or a password".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it must end with the path, without `?` and `#`".to_owned());
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    fn print(&self) -> String {
        self.0.clone()
    }
}
