//! The cursor: run a statement, hand out rows from its CSV object.

use athena_core::results::{ReadOptions, ResultPath, ResultReader};
use athena_core::{AsyncCursor, Columns, Connection, QueryExecution, QueryId, QueryRunner, Result, Statement, Value};

use crate::options::S3Options;
use crate::rows::Rows;

/// Runs statements and hands out chunks of rows, straight from the result CSV.
///
/// Results that have no readable CSV object (utility statements, managed results, CSE_KMS) come by `GetQueryResults`;
/// [`path`](AsyncCursor::path) tells.
#[derive(Debug)]
pub struct S3Cursor {
    runner: QueryRunner,
    read: ReadOptions,
    columns: Columns,
    update_count: Option<u64>,
    path: Option<ResultPath>,
    reader: Option<ResultReader>,
}

impl S3Cursor {
    pub(crate) fn new(connection: &Connection, options: &S3Options) -> Self {
        Self {
            runner: QueryRunner::new(connection, "s3fs"),
            read: options.read_options(),
            columns: Columns::default(),
            update_count: None,
            path: None,
            reader: None,
        }
    }

    fn reset(&mut self) {
        self.columns = Columns::default();
        self.update_count = None;
        self.path = None;
        self.reader = None;
    }

    async fn open(&mut self, query: &QueryExecution) -> Result<()> {
        let reader = ResultReader::open(self.runner.connection(), query, self.read).await?;
        self.columns = reader.columns().clone();
        self.update_count = reader.update_count();
        self.path = Some(reader.path());
        self.reader = Some(reader);
        Ok(())
    }
}

impl AsyncCursor for S3Cursor {
    type Batch = Rows;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.reset();
        let query = self.runner.run(&statement.into()).await?;
        self.open(&query).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.reset();
        let query = self.runner.attach(&id).await?;
        self.open(&query).await
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }

    async fn next_batch(&mut self) -> Result<Option<Rows>> {
        let reader = self.reader.as_mut().ok_or_else(|| self.runner.no_result())?;
        let fetched = reader.next().await;
        if fetched.is_err() {
            self.reader = None;
        }
        Ok(fetched?.map(|rows| Rows::new(&self.columns, rows)))
    }

    fn num_rows(rows: &Rows) -> usize {
        rows.num_rows()
    }

    fn value<'b>(_: &Columns, rows: &'b Rows, row: usize, column: usize) -> Result<Value<'b>> {
        rows.value(row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.update_count
    }

    fn path(&self) -> Option<ResultPath> {
        self.path
    }

    fn runner(&self) -> &QueryRunner {
        &self.runner
    }

    async fn close(self) -> Result<()> {
        self.runner.close().await
    }
}
