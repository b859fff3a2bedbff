//! `Target`: standard output or a file.

use std::fs::File;
use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::Path;

use crate::args::FormatName;
use crate::exit::{Failure, Result};

/// Size of the write buffer in bytes.
const BUFFER: usize = 256 << 10;

/// Standard output, or a file.
pub(crate) struct Target {
    pub(crate) out: Box<dyn Write + Send>,
    pub(crate) screen: Screen,
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
    /// Opens a file, which replaces an existing one, or standard output.
    pub(crate) fn open(file: Option<&Path>) -> Result<Self> {
        match file {
            Some(path) => {
                let file = File::create(path)
                    .map_err(|error| Failure::local(format_args!("write {}", path.display()), error))?;
                let screen = Screen { width: None, color: false };
                Ok(Self { out: Box::new(BufWriter::with_capacity(BUFFER, file)), screen })
            }
            None => {
                let out = Box::new(BufWriter::with_capacity(BUFFER, std::io::stdout()));
                Ok(Self { out, screen: Screen::of_stdout() })
            }
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
