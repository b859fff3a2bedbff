//! The table format: columns side by side, for people.

use std::io::Write;

use awsathena::{AthenaType, Columns, Row};

use super::row_writer::{RowWriter, summary};
use super::text::{cut, shown, visible, width};
use crate::exit::Result;
use crate::target::Screen;

/// Rows that are measured before the first one is written.
pub(super) const SAMPLE: usize = 1_000;

/// Least width to which a column is narrowed.
const NARROWEST: usize = 16;

/// Width of the separator between two columns.
const BETWEEN: usize = 3;

/// A table with column widths from its first rows. Later values that are wider are cut on a terminal and overflow their
/// column elsewhere: the whole result is never held in memory to measure it.
pub(super) struct Table {
    screen: Screen,
    columns: Vec<Column>,
    sample: Vec<Vec<Cell>>,
    laid_out: bool,
}

struct Column {
    name: String,
    data_type: String,
    /// Whether values are aligned to the right.
    right: bool,
    /// Whether values are never cut: a part of a number or date would read as another value.
    whole: bool,
    /// The widest value among the first rows.
    values: usize,
    width: usize,
    shown: bool,
}

struct Cell {
    text: String,
    null: bool,
}

impl Table {
    pub(super) fn new(screen: Screen) -> Self {
        Self { screen, columns: Vec::new(), sample: Vec::new(), laid_out: false }
    }

    /// Gives every column its width, then writes the head and the sampled rows.
    fn lay_out(&mut self, out: &mut dyn Write) -> Result<()> {
        self.laid_out = true;
        for row in &self.sample {
            for (column, cell) in self.columns.iter_mut().zip(row) {
                column.values = column.values.max(width(&cell.text));
                column.width = column.width.max(column.values);
            }
        }
        if let Some(screen) = self.screen.width {
            fit(&mut self.columns, screen);
        }
        self.head(out)?;
        for row in std::mem::take(&mut self.sample) {
            self.write_row(out, &row)?;
        }
        Ok(())
    }

    fn head(&self, out: &mut dyn Write) -> Result<()> {
        let shown = || self.columns.iter().filter(|column| column.shown);
        let bold = |text: String| if self.screen.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text };
        let dim = |text: String| if self.screen.color { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text };
        let line = |cells: Vec<String>| format!(" {}", cells.join(" │ ")).trim_end().to_owned();
        let names = shown().map(|column| bold(column.fitted(&column.name))).collect();
        let types = shown().map(|column| dim(column.fitted(&column.data_type))).collect();
        let rules: Vec<String> = shown().map(|column| "─".repeat(column.width + 2)).collect();
        writeln!(out, "{}", line(names))?;
        if self.columns.iter().any(|column| !column.data_type.is_empty()) {
            writeln!(out, "{}", line(types))?;
        }
        writeln!(out, "{}", rules.join("┼"))?;
        Ok(())
    }

    fn write_row(&self, out: &mut dyn Write, row: &[Cell]) -> Result<()> {
        let mut line = String::new();
        for (column, cell) in self.columns.iter().zip(row).filter(|(column, _)| column.shown) {
            line.push_str(if line.is_empty() { " " } else { " │ " });
            let cuts = self.screen.width.is_some() && !column.whole;
            let text = if cuts { cut(&cell.text, column.width) } else { cell.text.as_str().into() };
            let text = column.padded(&text);
            match cell.null && self.screen.color {
                true => line.push_str(&format!("\u{1b}[2m{text}\u{1b}[0m")),
                false => line.push_str(&text),
            }
        }
        Ok(writeln!(out, "{}", line.trim_end())?)
    }
}

impl Column {
    fn new(name: &str, data_type: String) -> Self {
        let name = visible(name).into_owned();
        let width = width(&name).max(width(&data_type));
        Self { name, data_type, right: false, whole: false, values: 0, width, shown: true }
    }

    /// The width under a cap. A column is wider than the cap if its least width is.
    fn capped(&self, cap: usize) -> usize {
        let least = self.values.max(width(&self.name)).min(NARROWEST);
        let least = if self.whole { least.max(self.values) } else { least };
        self.width.min(cap.max(least))
    }

    fn fitted(&self, text: &str) -> String {
        self.padded(&cut(text, self.width))
    }

    fn padded(&self, text: &str) -> String {
        let pad = " ".repeat(self.width.saturating_sub(width(text)));
        if self.right { format!("{pad}{text}") } else { format!("{text}{pad}") }
    }
}

