//! `S3Cursor`: results as rows of their CSV object.

use athena_core::driver::results::{ResultInfo, ResultReader, Transfer};
use athena_core::driver::{AsyncCursor, Executed};
use athena_core::{Columns, Result, Value};

use crate::driver_options::S3Options;
use crate::rows::CsvRows;

/// A result as batches of rows, read from the result CSV in Amazon S3.
///
/// Results without a readable CSV object (utility statements, managed results, CSE_KMS) are fetched with
/// `GetQueryResults`; [`Cursor::result_path`](athena_core::Cursor::result_path) tells which way was taken.
#[derive(Debug)]
pub struct S3Cursor(ResultReader);

impl S3Cursor {
    pub(crate) async fn open(executed: Executed, options: &S3Options) -> Result<Self> {
        Ok(Self(ResultReader::open(executed.session(), executed.query(), options.read_options()).await?))
    }
}

impl AsyncCursor for S3Cursor {
    type Batch = CsvRows;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        self.0.info()
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<CsvRows>> {
        let rows = self.0.next().await?;
        Ok(rows.map(|rows| CsvRows::new(&self.0.info().columns, rows)))
    }

    fn num_rows(rows: &CsvRows) -> usize {
        rows.num_rows()
    }

    fn value<'b>(_: &Columns, rows: &'b CsvRows, row: usize, column: usize) -> Result<Value<'b>> {
        rows.value(row, column)
    }

    fn transfer(&self) -> Transfer {
        self.0.transfer()
    }
}
