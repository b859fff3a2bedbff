//! Ctrl-C: the first stops the query, a second one leaves.

use std::future::Future;
use std::time::Duration;

use awsathena::CancelHandle;

use crate::exit::{Failure, Result};
use crate::progress::Progress;

/// What work has to come back after the second Ctrl-C.
const PATIENCE: Duration = Duration::from_secs(2);

/// What the first Ctrl-C does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnInterrupt {
    /// Stops the query.
    Stop,
    /// Leaves it to itself.
    Detach,
}

/// Runs `work`, which is about the query of `handle`, until it ends or is interrupted.
pub(crate) async fn guarded<T>(
    work: impl Future<Output = Result<T>>,
    handle: CancelHandle,
    on_interrupt: OnInterrupt,
    progress: &Progress,
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
            progress.say(&format!("the query goes on; `awsathena stop {id}` stops it"));
            return Err(Failure::Cancelled);
        }
        (OnInterrupt::Detach, None) => return Err(Failure::Cancelled),
        (OnInterrupt::Stop, Some(id)) => progress.say(&format!("stopping query {id}; Ctrl-C again leaves it")),
        (OnInterrupt::Stop, None) => progress.say("stopping"),
    }
    let stopped = async {
        let stopped = handle.cancel().await;
        // The service knows now; the work ends by itself, unless it was only fetching.
        if id.is_some() && stopped.is_ok() {
            work.await.ok();
        }
        stopped
    };
    tokio::select! {
        stopped = stopped => match (stopped, id) {
            (Ok(()), Some(id)) => progress.say(&format!("query {id} was stopped")),
            (Ok(()), None) => {}
            (Err(error), _) => progress.say(&format!("could not stop the query: {error}")),
        },
        () = interrupted() => progress.say("left without waiting"),
    }
    Err(Failure::Cancelled)
}

/// Runs `work`, which has nothing to stop, until it ends or is interrupted.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::select! {
        done = work => done,
        () = interrupted() => Err(Failure::Cancelled),
    }
}

/// From now on Ctrl-C does not end the process.
pub(crate) fn survive() {
    let mut interrupted = Box::pin(tokio::signal::ctrl_c());
    // The handler is set when the signal is first waited for, and stays.
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let _ = interrupted.as_mut().poll(&mut context);
}

async fn interrupted() {
    // Without a handler there is no signal to wait for.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// [`interrupted`], but for what is meant for the program that has the terminal.
async fn interrupted_here(progress: &Progress) {
    loop {
        interrupted().await;
        if !progress.is_lent() {
            return;
        }
    }
}

/// Ends the process when work that was interrupted twice does not come back: who is stuck in writing to a pipe that nobody
/// reads looks at no signal.
struct Watchdog(tokio::task::JoinHandle<()>);

impl Watchdog {
    fn start(progress: Progress) -> Self {
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
