//! `CsvRows`: batches of rows, decoded on access.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use athena_core::driver::csv::Block;
use athena_core::driver::results::RowBlock;
use athena_core::value::decode;
use athena_core::{Columns, Error, ErrorKind, Result, Value};

/// A batch of rows: about 1 MiB of the CSV object. A value is decoded each time it is read.
pub struct CsvRows {
    columns: Columns,
    rows: RowBlock,
    unquoted: OnceLock<BTreeMap<(usize, usize), Vec<u8>>>,
}

impl CsvRows {
    pub(crate) fn new(columns: &Columns, rows: RowBlock) -> Self {
        Self { columns: columns.clone(), rows, unquoted: OnceLock::new() }
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Number of rows.
    pub fn num_rows(&self) -> usize {
        self.rows.num_rows()
    }

    /// The number of the first row in its result, from 0.
    pub fn first_row(&self) -> u64 {
        match &self.rows {
            RowBlock::Csv(block) => block.first_row(),
            RowBlock::Page(rows) => rows.first_row(),
        }
    }

    /// The text of a cell as Athena wrote it, without its quotes; `None` for NULL.
    ///
    /// # Errors
    /// `NotFound` outside of the batch; `Decode` when the cell is not well formed, or not UTF-8.
    pub fn text(&self, row: usize, column: usize) -> Result<Option<&str>> {
        let block = match &self.rows {
            RowBlock::Page(rows) => return rows.text(row, column),
            RowBlock::Csv(block) => block,
        };
        let field = block.field(row, column).ok_or_else(|| {
            Error::new(ErrorKind::NotFound, "there is no such cell")
                .with_context("row", row)
                .with_context("column", column)
        })?;
        let bytes = match field.bytes().map_err(|error| self.in_cell(error, row, column))? {
            None => return Ok(None),
            Some(Cow::Borrowed(bytes)) => bytes,
            // The map has an entry for every field that contains quotes.
            Some(Cow::Owned(_)) => self.unquoted(block).get(&(row, column)).map_or(b"".as_slice(), Vec::as_slice),
        };
        std::str::from_utf8(bytes).map(Some).map_err(|error| {
            let error = Error::new(ErrorKind::Decode, "the value is not UTF-8").with_source(error);
            self.in_cell(error, row, column)
        })
    }

    /// The value of a cell.
    ///
    /// # Errors
    /// As [`text`](CsvRows::text); `Decode` when the text is not of the column's type.
    pub fn value(&self, row: usize, column: usize) -> Result<Value<'_>> {
        match (self.text(row, column)?, self.columns.get(column)) {
            (Some(text), Some(info)) => decode(&info.data_type, text).map_err(|error| self.in_cell(error, row, column)),
            _ => Ok(Value::Null),
        }
    }

    /// The bytes of the values that contain quotes, which the file doubles. They are made once for the whole batch, so
    /// that these values can be borrowed like the others.
    fn unquoted(&self, block: &Block) -> &BTreeMap<(usize, usize), Vec<u8>> {
        self.unquoted.get_or_init(|| {
            let cells = (0..block.num_rows()).flat_map(|row| (0..block.width()).map(move |column| (row, column)));
            let quoted = |(row, column)| match block.field(row, column)?.bytes() {
                Ok(Some(Cow::Owned(bytes))) => Some(((row, column), bytes)),
                _ => None,
            };
            cells.filter_map(quoted).collect()
        })
    }

    fn in_cell(&self, error: Error, row: usize, column: usize) -> Error {
        let name = self.columns.get(column).map_or("", |column| column.name.as_str());
        error.with_context("column", name).with_context("row", self.first_row() + row as u64)
    }
}

impl fmt::Debug for CsvRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsvRows")
            .field("first_row", &self.first_row())
            .field("num_rows", &self.num_rows())
            .field("columns", &self.columns.iter().map(|column| &column.name).collect::<Vec<_>>())
            .finish()
    }
}
