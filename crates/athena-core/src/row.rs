//! A row, as a view over a batch.

use std::fmt;

use crate::column::{ColumnIndex, Columns};
use crate::cursor::{AnyCursor, AsyncCursor};
use crate::error::Result;
use crate::value::{FromValue, Value};

/// One row of a batch, borrowed from it.
pub struct Row<'b, C: AsyncCursor = AnyCursor> {
    columns: &'b Columns,
    batch: &'b C::Batch,
    index: usize,
}

impl<'b, C: AsyncCursor> Row<'b, C> {
    pub(crate) fn new(columns: &'b Columns, batch: &'b C::Batch, index: usize) -> Self {
        Self { columns, batch, index }
    }

    /// The columns of the result.
    pub fn columns(&self) -> &'b Columns {
        self.columns
    }

    /// The value at a position or of a column name, as `T`.
    ///
    /// # Errors
    /// `NotFound` when there is no such column; `Decode` when the value is not a `T`, or NULL and `T` is no `Option`.
    pub fn get<T: FromValue<'b>>(&self, index: impl ColumnIndex) -> Result<T> {
        let position = self.columns.position(index)?;
        let in_column = |error: crate::Error| error.with_context("column", &self.columns[position].name);
        let value = C::value(self.columns, self.batch, self.index, position)?;
        T::from_value(value).map_err(in_column)
    }

    /// The value at a position or of a column name.
    ///
    /// # Errors
    /// `NotFound` when there is no such column; `Decode` when the service's text is not of the column's type.
    pub fn value(&self, index: impl ColumnIndex) -> Result<Value<'b>> {
        C::value(self.columns, self.batch, self.index, self.columns.position(index)?)
    }

    /// All values, left to right.
    ///
    /// # Errors
    /// As [`value`](Row::value), one result each.
    pub fn values(&self) -> impl Iterator<Item = Result<Value<'b>>> {
        let Self { columns, batch, index } = *self;
        (0..columns.len()).map(move |column| C::value(columns, batch, index, column))
    }
}

impl<C: AsyncCursor> Clone for Row<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: AsyncCursor> Copy for Row<'_, C> {}

impl<C: AsyncCursor> fmt::Debug for Row<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (column, value) in self.columns.iter().zip(self.values()) {
            match value {
                Ok(value) => map.entry(&column.name, &value),
                Err(error) => map.entry(&column.name, &error),
            };
        }
        map.finish()
    }
}
