//! Batches of typed columns, and their builder.

use std::sync::Arc;

use super::builder::Builder;
use super::cell::Cell;
use super::{Array, Field};
use crate::driver::csv::Block;
use crate::driver::results::TextPage;
use crate::error::{Error, ErrorKind, Result};

/// Rows of a result, column by column.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TypedBatch {
    /// The columns, in result order.
    pub columns: Vec<Array>,
    /// Number of rows of every column. Known also for a batch without columns.
    pub num_rows: usize,
}

/// Decodes rows of text, column by column, until the caller has enough rows for a batch.
///
/// One block may go into many batches, and many blocks into one batch.
///
/// ```
/// # use athena_core::driver::decode::{BatchBuilder, PlanOptions, TypedBatch, plan_all};
/// # use athena_core::driver::csv::Block;
/// # fn emit(batch: TypedBatch) {}
/// # fn rows(mut builder: BatchBuilder, block: Block) -> athena_core::Result<()> {
/// const BATCH_ROWS: usize = 65_536;
///
/// let mut from = 0;
/// while from < block.num_rows() {
///     if builder.num_rows() == BATCH_ROWS || !builder.has_room_for(block.num_bytes()) {
///         emit(builder.finish());
///     }
///     from += builder.append(&block, from, BATCH_ROWS - builder.num_rows())?;
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct BatchBuilder {
    fields: Arc<[Field]>,
    builders: Vec<Builder>,
    num_rows: usize,
}

impl BatchBuilder {
    /// A builder of batches with these fields, which [`plan_all`](super::plan_all) makes for a result.
    pub fn new(fields: impl Into<Arc<[Field]>>) -> Self {
        let fields = fields.into();
        let builders = fields.iter().map(Builder::of).collect();
        Self { fields, builders, num_rows: 0 }
    }

    /// The fields of the batches.
    pub fn fields(&self) -> &Arc<[Field]> {
        &self.fields
    }

    /// Number of rows in the next batch so far.
    pub fn num_rows(&self) -> usize {
        self.num_rows
    }

    /// Whether rows with `text_bytes` bytes of text are certain to fit. Offsets have 32 bits, so a column of a batch
    /// holds at most 2 GiB of text: if this is false, finish the batch first. An empty builder has room for every
    /// [`Block`].
    pub fn has_room_for(&self, text_bytes: usize) -> bool {
        let most = self.builders.iter().map(Builder::largest_offset).max().unwrap_or(0);
        most.checked_add(text_bytes).is_some_and(|sum| i32::try_from(sum).is_ok())
    }

    /// Appends at most `rows` rows of the block, from row `from_row`. Returns how many it appended.
    ///
    /// # Errors
    /// `Decode` when a text is not of its column's type, or its value does not fit the column: the error names the
    /// column, the row, the text, and the option that would accept it. All rows since the last
    /// [`finish`](Self::finish) are then dropped.
    pub fn append(&mut self, block: &Block, from_row: usize, rows: usize) -> Result<usize> {
        self.check_width(block.width())?;
        let rows = rows.min(block.num_rows().saturating_sub(from_row));
        let first_row = block.first_row() + from_row as u64;
        self.append_cells(rows, first_row, |column| block.column(column, from_row).take(rows))
    }

    /// Appends at most `rows` rows of a page of `GetQueryResults`, from row `from_row`. Returns how many it appended.
    ///
    /// # Errors
    /// As [`append`](Self::append).
    pub fn append_text(&mut self, page: &TextPage, from_row: usize, rows: usize) -> Result<usize> {
        self.check_width(page.columns().len())?;
        let rows = rows.min(page.num_rows().saturating_sub(from_row));
        let first_row = page.first_row() + from_row as u64;
        self.append_cells(rows, first_row, |column| {
            (from_row..from_row + rows).map(move |row| page.text(row, column).ok().flatten())
        })
    }

    /// Returns the rows so far as a batch, and starts an empty one.
    pub fn finish(&mut self) -> TypedBatch {
        let columns = self.builders.iter_mut().map(Builder::finish).collect();
        TypedBatch { columns, num_rows: std::mem::take(&mut self.num_rows) }
    }

    fn check_width(&self, width: usize) -> Result<()> {
        if width == self.fields.len() {
            return Ok(());
        }
        let message = format!("rows of {width} columns do not fit a batch of {}", self.fields.len());
        Err(Error::new(ErrorKind::Unexpected, message))
    }

    pub(super) fn append_cells<'a, C, I>(
        &mut self,
        rows: usize,
        first_row: u64,
        cells: impl Fn(usize) -> I,
    ) -> Result<usize>
    where
        C: Cell<'a>,
        I: Iterator<Item = C>,
    {
        if rows == 0 {
            return Ok(0);
        }
        for (column, (field, builder)) in self.fields.iter().zip(&mut self.builders).enumerate() {
            if let Err(failure) = builder.append(&field.athena_type, rows, cells(column)) {
                let error = failure.into_error(field, first_row);
                self.builders = self.fields.iter().map(Builder::of).collect();
                self.num_rows = 0;
                return Err(error);
            }
        }
        self.num_rows += rows;
        Ok(rows)
    }
}
