//! Page of rows in text form.

use std::fmt;

use crate::column::Columns;
use crate::error::{Error, ErrorKind, Result};
use crate::value::{Value, decode};

/// Consecutive rows of a result. A cell is the text that Athena sent, or NULL; [`value`](Self::value) decodes it.
#[derive(Clone, PartialEq)]
pub struct TextPage {
    columns: Columns,
    /// Row after row, each with one cell for every column.
    cells: Vec<Option<String>>,
    first_row: u64,
}

impl TextPage {
    /// A page of rows, each made as wide as `columns`; `first_row` is the number of the first one in its result,
    /// counted from 0.
    ///
    /// `DESCRIBE` sends a row of several columns as one cell with tabs between the values: such a row is split at the
    /// tabs. With `strict` every row must have all its cells, as those of queries have; else cells that are missing at
    /// the end of a row are NULL, as utility statements send them.
    ///
    /// # Errors
    /// `Unexpected` when a row has more cells than there are columns, or fewer with `strict`.
    pub(super) fn new(
        columns: &Columns,
        rows: impl Iterator<Item = Vec<Option<String>>>,
        first_row: u64,
        strict: bool,
    ) -> Result<Self> {
        let width = columns.len();
        let mut cells = Vec::with_capacity(rows.size_hint().0 * width);
        for (row, mut data) in rows.enumerate() {
            if data.len() > width || (strict && data.len() < width) {
                return Err(Error::new(
                    ErrorKind::Unexpected,
                    format!("the service sent a row of {} values for {width} columns", data.len()),
                )
                .with_context("row", first_row + row as u64));
            }
            if let ([Some(joined)], true) = (data.as_slice(), width > 1) {
                data = joined.splitn(width, '\t').map(|part| Some(part.to_owned())).collect();
            }
            data.resize(width, None);
            cells.append(&mut data);
        }
        Ok(Self { columns: columns.clone(), cells, first_row })
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        self.cells.len().checked_div(self.columns.len()).unwrap_or(0)
    }

    /// Number of the first row in its result, counted from 0.
    pub fn first_row(&self) -> u64 {
        self.first_row
    }

    /// The text of a cell; `None` is NULL.
    ///
    /// # Errors
    /// `NotFound` for a cell outside the page.
    pub fn text(&self, row: usize, column: usize) -> Result<Option<&str>> {
        let inside = row < self.num_rows() && column < self.columns.len();
        let cell = inside.then(|| self.cells[row * self.columns.len() + column].as_deref());
        cell.ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "there is no such cell")
                .with_context("row", row)
                .with_context("column", column)
        })
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// `NotFound` for a cell outside the page; `Decode` when the text is not of the column's type.
    pub fn value(&self, row: usize, column: usize) -> Result<Value<'_>> {
        let Some(text) = self.text(row, column)? else { return Ok(Value::Null) };
        let info = &self.columns[column];
        decode(&info.data_type, text)
            .map_err(|error| error.with_context("column", &info.name).with_context("row", self.first_row + row as u64))
    }
}

impl fmt::Debug for TextPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextPage")
            .field("first_row", &self.first_row)
            .field("num_rows", &self.num_rows())
            .field("columns", &self.columns.iter().map(|column| &column.name).collect::<Vec<_>>())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AthenaType;
    use crate::column::Column;

    fn columns(names: &[&str]) -> Columns {
        names.iter().map(|name| Column::new(*name, AthenaType::Varchar(None))).collect()
    }

    fn text(cell: &str) -> Option<String> {
        Some(cell.to_owned())
    }

    #[test]
    fn a_joined_row_is_split_and_a_short_row_is_filled_with_null() {
        let describe = columns(&["col_name", "data_type", "comment"]);
        let rows = vec![vec![text("id\tbigint\ta\tb")], vec![text("")], vec![text("x"), None]];
        let rows = TextPage::new(&describe, rows.into_iter(), 0, false).expect("rows fit");
        let cells = |row| (0..3).map(|column| rows.text(row, column).expect("inside")).collect::<Vec<_>>();
        assert_eq!(cells(0), [Some("id"), Some("bigint"), Some("a\tb")]);
        assert_eq!(cells(1), [Some(""), None, None]);
        assert_eq!(cells(2), [Some("x"), None, None]);
    }

    #[test]
    fn a_tab_in_a_single_column_is_text() {
        let rows = TextPage::new(&columns(&["plan"]), [vec![text("a\tb")]].into_iter(), 0, false).expect("rows fit");
        assert_eq!(rows.text(0, 0).ok(), Some(Some("a\tb")));
    }

    #[test]
    fn an_error_names_the_column_and_the_row() {
        let columns: Columns = [Column::new("n", AthenaType::BigInt)].into_iter().collect();
        let rows =
            TextPage::new(&columns, [vec![text("1")], vec![text("x")]].into_iter(), 999, true).expect("rows fit");
        assert_eq!(rows.value(0, 0).ok(), Some(Value::BigInt(1)));
        let error = rows.value(1, 0).expect_err("not a number");
        assert_eq!(
            (error.kind(), error.context("column"), error.context("row")),
            (ErrorKind::Decode, Some("n"), Some("1000"))
        );
        assert_eq!(rows.value(2, 0).expect_err("outside").kind(), ErrorKind::NotFound);
        assert!(TextPage::new(&columns, [vec![text("1"), text("2")]].into_iter(), 0, false).is_err());
    }

    #[test]
    fn a_row_of_a_query_has_all_its_cells() {
        let columns = columns(&["a", "b"]);
        assert!(TextPage::new(&columns, [vec![text("1")]].into_iter(), 0, true).is_err());
        assert!(TextPage::new(&columns, [vec![text("1"), None]].into_iter(), 0, true).is_ok());
    }
}
