//! Every way to end the command, on every driver: the query is stopped.

use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use athena_sandbox::QueryState;

use crate::service::{DRIVERS, Service, end, ignores_hang_up, kill};
use crate::terminal::Terminal;

/// Commands that run at once.
const WIDTH: usize = 6;

/// Runs of each way and driver in the long test.
const RUNS: usize = 10;

/// A way to end a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Terminate,
    HangUp,
    Interrupt,
    /// The terminal of the command is closed.
    Terminal,
}

const WAYS: [Way; 4] = [Way::Terminate, Way::HangUp, Way::Interrupt, Way::Terminal];

impl Way {
    /// The signal as an argument of `kill` and `timeout`, and the exit code.
    fn signal(self) -> Option<(&'static str, i32)> {
        match self {
            Self::Terminate => Some(("TERM", 143)),
            Self::HangUp => Some(("HUP", 129)),
            Self::Interrupt => Some(("INT", 130)),
            Self::Terminal => None,
        }
    }

    /// Whether the way can be tested in this process.
    fn is_possible(self) -> bool {
        !matches!(self, Self::HangUp | Self::Terminal) || !ignores_hang_up()
    }
}

/// One run of the command.
#[derive(Clone, Debug)]
struct Run {
    way: Way,
    driver: &'static str,
    sql: String,
}

fn runs(count: usize) -> Vec<Run> {
    let of = |way: Way, driver| {
        (0..count).map(move |run| Run { way, driver, sql: format!("SELECT '{way:?} {driver} {run}' AS forever") })
    };
    let ways = WAYS.into_iter().filter(|way| way.is_possible());
    ways.flat_map(|way| DRIVERS.into_iter().flat_map(move |driver| of(way, driver))).collect()
}

/// Does `one` for every run, several at once. Returns the failures.
fn all(runs: &[Run], one: impl Fn(&Run) -> Result<(), String> + Sync) -> Vec<String> {
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WIDTH {
            scope.spawn(|| {
                while let Some(run) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(failure) = one(run) {
                        failures.lock().expect("no thread panics with the lock").push(format!("{run:?}: {failure}"));
                    }
                }
            });
        }
    });
    failures.into_inner().expect("no thread panics with the lock")
}

/// Checks that the query of a run was stopped once.
fn stopped(service: &Service, sql: &str) -> Result<(), String> {
    match service.query(sql) {
        Some((QueryState::Cancelled, 1)) => Ok(()),
        other => Err(format!("the query is {other:?}")),
    }
}

/// Checks the exit code and the last words of a command that a signal has ended.
fn told(ended: (Option<i32>, String), code: i32) -> Result<(), String> {
    match ended {
        (Some(ended), said) if ended == code && said.contains("was stopped") => Ok(()),
        (ended, said) => Err(format!("the command ended with {ended:?} and said: {said}")),
    }
}

fn end_by_terminal(service: &Service, run: &Run) -> Result<(), String> {
    let Some(terminal) = Terminal::start(&service.command(run.driver, &["query", &run.sql])) else { return Ok(()) };
    service.wait_for(&run.sql);
    terminal.close();
    stopped(service, &run.sql)
}

#[test]
fn every_end_of_the_command_stops_its_query() {
    let service = Service::start();
    let failures = all(&runs(1), |run| {
        let Some((signal, code)) = run.way.signal() else { return end_by_terminal(&service, run) };
        let process = service.command(run.driver, &["query", &run.sql]).spawn().expect("the command starts");
        service.wait_for(&run.sql);
        kill(&process, &format!("-{signal}"));
        told(end(process), code)?;
        stopped(&service, &run.sql)
    });
    assert!(failures.is_empty(), "{failures:#?}");
}

/// `timeout` of coreutils sends its signal twice at once: to the command, and to the process group of the command.
#[test]
#[ignore = "200 runs take over a minute"]
#[expect(clippy::print_stdout, reason = "a long run tells its figures")]
fn ten_out_of_ten_commands_that_time_out_stop_their_queries() {
    let service = Service::start();
    let (runs, late) = (runs(RUNS), AtomicUsize::new(0));
    let failures = all(&runs, |run| {
        let Some((signal, code)) = run.way.signal() else { return end_by_terminal(&service, run) };
        loop {
            let command = service.command(run.driver, &["query", &run.sql]);
            let mut timeout = Command::new("timeout");
            timeout.args(["--preserve-status", "-s", signal, "2"]).arg(command.get_program()).args(command.get_args());
            timeout.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
            timeout.stdin(std::process::Stdio::null());
            timeout.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            let ended = end(timeout.spawn().expect("timeout is installed"));
            if service.query(&run.sql).is_none() {
                // On a busy machine the command may not have come to its query within the two seconds.
                late.fetch_add(1, Ordering::Relaxed);
                continue;
            }
            told(ended, code)?;
            return stopped(&service, &run.sql);
        }
    });
    let late = late.into_inner();
    assert!(failures.is_empty(), "{} of {}, {late} more had no query: {failures:#?}", failures.len(), runs.len());
    println!("{} runs; {late} more ended before their query began", runs.len());
}
