//! Deleting what an UNLOAD wrote.

use std::sync::Arc;

use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::manifest::ParquetFiles;
use crate::driver::api::ObjectSource;
use crate::error::Result;
use crate::options::S3Uri;
use crate::session::Session;

/// Deletions in flight.
const PARALLEL: usize = 8;

/// Deletes the files of an UNLOAD and its manifest when it is dropped, or earlier by [`finish`](Self::finish). What
/// cannot be deleted is said in the log.
#[derive(Debug)]
pub struct Cleanup {
    source: Arc<dyn ObjectSource>,
    runtime: Handle,
    uris: Vec<S3Uri>,
    running: Option<JoinHandle<()>>,
}

impl Cleanup {
    /// Of these files; nothing is deleted yet.
    pub(super) fn new(session: &Session, files: &ParquetFiles) -> Result<Self> {
        Ok(Self {
            source: Arc::clone(session.objects()?),
            runtime: session.runtime().clone(),
            uris: files.uris.iter().chain(&files.manifest).cloned().collect(),
            running: None,
        })
    }

    /// Deletes, and waits until that is done.
    ///
    /// # Cancel safety
    /// The deletions go on; the next call waits for them.
    pub async fn finish(&mut self) {
        self.start();
        if let Some(running) = &mut self.running {
            // The task has said what went wrong.
            running.await.ok();
            self.running = None;
        }
    }

    fn start(&mut self) {
        let uris = std::mem::take(&mut self.uris);
        if uris.is_empty() {
            return;
        }
        let source = Arc::clone(&self.source);
        self.running = Some(self.runtime.spawn(async move {
            let deletions = futures_util::stream::iter(uris).for_each_concurrent(PARALLEL, |uri| {
                let source = Arc::clone(&source);
                async move {
                    if let Err(error) = source.delete(&uri).await {
                        tracing::warn!(%uri, %error, "could not delete a file of UNLOAD");
                    }
                }
            });
            deletions.await;
        }));
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        self.start();
    }
}
