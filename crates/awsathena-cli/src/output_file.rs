//! `OutputFile`: a file of results that is complete or not there.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::Seek as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Temporary files that have not got their names yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes the files that have not got their names yet, for callers that exit without a drop.
pub(crate) fn remove_unfinished() {
    for path in std::mem::take(&mut *unfinished()) {
        // Nobody is left to tell.
        fs::remove_file(path).ok();
    }
}

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is written beside an existing one, and replaces it when the first result is complete.
pub(crate) struct OutputFile {
    path: PathBuf,
    handle: File,
    /// The name until the first result is complete; `None` after it, and for devices and pipes.
    temporary: Option<PathBuf>,
    /// Length of the complete results in bytes.
    committed: u64,
}

impl OutputFile {
    pub(crate) fn open(path: &Path) -> std::io::Result<Self> {
        // The file behind a symbolic link is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let existing = fs::metadata(&path).ok();
        if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
            let handle = OpenOptions::new().write(true).open(&path)?;
            return Ok(Self { path, handle, temporary: None, committed: 0 });
        }
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!(".awsathena-{}-{}.part", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let temporary = path.with_file_name(name);
        let handle = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        unfinished().insert(temporary.clone());
        let file = Self { path, handle, temporary: Some(temporary), committed: 0 };
        if let Some(existing) = existing {
            file.handle.set_permissions(existing.permissions())?;
        }
        Ok(file)
    }

    /// Another handle for the same file, at the same position.
    pub(crate) fn handle(&self) -> std::io::Result<File> {
        self.handle.try_clone()
    }

    /// The name that the file has once its first result is complete.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file has a complete result.
    pub(crate) fn is_written(&self) -> bool {
        self.temporary.is_none()
    }

    /// Keeps what was written so far. The first call gives the file its name.
    pub(crate) fn commit(&mut self) -> std::io::Result<()> {
        if let Some(temporary) = &self.temporary {
            fs::rename(temporary, &self.path)?;
            unfinished().remove(temporary);
            self.temporary = None;
        }
        if self.is_regular() {
            self.committed = self.handle.stream_position()?;
        }
        Ok(())
    }

    /// Removes what was written since the last [`commit`](Self::commit).
    pub(crate) fn roll_back(&mut self) -> std::io::Result<()> {
        if self.is_regular() {
            self.handle.set_len(self.committed)?;
            self.handle.seek(std::io::SeekFrom::Start(self.committed))?;
        }
        Ok(())
    }

    /// Whether it is neither a device nor a pipe.
    fn is_regular(&self) -> bool {
        self.handle.metadata().is_ok_and(|metadata| metadata.is_file())
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        if let Some(temporary) = &self.temporary {
            // A file that is gone needs no removal.
            fs::remove_file(temporary).ok();
            unfinished().remove(temporary);
        }
    }
}
