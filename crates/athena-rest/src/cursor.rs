//! The cursor: run a statement, hand out its pages.

use std::sync::Arc;

use athena_core::driver::results::{ResultPages, ResultPath, TextPage};
use athena_core::{
    AsyncCursor, Columns, Connection, OpenResult, QueryExecution, QueryId, QueryRunner, Result, Statement,
    StatementOptions, Value,
};

use crate::options::RestOptions;

/// A page of rows, as `GetQueryResults` sent it, header row removed.
pub type Page = TextPage;

/// Runs statements and hands out pages of rows.
///
/// The next page is fetched while the current one is used; two pages are held at most.
#[derive(Debug)]
pub struct RestCursor {
    runner: QueryRunner,
    options: RestOptions,
    result: OpenResult<ResultPages>,
}

impl RestCursor {
    pub(crate) fn new(connection: &Connection, options: RestOptions) -> Self {
        Self { runner: QueryRunner::new(connection, "rest"), options, result: OpenResult::default() }
    }

    async fn open(&mut self, query: &QueryExecution, options: &RestOptions) -> Result<()> {
        let athena = Arc::clone(self.runner.connection().athena());
        let pages = ResultPages::open(athena, query, Some(options.page_size)).await?;
        let (columns, count) = (pages.columns().clone(), pages.update_count());
        self.result = OpenResult::new(columns, ResultPath::Pages, pages).with_update_count(count);
        Ok(())
    }
}

impl AsyncCursor for RestCursor {
    type Batch = Page;

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

    async fn next_batch(&mut self) -> Result<Option<Page>> {
        self.result.next(&self.runner).await
    }

    fn num_rows(page: &Page) -> usize {
        page.num_rows()
    }

    fn value<'b>(_: &Columns, page: &'b Page, row: usize, column: usize) -> Result<Value<'b>> {
        page.value(row, column)
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
