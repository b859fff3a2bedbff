//! A result's CSV object as blocks of whole rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use crate::driver::api::ObjectSource;
use crate::driver::csv::{Assembler, Block};
use crate::driver::objects::{ObjectReader, ReadOptions};
use crate::error::Result;
use crate::options::S3Uri;

/// Blocks that wait to be taken, besides the one that is being filled.
const BLOCKS_AHEAD: usize = 2;

/// Reads and scans a CSV object on a task of its own, a few blocks ahead of its reader.
#[derive(Debug)]
pub struct CsvBlocks {
    blocks: Receiver<Result<Block>>,
    bytes_fetched: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl CsvBlocks {
    /// Begins to read the CSV of a result with `width` columns.
    ///
    /// # Errors
    /// As [`ObjectReader::open`].
    pub async fn open(source: Arc<dyn ObjectSource>, uri: S3Uri, width: usize, options: ReadOptions) -> Result<Self> {
        Ok(Self::start(ObjectReader::open(source, uri, options).await?, width))
    }

    /// Goes on with an object whose first part is on its way.
    pub fn start(reader: ObjectReader, width: usize) -> Self {
        let (sender, blocks) = channel(BLOCKS_AHEAD);
        let bytes_fetched = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&bytes_fetched);
        let task = tokio::spawn(async move {
            if let Err(error) = scan(reader, width, &sender, &counter).await {
                // Nobody left to tell is fine: the blocks were dropped.
                let _ = sender.send(Err(error)).await;
            }
        });
        Self { blocks, bytes_fetched, task }
    }

    /// The next block; `None` at the end of the file.
    ///
    /// # Errors
    /// The error of the read, or `Decode` when the file is not well formed.
    ///
    /// # Cancel safety
    /// No block is lost.
    pub async fn next(&mut self) -> Result<Option<Block>> {
        self.blocks.recv().await.transpose()
    }

    /// Bytes that have come so far.
    pub fn bytes_fetched(&self) -> u64 {
        self.bytes_fetched.load(Ordering::Relaxed)
    }
}

impl Drop for CsvBlocks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn scan(
    mut reader: ObjectReader,
    width: usize,
    blocks: &Sender<Result<Block>>,
    fetched: &AtomicU64,
) -> Result<()> {
    let mut assembler = Assembler::new(width);
    while let Some(piece) = reader.next().await? {
        fetched.fetch_add(piece.len() as u64, Ordering::Relaxed);
        if let Some(block) = assembler.push(&piece)?
            && blocks.send(Ok(block)).await.is_err()
        {
            return Ok(());
        }
    }
    if let Some(block) = assembler.finish()? {
        let _ = blocks.send(Ok(block)).await;
    }
    Ok(())
}
