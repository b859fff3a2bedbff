//! `RowWriter`: an output format that is written row by row.

use std::io::Write;

use awsathena::{Columns, Row};

use super::text::grouped;
use crate::exit::Result;

/// Writes results in one format, row by row.
pub(crate) trait RowWriter: Send {
    /// Begins a result.
    fn begin(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()>;

    /// Writes a row.
    fn row(&mut self, out: &mut dyn Write, row: &Row) -> Result<()>;

    /// Ends the result, which had `rows` rows or changed `update_count` rows.
    fn end(&mut self, out: &mut dyn Write, columns: &Columns, rows: u64, update_count: Option<u64>) -> Result<()>;
}

/// The line below a result on a screen: the number of rows that it has or that the statement changed.
pub(super) fn summary(rows: u64, update_count: Option<u64>, columns: &Columns) -> String {
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    match update_count {
        Some(count) => format!("({count} row{} changed)", plural(count)),
        None if columns.is_empty() => "(done)".to_owned(),
        None => format!("({} row{})", grouped(rows), plural(rows)),
    }
}