/// Narrows the widest columns until all fit the screen. If that is not enough, the last ones are not shown.
fn fit(columns: &mut [Column], screen: usize) {
    let total = |columns: &[Column], cap: usize| {
        columns.iter().map(|column| column.capped(cap) + BETWEEN).sum::<usize>().saturating_sub(1)
    };
    let mut shown = columns.len();
    while shown > 1 && total(&columns[..shown], 0) > screen {
        shown -= 1;
    }
    let (shown, hidden) = columns.split_at_mut(shown);
    hidden.iter_mut().for_each(|column| column.shown = false);
    // The widest cap at which the columns fit; no cap needs to exceed the screen.
    let caps: Vec<usize> = (0..=screen).collect();
    let cap = caps.partition_point(|&cap| total(shown, cap) <= screen).saturating_sub(1);
    shown.iter_mut().for_each(|column| column.width = column.capped(cap));
}

/// Writes a list of the command itself as a table.
pub(crate) fn listing(out: &mut dyn Write, screen: Screen, names: &[&str], rows: Vec<Vec<String>>) -> Result<()> {
    let column = |name: &&str| Column::new(name, String::new());
    let cell = |text: String| Cell { text: visible(&text).into_owned(), null: false };
    let mut table = Table::new(screen);
    table.columns = names.iter().map(column).collect();
    table.sample = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    table.lay_out(out)
}

/// Whether the first rows fit a screen of that width without cuts.
pub(super) fn fits(columns: &Columns, sample: &[Row], screen: usize) -> Result<bool> {
    let mut out = std::io::sink();
    let mut table = Table::new(Screen { width: None, color: false });
    table.begin(&mut out, columns)?;
    sample.iter().try_for_each(|row| table.row(&mut out, row))?;
    if !table.laid_out {
        table.lay_out(&mut out)?;
    }
    Ok(table.columns.iter().map(|column| column.width + BETWEEN).sum::<usize>() <= screen + 1)
}

impl RowWriter for Table {
    fn begin(&mut self, _: &mut dyn Write, columns: &Columns) -> Result<()> {
        let column = |column: &awsathena::Column| {
            let of = &column.data_type;
            let (right, whole) = (of.is_numeric(), of.is_numeric() || of.is_temporal() || *of == AthenaType::Boolean);
            Column { right, whole, ..Column::new(&column.name, of.to_string()) }
        };
        self.columns = columns.iter().map(column).collect();
        self.sample.clear();
        self.laid_out = false;
        Ok(())
    }

    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()> {
        let cell = |value: awsathena::Result<awsathena::Value<'_>>| {
            value.map(|value| Cell { text: shown(&value), null: value.is_null() })
        };
        let cells = row.values().map(cell).collect::<awsathena::Result<Vec<_>>>()?;
        if self.laid_out {
            return self.write_row(out, &cells);
        }
        self.sample.push(cells);
        if self.sample.len() >= SAMPLE { self.lay_out(out) } else { Ok(()) }
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()> {
        if !self.laid_out && !self.columns.is_empty() {
            self.lay_out(out)?;
        }
        writeln!(out, "{}", summary(rows, update_count, columns))?;
        let shown = self.columns.iter().filter(|column| column.shown).count();
        if shown < self.columns.len() {
            writeln!(out, "({shown} of {} columns fit; the format `vertical` shows all)", self.columns.len())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(columns: Vec<Column>, screen: usize, expected: &[usize]) {
        let mut columns = columns;
        fit(&mut columns, screen);
        let shown: Vec<usize> = columns.iter().filter(|column| column.shown).map(|column| column.width).collect();
        assert_eq!(shown, expected, "on {screen}");
    }

    fn texts(widths: &[usize]) -> Vec<Column> {
        widths.iter().map(|&width| Column { values: width, width, ..Column::new("", String::new()) }).collect()
    }

    #[test]
    fn the_widest_columns_are_narrowed_first() {
        check(texts(&[10, 20]), 80, &[10, 20]);
        check(texts(&[10, 200]), 80, &[10, 65]);
        check(texts(&[100, 200]), 80, &[37, 37]);
        check(texts(&[5, 5, 100]), 34, &[5, 5, 16]);
        check(texts(&[10, 10, 10]), 25, &[10, 10]);
        check(texts(&[100]), 5, &[16]);
    }

    #[test]
    fn numbers_are_never_cut() {
        let number = || Column { whole: true, values: 38, width: 38, ..Column::new("n", String::new()) };
        let mut columns = texts(&[100, 100]);
        columns.insert(1, number());
        check(columns, 80, &[17, 38, 17]);
        check(vec![number(), number()], 60, &[38]);
        // The type under the name is cut, the value is not.
        let price = Column { whole: true, values: 9, ..Column::new("price", "decimal(15,2)".to_owned()) };
        check(vec![price, number()], 52, &[9, 38]);
    }
}
