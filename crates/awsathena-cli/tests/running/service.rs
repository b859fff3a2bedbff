//! `Service`: a sandbox whose queries run as long as a test wants, and commands that use it.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, QueryState, Sandbox};

/// The drivers by URL scheme.
pub(crate) const DRIVERS: [&str; 5] = ["rest", "s3fs", "arrow", "polars", "pandas"];

/// Longest wait for a query to run, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sandbox in which queries with `AS forever` run until they are stopped.
pub(crate) struct Service {
    runtime: tokio::runtime::Runtime,
    sandbox: Option<Sandbox>,
}

impl Service {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("the runtime starts");
        let sandbox = runtime.block_on(Sandbox::builder().start()).expect("the sandbox starts");
        sandbox.faults().inject(Fault::hang_query().only_if_contains("AS forever"));
        Self { runtime, sandbox: Some(sandbox) }
    }

    pub(crate) fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("it runs until the drop")
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        &self.runtime
    }

    /// The state of the query with this text, and how often it was asked to stop.
    pub(crate) fn query(&self, sql: &str) -> Option<(QueryState, u64)> {
        let found = self.sandbox().queries().into_iter().find(|query| query.sql.contains(sql))?;
        Some((found.state, found.stop_count))
    }

    /// Waits until a query with this text runs.
    pub(crate) fn wait_for(&self, sql: &str) {
        let begin = Instant::now();
        while self.query(sql).is_none_or(|(state, _)| state != QueryState::Running) {
            assert!(begin.elapsed() < PATIENCE, "the query does not run: {sql}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The connection URL for a driver.
    pub(crate) fn url(&self, driver: &str) -> String {
        self.sandbox().url(&format!("awsathena+{driver}"))
    }

    /// A command that connects to the sandbox.
    pub(crate) fn command(&self, driver: &str, arguments: &[&str]) -> Command {
        command(arguments, &self.url(driver))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.shutdown());
        }
    }
}

/// A command with a URL, whose streams are pipes.
pub(crate) fn command(arguments: &[&str], url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_awsathena"));
    command
        .args(arguments)
        .args(["--url", url])
        .env("XDG_STATE_HOME", folder("state"))
        .env("XDG_CONFIG_HOME", folder("config"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A folder for files of one test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("running").join(name);
    fs::create_dir_all(&folder).expect("the folder for tests can be written to");
    folder
}

pub(crate) fn kill(process: &Child, signal: &str) {
    let killed = Command::new("kill").args([signal, &process.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "{signal} is sent");
}

/// Waits for the end of the command; its exit code and standard error.
pub(crate) fn end(mut process: Child) -> (Option<i32>, String) {
    let mut stderr = String::new();
    if let Some(mut pipe) = process.stderr.take() {
        pipe.read_to_string(&mut stderr).expect("the command prints UTF-8");
    }
    (process.wait().expect("the command ends").code(), stderr)
}

/// Whether this process ignores SIGHUP, and with it the commands that it starts.
pub(crate) fn ignores_hang_up() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or_default();
    u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 1 == 1)
}
