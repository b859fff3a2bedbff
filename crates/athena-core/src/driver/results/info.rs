//! Facts about an open result.

use super::ResultPath;
use crate::column::Columns;

/// Columns, path and update count of a result.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ResultInfo {
    /// The columns; none for most DDL.
    pub columns: Columns,
    /// How the rows are fetched.
    pub path: ResultPath,
    /// Rows changed by INSERT, UPDATE, DELETE, MERGE and CTAS; `None` for everything else.
    pub update_count: Option<u64>,
}

impl ResultInfo {
    /// A result with these columns that changed no rows.
    pub fn new(columns: Columns, path: ResultPath) -> Self {
        Self { columns, path, update_count: None }
    }

    /// Sets the number of rows that the statement changed.
    #[must_use]
    pub fn with_update_count(mut self, update_count: Option<u64>) -> Self {
        self.update_count = update_count;
        self
    }
}

/// Size of a result, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transfer {
    /// Bytes of result objects fetched so far.
    pub bytes: u64,
    /// Bytes of all result objects.
    pub bytes_total: Option<u64>,
    /// Rows of the result.
    pub rows_total: Option<u64>,
}

impl Transfer {
    /// `bytes` so far, of `bytes_total`.
    pub fn new(bytes: u64, bytes_total: Option<u64>) -> Self {
        Self { bytes, bytes_total, rows_total: None }
    }

    /// Sets the number of rows of the result.
    #[must_use]
    pub fn with_rows_total(mut self, rows: Option<u64>) -> Self {
        self.rows_total = rows;
        self
    }
}
