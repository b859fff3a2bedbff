//! Writing of results to files, batch by batch.

use std::io::Write;

use arrow_array::RecordBatch;
use athena_core::{Cursor, Error, ErrorKind, Result};
use tokio::task::{JoinHandle, spawn_blocking};

use crate::dialect::Pandas;

/// Outcome of writing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written<W> {
    /// Rows in the file.
    pub rows: u64,
    /// The writer, returned.
    pub writer: W,
}

/// A file that is being written.
pub(crate) trait BatchFile: Send + Sized + 'static {
    type Writer: Write + Send + 'static;

    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Ends a file of `rows` rows.
    fn finish(self, rows: u64) -> Result<Self::Writer>;
}

/// Writes the rest of a result. A batch is encoded on another thread while the next one is fetched.
pub(crate) async fn write<F: BatchFile>(cursor: &mut Cursor<Pandas>, file: F) -> Result<Written<F::Writer>> {
    let mut rows = 0;
    let mut writing = Writing::Idle(file);
    while let Some(batch) = cursor.next_batch().await? {
        rows += batch.num_rows() as u64;
        let mut file = writing.ended().await?;
        writing = Writing::Busy(spawn_blocking(move || file.write(&batch).map(|()| file)));
    }
    let file = writing.ended().await?;
    let writer = joined(spawn_blocking(move || file.finish(rows)).await)?;
    Ok(Written { rows, writer })
}

enum Writing<F> {
    Idle(F),
    Busy(JoinHandle<Result<F>>),
}

impl<F> Writing<F> {
    async fn ended(self) -> Result<F> {
        match self {
            Self::Idle(file) => Ok(file),
            Self::Busy(task) => joined(task.await),
        }
    }
}

fn joined<T>(ended: Result<Result<T>, tokio::task::JoinError>) -> Result<T> {
    ended.unwrap_or_else(|error| {
        Err(Error::new(ErrorKind::Unexpected, "the task that wrote a batch was cancelled").with_source(error))
    })
}
