//! The automatic format: a table where the columns fit the screen, else one line for each value.

use std::io::Write;

use awsathena::{Columns, Row};

use super::row_writer::RowWriter;
use super::table::{SAMPLE, Table, fits};
use super::vertical::Vertical;
use crate::exit::Result;
use crate::target::Screen;

/// Chooses by the first rows of each result.
pub(super) struct Auto {
    screen: Screen,
    columns: Columns,
    /// Rows from before the choice.
    sample: Vec<Row>,
    chosen: Option<Box<dyn RowWriter>>,
}

impl Auto {
    pub(super) fn new(screen: Screen) -> Self {
        Self { screen, columns: Columns::default(), sample: Vec::new(), chosen: None }
    }

    /// Chooses the format, then writes the rows from before the choice.
    fn choose(&mut self, out: &mut dyn Write) -> Result<&mut dyn RowWriter> {
        let sample = std::mem::take(&mut self.sample);
        let is_table = match self.screen.width {
            Some(width) => fits(&self.columns, &sample, width)?,
            None => true,
        };
        let mut writer: Box<dyn RowWriter> =
            if is_table { Box::new(Table::new(self.screen)) } else { Box::new(Vertical::new(self.screen)) };
        writer.begin(out, &self.columns)?;
        sample.iter().try_for_each(|row| writer.row(out, row))?;
        Ok(&mut **self.chosen.insert(writer))
    }
}

impl RowWriter for Auto {
    fn begin(&mut self, _: &mut dyn Write, columns: &Columns) -> Result<()> {
        self.columns = columns.clone();
        self.sample.clear();
        self.chosen = None;
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()> {
        if let Some(writer) = &mut self.chosen {
            return writer.row(out, row);
        }
        self.sample.push(row.clone());
        if self.sample.len() >= SAMPLE {
            self.choose(out)?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()> {
        match &mut self.chosen {
            Some(writer) => writer.end(out, columns, rows, update_count),
            None => self.choose(out)?.end(out, columns, rows, update_count),
        }
    }
}
