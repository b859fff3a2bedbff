//! `Target`: standard output or a file.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, IsTerminal as _, Seek as _, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::args::FormatName;
use crate::exit::{Failure, Result};

/// Size of the write buffer in bytes.
const BUFFER: usize = 256 << 10;

/// Standard output, or a file.
pub(crate) struct Target {
    pub(crate) out: Box<dyn Write + Send>,
    pub(crate) screen: Screen,
    file: Option<OutputFile>,
}

/// Abilities of the reader of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    /// Width in columns if the reader is a terminal.
    pub(crate) width: Option<usize>,
    /// Whether the reader shows colours and styles.
    pub(crate) color: bool,
}

impl Target {
    /// Opens standard output, or a file that replaces an existing one with the first [`commit`](Self::commit).
    pub(crate) fn open(file: Option<&Path>) -> Result<Self> {
        let Some(path) = file else {
            return Ok(Self::new(Box::new(BufWriter::with_capacity(BUFFER, std::io::stdout())), Screen::of_stdout()));
        };
        let opened = OutputFile::open(path).and_then(|file| Ok((file.handle.try_clone()?, file)));
        let (handle, file) = opened.map_err(|error| could_not_write(path, error))?;
        let out = Box::new(BufWriter::with_capacity(BUFFER, handle));
        Ok(Self { file: Some(file), ..Self::new(out, Screen { width: None, color: false }) })
    }

    /// A target without a file.
    pub(crate) fn new(out: Box<dyn Write + Send>, screen: Screen) -> Self {
        Self { out, screen, file: None }
    }

    /// Writes out a result that is complete. A file gets its name now, and replaces an earlier one.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.out.flush()?;
        match &mut self.file {
            Some(file) => file.commit().map_err(|error| could_not_write(&file.path, error)),
            None => Ok(()),
        }
    }

    /// Whether a file has a complete result.
    pub(crate) fn is_written(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.temporary.is_none())
    }

    /// Removes what was written to a file since the last [`commit`](Self::commit).
    pub(crate) fn roll_back(&mut self) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        self.out.flush()?;
        file.roll_back().map_err(|error| could_not_write(&file.path, error))
    }
}

fn could_not_write(path: &Path, error: std::io::Error) -> Failure {
    Failure::local(format_args!("write {}", path.display()), error)
}

/// Temporary files that have not got their names yet.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Removes the files that have not got their names yet, for callers that exit without a drop.
pub(crate) fn remove_unfinished() {
    for path in std::mem::take(&mut *unfinished()) {
        // Nobody is left to tell.
        fs::remove_file(path).ok();
    }
}

fn unfinished() -> std::sync::MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file that is written beside an existing one, and replaces it when the first result is complete.
struct OutputFile {
    path: PathBuf,
    handle: File,
    /// The name until the first result is complete; `None` after it, and for devices and pipes.
    temporary: Option<PathBuf>,
    /// Length of the complete results in bytes.
    committed: u64,
}

impl OutputFile {
    fn open(path: &Path) -> std::io::Result<Self> {
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

    fn commit(&mut self) -> std::io::Result<()> {
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

    fn roll_back(&mut self) -> std::io::Result<()> {
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

impl Screen {
    pub(crate) fn of_stdout() -> Self {
        if !std::io::stdout().is_terminal() {
            return Self { width: None, color: false };
        }
        let (_, columns) = console::Term::stdout().size();
        Self {
            width: Some(usize::from(columns)),
            color: std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        }
    }

    /// The default format of results.
    pub(crate) fn default_format(self) -> FormatName {
        if self.width.is_some() { FormatName::Table } else { FormatName::Csv }
    }
}
