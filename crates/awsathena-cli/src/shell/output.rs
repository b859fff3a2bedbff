//! Destination and format of results.

use std::path::{Path, PathBuf};

use super::external;
use super::pager::Pager;
use crate::args::FormatName;
use crate::exit::{Failure, Result};
use crate::format::ResultWriter;
use crate::progress::ProgressLine;
use crate::target::{Screen, Target};

/// Whether each value is on its own line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vertical {
    Off,
    On,
    /// If the columns do not fit the screen.
    Auto,
}

/// Destination and format of results.
pub(super) struct Output {
    format: FormatName,
    pub(super) vertical: Vertical,
    pub(super) uses_pager: bool,
    stream: Option<Stream>,
}

/// A destination of the results of many statements.
struct Stream {
    /// The file; `None` for standard output that is not a terminal.
    file: Option<PathBuf>,
    target: Target,
    writer: ResultWriter,
}

/// The destination of one result.
pub(super) enum Destination<'a> {
    Stream(&'a mut ResultWriter, &'a mut Target),
    Screen(ResultWriter, Target),
}

impl Destination<'_> {
    pub(super) fn parts(&mut self) -> (&mut ResultWriter, &mut Target) {
        match self {
            Self::Stream(writer, target) => (writer, target),
            Self::Screen(writer, target) => (writer, target),
        }
    }
}

impl Output {
    pub(super) fn new(format: Option<FormatName>) -> Result<Self> {
        let screen = Screen::of_stdout();
        let format = format.unwrap_or_else(|| screen.default_format());
        let mut output = Self { format, vertical: Vertical::Off, uses_pager: true, stream: None };
        if screen.width.is_none() {
            output.stream =
                Some(Stream { file: None, target: Target::open(None)?, writer: ResultWriter::new(format, screen) });
        }
        Ok(output)
    }

    pub(super) fn format(&self) -> FormatName {
        self.format
    }

    pub(super) fn set_format(&mut self, format: FormatName) {
        self.format = format;
        if let Some(stream) = &mut self.stream {
            stream.writer = writer(format, self.vertical, stream.target.screen);
        }
    }

    /// Writes later results to a file, which replaces an existing one with the first result.
    pub(super) fn write_to_file(&mut self, path: &Path) -> Result<()> {
        let target = Target::open(Some(path))?;
        let writer = writer(self.format, self.vertical, target.screen);
        self.stream = Some(Stream { file: Some(path.to_owned()), target, writer });
        Ok(())
    }

    /// Whether results are written to a file.
    pub(super) fn is_file(&self) -> bool {
        self.stream.as_ref().is_some_and(|stream| stream.file.is_some())
    }

    /// Writes later results to standard output, and returns the file of the earlier ones if there were any.
    pub(super) fn write_to_screen(&mut self) -> Result<Option<PathBuf>> {
        let written = |stream: Stream| stream.file.filter(|_| stream.target.is_written());
        let before = self.stream.take().and_then(written);
        let (vertical, uses_pager) = (self.vertical, self.uses_pager);
        *self = Self { vertical, uses_pager, ..Self::new(Some(self.format))? };
        Ok(before)
    }

    /// The destination of the next result.
    pub(super) fn destination(&mut self, progress: &ProgressLine) -> Result<Destination<'_>> {
        if self.format.is_columnar() && !self.is_file() {
            return Err(Failure::Usage(
                "a columnar file cannot be shown on a terminal: name a file with `\\o FILE`".to_owned(),
            ));
        }
        if self.stream.is_none() {
            let target = self.screen(progress)?;
            return Ok(Destination::Screen(writer(self.format, self.vertical, target.screen), target));
        }
        let stream = self.stream.as_mut().expect("the branch above returns if there is no stream");
        Ok(Destination::Stream(&mut stream.writer, &mut stream.target))
    }

    /// The destination of a command's own list: the screen, never a file.
    pub(super) fn listing(&self, progress: &ProgressLine) -> Result<Target> {
        self.screen(progress)
    }

    fn screen(&self, progress: &ProgressLine) -> Result<Target> {
        let screen = Screen::of_stdout();
        let pager = external::pager().filter(|_| self.uses_pager && screen.width.is_some());
        let Some(command) = pager else { return Target::open(None) };
        let (rows, columns) = console::Term::stdout().size();
        let out = Pager::new(command, usize::from(columns), usize::from(rows), progress.clone());
        Ok(Target::new(Box::new(out), screen))
    }
}

fn writer(format: FormatName, vertical: Vertical, screen: Screen) -> ResultWriter {
    match (format, vertical) {
        (FormatName::Table, Vertical::On) => ResultWriter::new(FormatName::Vertical, screen),
        (FormatName::Table, Vertical::Auto) => ResultWriter::auto(screen),
        _ => ResultWriter::new(format, screen),
    }
}
