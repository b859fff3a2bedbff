//! `Sandbox`: a running sandbox, its thread and its shutdown

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use s3s::auth::SecretKey;
use tokio::net::TcpListener;
use tokio::runtime::{self, Runtime};
use tokio::sync::{Semaphore, oneshot};

use crate::athena::{self, Athena};
use crate::auth::Keys;
use crate::builder::SandboxBuilder;
use crate::calls::{Call, CallLog};
use crate::engine::{Engine, EngineConfig, STACK};
use crate::error::StartError;
use crate::faults::{Faults, RateLimits};
use crate::glue::Glue;
use crate::percent;
use crate::query::{History, Queries, QuerySnapshot, Runner};
use crate::records::Records;
use crate::s3;
use crate::server::{self, Service, Stop, Tls};
use crate::state::StateDir;
use crate::storage::Storage;

/// Bucket for results, created at start.
const RESULTS_BUCKET: &str = "sandbox-results";

/// Bucket of the work group `enforced`.
const ENFORCED_BUCKET: &str = "sandbox-enforced";

/// Time that blocking reads get to end when the runtime stops.
const LAST_READS_GRACE: Duration = Duration::from_secs(1);

/// Athena and S3 on one port of this machine.
///
/// It ends with [`shutdown`](Self::shutdown), or when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    endpoint: String,
    staging_dir: String,
    region: String,
    certificate: Option<PathBuf>,
    credentials: Option<(String, SecretKey)>,
    handles: Handles,
    stop: Option<oneshot::Sender<Stop>>,
    ended: oneshot::Receiver<()>,
    thread: Option<JoinHandle<()>>,
}

/// State that the service and the `Sandbox` share, so that tests reach it without HTTP.
#[derive(Clone, Debug)]
struct Handles {
    faults: Faults,
    calls: CallLog,
    queries: Queries,
    records: Records,
    storage: Storage,
}

impl Sandbox {
    /// Returns a builder; [`start`](SandboxBuilder::start) starts the sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    pub(crate) async fn start(builder: SandboxBuilder, address: SocketAddr) -> Result<Self, StartError> {
        let state = builder.state_dir.as_deref().map(StateDir::open).transpose().map_err(StartError::Storage)?;
        let storage = Storage::open(state.as_ref().map(StateDir::objects).as_deref()).map_err(StartError::Storage)?;
        for bucket in [RESULTS_BUCKET, ENFORCED_BUCKET] {
            storage.create_bucket(bucket).map_err(|error| StartError::Storage(std::io::Error::other(error)))?;
        }
        let queries = match &state {
            None => Queries::new(builder.limits),
            Some(state) => History::open(state, builder.limits)
                .map(|(history, earlier)| Queries::with_history(builder.limits, history, earlier))
                .map_err(StartError::Storage)?,
        };
        let records = Records::open(state.as_ref().map(StateDir::records)).map_err(StartError::Storage)?;
        let calls = CallLog::new(builder.limits);
        let handles = Handles { faults: Faults::default(), calls, queries, records, storage };
        let region = builder.region.clone();
        let credentials = builder.credentials.clone();
        let (stop, stopped) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let (ready, started) = oneshot::channel();
        let shared = handles.clone();
        let thread = thread::Builder::new()
            .name("athena-sandbox".to_owned())
            .spawn(move || {
                run(&builder, address, shared, state.as_ref(), ready, stopped);
                // Nobody waits if the `Sandbox` was dropped.
                let _ = end.send(());
            })
            .map_err(StartError::Runtime)?;
        let gone = || StartError::Runtime(std::io::Error::other("the thread ended before it was ready"));
        let Listening { address, certificate } = started.await.map_err(|_| gone())??;
        let scheme = if certificate.is_some() { "https" } else { "http" };
        Ok(Self {
            endpoint: format!("{scheme}://{address}"),
            staging_dir: format!("s3://{RESULTS_BUCKET}/"),
            region,
            certificate,
            credentials,
            handles,
            stop: Some(stop),
            ended,
            thread: Some(thread),
        })
    }

    /// The endpoint for Athena, Glue, S3 and STS clients: `http://127.0.0.1:PORT`, or `https`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A staging directory that exists from the start: `s3://sandbox-results/`.
    #[must_use]
    pub fn staging_dir(&self) -> &str {
        &self.staging_dir
    }

    /// The PEM file of the certificate that clients must trust, if the sandbox listens by TLS.
    ///
    /// AWS SDKs read its path from the variable `AWS_CA_BUNDLE`; the URLs of [`url`](Self::url) contain it.
    #[must_use]
    pub fn certificate(&self) -> Option<&Path> {
        self.certificate.as_deref()
    }

    /// A connection URL with the given scheme, such as `awsathena+arrow`.
    ///
    /// It contains the credentials that the sandbox checks: do not print it if the sandbox has real ones.
    #[must_use]
    pub fn url(&self, scheme: &str) -> String {
        let verify = self
            .certificate
            .as_deref()
            .map(|path| format!("&verify={}", percent::encode(&path.to_string_lossy(), b"")));
        let (access_key, secret_key) = match &self.credentials {
            None => ("sandbox".to_owned(), "sandbox".to_owned()),
            Some((key, secret)) => (percent::encode(key, b""), percent::encode(secret.expose(), b"")),
        };
        let endpoint = percent::encode(&self.endpoint, b"");
        let staging_dir = percent::encode(&self.staging_dir, b"");
        format!(
            "{scheme}://{access_key}:{secret_key}@athena.{region}.amazonaws.com/default?s3_staging_dir={staging_dir}\
             &endpoint_url={endpoint}&s3_endpoint_url={endpoint}&sts_endpoint_url={endpoint}\
             &glue_endpoint_url={endpoint}{verify}",
            region = self.region,
            verify = verify.unwrap_or_default(),
        )
    }

    /// The faults that wait for requests.
    #[must_use]
    pub fn faults(&self) -> &Faults {
        &self.handles.faults
    }

    /// The calls so far, oldest first; the log holds the last ones, see [`log_calls`](SandboxBuilder::log_calls).
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.handles.calls.all()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.handles.calls.clear();
    }

    /// The current state of a query.
    #[must_use]
    pub fn query(&self, id: &str) -> Option<QuerySnapshot> {
        self.handles.queries.get(id).map(|query| query.snapshot())
    }

    /// The queries so far, oldest first; only the last ones are kept, see
    /// [`history_queries`](SandboxBuilder::history_queries).
    #[must_use]
    pub fn queries(&self) -> Vec<QuerySnapshot> {
        self.handles.queries.all().iter().map(|query| query.snapshot()).collect()
    }

    /// The objects of the sandbox's S3.
    #[must_use]
    pub fn storage(&self) -> &Storage {
        &self.handles.storage
    }

    /// Cancels the queries, gives requests in flight up to five seconds to end, and stops.
    ///
    /// # Cancel safety
    /// The sandbox ends all the same when the future is dropped. The drop waits for its end, up to the same five
    /// seconds, and blocks the thread meanwhile.
    pub async fn shutdown(mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may have ended by itself; then there is nothing to stop.
            let _ = stop.send(Stop::Gracefully);
        }
        let _ = (&mut self.ended).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(Stop::Now);
        }
        if let Some(thread) = self.thread.take() {
            // Waiting ensures that the temporary folder is removed. A panic of the thread was printed there.
            let _ = thread.join();
        }
    }
}

