//! Networks that fail while the command waits for its query.

use std::process::{Child, Output};
use std::time::{Duration, Instant};

use athena_sandbox::{Fault, QueryState};

use crate::proxy::{Mode, Proxy};
use crate::service::{DRIVERS, Service, command};

/// Rows of the result: more than a page.
const ROWS: u32 = 2500;

/// Longest run of a command with a `query_timeout` of five seconds.
const LIMIT: Duration = Duration::from_secs(8);

fn output(process: Child) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = process.wait_with_output().expect("the command ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

/// The query runs for `run`, and on every driver all connections are reset for `outage` in the middle of it.
fn outage(run: Duration, outage: Duration) {
    let service = Service::start();
    let proxy = Proxy::start(&service, Mode::Forward);
    service.sandbox().faults().inject(Fault::run_for(run).only_if_contains("AS long"));
    let sql = |driver: &str| {
        format!("SELECT '{driver}' AS driver, n AS long FROM UNNEST(sequence(1, {ROWS})) AS t(n) ORDER BY n")
    };
    let processes = DRIVERS.map(|driver| {
        let arguments = ["query", "-q", "--format", "csv", &sql(driver)];
        (driver, command(&arguments, &proxy.url(&service, driver)).spawn().expect("the command starts"))
    });
    DRIVERS.iter().for_each(|driver| service.wait_for(&sql(driver)));
    std::thread::sleep((run.saturating_sub(outage)) / 2);
    proxy.set(Mode::Reset);
    std::thread::sleep(outage);
    let states = DRIVERS.map(|driver| service.query(&sql(driver)));
    proxy.set(Mode::Forward);
    for ((driver, process), state) in processes.into_iter().zip(states) {
        assert_eq!(state, Some((QueryState::Running, 0)), "{driver}: the outage lay within the query");
        let (code, stdout, stderr) = output(process);
        assert_eq!(code, Some(0), "{driver}: {stderr}");
        let rows: String = (1..=ROWS).map(|n| format!("{driver},{n}\n")).collect();
        assert!(stdout == format!("driver,long\n{rows}"), "{driver}: {stdout}");
        let started: Vec<_> = service.sandbox().queries().into_iter().filter(|q| q.sql == sql(driver)).collect();
        assert_eq!(started.len(), 1, "{driver}: the query was started once");
        assert_eq!((started[0].state, started[0].stop_count), (QueryState::Succeeded, 0), "{driver}");
    }
}

#[test]
fn a_query_outlives_an_outage_of_three_seconds() {
    outage(Duration::from_secs(6), Duration::from_secs(3));
}

#[test]
#[ignore = "the query takes a minute"]
fn a_query_outlives_an_outage_of_thirty_seconds() {
    outage(Duration::from_secs(60), Duration::from_secs(30));
}

#[test]
fn a_query_timeout_holds_although_nothing_answers() {
    let service = Service::start();
    let proxy = Proxy::start(&service, Mode::Hold);
    let begin = Instant::now();
    let processes = DRIVERS.map(|driver| {
        let url = format!("{}&query_timeout=5", proxy.url(&service, driver));
        (driver, command(&["query", "SELECT 1 AS never"], &url).spawn().expect("the command starts"))
    });
    for (driver, process) in processes {
        let (code, stdout, stderr) = output(process);
        assert!(begin.elapsed() < LIMIT, "{driver} took {:?}: {stderr}", begin.elapsed());
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{driver}: {stderr}");
        for part in ["was not answered within 5s", "`query_timeout`", "client_request_token"] {
            assert!(stderr.contains(part), "{driver}: {stderr}");
        }
        assert!(!stderr.contains("was stopped"), "{driver}: {stderr}");
    }
    assert!(service.sandbox().queries().is_empty(), "no request has come to the sandbox");
}

#[test]
fn a_query_timeout_holds_although_polls_and_the_stop_are_not_answered() {
    let service = Service::start();
    let proxy = Proxy::start(&service, Mode::Forward);
    let sql = |driver: &str| format!("SELECT '{driver}' AS forever");
    let begin = Instant::now();
    let processes = DRIVERS.map(|driver| {
        let url = format!("{}&query_timeout=5", proxy.url(&service, driver));
        (driver, command(&["query", &sql(driver)], &url).spawn().expect("the command starts"))
    });
    DRIVERS.iter().for_each(|driver| service.wait_for(&sql(driver)));
    proxy.set(Mode::Hold);
    for (driver, process) in processes {
        let (code, stdout, stderr) = output(process);
        assert!(begin.elapsed() < LIMIT, "{driver} took {:?}: {stderr}", begin.elapsed());
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{driver}: {stderr}");
        let id = service.sandbox().queries().into_iter().find(|query| query.sql == sql(driver)).map(|query| query.id);
        for part in ["did not end within 5s", "`query_timeout`", "may still run", &id.expect("the query runs")] {
            assert!(stderr.contains(part), "{driver}: {stderr}");
        }
        assert!(!stderr.contains("was stopped"), "{driver}: {stderr}");
    }
}
