//! Columns side by side where they fit, else a line for each value.

use std::io::Write;

use awsathena::{AnyBatch, Columns};

use super::Format;
use super::table::{Table, fits};
use super::vertical::Vertical;
use crate::exit::Result;
use crate::target::Screen;

/// Chooses by the first batch of each result.
pub(crate) struct Auto {
    screen: Screen,
    chosen: Option<Box<dyn Format>>,
}

impl Auto {
    pub(crate) fn new(screen: Screen) -> Self {
        Self { screen, chosen: None }
    }

    fn choose(&mut self, out: &mut dyn Write, columns: &Columns, vertical: bool) -> Result<&mut dyn Format> {
        if self.chosen.is_none() {
            let mut format: Box<dyn Format> =
                if vertical { Box::new(Vertical::new(self.screen)) } else { Box::new(Table::new(self.screen)) };
            format.begin(out, columns)?;
            self.chosen = Some(format);
        }
        Ok(&mut **self.chosen.as_mut().expect("it was chosen above"))
    }
}

impl Format for Auto {
    fn begin(&mut self, _: &mut dyn Write, _: &Columns) -> Result<()> {
        self.chosen = None;
        Ok(())
    }

    fn batch(&mut self, out: &mut dyn Write, columns: &Columns, batch: &AnyBatch) -> Result<()> {
        let vertical = match (&self.chosen, self.screen.width) {
            (None, Some(width)) => !fits(columns, batch, width)?,
            _ => false,
        };
        self.choose(out, columns, vertical)?.batch(out, columns, batch)
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()> {
        self.choose(out, columns, false)?.end(out, columns, rows, update_count)
    }
}
