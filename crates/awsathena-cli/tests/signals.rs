//! Signals to the command while it waits for a query: the query is stopped, and the exit code names the signal.
#![cfg(unix)]

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, QueryState, Sandbox};

const SIGNALS: [(&str, i32); 3] = [("-TERM", 143), ("-HUP", 129), ("-INT", 130)];

/// A sandbox whose queries run until they are stopped.
struct Service {
    runtime: tokio::runtime::Runtime,
    sandbox: Option<Sandbox>,
}

impl Service {
    fn start() -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("the runtime starts");
        let sandbox = runtime.block_on(Sandbox::builder().start()).expect("the sandbox starts");
        sandbox.faults().inject(Fault::hang_query().only_if_contains("AS forever"));
        Self { runtime, sandbox: Some(sandbox) }
    }

    fn sandbox(&self) -> &Sandbox {
        self.sandbox.as_ref().expect("it runs until the drop")
    }

    /// The state of the query with this text, and how often it was asked to stop.
    fn query(&self, sql: &str) -> Option<(QueryState, u64)> {
        let found = self.sandbox().queries().into_iter().find(|query| query.sql.contains(sql))?;
        Some((found.state, found.stop_count))
    }

    /// Waits until a query with this text runs.
    fn wait_for(&self, sql: &str) {
        let begin = Instant::now();
        while self.query(sql).is_none_or(|(state, _)| state != QueryState::Running) {
            assert!(begin.elapsed() < Duration::from_secs(30), "the query does not run: {sql}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn command(&self, driver: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_awsathena"));
        command
            .args(arguments)
            .args(["--url", &self.sandbox().url(&format!("awsathena+{driver}"))])
            .env("XDG_STATE_HOME", folder("state"))
            .env("XDG_CONFIG_HOME", folder("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            self.runtime.block_on(sandbox.shutdown());
        }
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("signals").join(name);
    fs::create_dir_all(&folder).expect("the folder for tests can be written to");
    folder
}

fn kill(process: &Child, signal: &str) {
    let killed = Command::new("kill").args([signal, &process.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()), "{signal} is sent");
}

/// Waits for the end of the command; its exit code and standard error.
fn end(mut process: Child) -> (Option<i32>, String) {
    let mut stderr = String::new();
    if let Some(mut pipe) = process.stderr.take() {
        pipe.read_to_string(&mut stderr).expect("the command prints UTF-8");
    }
    (process.wait().expect("the command ends").code(), stderr)
}

/// Whether this process ignores SIGHUP, and with it the commands that it starts.
fn ignores_hang_up() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or_default();
    u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & 1 == 1)
}

#[test]
fn every_signal_stops_the_query() {
    let service = Service::start();
    let hangs_up = !ignores_hang_up();
    for (signal, code) in SIGNALS.into_iter().filter(|(signal, _)| hangs_up || *signal != "-HUP") {
        for (driver, runs) in [("rest", 10), ("s3fs", 3), ("arrow", 3), ("polars", 3), ("pandas", 3)] {
            for run in 0..runs {
                let sql = format!("SELECT '{driver} {signal} {run}' AS forever");
                let process = service.command(driver, &["query", &sql]).spawn().expect("the command starts");
                service.wait_for(&sql);
                kill(&process, signal);
                let (ended, stderr) = end(process);
                assert_eq!(service.query(&sql), Some((QueryState::Cancelled, 1)), "{sql}: {stderr}");
                assert_eq!(ended, Some(code), "{sql}: {stderr}");
                assert!(stderr.contains("was stopped"), "{stderr}");
            }
        }
    }
}

#[test]
fn a_start_that_is_being_answered_is_stopped_too() {
    let service = Service::start();
    service.sandbox().faults().inject(Fault::latency("StartQueryExecution", Duration::from_secs(2)));
    for (signal, code) in SIGNALS.into_iter().filter(|(signal, _)| *signal != "-HUP") {
        let sql = format!("SELECT '{signal}' AS forever");
        let process = service.command("rest", &["query", &sql]).spawn().expect("the command starts");
        std::thread::sleep(Duration::from_secs(1));
        kill(&process, signal);
        let (ended, stderr) = end(process);
        assert_eq!(ended, Some(code), "{stderr}");
        if let Some((state, _)) = service.query(&sql) {
            assert_eq!(state, QueryState::Cancelled, "{sql}: {stderr}");
        }
    }
}

