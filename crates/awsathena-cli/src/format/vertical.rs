//! The vertical format: one line for each value.

use std::io::Write;

use awsathena::{Columns, Row, Value};

use super::row_writer::{RowWriter, summary};
use super::text::{plain, shown, visible, width};
use crate::exit::Result;
use crate::target::Screen;

pub(super) struct Vertical {
    screen: Screen,
    /// Width of the longest column name.
    names: usize,
}

impl Vertical {
    pub(super) fn new(screen: Screen) -> Self {
        Self { screen, names: 0 }
    }
}

impl RowWriter for Vertical {
    fn begin(&mut self, _: &mut dyn Write, columns: &Columns) -> Result<()> {
        self.names = columns.iter().map(|column| width(&column.name)).max().unwrap_or(0);
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()> {
        writeln!(out, "─[ row {} ]{}", row.number() + 1, "─".repeat(self.names.saturating_sub(8).max(2)))?;
        for (column, value) in row.columns().iter().zip(row.values()) {
            let value = value?;
            let pad = " ".repeat(self.names - width(&column.name));
            // The lines of a multi-line text stay lines, each under the first.
            let text = match &value {
                Value::Varchar(_) | Value::Json(_) => {
                    let lines = plain(&value).split('\n').map(|line| visible(line).into_owned()).collect::<Vec<_>>();
                    lines.join(&format!("\n{} │ ", " ".repeat(self.names)))
                }
                value if value.is_null() && self.screen.color => "\u{1b}[2mNULL\u{1b}[0m".to_owned(),
                value => shown(value),
            };
            writeln!(out, "{}{pad} │ {text}", visible(&column.name))?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()> {
        Ok(writeln!(out, "{}", summary(rows, update_count, columns))?)
    }
}
