//! Signals to the command while it waits for a query: the query is stopped, and the exit code names the signal.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, QueryState};

use crate::service::{Service, end, folder, kill};

#[test]
fn a_start_that_is_being_answered_is_stopped_too() {
    let service = Service::start();
    service.sandbox().faults().inject(Fault::latency("StartQueryExecution", Duration::from_secs(2)));
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
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
fn a_signal_that_comes_twice_at_once_counts_once() {
    let service = Service::start();
    service.sandbox().faults().inject(Fault::latency("StopQueryExecution", Duration::from_secs(2)));
    for (signal, code) in [("-TERM", 143), ("-INT", 130)] {
        let sql = format!("SELECT '{signal} twice' AS forever");
        let process = service.command("rest", &["query", &sql]).spawn().expect("the command starts");
        service.wait_for(&sql);
        kill(&process, signal);
        kill(&process, signal);
        let (ended, stderr) = end(process);
        assert_eq!(ended, Some(code), "{stderr}");
        assert!(stderr.contains("was stopped"), "{stderr}");
        assert_eq!(service.query(&sql), Some((QueryState::Cancelled, 1)), "{stderr}");
    }
}

#[test]
fn a_second_signal_ends_the_wait_for_the_stop() {
    let service = Service::start();
    service.sandbox().faults().inject(Fault::latency("StopQueryExecution", Duration::from_secs(8)));
    let sql = "SELECT 'impatient' AS forever";
    let process = service.command("rest", &["query", sql]).spawn().expect("the command starts");
    service.wait_for(sql);
    let begin = Instant::now();
    kill(&process, "-INT");
    std::thread::sleep(Duration::from_secs(1));
    kill(&process, "-INT");
    let (ended, stderr) = end(process);
    assert_eq!(ended, Some(130), "{stderr}");
    assert!(begin.elapsed() < Duration::from_secs(6), "{:?}: {stderr}", begin.elapsed());
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
