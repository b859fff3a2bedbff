//! One statement, from its start to the last row of its result.

use std::time::Instant;

use awsathena::{AnyCursor, AsyncCursor as _, Connection, QueryId, Statement};

use crate::exit::Result;
use crate::format::Format;
use crate::interrupt::{OnInterrupt, guarded};
use crate::progress::Progress;
use crate::stats::{Meter, Stats};
use crate::target::Target;

/// What is run.
pub(crate) enum Work {
    /// A statement, which Ctrl-C stops.
    Execute(Box<Statement>),
    /// A query that runs already, which Ctrl-C leaves to itself.
    Attach(QueryId),
}

/// Runs it and writes the result. The figures are there even of what failed.
pub(crate) async fn run(
    connection: &Connection,
    work: Work,
    format: &mut dyn Format,
    target: &mut Target,
    progress: &Progress,
) -> (Stats, Result<()>) {
    let mut meter = Meter::start(connection);
    let mut cursor = connection.cursor();
    let handle = cursor.cancel_handle();
    let (mut rows, mut batches) = (0, 0);
    let on_interrupt = if matches!(work, Work::Execute(_)) { OnInterrupt::Stop } else { OnInterrupt::Detach };
    progress.begin();
    let done = guarded(
        async {
            match work {
                Work::Execute(statement) => cursor.execute(*statement).await?,
                Work::Attach(id) => cursor.attach(id).await?,
            }
            meter.fetching();
            let (since, before) = (Instant::now(), connection.usage().object_bytes());
            let columns = cursor.columns().clone();
            format.begin(&mut *target.out, &columns)?;
            while let Some(batch) = cursor.next_batch().await? {
                rows += AnyCursor::num_rows(&batch) as u64;
                batches += 1;
                format.batch(&mut *target.out, &columns, &batch)?;
                progress.fetched(rows, connection.usage().object_bytes() - before, since);
            }
            progress.end();
            format.end(&mut *target.out, &columns, rows, cursor.update_count())?;
            Ok(target.out.flush()?)
        },
        handle,
        on_interrupt,
        progress,
    )
    .await;
    progress.end();
    (meter.stop(connection, &cursor, rows, batches), done)
}
