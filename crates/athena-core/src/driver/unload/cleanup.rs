//! Deletion of what an UNLOAD wrote

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::manifest::{ParquetFiles, manifest_uri, parse_manifest};
use super::wrap::UnloadPlan;
use crate::driver::api::{ObjectSource, PageTokens};
use crate::driver::objects::read_whole;
use crate::error::Result;
use crate::execution::{Pending, ProgressWatch, QueryRunner, Settings, Work};
use crate::options::S3Uri;
use crate::query::{QueryExecution, QueryId};
use crate::session::Session;

/// Deletions in flight.
const PARALLEL: usize = 8;

/// The longest that [`Cleanup::finish`] waits. The deletions then go on in the background.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest that deletions go on in the background.
const LIMIT: Duration = Duration::from_secs(60);

/// The longest wait for the end of a query that is being stopped: until then it may write files.
const END_PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks at a query that is being stopped.
const LOOK_PAUSE: Duration = Duration::from_millis(250);

/// Deletes the files of an UNLOAD and its manifest when it is dropped, or earlier by [`finish`](Self::finish). What
/// cannot be deleted is said in the log. Nothing is deleted outside of the directory that the UNLOAD was told to write
/// to, but for the manifest, which lies below the staging directory.
#[derive(Debug)]
pub struct Cleanup {
    session: Session,
    source: Arc<dyn ObjectSource>,
    runtime: Handle,
    place: Place,
    what: What,
    /// The id of the query, as soon as it has one.
    progress: ProgressWatch,
    /// Starts and stops of the query that are on their way.
    pending: Arc<Pending>,
    /// Whether the query is stopped if this is dropped now, or has ended.
    ends: bool,
    running: Option<JoinHandle<()>>,
}

/// The directories of one UNLOAD.
#[derive(Clone, Debug)]
struct Place {
    /// Directory of the files; it has no other objects.
    directory: S3Uri,
    /// Directory of the manifest; it has the results of other queries, too.
    staging: S3Uri,
}

/// The objects to delete.
#[derive(Debug)]
enum What {
    Nothing,
    /// These.
    Objects(Vec<S3Uri>),
    /// Everything below the directory, because the query has not told what it wrote.
    Directory,
}

impl Cleanup {
    /// For an UNLOAD that is about to be started.
    pub(super) fn prepare(
        session: &Session,
        plan: &UnloadPlan,
        runner: &QueryRunner,
        settings: &Settings,
    ) -> Result<Self> {
        Ok(Self {
            session: session.clone(),
            source: Arc::clone(session.objects()?),
            runtime: session.runtime().clone(),
            place: Place { directory: plan.directory.clone(), staging: plan.staging.clone() },
            what: What::Directory,
            progress: runner.progress(),
            pending: Arc::clone(runner.pending()),
            ends: settings.kill_on_interrupt,
            running: None,
        })
    }

    /// The query has ended, or its wait has.
    pub(super) fn over(mut self) -> Self {
        self.ends = true;
        self
    }

    /// The query has succeeded, and its manifest names what it wrote.
    pub(super) fn of(mut self, files: &ParquetFiles) -> Self {
        let manifest = files.manifest.iter().filter(|manifest| self.place.has_manifest(manifest));
        self.what = What::Objects(files.uris.iter().chain(manifest).cloned().collect());
        self
    }

    /// This clean-up if there may be something to delete, and the query does not go on.
    pub(super) fn only_if(mut self, to_delete: bool) -> Option<Self> {
        if !to_delete {
            self.what = What::Nothing;
        }
        to_delete.then_some(self)
    }

    /// Deletes, and waits until that is done, at most 10 seconds. Deletions that take longer go on.
    ///
    /// # Cancel safety
    /// The deletions go on; the next call waits for them.
    pub async fn finish(&mut self) {
        self.start();
        if let Some(running) = &mut self.running {
            match timeout(PATIENCE, running).await {
                // The task has said what went wrong.
                Ok(_) => self.running = None,
                Err(_) => {
                    tracing::warn!(directory = %self.place.directory, "the files of UNLOAD are still being deleted")
                }
            }
        }
    }

