//! The cursor: run a statement, hand out its pages.

use std::sync::Arc;

use athena_core::results::{ResultPages, ResultPath, TextRows};
use athena_core::{AsyncCursor, Columns, Connection, QueryExecution, QueryId, QueryRunner, Result, Statement, Value};

use crate::options::RestOptions;

/// A page of rows, as `GetQueryResults` sent it, header row removed.
pub type Page = TextRows;

/// Runs statements and hands out pages of rows.
///
/// The next page is fetched while the current one is used; two pages are held at most.
#[derive(Debug)]
pub struct RestCursor {
    runner: QueryRunner,
    page_size: u16,
    columns: Columns,
    update_count: Option<u64>,
    path: Option<ResultPath>,
    pages: Option<ResultPages>,
}

impl RestCursor {
    pub(crate) fn new(connection: &Connection, options: &RestOptions) -> Self {
        Self {
            runner: QueryRunner::new(connection, "rest"),
            page_size: options.page_size,
            columns: Columns::default(),
            update_count: None,
            path: None,
            pages: None,
        }
    }

    fn reset(&mut self) {
        self.columns = Columns::default();
        self.update_count = None;
        self.path = None;
        self.pages = None;
    }

    async fn open(&mut self, query: &QueryExecution) -> Result<()> {
        let athena = Arc::clone(self.runner.connection().athena());
        let pages = ResultPages::open(athena, query, Some(self.page_size)).await?;
        self.columns = pages.columns().clone();
        self.update_count = pages.update_count();
        self.path = Some(ResultPath::Pages);
        self.pages = Some(pages);
        Ok(())
    }
}

impl AsyncCursor for RestCursor {
    type Batch = Page;

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

    async fn next_batch(&mut self) -> Result<Option<Page>> {
        let pages = self.pages.as_mut().ok_or_else(|| self.runner.no_result())?;
        let fetched = pages.next().await;
        if fetched.is_err() {
            self.pages = None;
        }
        fetched
    }

    fn num_rows(page: &Page) -> usize {
        page.num_rows()
    }

    fn value<'b>(_: &Columns, page: &'b Page, row: usize, column: usize) -> Result<Value<'b>> {
        page.value(row, column)
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
