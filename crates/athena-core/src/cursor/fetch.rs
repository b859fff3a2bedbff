//! Fetching of whole results, single rows and single values.

use super::handle::Cursor;
use crate::driver::{AsyncCursor, BatchOf, Dialect};
use crate::error::{Error, ErrorKind, Result};
use crate::row::{Row, RowBatch};
use crate::value::FromValue;

impl<D: Dialect> Cursor<D> {
    /// All rows that are left. The whole result is then in memory; [`rows`](Self::rows) streams instead.
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch).
    ///
    /// # Cancel safety
    /// Rows that were fetched so far are lost.
    pub async fn fetch_all(&mut self) -> Result<Vec<Row<D>>> {
        let columns = self.columns();
        let (mut rows, mut first_row) = (Vec::new(), self.rows_fetched());
        while let Some(batch) = self.next_batch().await? {
            let count = D::Cursor::num_rows(&batch) as u64;
            rows.extend(RowBatch::new(columns.clone(), batch, first_row).rows());
            first_row += count;
        }
        Ok(rows)
    }

    /// All batches that are left. The whole result is then in memory; [`batches`](Self::batches) streams instead.
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch).
    ///
    /// # Cancel safety
    /// Batches that were fetched so far are lost.
    pub async fn fetch_batches(&mut self) -> Result<Vec<BatchOf<D>>> {
        let mut batches = Vec::new();
        while let Some(batch) = self.next_batch().await? {
            batches.push(batch);
        }
        Ok(batches)
    }

    /// The next row, if there is one. The rows after it in the same batch are dropped; the rest of the result is not
    /// fetched.
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch).
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn fetch_optional(&mut self) -> Result<Option<Row<D>>> {
        let (columns, first_row) = (self.columns(), self.rows_fetched());
        while let Some(batch) = self.next_batch().await? {
            if let Some(row) = RowBatch::new(columns.clone(), batch, first_row).first() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The next row, which must be there. See [`fetch_optional`](Self::fetch_optional).
    ///
    /// # Errors
    /// `NoRows` when no row is left; otherwise as [`next_batch`](Self::next_batch).
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn fetch_one(&mut self) -> Result<Row<D>> {
        self.fetch_optional().await?.ok_or_else(|| Error::new(ErrorKind::NoRows, "the result has no row"))
    }

    /// The first value of the next row, such as that of `SELECT count(*)`.
    ///
    /// ```
    /// # async fn example(mut cursor: athena_core::Cursor) -> athena_core::Result<()> {
    /// cursor.execute("SELECT count(*) FROM orders").await?;
    /// let orders: i64 = cursor.fetch_scalar().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `NoRows` when no row is left; `NoSuchColumn` when the result has no column; otherwise as
    /// [`Row::get`] and [`next_batch`](Self::next_batch).
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn fetch_scalar<T: for<'r> FromValue<'r>>(&mut self) -> Result<T> {
        self.fetch_one().await?.get(0)
    }
}
