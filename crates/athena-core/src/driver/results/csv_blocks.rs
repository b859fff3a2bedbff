//! Blocks of whole rows from a result's CSV object.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::column::Columns;
use crate::driver::csv::{Assembler, Block};
use crate::driver::objects::ObjectReader;
use crate::error::{Error, ErrorKind, Result};

/// Finished blocks that wait for their reader, besides the one that is being filled.
const BLOCKS_AHEAD: usize = 2;

/// Reads and scans a CSV object in a task, a few blocks ahead of its caller. Dropping it ends the task and its
/// transfers.
#[derive(Debug)]
pub struct CsvBlocks {
    blocks: Receiver<Block>,
    bytes_fetched: Arc<AtomicU64>,
    /// `None` once it has ended.
    task: Option<JoinHandle<Result<()>>>,
}

impl CsvBlocks {
    /// Starts to scan an object, the CSV of a result with these columns.
    pub fn start(reader: ObjectReader, columns: &Columns) -> Self {
        let (sender, blocks) = channel(BLOCKS_AHEAD);
        let bytes_fetched = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&bytes_fetched);
        let assembler = Assembler::new(columns.iter().map(|column| &column.name));
        let task = tokio::spawn(async move { scan(reader, assembler, sender, &counter).await }.in_current_span());
        Self { blocks, bytes_fetched, task: Some(task) }
    }

    /// The next block; `None` at the end of the file.
    ///
    /// # Errors
    /// The error of the read, or `Decode` when the file is not the CSV that Athena writes for a result with these
    /// columns; `InvalidState` when the runtime has shut down.
    ///
    /// # Cancel safety
    /// No block is lost.
    pub async fn next(&mut self) -> Result<Option<Block>> {
        if let Some(block) = self.blocks.recv().await {
            return Ok(Some(block));
        }
        // The file has ended, or the task has: a lost task must not look like the end of the file.
        let Some(task) = &mut self.task else { return Ok(None) };
        let ended = task.await;
        self.task = None;
        let lost = |_| Error::new(ErrorKind::InvalidState, "the task that read the result file was lost");
        ended.map_err(lost).flatten().map(|()| None)
    }

    /// Bytes that have arrived so far.
    pub fn bytes_fetched(&self) -> u64 {
        self.bytes_fetched.load(Ordering::Relaxed)
    }
}

impl Drop for CsvBlocks {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

async fn scan(
    mut reader: ObjectReader,
    mut assembler: Assembler,
    blocks: Sender<Block>,
    fetched: &AtomicU64,
) -> Result<()> {
    let uri = reader.uri().clone();
    let located = |error: Error| error.with_context("uri", &uri);
    while let Some(buffer) = reader.next().await? {
        fetched.fetch_add(buffer.len() as u64, Ordering::Relaxed);
        if let Some(block) = assembler.push(&buffer).map_err(located)?
            && blocks.send(block).await.is_err()
        {
            // The caller has dropped the blocks.
            return Ok(());
        }
    }
    if let Some(block) = assembler.finish().map_err(located)? {
        blocks.send(block).await.ok();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AthenaType;
    use crate::column::Column;
    use crate::driver::objects::ReadOptions;
    use crate::testing::MemoryObjects;

    const URI: &str = "s3://bucket/q.csv";

    async fn open(file: &'static str) -> CsvBlocks {
        let objects = MemoryObjects::new();
        objects.put(URI, file);
        let columns = ["id", "id"].map(|name| Column::new(name, AthenaType::BigInt)).into_iter().collect();
        let uri = URI.parse().expect("a location");
        let reader = ObjectReader::open(Arc::new(objects), uri, ReadOptions::new(5, 2)).await.expect("opens");
        CsvBlocks::start(reader, &columns)
    }

    #[tokio::test]
    async fn an_error_names_the_file_and_is_given_once() {
        for file in ["\"id\",\"name\"\n\"1\",\"2\"\n", "\"id\",\"id\"\n\"1\",\"2\""] {
            let mut blocks = open(file).await;
            let error = blocks.next().await.expect_err("is not the file that Athena wrote");
            assert_eq!((error.kind(), error.context("uri")), (ErrorKind::Decode, Some(URI)));
            assert!(blocks.next().await.expect("the result is over").is_none());
        }
    }

    #[test]
    fn a_task_that_was_lost_with_its_runtime_is_an_error() {
        let runtime = || tokio::runtime::Builder::new_current_thread().build().expect("starts");
        let mut blocks = runtime().block_on(open("\"id\",\"id\"\n\"1\",\"2\"\n"));
        let error = runtime().block_on(blocks.next()).expect_err("the task is lost");
        assert_eq!(error.kind(), ErrorKind::InvalidState);
    }

    #[tokio::test]
    async fn every_byte_is_counted() {
        let file = "\"id\",\"id\"\n\"1\",\"2\"\n";
        let mut blocks = open(file).await;
        assert_eq!(blocks.next().await.expect("reads").map(|block| block.num_rows()), Some(1));
        assert!(blocks.next().await.expect("reads").is_none());
        assert_eq!(blocks.bytes_fetched(), file.len() as u64);
    }
}
