//! Execution of one statement, from its start to the last row of its result.

use awsathena::{Connection, QueryId, Statement};

use crate::exit::{Failure, Result};
use crate::format::ResultWriter;
use crate::interrupt::{OnInterrupt, closed, guarded, patience_after};
use crate::progress::ProgressLine;
use crate::signals::Interruptible;
use crate::stats::{Meter, Stats};
use crate::target::Target;

/// Source of a result.
pub(crate) enum Work {
    /// A statement to execute. A signal stops its query.
    Execute(Box<Statement>),
    /// A query that was started before. A signal leaves it running.
    Attach(QueryId),
}

/// The end of a piece of work.
pub(crate) struct Ended {
    /// The statistics, which are there even if the work failed.
    pub(crate) stats: Stats,
    pub(crate) done: Result<()>,
    /// Whether the query is known to have ended, or was left to itself.
    pub(crate) is_closed: bool,
}

/// Runs the work and writes its result.
pub(crate) async fn run(
    connection: &Connection,
    work: Work,
    writer: &mut ResultWriter,
    target: &mut Target,
    progress: &ProgressLine,
) -> Ended {
    let interruptible = Interruptible::begin();
    let executes = matches!(work, Work::Execute(_));
    let mut meter = Meter::start(connection, executes);
    let mut cursor = connection.cursor();
    let (handle, watch) = (cursor.cancel_handle(), cursor.progress());
    let on_interrupt = if executes { OnInterrupt::Stop } else { OnInterrupt::Detach };
    let mut batches = 0;
    progress.begin(watch.clone());
    let done = guarded(
        &interruptible,
        async {
            match work {
                Work::Execute(statement) => cursor.execute(*statement).await?,
                Work::Attach(id) => cursor.attach(id).await?,
            }
            meter.fetching();
            writer.begin(&mut *target.out, &cursor.columns())?;
            while let Some(batch) = cursor.next_batch().await? {
                batches += 1;
                let written = writer.batch(&mut *target.out, &cursor, batch);
                // An error of a cell comes from the row, which does not know its query.
                written.map_err(|failure| with_query_id(failure, cursor.query_id()))?;
            }
            progress.end();
            writer.end(&mut *target.out, &cursor, watch.current().rows_fetched)?;
            Ok(target.out.flush()?)
        },
        handle,
        on_interrupt,
        progress,
    )
    .await;
    progress.end();
    let stats = meter.stop(connection, &cursor, watch.current().rows_fetched, batches);
    let is_closed = closed(&interruptible, cursor.close(), patience_after(&done), progress).await;
    Ended { stats, done, is_closed }
}

fn with_query_id(failure: Failure, id: Option<QueryId>) -> Failure {
    match (failure, id) {
        (Failure::Athena(error), Some(id)) if error.query_id().is_none() => {
            Failure::Athena(error.with_query_id(id.as_str()))
        }
        (failure, _) => failure,
    }
}
