//! Work that signals interrupt: the first stops the query, the second exits without waiting.

use std::future::Future;
use std::time::Duration;

use awsathena::{CancelHandle, ErrorKind};

use crate::exit::{Failure, Result};
use crate::progress::ProgressLine;
use crate::signals::{Interruptible, Signal};

/// The longest wait for the answers to stops, and for the deletion of files, when a query or a connection is given up.
const CLOSE_PATIENCE: Duration = Duration::from_secs(10);

/// The longest such wait after `query_timeout`: the user has set a limit, and it has passed.
const LATE_PATIENCE: Duration = Duration::from_secs(2);

/// Effect of the first signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnInterrupt {
    /// Stops the query.
    Stop,
    /// Leaves the query running.
    Detach,
}

/// Runs `work`, which waits for the query of `handle`, until it ends or is interrupted.
pub(crate) async fn guarded<T>(
    interruptible: &Interruptible,
    work: impl Future<Output = Result<T>>,
    handle: CancelHandle,
    on_interrupt: OnInterrupt,
    progress: &ProgressLine,
) -> Result<T> {
    tokio::pin!(work);
    let signal = tokio::select! {
        done = &mut work => return done,
        signal = interruptible.first() => signal,
    };
    let id = handle.query_id();
    let again = if signal == Signal::Interrupt { "; Ctrl-C again to stop waiting" } else { "" };
    match (on_interrupt, &id) {
        (OnInterrupt::Detach, Some(id)) => {
            progress.print(&format!("query {id} continues; `awsathena stop {id}` stops it"));
            return Err(Failure::Interrupted(signal));
        }
        (OnInterrupt::Detach, None) => return Err(Failure::Interrupted(signal)),
        (OnInterrupt::Stop, Some(id)) => progress.print(&format!("stopping query {id}{again}")),
        (OnInterrupt::Stop, None) => progress.print("stopping"),
    }
    let stopped = async {
        let cancel = handle.cancel();
        tokio::pin!(cancel);
        // A start that is being sent goes on only as long as the work is polled.
        tokio::select! {
            stopped = &mut cancel => {
                // The work now ends by itself, unless the query had ended and its result was being fetched.
                if id.is_some() && stopped.is_ok() {
                    work.await.ok();
                }
                stopped
            }
            _ = &mut work => cancel.await,
        }
    };
    tokio::select! {
        stopped = stopped => match (stopped, &id) {
            (Ok(()), Some(id)) => progress.print(&format!("query {id} was stopped")),
            (Ok(()), None) => {}
            (Err(error), _) => progress.print(&format!("could not stop the query: {error}")),
        },
        _ = interruptible.second() => progress.print("stopped waiting for the query"),
    }
    Err(Failure::Interrupted(signal))
}

/// Runs `work`, which has no query to stop, until it ends or is interrupted.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let interruptible = Interruptible::begin();
    tokio::select! {
        done = work => done,
        signal = interruptible.first() => Err(Failure::Interrupted(signal)),
    }
}

/// The longest wait for a cursor or a connection to close after the work has ended as `done`.
pub(crate) fn patience_after(done: &Result<()>) -> Duration {
    match done {
        Err(Failure::Athena(error)) if error.kind() == ErrorKind::TimedOut => {
            // After the start the driver has already waited for the stop, and its error tells what came of it.
            if error.context("stop").is_some() { Duration::ZERO } else { LATE_PATIENCE }
        }
        _ => CLOSE_PATIENCE,
    }
}

/// Waits until a cursor or a connection is closed: not longer than `patience`, and not after a second signal. Returns
/// whether the wait has come to its end, with success or an error.
pub(crate) async fn closed(
    interruptible: &Interruptible,
    closing: impl Future<Output = awsathena::Result<()>>,
    patience: Duration,
    progress: &ProgressLine,
) -> bool {
    tokio::select! {
        biased;
        _ = interruptible.second() => false,
        closed = tokio::time::timeout(patience, closing) => match closed {
            Ok(Ok(())) => true,
            Ok(Err(error)) => {
                progress.print(&format!("could not stop the query: {error}"));
                true
            }
            Err(_) => {
                if !patience.is_zero() {
                    progress.print("stopped waiting for the query: it may still run");
                }
                false
            }
        },
    }
}
