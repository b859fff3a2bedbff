//! HTTP: one connection pool for all services, TLS by the options, proxies by the environment.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use athena_core::options::{ConnectOptions, TlsVerification};
use athena_core::{Error, ErrorKind, Result};
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// The minimum of idle connections per host: enough for a few queries that each read several parts of a result.
const LEAST_IDLE: usize = 16;

/// The client that the options describe.
pub(crate) fn client(options: &ConnectOptions) -> Result<SharedHttpClient> {
    let trust = match &options.aws.verify {
        TlsVerification::System => TrustStore::default(),
        TlsVerification::CaBundle(path) => {
            let pem = std::fs::read(path).map_err(|error| bad_bundle(path, &error.to_string()))?;
            check(&pem).map_err(|why| bad_bundle(path, &why))?;
            TrustStore::empty().with_pem_certificate(pem)
        }
        TlsVerification::Off => return Err(cannot_trust_all()),
        other => return Err(Error::new(ErrorKind::Unsupported, format!("option `verify` cannot be {other:?}"))),
    };
    let tls = TlsContext::builder().with_trust_store(trust).build();
    let tls = tls.map_err(|error| Error::new(ErrorKind::Unexpected, format!("TLS cannot be set up: {error}")))?;
    let idle = options.client.pool_size.max(LEAST_IDLE);
    Ok(SharedHttpClient::new(Transport { tls, idle, connectors: Mutex::default() }))
}

/// An HTTP client with proxies, a trust store and a bounded pool; no client of the SDK has all three.
#[derive(Debug)]
struct Transport {
    tls: TlsContext,
    /// Maximum of idle connections per host.
    idle: usize,
    connectors: Mutex<HashMap<Timeouts, SharedHttpConnector>>,
}

/// Timeouts of connecting and of reading.
type Timeouts = (Option<Duration>, Option<Duration>);

impl HttpClient for Transport {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        // a panic elsewhere does not damage the connectors
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        let timeouts = (settings.connect_timeout(), settings.read_timeout());
        connectors.entry(timeouts).or_insert_with(|| self.connector(settings, components)).clone()
    }
}

impl Transport {
    fn connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = |proxies| {
            let mut builder = Connector::builder()
                .connector_settings(settings.clone())
                .pool_max_idle_per_host(self.idle)
                .enable_tcp_nodelay(true)
                .proxy_config(proxies);
            builder.set_sleep_impl(components.sleep_impl());
            builder.tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(self.tls.clone()).build()
        };
        let (near, far) = (connector(ProxyConfig::disabled()), connector(ProxyConfig::from_env()));
        SharedHttpConnector::new(Routes { near, far })
    }
}

/// Sends requests to loopback and link-local addresses without a proxy, even if NO_PROXY does not list them: local
/// endpoints, and the metadata services of instances and containers on 169.254.0.0/16.
#[derive(Debug)]
struct Routes {
    near: Connector,
    far: Connector,
}

impl HttpConnector for Routes {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = host(request.uri()).to_owned();
        let sent = if is_near(&host) { self.near.call(request) } else { self.far.call(request) };
        HttpConnectorFuture::new(async move { sent.await.map_err(|error| unreachable(host, error)) })
    }
}

/// The failure of a request, with the name of the host: the errors of name servers and sockets do not tell it.
#[derive(Debug)]
pub(crate) struct Unreachable {
    pub(crate) host: String,
    cause: BoxError,
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no response of {}", self.host)
    }
}

impl std::error::Error for Unreachable {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.cause)
    }
}

/// The error of the same kind, with the host.
fn unreachable(host: String, error: ConnectorError) -> ConnectorError {
    let (is_timeout, is_user, is_io) = (error.is_timeout(), error.is_user(), error.is_io());
    let (other, connection) = (error.as_other(), error.connection_metadata().cloned());
    let named: BoxError = Box::new(Unreachable { host, cause: error.into_source() });
    let error = if is_timeout {
        ConnectorError::timeout(named)
    } else if is_user {
        ConnectorError::user(named)
    } else if is_io {
        ConnectorError::io(named)
    } else {
        ConnectorError::other(named, other)
    };
    match connection {
        Some(connection) => error.with_connection(connection),
        None => error,
    }
}

/// The host of an address, without user and port.
pub(crate) fn host(uri: &str) -> &str {
    let authority = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    // a port, but not the last group of `[::1]`
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Whether the host is this computer or on its own link.
pub(crate) fn is_near(host: &str) -> bool {
    match host.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unicast_link_local(),
        Err(_) => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Parses the certificates first, because the SDK panics on those that it cannot parse.
fn check(pem: &[u8]) -> Result<(), String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| error.to_string())?;
        roots.add(certificate).map_err(|error| error.to_string())?;
    }
    if roots.is_empty() { Err("it has no certificate".to_owned()) } else { Ok(()) }
}

fn bad_bundle(path: &Path, why: &str) -> Error {
    let message = format!("the file that option `verify` names cannot be used: {why}");
    Error::new(ErrorKind::InvalidOption, message).with_context("path", path.display())
}

fn cannot_trust_all() -> Error {
    let message = "option `verify` cannot be `false`: the HTTP client of the AWS SDK always checks certificates; name \
                   the PEM file of the authority instead (`verify=/path/ca.pem`), or use an http:// endpoint";
    Error::new(ErrorKind::Unsupported, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_link_local_addresses_are_near() {
        for near in [
            "http://127.0.0.1:4566/",
            "http://localhost:9000/bucket/key?x=1:2",
            "http://[::1]:80/",
            "http://[::1]",
            "http://user:word@127.0.0.1:80",
            "http://169.254.169.254/latest/api/token",
        ] {
            assert!(is_near(host(near)), "{near}");
        }
        for far in
            ["https://athena.eu-west-1.amazonaws.com/", "https://10.0.0.1:443/", "https://[2001:db8::1]/", "", "x"]
        {
            assert!(!is_near(host(far)), "{far}");
        }
    }

    #[test]
    fn a_damaged_certificate_is_an_error() {
        assert_eq!(check(b"no PEM at all"), Err("it has no certificate".to_owned()));
        assert!(check(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_err());
        assert!(check(b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n").is_err());
    }
}