    fn start(&mut self) {
        let what = std::mem::replace(&mut self.what, What::Nothing);
        if matches!(what, What::Nothing) || !self.ends {
            return;
        }
        let (session, source, place) = (self.session.clone(), Arc::clone(&self.source), self.place.clone());
        let (pending, query_id) = (Arc::clone(&self.pending), self.progress.current().query_id);
        let work = Work::begin([self.session.pending()]);
        self.running = Some(self.runtime.spawn(async move {
            let deleting = async {
                let objects = match what {
                    What::Nothing => Vec::new(),
                    What::Objects(objects) => objects,
                    What::Directory => {
                        pending.ended().await;
                        let query = match query_id {
                            Some(id) => end_of(&session, &id).await,
                            None => None,
                        };
                        place.objects(&source, query.as_ref()).await
                    }
                };
                delete(&source, objects).await;
            };
            if timeout(LIMIT, deleting).await.is_err() {
                tracing::warn!(directory = %place.directory, "gave up deleting the files of UNLOAD after {LIMIT:?}");
            }
            drop(work);
        }));
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        self.start();
    }
}

impl Place {
    /// Whether this is a manifest that may be deleted: other objects of the staging directory are other results.
    fn has_manifest(&self, uri: &S3Uri) -> bool {
        is_below(uri, &self.staging) && uri.key().ends_with("-manifest.csv")
    }

    /// What the query left: everything below its directory, or, where that cannot be listed, what its manifest names;
    /// and the manifest. Nothing of a query that still runs.
    async fn objects(&self, source: &Arc<dyn ObjectSource>, query: Option<&QueryExecution>) -> Vec<S3Uri> {
        if let Some(query) = query.filter(|query| !query.state.is_terminal()) {
            tracing::warn!(query_id = %query.id, directory = %self.directory, "UNLOAD still runs, so its files stay");
            return Vec::new();
        }
        let manifest = query.and_then(|query| manifest_uri(query).ok().flatten());
        let manifest = manifest.filter(|manifest| self.has_manifest(manifest));
        let found = match list(source, &self.directory).await {
            Ok(found) => found,
            Err(error) => {
                tracing::warn!(directory = %self.directory, %error, "could not list the files of UNLOAD");
                match &manifest {
                    Some(manifest) => self.named_by(source, manifest).await,
                    None => Vec::new(),
                }
            }
        };
        found.into_iter().chain(manifest).collect()
    }

    async fn named_by(&self, source: &Arc<dyn ObjectSource>, manifest: &S3Uri) -> Vec<S3Uri> {
        let text = read_whole(Arc::clone(source), manifest.clone()).await;
        text.and_then(|text| parse_manifest(&text, &self.directory)).unwrap_or_else(|error| {
            tracing::warn!(%manifest, %error, "could not find the files of UNLOAD, so they are not deleted");
            Vec::new()
        })
    }
}

fn is_below(uri: &S3Uri, directory: &S3Uri) -> bool {
    let name = uri.key().strip_prefix(directory.key());
    uri.bucket() == directory.bucket() && name.is_some_and(|name| !name.is_empty())
}

async fn list(source: &Arc<dyn ObjectSource>, directory: &S3Uri) -> Result<Vec<S3Uri>> {
    let (mut found, mut token, mut tokens) = (BTreeSet::new(), None, PageTokens::default());
    loop {
        let (page, next) = source.list(directory, token.as_deref()).await?;
        found.extend(page.into_iter().filter(|uri| is_below(uri, directory)));
        token = tokens.next(next)?;
        if token.is_none() {
            return Ok(found.into_iter().collect());
        }
    }
}

/// The query once it has ended, or as it was last seen.
async fn end_of(session: &Session, id: &QueryId) -> Option<QueryExecution> {
    let until = Instant::now() + END_PATIENCE;
    loop {
        match session.athena().get_query_execution(id).await {
            Ok(query) if query.state.is_terminal() || Instant::now() >= until => return Some(query),
            Ok(_) => sleep(LOOK_PAUSE).await,
            Err(error) => {
                tracing::debug!(query_id = %id, %error, "could not look at the query");
                return None;
            }
        }
    }
}

async fn delete(source: &Arc<dyn ObjectSource>, objects: Vec<S3Uri>) {
    let deletions = futures_util::stream::iter(objects).for_each_concurrent(PARALLEL, |uri| async move {
        if let Err(error) = source.delete(&uri).await {
            tracing::warn!(%uri, %error, "could not delete a file of UNLOAD");
        }
    });
    deletions.await;
}
