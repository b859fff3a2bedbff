//! Where results go, and in which form.

use std::path::{Path, PathBuf};

use super::outside;
use super::pager::Pager;
use crate::args::FormatName;
use crate::exit::{Failure, Result};
use crate::format::{Auto, Format, format};
use crate::progress::Progress;
use crate::target::{Screen, Target};

/// Whether each value gets a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vertical {
    Off,
    On,
    /// Where the columns do not fit the screen.
    Auto,
}

/// Where results go, and in which form.
pub(super) struct Output {
    form: FormatName,
    pub(super) vertical: Vertical,
    pub(super) pages: bool,
    stream: Option<Stream>,
}

/// What takes the results of many statements.
struct Stream {
    /// None for standard output that is no terminal.
    file: Option<PathBuf>,
    target: Target,
    format: Box<dyn Format>,
}

/// The place of one result.
pub(super) enum Place<'a> {
    Stream(&'a mut dyn Format, &'a mut Target),
    Screen(Box<dyn Format>, Target),
}

impl Place<'_> {
    pub(super) fn parts(&mut self) -> (&mut dyn Format, &mut Target) {
        match self {
            Self::Stream(format, target) => (*format, target),
            Self::Screen(format, target) => (&mut **format, target),
        }
    }
}

impl Output {
    pub(super) fn new(form: Option<FormatName>) -> Result<Self> {
        let screen = Screen::of_stdout();
        let form = form.unwrap_or_else(|| screen.format());
        let mut output = Self { form, vertical: Vertical::Off, pages: true, stream: None };
        if screen.width.is_none() {
            output.stream = Some(Stream { file: None, target: Target::open(None)?, format: format(form, screen) });
        }
        Ok(output)
    }

    pub(super) fn form(&self) -> FormatName {
        self.form
    }

    pub(super) fn set_form(&mut self, form: FormatName) {
        self.form = form;
        if let Some(stream) = &mut self.stream {
            stream.format = shaped(form, self.vertical, stream.target.screen);
        }
    }

    /// Results go to a file from now on.
    pub(super) fn write_to(&mut self, path: &Path) -> Result<()> {
        let target = Target::open(Some(path))?;
        let format = shaped(self.form, self.vertical, target.screen);
        self.stream = Some(Stream { file: Some(path.to_owned()), target, format });
        Ok(())
    }

    /// Results go to standard output again; returns the file in which they were.
    pub(super) fn show(&mut self) -> Result<Option<PathBuf>> {
        let before = self.stream.take().and_then(|stream| stream.file);
        let (vertical, pages) = (self.vertical, self.pages);
        *self = Self { vertical, pages, ..Self::new(Some(self.form))? };
        Ok(before)
    }

    /// The place of the next result.
    pub(super) fn place(&mut self, progress: &Progress) -> Result<Place<'_>> {
        if self.form.is_columnar() && self.stream.as_ref().is_none_or(|stream| stream.file.is_none()) {
            return Err(Failure::Usage(
                "a file of columns is nothing for a terminal: name a file by `\\o FILE`".to_owned(),
            ));
        }
        if self.stream.is_none() {
            let target = self.screen(progress)?;
            return Ok(Place::Screen(shaped(self.form, self.vertical, target.screen), target));
        }
        let stream = self.stream.as_mut().expect("it was looked for above");
        Ok(Place::Stream(&mut *stream.format, &mut stream.target))
    }

    /// The place of a list of ours: the same, but never a file.
    pub(super) fn listing(&self, progress: &Progress) -> Result<Target> {
        self.screen(progress)
    }

    fn screen(&self, progress: &Progress) -> Result<Target> {
        let screen = Screen::of_stdout();
        let pager = outside::pager().filter(|_| self.pages && screen.width.is_some());
        let Some(command) = pager else { return Target::open(None) };
        let (rows, columns) = console::Term::stdout().size();
        let out = Pager::new(command, usize::from(columns), usize::from(rows), progress.clone());
        Ok(Target { out: Box::new(out), screen })
    }
}

fn shaped(form: FormatName, vertical: Vertical, screen: Screen) -> Box<dyn Format> {
    match (form, vertical) {
        (FormatName::Table, Vertical::On) => format(FormatName::Vertical, screen),
        (FormatName::Table, Vertical::Auto) => Box::new(Auto::new(screen)),
        _ => format(form, screen),
    }
}
