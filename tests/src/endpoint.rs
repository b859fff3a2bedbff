//! Endpoints that cases run against: a new sandbox, or an endpoint named by the user.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use athena_sandbox::Sandbox;
use awsathena::{Connection, Driver, Registry};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::need::Need;

#[derive(Debug)]
pub(crate) struct Endpoint {
    /// A connection URL without its scheme.
    rest: String,
    has: Vec<Need>,
    /// Runs until the endpoint is dropped.
    _sandbox: Option<Sandbox>,
}

impl Endpoint {
    /// A new sandbox, which meets every need of an endpoint.
    pub(crate) async fn sandbox() -> Result<Self> {
        let builder = Sandbox::builder().tpch(0.01).data_dir(folder("data"));
        let sandbox = builder.start().await.context("starting the sandbox")?;
        let mut has = Need::OF_ENDPOINTS.to_vec();
        has.push(Need::Sandbox);
        Ok(Self { rest: without_scheme(&sandbox.url("x")).to_owned(), has, _sandbox: Some(sandbox) })
    }

    /// The endpoint that `text` names: a connection URL of any scheme, or the address of an Athena-compatible service.
    pub(crate) fn named(text: &str, has: Vec<Need>) -> Result<Self> {
        let rest = match text.split_once("://") {
            Some(("http" | "https", _)) => {
                let url = encode(text);
                format!(
                    "sandbox:sandbox@athena.us-east-1.amazonaws.com/default?s3_staging_dir=s3%3A%2F%2Fsandbox-results%2F\
                     &endpoint_url={url}&s3_endpoint_url={url}&sts_endpoint_url={url}&glue_endpoint_url={url}"
                )
            }
            Some((scheme, rest)) if scheme.starts_with("awsathena") => rest.to_owned(),
            _ => bail!("an endpoint is a connection URL (awsathena://...), or the address of one (http://...)"),
        };
        Ok(Self { rest, has, _sandbox: None })
    }

    pub(crate) fn has(&self, need: Need) -> bool {
        self.has.contains(&need)
    }

    /// A connection URL with further options.
    pub(crate) fn url(&self, scheme: &str, options: &[(String, String)]) -> String {
        with_options(scheme, &self.rest, options)
    }
}

/// Connects by URL to a driver of `registry`. The future is large, so it is on the heap.
pub(crate) async fn connect_in(registry: &Registry, url: &str) -> awsathena::Result<Connection> {
    Box::pin(awsathena::builder_in(registry, url).connect()).await
}

/// [`connect_in`] the default registry.
pub(crate) async fn connect(url: &str) -> awsathena::Result<Connection> {
    connect_in(awsathena::registry(), url).await
}

/// A folder of this package.
///
/// Cargo passes the folder at run time. The one of compile time may belong to another clone that shares the target
/// directory.
pub fn folder(name: &str) -> PathBuf {
    let package = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&package).join(name)
}

/// True if the driver has an option of this name or alias.
pub(crate) fn knows(driver: Driver, option: &str) -> bool {
    driver.options().iter().any(|known| known.name == option || known.aliases.contains(&option))
}

pub(crate) fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// A connection URL with further options. They replace options of the same name, since a URL with an option twice is
/// refused.
pub(crate) fn with_options(scheme: &str, rest: &str, options: &[(String, String)]) -> String {
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let kept = query.split('&').filter(|pair| {
        let key = pair.split('=').next().unwrap_or_default();
        !pair.is_empty() && !options.iter().any(|(new, _)| new == key)
    });
    let added = options.iter().map(|(key, value)| format!("{key}={}", encode(value)));
    let query = kept.map(str::to_owned).chain(added).collect::<Vec<_>>().join("&");
    format!("{scheme}://{place}?{query}")
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_replace_those_of_the_url() {
        let options = [("b".to_owned(), "x/y".to_owned()), ("c".to_owned(), String::new())];
        assert_eq!(with_options("s", "host/db?a=1&b=2", &options), "s://host/db?a=1&b=x%2Fy&c=");
        assert_eq!(with_options("s", "host", &[]), "s://host?");
    }

    #[test]
    fn endpoints_have_two_forms() {
        let url = |text: &str| Endpoint::named(text, Vec::new()).map(|endpoint| endpoint.url("awsathena", &[]));
        let full = "awsathena://:@athena.eu-west-1.amazonaws.com/db?work_group=w";
        assert_eq!(url(full).ok().as_deref(), Some(full));
        assert!(
            url("http://127.0.0.1:4510")
                .is_ok_and(|url| url.contains("&endpoint_url=http%3A%2F%2F127%2E0%2E0%2E1%3A4510&"))
        );
        assert!(url("athena").is_err());
    }
}
