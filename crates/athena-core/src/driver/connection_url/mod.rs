//! `awsathena[+driver]://[KEY:SECRET]@[HOST]/[SCHEMA]?option=value&...`
//!
//! The grammar is PyAthena's, so that a URL that works there works here. The `url` crate cannot parse it: it rejects
//! `KEY:SECRET@/schema` (no host), a raw `/` in a secret and a scheme with `_`, and it resolves `..`. So this module
//! splits the URL itself, and decodes every part after the split.

mod host;
mod parse;
mod percent;
mod print;

#[cfg(test)]
mod tests;

use self::host::Host;
use crate::options::{EndpointUrl, OptionMap, Secret};

/// A parsed connection URL. `Display` and `Debug` show no secret.
///
/// ```
/// use athena_core::options::ConnectOptions;
/// use athena_core::driver::ConnectionUrl;
///
/// let url = ConnectionUrl::parse(
///     "awsathena+aioarrow://:@athena.eu-west-1.amazonaws.com/sales?s3_staging_dir=s3://bucket/out&unload=true",
/// )?;
/// assert_eq!(url.scheme(), "awsathena+aioarrow");
/// assert_eq!((url.region(), url.schema()), (Some("eu-west-1"), Some("sales")));
///
/// let mut map = url.into_options();
/// let options = ConnectOptions::from_options(&mut map, &|_| None)?;
/// assert_eq!(options.query.s3_staging_dir.map(|uri| uri.to_string()).as_deref(), Some("s3://bucket/out/"));
/// assert_eq!(map.take::<bool>("unload")?, Some(true)); // an option of the driver
/// # Ok::<(), athena_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionUrl {
    scheme: String,
    access_key_id: Option<String>,
    secret_access_key: Option<Secret>,
    host: Option<Host>,
    schema: Option<String>,
    options: OptionMap,
}

impl ConnectionUrl {
    /// The scheme in lower case, such as `awsathena+aioarrow`.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The text after the `+` of the scheme.
    pub fn driver(&self) -> Option<&str> {
        self.scheme.split_once('+').map(|(_, driver)| driver)
    }

    /// The access key id before the `@`; without one, the AWS default chain supplies the credentials.
    pub fn access_key_id(&self) -> Option<&str> {
        self.access_key_id.as_deref()
    }

    /// The secret access key before the `@`.
    pub fn secret_access_key(&self) -> Option<&Secret> {
        self.secret_access_key.as_ref()
    }

    /// The host in lower case.
    pub fn host(&self) -> Option<&str> {
        self.host.as_ref().map(|host| host.name.as_str())
    }

    /// The region in the host; without a host, the AWS default chain supplies it.
    pub fn region(&self) -> Option<&str> {
        self.host.as_ref().map(|host| host.region.as_str())
    }

    /// The Athena endpoint: set for FIPS, dual-stack and VPC hosts, but not for the public one.
    pub fn endpoint(&self) -> Option<EndpointUrl> {
        self.host.as_ref().filter(|host| host.is_endpoint).map(|host| EndpointUrl::https(&host.name))
    }

    /// The schema in the path.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// The options of the query string.
    pub fn options(&self) -> &OptionMap {
        &self.options
    }

    /// The parts of the URL and the options of its query string as one map; the query string takes precedence.
    pub fn into_options(self) -> OptionMap {
        let endpoint = self.endpoint();
        let mut map = self.options;
        let parts = [
            ("aws_access_key_id", self.access_key_id),
            ("aws_secret_access_key", self.secret_access_key.map(|secret| secret.expose().to_owned())),
            ("region_name", self.host.map(|host| host.region)),
            ("endpoint_url", endpoint.map(|endpoint| endpoint.to_string())),
            ("schema_name", self.schema),
        ];
        for (key, value) in parts {
            if let Some(value) = value {
                map.insert_default(key, value);
            }
        }
        map
    }
}
