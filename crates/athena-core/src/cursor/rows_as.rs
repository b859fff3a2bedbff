//! `RowsAs`: the rows of a result as values of a type that serde reads.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use futures_util::stream::StreamExt as _;
use serde::de::DeserializeOwned;

use super::handle::Cursor;
use super::rows::Rows;
use crate::driver::{Any, Dialect};
use crate::error::{Error, ErrorKind, Result};

impl<D: Dialect> Cursor<D> {
    /// The rows that are left, each as a `T`. [`athena_core::serde`](crate::serde) says how rows and values become
    /// types.
    ///
    /// ```
    /// #[derive(serde::Deserialize)]
    /// struct Order {
    ///     id: i64,
    ///     customer: Option<String>,
    /// }
    ///
    /// # async fn example(mut cursor: athena_core::Cursor) -> athena_core::Result<()> {
    /// cursor.execute("SELECT id, customer FROM orders").await?;
    /// let mut orders = cursor.rows_as::<Order>();
    /// while let Some(order) = orders.next().await? {
    ///     println!("{} {:?}", order.id, order.customer);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn rows_as<T: DeserializeOwned>(&mut self) -> RowsAs<'_, T, D> {
        RowsAs { rows: self.rows(), to: PhantomData }
    }

    /// [`rows_as`](Self::rows_as) that own the cursor, for a stream that outlives the function that made it.
    pub fn into_rows_as<T: DeserializeOwned>(self) -> RowsAs<'static, T, D> {
        RowsAs { rows: self.into_rows(), to: PhantomData }
    }

    /// All rows that are left, each as a `T`.
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch) and [`Row::to`](crate::Row::to).
    ///
    /// # Cancel safety
    /// Rows that were fetched so far are lost.
    pub async fn fetch_all_as<T: DeserializeOwned>(&mut self) -> Result<Vec<T>> {
        let mut rows = self.rows();
        let mut all = Vec::new();
        while let Some(row) = rows.next().await? {
            all.push(row.to()?);
        }
        Ok(all)
    }

    /// The next row as a `T`, if there is one. See [`fetch_optional`](Self::fetch_optional).
    ///
    /// # Errors
    /// As [`next_batch`](Self::next_batch) and [`Row::to`](crate::Row::to).
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn fetch_optional_as<T: DeserializeOwned>(&mut self) -> Result<Option<T>> {
        self.fetch_optional().await?.map(|row| row.to()).transpose()
    }

    /// The next row as a `T`; it must be there. See [`fetch_one`](Self::fetch_one).
    ///
    /// # Errors
    /// `NoRows` when no row is left; otherwise as [`next_batch`](Self::next_batch) and [`Row::to`](crate::Row::to).
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn fetch_one_as<T: DeserializeOwned>(&mut self) -> Result<T> {
        let row = self.fetch_optional_as().await?;
        row.ok_or_else(|| Error::new(ErrorKind::NoRows, "the result has no row"))
    }
}

/// The rows that are left of a result as values of `T`, in result order. Made by [`Cursor::rows_as`].
///
/// # Cancel safety
/// As [`Rows`].
pub struct RowsAs<'c, T, D: Dialect = Any> {
    rows: Rows<'c, D>,
    to: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned, D: Dialect> RowsAs<'_, T, D> {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// As [`Cursor::next_batch`] and [`Row::to`](crate::Row::to). After an error of a row the next call goes on with
    /// the row after it.
    ///
    /// # Cancel safety
    /// No row is lost: a fetch that was dropped is resumed by the next call.
    pub async fn next(&mut self) -> Result<Option<T>> {
        self.rows.next().await?.map(|row| row.to()).transpose()
    }
}

impl<T: DeserializeOwned, D: Dialect> Stream for RowsAs<'_, T, D> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let row = ready!(self.rows.poll_next_unpin(cx));
        Poll::Ready(row.map(|row| row?.to()))
    }
}

impl<T, D: Dialect> fmt::Debug for RowsAs<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowsAs").field("rows", &self.rows).finish_non_exhaustive()
    }
}
