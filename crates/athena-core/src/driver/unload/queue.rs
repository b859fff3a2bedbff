//! Queue of files that are read at the same time, with batches in the order of the manifest.

use std::collections::VecDeque;
use std::future::Future;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::error::{Error, ErrorKind, Result};
use crate::options::S3Uri;

/// Finished batches of a file that wait for their turn, besides the one that its reader is making.
const BATCHES_AHEAD: usize = 1;

/// The files of one UNLOAD, of which some are read at the same time. The driver passes a function that reads a file:
/// its future sends the batches, and ends with the file or with an error. Dropping the queue ends all reads.
#[derive(Debug)]
pub struct FileQueue<B> {
    waiting: VecDeque<S3Uri>,
    open: VecDeque<Reading<B>>,
    parallel_files: usize,
}

impl<B: Send + 'static> FileQueue<B> {
    /// A queue of `files`, of which at most `parallel_files` are read at the same time. Reads nothing yet.
    pub fn new(files: &[S3Uri], parallel_files: usize) -> Self {
        Self { waiting: files.iter().cloned().collect(), open: VecDeque::new(), parallel_files }
    }

    /// Starts to read a file that is not among those of [`new`](Self::new), after those that are being read.
    pub fn start<F>(&mut self, read: impl FnOnce(Sender<B>) -> F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        let (sender, batches) = channel(BATCHES_AHEAD);
        self.open.push_back(Reading { batches, task: tokio::spawn(read(sender).in_current_span()) });
    }

    /// Starts to read as many files as may be read at the same time.
    pub fn read_ahead<F>(&mut self, read: impl Fn(S3Uri, Sender<B>) -> F)
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        while self.open.len() < self.parallel_files {
            let Some(uri) = self.waiting.pop_front() else { break };
            self.start(|sender| read(uri, sender));
        }
    }

    /// The next batch, in the order of the files; `None` after the last one. Starts to read the next file when one has
    /// ended.
    ///
    /// # Errors
    /// Those of the files; `InvalidState` when the runtime has shut down. The files are then over.
    ///
    /// # Cancel safety
    /// No batch is lost.
    pub async fn next<F>(&mut self, read: impl Fn(S3Uri, Sender<B>) -> F) -> Result<Option<B>>
    where
        F: Future<Output = Result<()>> + Send + 'static,
    {
        while let Some(file) = self.open.front_mut() {
            if let Some(batch) = file.batches.recv().await {
                return Ok(Some(batch));
            }
            // The file has ended, or the task has: a lost task must not look like the end of the file.
            let ended = (&mut file.task).await;
            let lost = |_| Error::new(ErrorKind::InvalidState, "the task that read a file was lost");
            if let Err(error) = ended.map_err(lost).flatten() {
                self.open.clear();
                self.waiting.clear();
                return Err(error);
            }
            self.open.pop_front();
            self.read_ahead(&read);
        }
        Ok(None)
    }
}

/// A file that is being read. Dropping it ends the read.
#[derive(Debug)]
struct Reading<B> {
    batches: Receiver<B>,
    task: JoinHandle<Result<()>>,
}

impl<B> Drop for Reading<B> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
