//! `Query`: one statement of a connection, without a cursor.

#[cfg(feature = "serde")]
use serde::de::DeserializeOwned;

#[cfg(feature = "serde")]
use crate::cursor::RowsAs;
use crate::cursor::{BatchStream, Cursor, Rows};
use crate::driver::{Any, Dialect};
use crate::error::Result;
use crate::row::Row;
use crate::statement::{Bindings, Parameter, Statement, StatementOptions};
use crate::value::FromValue;

/// One statement that is about to run. Made by [`Connection::query`](crate::Connection::query).
#[derive(Debug)]
#[must_use = "a query runs when its result is asked for"]
pub struct Query<D: Dialect = Any> {
    pub(super) cursor: Cursor<D>,
    statement: Statement,
}

impl<D: Dialect> Query<D> {
    pub(super) fn new(cursor: Cursor<D>, statement: Statement) -> Self {
        Self { cursor, statement }
    }

    /// See [`Statement::bind`].
    pub fn bind(mut self, name: impl Into<String>, value: impl Into<Parameter>) -> Self {
        self.statement = self.statement.bind(name, value);
        self
    }

    /// See [`Statement::bind_next`].
    pub fn bind_next(mut self, value: impl Into<Parameter>) -> Self {
        self.statement = self.statement.bind_next(value);
        self
    }

    /// See [`Statement::bind_all`].
    pub fn bind_all(mut self, values: impl Into<Bindings>) -> Self {
        self.statement = self.statement.bind_all(values);
        self
    }

    /// See [`Statement::with_options`].
    pub fn with_options(mut self, options: StatementOptions) -> Self {
        self.statement = self.statement.with_options(options);
        self
    }

    /// Runs the statement; the cursor stands on its result.
    ///
    /// # Errors
    /// As [`Cursor::execute`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn execute(self) -> Result<Cursor<D>> {
        let Self { mut cursor, statement } = self;
        cursor.execute(statement).await?;
        Ok(cursor)
    }

    /// Runs the statement and streams its rows.
    ///
    /// # Errors
    /// As [`Cursor::execute`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn fetch(self) -> Result<Rows<'static, D>> {
        Ok(self.execute().await?.into_rows())
    }

    /// Runs the statement and streams its batches.
    ///
    /// # Errors
    /// As [`Cursor::execute`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn fetch_batches(self) -> Result<BatchStream<'static, D>> {
        Ok(self.execute().await?.into_batches())
    }

    /// Runs the statement and fetches all rows.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_all`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`]; rows that were fetched so far are lost.
    pub async fn fetch_all(self) -> Result<Vec<Row<D>>> {
        self.execute().await?.fetch_all().await
    }

    /// Runs the statement and fetches its first row, which must be there.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_one`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn fetch_one(self) -> Result<Row<D>> {
        self.execute().await?.fetch_one().await
    }

    /// Runs the statement and fetches its first row, if there is one.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_optional`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn fetch_optional(self) -> Result<Option<Row<D>>> {
        self.execute().await?.fetch_optional().await
    }

    /// Runs the statement and fetches all rows, each as a `T`.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_all_as`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`]; rows that were fetched so far are lost.
    #[cfg(feature = "serde")]
    pub async fn fetch_all_as<T: DeserializeOwned>(self) -> Result<Vec<T>> {
        self.execute().await?.fetch_all_as().await
    }

    /// Runs the statement and fetches its first row as a `T`; it must be there.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_one_as`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    #[cfg(feature = "serde")]
    pub async fn fetch_one_as<T: DeserializeOwned>(self) -> Result<T> {
        self.execute().await?.fetch_one_as().await
    }

    /// Runs the statement and fetches its first row as a `T`, if there is one.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_optional_as`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    #[cfg(feature = "serde")]
    pub async fn fetch_optional_as<T: DeserializeOwned>(self) -> Result<Option<T>> {
        self.execute().await?.fetch_optional_as().await
    }

    /// Runs the statement and streams its rows, each as a `T`.
    ///
    /// # Errors
    /// As [`Cursor::execute`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    #[cfg(feature = "serde")]
    pub async fn fetch_as<T: DeserializeOwned>(self) -> Result<RowsAs<'static, T, D>> {
        Ok(self.execute().await?.into_rows_as())
    }

    /// Runs the statement and fetches the first value of its first row.
    ///
    /// # Errors
    /// As [`Cursor::execute`] and [`Cursor::fetch_scalar`].
    ///
    /// # Cancel safety
    /// As [`Cursor::execute`].
    pub async fn fetch_scalar<T: for<'r> FromValue<'r>>(self) -> Result<T> {
        self.execute().await?.fetch_scalar().await
    }
}
