//! `SandboxBuilder`: settings of a sandbox

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use s3s::auth::SecretKey;

use crate::error::StartError;
use crate::faults::Quotas;
use crate::limits::Limits;
use crate::query::Timings;
use crate::sandbox::Sandbox;

/// Settings of a [`Sandbox`], made by [`Sandbox::builder`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs before `start`"]
pub struct SandboxBuilder {
    pub(crate) tpch: Option<f64>,
    pub(crate) data_dirs: Vec<PathBuf>,
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) region: String,
    pub(crate) timings: Timings,
    pub(crate) quotas: Quotas,
    pub(crate) limits: Limits,
    pub(crate) state_dir: Option<PathBuf>,
    pub(crate) tls: bool,
    pub(crate) credentials: Option<(String, SecretKey)>,
    pub(crate) allow_remote: bool,
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
            limits: Limits::DEFAULT,
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

    /// Adds a folder of Parquet, CSV or JSON files; may be called several times.
    ///
    /// A file directly in the folder is a table of database `default`. A subfolder is a database, and a file in it is a
    /// table: `data/sales/part.csv` becomes database `sales`, table `part`. A folder inside a subfolder is one table of
    /// all its files. Column types of CSV and JSON files are inferred from their values; the chapter "Data folders" of
    /// `docs/sandbox.md` has the rules, and how to declare types instead.
    pub fn data_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_dirs.push(path.into());
        self
    }

    /// Sets the address to listen on: `localhost` or an IP address. The default is `127.0.0.1`.
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// Sets the port to listen on. The default, 0, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the region that URLs name. The default is `us-east-1`.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Sets how long queries wait and run.
    pub fn timings(mut self, timings: Timings) -> Self {
        self.timings = timings;
        self
    }

    /// Sets the request rates and the number of active queries that are allowed. By default there are no limits.
    pub fn quotas(mut self, quotas: Quotas) -> Self {
        self.quotas = quotas;
        self
    }

    /// Sets how many queries are kept, by default 10,000. The oldest that have ended are forgotten, with their tokens
    /// and rows, as the service forgets queries after 45 days; their result objects stay.
    pub fn history_queries(mut self, queries: usize) -> Self {
        self.limits.history_queries = queries;
        self
    }

    /// Sets how many bytes of memory ended queries may take, by default 256 MiB. Rows of results beyond 128 KiB are in
    /// files and do not count.
    pub fn history_bytes(mut self, bytes: u64) -> Self {
        self.limits.history_bytes = bytes;
        self
    }

    /// Sets how many calls the log keeps, by default 10,000.
    pub fn log_calls(mut self, calls: usize) -> Self {
        self.limits.log_calls = calls;
        self
    }

    /// Sets how many bytes of memory the log of calls may take, by default 16 MiB.
    pub fn log_bytes(mut self, bytes: u64) -> Self {
        self.limits.log_bytes = bytes;
        self
    }

    /// Sets a folder that keeps S3 objects, the catalog, work groups and the query history across runs.
    ///
    /// Without it, they are deleted when the sandbox ends. Only one sandbox at a time can use a folder. Queries that
    /// still run when the sandbox ends are cancelled.
    pub fn state_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_dir = Some(path.into());
        self
    }

    /// Listens by TLS, with a self-signed certificate for this sandbox; [`Sandbox::certificate`] returns its file.
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Checks signatures: the sandbox then accepts only requests signed with this key, or with one that its STS issued.
    ///
    /// Without it, every key is accepted and no signature is checked. [`Sandbox::url`] contains the key.
    pub fn credentials(mut self, access_key: impl Into<String>, secret_key: impl Into<String>) -> Self {
        self.credentials = Some((access_key.into(), SecretKey::from(secret_key.into())));
        self
    }

    /// Allows a host that other machines can reach. Everybody who can reach it can then read and write everything in
    /// the sandbox, unless [`credentials`](Self::credentials) are set.
    pub fn allow_remote(mut self, allow: bool) -> Self {
        self.allow_remote = allow;
        self
    }

    /// Starts the sandbox on its own thread and runtime; the caller may use any async runtime.
    ///
    /// # Errors
    ///
    /// [`StartError`] says what could not be set up.
    ///
    /// # Cancel safety
    /// The sandbox ends by itself when the future is dropped. A folder of state may be in use until then.
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
