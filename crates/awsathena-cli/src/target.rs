//! `Target`: standard output or a file.

use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::Path;

use crate::args::FormatName;
use crate::exit::{Failure, Result};
use crate::output_file::OutputFile;

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
        let opened = OutputFile::open(path).and_then(|file| Ok((file.handle()?, file)));
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
            Some(file) => file.commit().map_err(|error| could_not_write(file.path(), error)),
            None => Ok(()),
        }
    }

    /// Whether a file has a complete result.
    pub(crate) fn is_written(&self) -> bool {
        self.file.as_ref().is_some_and(OutputFile::is_written)
    }

    /// Removes what was written to a file since the last [`commit`](Self::commit).
    pub(crate) fn roll_back(&mut self) -> Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        self.out.flush()?;
        file.roll_back().map_err(|error| could_not_write(file.path(), error))
    }
}

fn could_not_write(path: &Path, error: std::io::Error) -> Failure {
    Failure::local(format_args!("write {}", path.display()), error)
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
