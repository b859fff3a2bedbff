//! State folder, which keeps a sandbox across runs

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A folder with the objects, the catalog and the query history of a sandbox. Only one sandbox at a time can hold it.
///
/// ```text
/// objects/       the objects of S3, by bucket      history.jsonl  the queries that have ended, one to a line
/// catalog.json   databases, views and tables       results/       their rows
/// records.json   work groups, saved queries, ...    lock           held while a sandbox runs
/// ```
#[derive(Debug)]
pub(crate) struct StateDir {
    root: PathBuf,
    /// Holding the file handle holds the lock: it is released however the process ends.
    _lock: File,
}

impl StateDir {
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root.join("results"))?;
        let lock = File::create(root.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::other("another sandbox uses the folder"),
            TryLockError::Error(error) => error,
        })?;
        let state = Self { root: root.to_path_buf(), _lock: lock };
        state.sweep()?;
        Ok(state)
    }

    /// Removes the temporary files that a killed run left behind.
    fn sweep(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.results())? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    pub(crate) fn objects(&self) -> PathBuf {
        self.root.join("objects")
    }

    pub(crate) fn catalog(&self) -> PathBuf {
        self.root.join("catalog.json")
    }

    pub(crate) fn records(&self) -> PathBuf {
        self.root.join("records.json")
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.root.join("history.jsonl")
    }

    pub(crate) fn results(&self) -> PathBuf {
        self.root.join("results")
    }
}

/// Replaces a file atomically: readers see the old text or the new one, even after a crash.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut next = path.as_os_str().to_owned();
    next.push(".next");
    fs::write(&next, text)?;
    fs::rename(&next, path)
}
