//! A line for each value.

use std::io::Write;

use awsathena::{AnyBatch, Columns, Value};

use super::text::{plain, shown, width};
use super::{Format, each_row, summary};
use crate::exit::Result;
use crate::target::Screen;

pub(super) struct Vertical {
    screen: Screen,
    row: u64,
}

impl Vertical {
    pub(super) fn new(screen: Screen) -> Self {
        Self { screen, row: 0 }
    }
}

impl Format for Vertical {
    fn begin(&mut self, _: &mut dyn Write, _: &Columns) -> Result<()> {
        self.row = 0;
        Ok(())
    }

    fn batch(&mut self, out: &mut dyn Write, columns: &Columns, batch: &AnyBatch) -> Result<()> {
        let names = columns.iter().map(|column| width(&column.name)).max().unwrap_or(0);
        each_row(columns, batch, |row| {
            self.row += 1;
            writeln!(out, "─[ row {} ]{}", self.row, "─".repeat(names.saturating_sub(8).max(2)))?;
            for (column, value) in columns.iter().zip(row) {
                let value = value?;
                let pad = " ".repeat(names - width(&column.name));
                // Text of several lines stays so, each line under the first.
                let text = match &value {
                    Value::Varchar(_) | Value::Json(_) => {
                        let lines = plain(&value)
                            .split('\n')
                            .map(|line| super::text::visible(line).into_owned())
                            .collect::<Vec<_>>();
                        lines.join(&format!("\n{} │ ", " ".repeat(names)))
                    }
                    value if value.is_null() && self.screen.color => "\u{1b}[2mNULL\u{1b}[0m".to_owned(),
                    value => shown(value),
                };
                writeln!(out, "{}{pad} │ {text}", super::text::visible(&column.name))?;
            }
            Ok(())
        })
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()> {
        Ok(writeln!(out, "{}", summary(rows, update_count, columns))?)
    }
}
