//! Opened files of an UNLOAD, with counts of their bytes and rows.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::driver::Executed;
use crate::driver::api::ObjectSource;
use crate::driver::objects::{ObjectFile, ReadOptions};
use crate::driver::results::Transfer;
use crate::error::Result;
use crate::options::S3Uri;

/// The operation that errors name.
pub(super) const READ: &str = "read the files of UNLOAD";

/// Opens the files of one UNLOAD, and counts their bytes and rows for
/// [`AsyncCursor::transfer`](crate::driver::AsyncCursor::transfer). Clones share the counts.
#[derive(Clone, Debug)]
pub struct UnloadFiles {
    source: Arc<dyn ObjectSource>,
    options: ReadOptions,
    files: usize,
    /// Rows of all files, if the service has counted them.
    rows: Option<u64>,
    bytes_fetched: Arc<AtomicU64>,
    totals: Arc<Mutex<Totals>>,
}

/// Sums over the files that were opened so far.
#[derive(Debug, Default)]
struct Totals {
    sizes: Sum,
    rows: Sum,
}

#[derive(Debug, Default)]
struct Sum {
    files: usize,
    value: u64,
}

impl Sum {
    fn add(&mut self, value: u64) {
        self.files += 1;
        self.value = self.value.saturating_add(value);
    }

    /// The sum, once it is that of all files.
    fn of_all(&self, files: usize) -> Option<u64> {
        (self.files >= files).then_some(self.value)
    }
}

impl UnloadFiles {
    /// The files of an execution. Opens nothing yet.
    ///
    /// # Errors
    /// `Unsupported` when the session was made without access to objects.
    pub fn new(executed: &Executed, options: ReadOptions) -> Result<Self> {
        let source = Arc::clone(executed.session().objects()?);
        let files = executed.files().map_or(0, <[S3Uri]>::len);
        let (bytes_fetched, totals) = Default::default();
        Ok(Self { source, options, files, rows: executed.rows(), bytes_fetched, totals })
    }

    /// Maximum number of files that are read at the same time.
    pub fn parallel_files(&self) -> usize {
        self.options.parallel_parts
    }

    /// Opens a file.
    ///
    /// # Errors
    /// As [`ObjectFile::open`].
    ///
    /// # Cancel safety
    /// Dropping the future ends the read.
    pub async fn open(&self, uri: S3Uri) -> Result<ObjectFile> {
        let counter = Arc::clone(&self.bytes_fetched);
        let file = ObjectFile::open(Arc::clone(&self.source), uri, self.options, counter).await?;
        self.totals().sizes.add(file.size());
        Ok(file)
    }

    /// Adds the number of rows in the footer of an opened file.
    pub fn add_rows(&self, rows: u64) {
        self.totals().rows.add(rows);
    }

    /// Bytes so far, and the totals: that of the bytes once every file was opened, that of the rows earlier if the service
    /// has counted them. Drivers read the end of a file twice, so bytes beyond the total are not counted.
    pub fn transfer(&self) -> Transfer {
        let totals = self.totals();
        let bytes_total = totals.sizes.of_all(self.files);
        let bytes = self.bytes_fetched.load(Ordering::Relaxed).min(bytes_total.unwrap_or(u64::MAX));
        Transfer::new(bytes, bytes_total).with_rows_total(self.rows.or_else(|| totals.rows.of_all(self.files)))
    }

    fn totals(&self) -> MutexGuard<'_, Totals> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{QueryExecution, QueryState};
    use crate::session::Session;
    use crate::testing::{MemoryObjects, ScriptedAthena};

    #[tokio::test]
    async fn totals_are_known_once_every_file_is_open() {
        let objects = MemoryObjects::new();
        let uris = ["s3://bucket/1", "s3://bucket/2"].map(|uri| uri.parse::<S3Uri>().expect("a location"));
        uris.iter().for_each(|uri| objects.put(uri.as_str(), "0123456789"));
        let session = Session::builder(Arc::new(ScriptedAthena::new())).objects(Arc::new(objects)).build();
        let query = Arc::new(QueryExecution::new("q", QueryState::Succeeded));
        let executed = |rows| Executed::unloaded(session.as_ref().expect("builds"), query.clone(), uris.to_vec(), rows);
        let files = UnloadFiles::new(&executed(None), ReadOptions::default()).expect("has objects");
        assert_eq!(files.transfer(), Transfer::default());
        files.open(uris[0].clone()).await.expect("opens");
        files.add_rows(3);
        assert_eq!(files.transfer(), Transfer::new(10, None));
        files.clone().open(uris[1].clone()).await.expect("opens");
        assert_eq!(files.transfer(), Transfer::new(20, Some(20)));
        files.add_rows(4);
        assert_eq!(files.transfer(), Transfer::new(20, Some(20)).with_rows_total(Some(7)));
        let counted = UnloadFiles::new(&executed(Some(7)), ReadOptions::default()).expect("has objects");
        assert_eq!(counted.transfer(), Transfer::new(0, None).with_rows_total(Some(7)));
    }
}
