//! How a sandbox is set up.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use s3s::auth::SecretKey;

use crate::error::StartError;
use crate::faults::Quotas;
use crate::query::Timings;
use crate::sandbox::Sandbox;

/// Settings of a [`Sandbox`]; made by [`Sandbox::builder`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs before `start`"]
pub struct SandboxBuilder {
    pub(crate) tpch: Option<f64>,
    pub(crate) data_dirs: Vec<PathBuf>,
    host: String,
    port: u16,
    pub(crate) region: String,
    pub(crate) timings: Timings,
    pub(crate) quotas: Quotas,
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) tls: bool,
    pub(crate) credentials: Option<(String, SecretKey)>,
    allow_remote: bool,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            tpch: None,
            data_dirs: Vec::new(),
            host: "127.0.0.1".to_owned(),
            port: 0,
            region: "us-east-1".to_owned(),
            timings: Timings::default(),
            quotas: Quotas::None,
            state_dir: None,
            tls: false,
            credentials: None,
            allow_remote: false,
        }
    }

    /// Adds the TPC-H tables at this scale factor as database `tpch`. Rows are generated when they are read.
    pub fn tpch(mut self, scale: f64) -> Self {
        self.tpch = Some(scale);
        self
    }

    /// Adds a folder of Parquet, CSV or JSON files as tables.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dirs.push(path.into());
        self
    }

    /// The address to listen on: `localhost` or an IP address; `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port to listen on; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The region that URLs name; `us-east-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// How long queries wait and run.
    pub fn timings(mut self, timings: Timings) -> Self {
        self.timings = timings;
        self
    }

    /// Which request rates and how many active queries are allowed; none are limited without it.
    pub fn quotas(mut self, quotas: Quotas) -> Self {
        self.quotas = quotas;
        self
    }

    /// Keeps S3 objects, databases, views and the history of queries in this folder, across runs; without it they end
    /// with the sandbox. One sandbox at a time can use a folder. A query that runs when the sandbox ends is cancelled.
    pub fn state_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_dir = Some(path.into());
        self
    }

    /// Listens by TLS, with a certificate made for this sandbox; [`Sandbox::certificate`] names its file.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Checks signatures: requests are then answered that this key signed, or one that the sandbox's STS gave out.
    /// Without it every key is accepted and no signature is looked at. [`Sandbox::url`] carries the key.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials = Some((access_key.into(), SecretKey::from(secret_key.into())));
        self
    }

    /// Allows a host that other machines can reach. Everybody who can reach it may then read and write all of
    /// it, unless [`credentials`](Self::credentials) are asked for.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// Starts the sandbox on a thread of its own; it works whatever runtime the caller has.
    ///
    /// # Errors
    ///
    /// [`StartError`] names what could not be set up.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let address = self.address()?;
        Sandbox::start(self, address).await
    }

    fn address(&self) -> Result<SocketAddr, StartError> {
        let ip = match self.host.as_str() {
            "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            host => host.parse().map_err(|_| StartError::InvalidHost(host.to_owned()))?,
        };
        if !ip.is_loopback() && !self.allow_remote {
            return Err(StartError::RemoteHost(self.host.clone()));
        }
        Ok(SocketAddr::new(ip, self.port))
    }
}
