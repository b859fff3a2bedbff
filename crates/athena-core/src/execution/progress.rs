//! Progress of a cursor's execution, as a value to watch.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::driver::results::Transfer;
use crate::query::{QueryExecution, QueryId, QueryState};

/// Step of a cursor's current execution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// No statement was executed yet.
    #[default]
    Idle,
    /// Waiting for a slot among the queries in flight (`pool_size`); nothing was sent yet.
    Waiting,
    /// The start was sent and not answered yet.
    Starting,
    /// The service has queued the query.
    Queued,
    /// The service runs the query.
    Running,
    /// The query has succeeded; its result can be fetched.
    Fetching,
    /// All rows were fetched.
    Finished,
    /// The execution or the fetch ended with an error, the stop of a query included.
    Failed,
}

/// A snapshot of a cursor's current execution.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Progress {
    /// The step.
    pub phase: Phase,
    /// While [waiting](Phase::Waiting): the place in the connection's queue, 1 for the next.
    pub place: Option<usize>,
    /// The query's id, once its start was answered.
    pub query_id: Option<QueryId>,
    /// Bytes that the query has scanned so far, as the service last said.
    pub data_scanned_bytes: u64,
    /// Rows handed out so far.
    pub rows_fetched: u64,
    /// Rows of the result, where they are known before its end.
    pub rows_total: Option<u64>,
    /// Bytes of result objects fetched so far; 0 for results by `GetQueryResults`.
    pub bytes_fetched: u64,
    /// Bytes of all result objects, where they are known before their end.
    pub bytes_total: Option<u64>,
    began: Option<Instant>,
    ended: Option<Instant>,
}

impl Progress {
    /// The time since the statement was executed; it stands still once the result was fetched or failed.
    pub fn elapsed(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| self.ended.unwrap_or_else(Instant::now) - began)
    }

    /// Whether nothing more will happen before the next statement.
    pub fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Finished | Phase::Failed)
    }
}

/// Follows the progress of a cursor, from any task and from statement to statement. Made by
/// [`Cursor::progress`](crate::Cursor::progress).
///
/// ```
/// # async fn example(mut cursor: athena_core::Cursor) -> athena_core::Result<()> {
/// let mut progress = cursor.progress();
/// tokio::spawn(async move {
///     while let Some(now) = progress.changed().await {
///         println!("{:?} {} bytes scanned", now.phase, now.data_scanned_bytes);
///     }
/// });
/// cursor.execute("SELECT count(*) FROM orders").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ProgressWatch(watch::Receiver<Progress>);

impl ProgressWatch {
    /// The progress now.
    pub fn current(&self) -> Progress {
        self.0.borrow().clone()
    }

    /// Waits for a change and gives the progress after it; steps in quick succession are seen as one. `None` once the
    /// cursor is gone.
    ///
    /// # Cancel safety
    /// No change is missed: the next call sees it.
    pub async fn changed(&mut self) -> Option<Progress> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}

/// The side of a [`ProgressWatch`] that makes the changes.
#[derive(Debug, Default)]
pub(crate) struct ProgressReport(watch::Sender<Progress>);

impl ProgressReport {
    pub(crate) fn watch(&self) -> ProgressWatch {
        ProgressWatch(self.0.subscribe())
    }

    /// Whether anybody looks.
    pub(crate) fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    pub(crate) fn begin(&self, phase: Phase) {
        self.0.send_replace(Progress { phase, began: Some(Instant::now()), ..Progress::default() });
    }

    pub(crate) fn phase(&self, phase: Phase) {
        self.0.send_modify(|progress| progress.enter(phase));
    }

    pub(crate) fn place(&self, place: usize) {
        self.0.send_modify(|progress| progress.place = Some(place));
    }

    pub(crate) fn started(&self, id: &QueryId) {
        self.0.send_modify(|progress| progress.query_id = Some(id.clone()));
    }

    pub(crate) fn polled(&self, query: &QueryExecution) {
        self.0.send_modify(|progress| {
            progress.data_scanned_bytes = query.statistics.data_scanned_bytes.unwrap_or(0);
            match query.state {
                QueryState::Queued => progress.enter(Phase::Queued),
                QueryState::Running => progress.enter(Phase::Running),
                QueryState::Succeeded => progress.enter(Phase::Fetching),
                QueryState::Failed | QueryState::Cancelled => progress.enter(Phase::Failed),
                _ => {}
            }
        });
    }

    pub(crate) fn fetched(&self, rows: usize, transfer: Transfer) {
        self.0.send_modify(|progress| {
            progress.rows_fetched += rows as u64;
            progress.bytes_fetched = transfer.bytes;
            progress.bytes_total = transfer.bytes_total;
            progress.rows_total = transfer.rows_total;
        });
    }
}

impl Progress {
    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.place = None;
        self.ended = self.is_over().then(Instant::now);
    }
}
