//! `Dialect` and `AsyncCursor`: the two traits that a driver implements.

use std::fmt;
use std::future::Future;

use super::{Executed, Unload};
use crate::column::Columns;
use crate::driver::results::{ResultInfo, Transfer};
use crate::error::Result;
use crate::options::{ConnectOptions, FromOptions, OptionMap};
use crate::value::Value;

/// Abilities of a driver beyond running statements and handing out rows.
///
/// ```
/// use athena_core::driver::Capabilities;
///
/// const CAPABILITIES: Capabilities = Capabilities::new().columnar().reads_objects();
/// assert!(CAPABILITIES.columnar && !CAPABILITIES.unload);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Capabilities {
    /// Batches are columns rather than rows.
    pub columnar: bool,
    /// Results can be fetched as Parquet, via UNLOAD.
    pub unload: bool,
    /// Results are read from objects in Amazon S3, not by API calls.
    pub reads_objects: bool,
}

impl Capabilities {
    /// No capabilities; the same as `default()`, in a constant.
    pub const fn new() -> Self {
        Self { columnar: false, unload: false, reads_objects: false }
    }

    /// Adds columns.
    #[must_use]
    pub const fn columnar(mut self) -> Self {
        self.columnar = true;
        self
    }

    /// Adds UNLOAD.
    #[must_use]
    pub const fn unload(mut self) -> Self {
        self.unload = true;
        self
    }

    /// Adds reading from Amazon S3.
    #[must_use]
    pub const fn reads_objects(mut self) -> Self {
        self.reads_objects = true;
        self
    }
}

/// A driver, as a type: its names, its options, and how it opens a result. A unit type of each driver crate implements
/// it; `docs/writing-a-driver.md` shows a whole driver.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a driver",
    note = "drivers are `Rest`, `S3`, `Arrow`, `Polars`, `Pandas` of the driver crates, and `Any`"
)]
pub trait Dialect: Sized + Send + Sync + 'static {
    /// The driver's cursor over one result.
    type Cursor: AsyncCursor;
    /// The driver's options, besides those of the connection; `()` for none.
    type Options: FromOptions + Clone + Sync;
    /// The driver's name, such as `rest`.
    const NAME: &'static str;
    /// The driver's URL schemes in lower case, the main one first.
    const SCHEMES: &'static [&'static str];
    /// The driver's abilities.
    const CAPABILITIES: Capabilities = Capabilities::new();

    /// Opens the result of an execution that has succeeded.
    ///
    /// # Errors
    /// `ResultMissing` when the result is gone; otherwise the error of the read.
    ///
    /// # Cancel safety
    /// Dropping the future must end the reads that it began.
    fn open(executed: Executed, options: &Self::Options) -> impl Future<Output = Result<Self::Cursor>> + Send;

    /// Whether statements run with `options` are wrapped in UNLOAD. Core does the wrapping, and [`Executed::files`] names
    /// the files.
    fn unload(options: &Self::Options) -> Unload {
        let _ = options;
        Unload::never()
    }

    /// The name of the driver behind `options`. Only [`Any`](crate::Any) has a reason to override it.
    fn name(options: &Self::Options) -> &'static str {
        let _ = options;
        Self::NAME
    }

    /// The abilities of the driver behind `options`. Only [`Any`](crate::Any) has a reason to override it.
    fn capabilities(options: &Self::Options) -> Capabilities {
        let _ = options;
        Self::CAPABILITIES
    }
}

/// A forward-only cursor over one result, which hands out batches of the driver's own type.
///
/// Users hold a [`Cursor`](crate::Cursor), which runs statements and opens one of these for each result.
pub trait AsyncCursor: fmt::Debug + Send + 'static {
    /// The driver's batch: a page of rows, a record batch, a data frame.
    type Batch: fmt::Debug + Send + Sync + 'static;
    /// The driver's schema of a result; `()` where batches are rows.
    type Schema: fmt::Debug + Clone + Send + Sync + 'static;

    /// Columns, path and update count of the result.
    fn info(&self) -> &ResultInfo;

    /// The schema of a result, known before its first batch; an empty schema where there is no result.
    fn schema(result: Option<&Self>) -> Self::Schema;

    /// The next batch, in result order; `None` at the end, and again after it.
    ///
    /// # Errors
    /// The error of the read. The result is then over.
    ///
    /// # Cancel safety
    /// No row may be lost: a fetch that was dropped is resumed by the next call.
    fn next_batch(&mut self) -> impl Future<Output = Result<Option<Self::Batch>>> + Send;

    /// Number of rows in a batch.
    fn num_rows(batch: &Self::Batch) -> usize;

    /// One cell of a batch of the result that has `columns`; a batch alone need not know Athena's types.
    ///
    /// # Errors
    /// `Decode` when the service's text is not of the column's type, naming column and row; `NotFound` outside of the
    /// batch.
    fn value<'b>(columns: &Columns, batch: &'b Self::Batch, row: usize, column: usize) -> Result<Value<'b>>;

    /// Bytes and rows of the result so far and in all, for [`Progress`](crate::Progress).
    fn transfer(&self) -> Transfer {
        Transfer::default()
    }
}

/// The driver's own batch of a dialect.
pub type BatchOf<D> = <<D as Dialect>::Cursor as AsyncCursor>::Batch;

/// The driver's own schema of a dialect.
pub type SchemaOf<D> = <<D as Dialect>::Cursor as AsyncCursor>::Schema;

/// Options of a connection, read from an [`OptionMap`] and the environment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Resolved<O> {
    /// Options of the connection.
    pub connect: ConnectOptions,
    /// Options of the driver.
    pub driver: O,
    /// The text of the driver's options, so that [`Connection::with_driver`](crate::Connection::with_driver) can read
    /// them for another driver.
    pub given: OptionMap,
}

impl<O: FromOptions + Default> Resolved<O> {
    /// Splits `map` into the options of the connection and those of the driver `D`.
    ///
    /// `env` stands for the process environment; [`process_env`](crate::driver::option::process_env) is the real one.
    ///
    /// # Errors
    /// `InvalidOption` and `UnknownOption`, naming the option.
    pub fn split<D: Dialect<Options = O>>(mut map: OptionMap, env: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let connect = ConnectOptions::from_options(&mut map, env)?;
        let given = map.clone();
        let driver = O::default().read_options(&mut map)?;
        let [aws, query, client, ddl] = ConnectOptions::layers();
        map.finish(D::NAME, &[aws, query, client, ddl, O::KEYS])?;
        Ok(Self { connect, driver, given })
    }
}

impl<O> Resolved<O> {
    /// Typed options, which no URL gave.
    pub fn new(connect: ConnectOptions, driver: O) -> Self {
        Self { connect, driver, given: OptionMap::new() }
    }

    /// The same with the driver's options in another form.
    #[must_use]
    pub fn map<P>(self, f: impl FnOnce(O) -> P) -> Resolved<P> {
        Resolved { connect: self.connect, driver: f(self.driver), given: self.given }
    }
}
