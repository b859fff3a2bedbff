//! The cursor: run a statement, hand out rows from its CSV object.

use athena_core::driver::results::{ResultPath, ResultReader};
use athena_core::{
    AsyncCursor, Batches, Columns, Connection, OpenResult, QueryExecution, QueryId, QueryRunner, Result, Statement,
    StatementOptions, Value,
};

use crate::options::S3Options;
use crate::rows::Rows;

/// Runs statements and hands out chunks of rows, straight from the result CSV.
///
/// Results that have no readable CSV object (utility statements, managed results, CSE_KMS) come by `GetQueryResults`;
/// [`path`](AsyncCursor::path) tells.
#[derive(Debug)]
pub struct S3Cursor {
    runner: QueryRunner,
    options: S3Options,
    result: OpenResult<Chunks>,
}

/// The rows of the reader, with the columns that say what their text means.
#[derive(Debug)]
struct Chunks(ResultReader);

impl Batches for Chunks {
    type Batch = Rows;

    async fn next(&mut self) -> Result<Option<Rows>> {
        let rows = self.0.next().await?;
        Ok(rows.map(|rows| Rows::new(self.0.columns(), rows)))
    }
}

impl S3Cursor {
    pub(crate) fn new(connection: &Connection, options: S3Options) -> Self {
        Self { runner: QueryRunner::new(connection, "s3fs"), options, result: OpenResult::default() }
    }

    async fn open(&mut self, query: &QueryExecution, options: &S3Options) -> Result<()> {
        let reader = ResultReader::open(self.runner.connection(), query, options.read_options()).await?;
        let (columns, path, count) = (reader.columns().clone(), reader.path(), reader.update_count());
        self.result = OpenResult::new(columns, path, Chunks(reader)).with_update_count(count);
        Ok(())
    }
}

impl AsyncCursor for S3Cursor {
    type Batch = Rows;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.result = OpenResult::default();
        let statement = statement.into();
        let options = self.runner.driver_options(&self.options, statement.options())?;
        let query = self.runner.run(&statement).await?;
        self.open(&query, &options).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.result = OpenResult::default();
        let options = self.runner.driver_options(&self.options, &StatementOptions::default())?;
        let query = self.runner.attach(&id).await?;
        self.open(&query, &options).await
    }

    fn columns(&self) -> &Columns {
        self.result.columns()
    }

    async fn next_batch(&mut self) -> Result<Option<Rows>> {
        self.result.next(&self.runner).await
    }

    fn num_rows(rows: &Rows) -> usize {
        rows.num_rows()
    }

    fn value<'b>(_: &Columns, rows: &'b Rows, row: usize, column: usize) -> Result<Value<'b>> {
        rows.value(row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.result.update_count()
    }

    fn path(&self) -> Option<ResultPath> {
        self.result.path()
    }

    fn runner(&self) -> &QueryRunner {
        &self.runner
    }

    fn discard(&mut self) {
        self.result = OpenResult::default();
    }

    async fn close(self) -> Result<()> {
        self.result.close().await;
        self.runner.close().await
    }
}
