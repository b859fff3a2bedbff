//! The folder that keeps a sandbox across runs.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A folder with a sandbox's objects, catalog and history, held by one sandbox at a time.
///
/// ```text
/// objects/       the objects of S3, by bucket      history.jsonl  the queries that have ended, one to a line
/// catalog.json   databases, views and tables       results/       their rows
/// records.json   work groups, saved queries, ...    lock           held while a sandbox runs
/// ```
#[derive(Debug)]
pub(crate) struct StateDir {
    root: PathBuf,
    /// The lock goes with the file's handle, however the process ends.
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

    /// Removes what a run that was killed could not.
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

/// Replaces a file as a whole: whoever reads it sees the old text or the new one, also after a crash.
pub(crate) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut next = path.as_os_str().to_owned();
    next.push(".next");
    fs::write(&next, text)?;
    fs::rename(&next, path)
}
