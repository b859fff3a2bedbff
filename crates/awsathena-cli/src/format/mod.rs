//! The forms of a result.

mod auto;
mod columnar;
mod json;
mod lines;
mod table;
mod text;
mod vertical;

use std::io::Write;

use awsathena::{AnyBatch, AnyCursor, AsyncCursorExt as _, Columns, Value};

pub(crate) use self::auto::Auto;
pub(crate) use self::table::listing;
pub(crate) use self::text::grouped;
use crate::args::FormatName;
use crate::exit::Result;
use crate::target::Screen;

/// Writes one result, batch by batch.
pub(crate) trait Format: Send {
    /// Before the first batch.
    fn begin(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()>;

    /// The rows of a batch.
    fn batch(&mut self, out: &mut dyn Write, columns: &Columns, batch: &AnyBatch) -> Result<()>;

    /// Behind the last batch.
    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()>;
}

/// The form of that name.
pub(crate) fn format(name: FormatName, screen: Screen) -> Box<dyn Format> {
    match name {
        FormatName::Table => Box::new(table::Table::new(screen)),
        FormatName::Vertical => Box::new(vertical::Vertical::new(screen)),
        FormatName::Csv => Box::new(lines::Lines::csv()),
        FormatName::Tsv => Box::new(lines::Lines::tsv()),
        FormatName::Markdown => Box::new(lines::Lines::markdown()),
        FormatName::Json => Box::new(json::Json::array()),
        FormatName::Jsonl => Box::new(json::Json::lines()),
        FormatName::Parquet => Box::new(columnar::Parquet::default()),
        FormatName::Arrow => Box::new(columnar::Arrow::default()),
        FormatName::Null => Box::new(Nothing),
    }
}

/// Fetches, and prints nothing.
struct Nothing;

impl Format for Nothing {
    fn begin(&mut self, _: &mut dyn Write, _: &Columns) -> Result<()> {
        Ok(())
    }

    fn batch(&mut self, _: &mut dyn Write, _: &Columns, _: &AnyBatch) -> Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write, _: &Columns, _: u64, _: Option<u64>) -> Result<()> {
        Ok(())
    }
}

/// A text on one line of at most `width` columns.
pub(crate) fn one_line(text: &str, width: usize) -> String {
    text::cut(&text::visible(text), width).into_owned()
}

/// The columns that a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text::width(text)
}

/// Calls `each` with the values of every row.
fn each_row(
    columns: &Columns,
    batch: &AnyBatch,
    mut each: impl FnMut(&mut dyn Iterator<Item = awsathena::Result<Value<'_>>>) -> Result<()>,
) -> Result<()> {
    for row in AnyCursor::rows(columns, batch) {
        each(&mut row.values())?;
    }
    Ok(())
}

/// What a person is told where there are no rows to show.
fn summary(rows: u64, update_count: Option<u64>, columns: &Columns) -> String {
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    match update_count {
        Some(count) => format!("({count} row{} changed)", plural(count)),
        None if columns.is_empty() => "(done)".to_owned(),
        None => format!("({} row{})", grouped(rows), plural(rows)),
    }
}
