//! Ctrl-C: the first stops the query, the second exits without waiting.

use std::future::Future;
use std::time::Duration;

use awsathena::CancelHandle;

use crate::exit::{Failure, Result};
use crate::progress::ProgressLine;

/// Time after the second Ctrl-C in which work must end before the process exits.
const PATIENCE: Duration = Duration::from_secs(2);

/// Effect of the first Ctrl-C.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnInterrupt {
    /// Stops the query.
    Stop,
    /// Leaves the query running.
    Detach,
}

/// Runs `work`, which waits for the query of `handle`, until it ends or is interrupted.
pub(crate) async fn guarded<T>(
    work: impl Future<Output = Result<T>>,
    handle: CancelHandle,
    on_interrupt: OnInterrupt,
    progress: &ProgressLine,
) -> Result<T> {
    let _watchdog = Watchdog::start(progress.clone());
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = interrupted_here(progress) => {}
    }
    let id = handle.query_id();
    match (on_interrupt, &id) {
        (OnInterrupt::Detach, Some(id)) => {
            progress.print(&format!("query {id} continues; `awsathena stop {id}` stops it"));
            return Err(Failure::Cancelled);
        }
        (OnInterrupt::Detach, None) => return Err(Failure::Cancelled),
        (OnInterrupt::Stop, Some(id)) => progress.print(&format!("stopping query {id}; Ctrl-C again to stop waiting")),
        (OnInterrupt::Stop, None) => progress.print("stopping"),
    }
    let stopped = async {
        let stopped = handle.cancel().await;
        // The work now ends by itself, unless the query had ended and its result was being fetched.
        if id.is_some() && stopped.is_ok() {
            work.await.ok();
        }
        stopped
    };
    tokio::select! {
        stopped = stopped => match (stopped, id) {
            (Ok(()), Some(id)) => progress.print(&format!("query {id} was stopped")),
            (Ok(()), None) => {}
            (Err(error), _) => progress.print(&format!("could not stop the query: {error}")),
        },
        () = interrupted() => progress.print("stopped waiting for the query"),
    }
    Err(Failure::Cancelled)
}

/// Runs `work`, which has no query to stop, until it ends or is interrupted.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        done = work => done,
        () = interrupted() => Err(Failure::Cancelled),
    }
}

/// Installs a handler for Ctrl-C, which from now on does not end the process.
pub(crate) fn install_handler() {
    let mut interrupted = Box::pin(tokio::signal::ctrl_c());
    // tokio installs the handler at the first poll and never removes it.
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = interrupted.as_mut().poll(&mut context);
}

async fn interrupted() {
    // Without a handler no signal will come.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// As [`interrupted`], but ignores Ctrl-C while another program has the terminal.
async fn interrupted_here(progress: &ProgressLine) {
    loop {
        interrupted().await;
        if !progress.is_lent() {
            return;
        }
    }
}

/// Ends the process if work does not end after the second Ctrl-C: a blocking write to a full pipe does not react to
/// signals.
struct Watchdog(tokio::task::JoinHandle<()>);

impl Watchdog {
    fn start(progress: ProgressLine) -> Self {
        Self(tokio::spawn(async move {
            interrupted_here(&progress).await;
            interrupted_here(&progress).await;
            tokio::time::sleep(PATIENCE).await;
            crate::terminal::restore();
            std::process::exit(130);
        }))
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.0.abort();
    }
}