/// Body of the sandbox's thread.
fn run(
    builder: &SandboxBuilder,
    address: SocketAddr,
    handles: Handles,
    state: Option<&StateDir>,
    ready: oneshot::Sender<Result<Listening, StartError>>,
    stopped: oneshot::Receiver<Stop>,
) {
    let runtime = match build_runtime() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = ready.send(Err(StartError::Runtime(error)));
            return;
        }
    };
    runtime.block_on(async {
        match Box::pin(prepare(builder, address, handles, state)).await {
            Err(error) => {
                let _ = ready.send(Err(error));
            }
            Ok(Prepared { listener, address, tls, service, _spool }) => {
                let certificate = tls.as_ref().map(|tls| tls.certificate().to_path_buf());
                // Without a receiver, `start` was dropped while it waited; then `stopped` is closed, too.
                let _ = ready.send(Ok(Listening { address, certificate }));
                server::serve(listener, tls, Arc::new(service), stopped).await;
            }
        }
    });
    runtime.shutdown_timeout(LAST_READS_GRACE);
}

fn build_runtime() -> std::io::Result<Runtime> {
    runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("athena-sandbox-worker")
        .thread_stack_size(STACK)
        .build()
}

/// Address and certificate, reported by the thread once it accepts connections.
struct Listening {
    address: SocketAddr,
    certificate: Option<PathBuf>,
}

struct Prepared {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<Tls>,
    service: Service,
    /// Removes the folder of the spool files when it is dropped.
    _spool: tempfile::TempDir,
}

async fn prepare(
    builder: &SandboxBuilder,
    address: SocketAddr,
    handles: Handles,
    state: Option<&StateDir>,
) -> Result<Prepared, StartError> {
    let bind = |source| StartError::Bind { address, source };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let config = EngineConfig {
        tpch_scale: builder.tpch,
        data_dirs: builder.data_dirs.clone(),
        catalog_file: state.map(StateDir::catalog),
        storage: Some(handles.storage.clone()),
    };
    let engine = Arc::new(Engine::new(config).await.map_err(StartError::Engine)?);
    let mut spool = tempfile::Builder::new();
    spool.prefix("athena-sandbox-spool-");
    // Spool files that are kept are hard-linked into `results`, so they must be on its file system.
    let spool = match state {
        None => spool.tempdir(),
        Some(state) => spool.tempdir_in(state.results()),
    };
    let spool = spool.map_err(StartError::Storage)?;
    let tls = builder.tls.then(|| Tls::generate(address.ip(), spool.path())).transpose().map_err(StartError::Tls)?;
    let Handles { faults, calls, queries, records, storage } = handles;
    engine.set_other_catalogs(athena::others(&records));
    let runner = Runner {
        engine: Arc::clone(&engine),
        storage: storage.clone(),
        faults: faults.clone(),
        records: records.clone(),
        timings: builder.timings.clone(),
        spool_folder: PathBuf::from(spool.path()),
        slots: Arc::new(Semaphore::new(builder.timings.concurrent_queries.clamp(1, Semaphore::MAX_PERMITS))),
    };
    let glue = Glue { engine: Arc::clone(&engine) };
    let athena = Athena { engine, queries, runner, quotas: builder.quotas, records };
    let keys = Keys::new(builder.credentials.clone());
    let s3 = s3::service(storage.clone(), &builder.region, &keys);
    let rates = RateLimits::new(builder.quotas);
    let service = Service { athena, glue, s3, storage, faults, calls, rates, keys };
    Ok(Prepared { listener, address, tls, service, _spool: spool })
}
