//! `Row`: one row of a result.

use std::fmt;
use std::sync::Arc;

use crate::column::{ColumnIndex, Columns};
use crate::driver::{Any, AsyncCursor, BatchOf, Dialect};
use crate::error::{Error, Result};
use crate::value::{FromValue, Value};

/// One row of a result. It knows its columns and shares its batch with the other rows of that batch: cloning is cheap,
/// and the batch stays in memory as long as one of its rows is kept.
pub struct Row<D: Dialect = Any> {
    batch: Arc<RowBatch<D>>,
    index: usize,
}

/// A batch with the columns of its result.
pub(crate) struct RowBatch<D: Dialect> {
    columns: Columns,
    batch: BatchOf<D>,
    /// The number of its first row in the result, from 0.
    first_row: u64,
}

impl<D: Dialect> RowBatch<D> {
    pub(crate) fn new(columns: Columns, batch: BatchOf<D>, first_row: u64) -> Self {
        Self { columns, batch, first_row }
    }

    /// The first row, if there is one.
    pub(crate) fn first(self) -> Option<Row<D>> {
        (self.len() > 0).then(|| Row { batch: Arc::new(self), index: 0 })
    }

    /// The rows in order.
    pub(crate) fn rows(self) -> impl Iterator<Item = Row<D>> + Send + use<D> {
        let batch = Arc::new(self);
        (0..batch.len()).map(move |index| Row { batch: Arc::clone(&batch), index })
    }

    fn len(&self) -> usize {
        D::Cursor::num_rows(&self.batch)
    }
}

impl<D: Dialect> Row<D> {
    /// Moves on to the next row of the batch, if there is one.
    pub(crate) fn step(&mut self) -> bool {
        let more = self.index + 1 < self.batch.len();
        self.index += usize::from(more);
        more
    }

    /// The columns of the result.
    pub fn columns(&self) -> &Columns {
        &self.batch.columns
    }

    /// The number of the row in its result, from 0.
    pub fn number(&self) -> u64 {
        self.batch.first_row + self.index as u64
    }

    /// The value of a column, by name or position, as `T`. In a hot loop, look the position up once with
    /// [`Columns::position`] and give that.
    ///
    /// # Errors
    /// `NoSuchColumn` when there is no such column, naming the nearest; `Decode` when the value is not a `T`, or is
    /// NULL and `T` is not an `Option`, naming column and row.
    pub fn get<'r, T: FromValue<'r>>(&'r self, index: impl ColumnIndex) -> Result<T> {
        let position = self.columns().position(index)?;
        T::from_value(self.cell(position)?).map_err(|error| self.in_column(error, position))
    }

    /// The value of a column, by name or position.
    ///
    /// # Errors
    /// `NoSuchColumn` when there is no such column; `Decode` when the service's text is not of the column's type.
    pub fn value(&self, index: impl ColumnIndex) -> Result<Value<'_>> {
        self.cell(self.columns().position(index)?)
    }

    /// All values, left to right.
    ///
    /// # Errors
    /// As [`value`](Row::value), one result for each value.
    pub fn values(&self) -> impl Iterator<Item = Result<Value<'_>>> {
        (0..self.columns().len()).map(|position| self.cell(position))
    }

    /// The row as a `T`, which may borrow from it. [`athena_core::serde`](crate::serde) says how rows and values become
    /// types.
    ///
    /// # Errors
    /// `NoSuchColumn` when a field of `T` has no column; `Decode` when a value does not fit its part of `T`, naming
    /// column and row.
    #[cfg(feature = "serde")]
    pub fn to<'r, T: serde::Deserialize<'r>>(&'r self) -> Result<T> {
        let read = crate::de::row(self.columns(), |position| self.cell(position));
        read.map_err(|error| self.in_row(error))
    }

    pub(crate) fn cell(&self, position: usize) -> Result<Value<'_>> {
        D::Cursor::value(&self.batch.columns, &self.batch.batch, self.index, position)
    }

    /// The error with the number of this row, unless it names a row already.
    fn in_row(&self, error: Error) -> Error {
        if error.context("row").is_some() { error } else { error.with_context("row", self.number()) }
    }

    fn in_column(&self, error: Error, position: usize) -> Error {
        self.in_row(error.with_context("column", &self.columns()[position].name))
    }
}

impl<D: Dialect> Clone for Row<D> {
    fn clone(&self) -> Self {
        Self { batch: Arc::clone(&self.batch), index: self.index }
    }
}

impl<D: Dialect> fmt::Debug for Row<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (column, value) in self.columns().iter().zip(self.values()) {
            match value {
                Ok(value) => map.entry(&column.name, &value),
                Err(error) => map.entry(&column.name, &error),
            };
        }
        map.finish()
    }
}
