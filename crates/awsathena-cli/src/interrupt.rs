//! Ctrl-C: the first stops the query, a second one leaves.

use std::future::Future;

use awsathena::CancelHandle;

use crate::exit::{Failure, Result};
use crate::progress::Progress;

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
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = interrupted() => {}
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

async fn interrupted() {
    // Without a handler there is no signal to wait for.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