#[test]
fn a_terminal_that_is_gone_does_not_keep_the_query_running() {
    let service = Service::start();
    let sql = "SELECT 'gone' AS forever";
    let mut process = service.command("rest", &["query", sql]).spawn().expect("the command starts");
    service.wait_for(sql);
    drop(process.stderr.take());
    drop(process.stdout.take());
    kill(&process, "-TERM");
    assert_eq!(end(process).0, Some(143));
    assert_eq!(service.query(sql), Some((QueryState::Cancelled, 1)));
}

#[test]
fn a_failed_wait_does_not_end_before_the_query_is_stopped() {
    let service = Service::start();
    let faults = service.sandbox().faults();
    for operation in ["GetQueryExecution", "BatchGetQueryExecution"] {
        faults.inject(Fault::access_denied(operation));
    }
    faults.inject(Fault::latency("StopQueryExecution", Duration::from_secs(3)));
    for driver in ["rest", "arrow"] {
        let sql = format!("SELECT '{driver}' AS forever");
        let (ended, stderr) = end(service.command(driver, &["query", &sql]).spawn().expect("the command starts"));
        assert_eq!(ended, Some(3), "{stderr}");
        assert_eq!(service.query(&sql).map(|(state, _)| state), Some(QueryState::Cancelled), "{stderr}");
    }
}

#[test]
fn an_attached_query_goes_on() {
    let service = Service::start();
    let sql = "SELECT 'attached' AS forever";
    let owner = service.command("rest", &["query", sql]).spawn().expect("the command starts");
    service.wait_for(sql);
    let id = service.sandbox().queries()[0].id.clone();
    let process = service.command("rest", &["attach", &id]).spawn().expect("the command starts");
    std::thread::sleep(Duration::from_secs(2));
    kill(&process, "-TERM");
    let (ended, stderr) = end(process);
    assert_eq!(ended, Some(143), "{stderr}");
    assert!(stderr.contains("continues"), "{stderr}");
    assert_eq!(service.query(sql), Some((QueryState::Running, 0)));
    kill(&owner, "-INT");
    assert_eq!(end(owner).0, Some(130));
}

#[test]
fn a_signal_ends_a_shell_and_its_query() {
    let service = Service::start();
    let script = folder("shell").join("script.sql");
    fs::write(&script, "SELECT 'shell' AS forever;\nSELECT 2 AS never;\n").expect("the folder can be written to");
    let mut command = service.command("rest", &["shell", "-q"]);
    let process = command.stdin(fs::File::open(&script).expect("it was written")).spawn().expect("the command starts");
    service.wait_for("'shell' AS forever");
    kill(&process, "-TERM");
    let (ended, stderr) = end(process);
    assert_eq!(ended, Some(143), "{stderr}");
    assert_eq!(service.query("'shell' AS forever"), Some((QueryState::Cancelled, 1)));
    assert_eq!(service.query("never"), None);
}

#[test]
fn an_interrupted_query_leaves_the_output_file_as_it_was() {
    let service = Service::start();
    let folder = folder("output");
    let file = folder.join("old.csv");
    fs::write(&file, "old").expect("the folder can be written to");
    let sql = "SELECT 'output' AS forever";
    let arguments = ["query", sql, "-o", &file.to_string_lossy()];
    let process = service.command("rest", &arguments).spawn().expect("the command starts");
    service.wait_for(sql);
    kill(&process, "-TERM");
    assert_eq!(end(process).0, Some(143));
    assert_eq!(fs::read_to_string(&file).expect("it is still there"), "old");
    assert_eq!(fs::read_dir(&folder).expect("it was created").count(), 1, "no temporary file is left");
}

#[test]
#[cfg(target_os = "linux")]
fn nohup_keeps_its_effect() {
    let service = Service::start();
    let sql = "SELECT 'nohup' AS forever";
    let command = service.command("rest", &["query", sql]);
    let mut nohup = Command::new("nohup");
    nohup.arg(command.get_program()).args(command.get_args());
    nohup.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let process = nohup.spawn().expect("nohup is installed");
    service.wait_for(sql);
    kill(&process, "-HUP");
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(service.query(sql), Some((QueryState::Running, 0)));
    kill(&process, "-TERM");
    assert_eq!(end(process).0, Some(143));
}
