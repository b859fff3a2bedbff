//! Execution of one statement, from its start to the last row of its result.

use awsathena::{Connection, QueryId, Statement};

use crate::exit::Result;
use crate::format::ResultWriter;
use crate::interrupt::{OnInterrupt, guarded};
use crate::progress::ProgressLine;
use crate::stats::{Meter, Stats};
use crate::target::Target;

/// Source of a result.
pub(crate) enum Work {
    /// A statement to execute. Ctrl-C stops its query.
    Execute(Box<Statement>),
    /// A query that was started before. Ctrl-C leaves it running.
    Attach(QueryId),
}

/// Runs the work and writes its result. The statistics are there even if it failed.
pub(crate) async fn run(
    connection: &Connection,
    work: Work,
    writer: &mut ResultWriter,
    target: &mut Target,
    progress: &ProgressLine,
) -> (Stats, Result<()>) {
    let mut meter = Meter::start(connection);
    let mut cursor = connection.cursor();
    let (handle, watch) = (cursor.cancel_handle(), cursor.progress());
    let on_interrupt = if matches!(work, Work::Execute(_)) { OnInterrupt::Stop } else { OnInterrupt::Detach };
    let mut batches = 0;
    progress.begin(watch.clone());
    let done = guarded(
        async {
            match work {
                Work::Execute(statement) => cursor.execute(*statement).await?,
                Work::Attach(id) => cursor.attach(id).await?,
            }
            meter.fetching();
            writer.begin(&mut *target.out, &cursor.columns())?;
            while let Some(batch) = cursor.next_batch().await? {
                batches += 1;
                writer.batch(&mut *target.out, &cursor, batch)?;
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
    (meter.stop(connection, &cursor, watch.current().rows_fetched, batches), done)
}
