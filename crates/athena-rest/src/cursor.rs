//! `RestCursor`: results as pages of `GetQueryResults`.

use std::sync::Arc;

use athena_core::driver::results::{ResultInfo, ResultPages, TextPage};
use athena_core::driver::{AsyncCursor, Executed};
use athena_core::{Columns, Result, Value};

use crate::driver_options::RestOptions;

/// A result as pages of rows, without the header row.
///
/// The next page is fetched while the current one is used; at most two pages are in memory.
#[derive(Debug)]
pub struct RestCursor(ResultPages);

impl RestCursor {
    pub(crate) async fn open(executed: Executed, options: &RestOptions) -> Result<Self> {
        let athena = Arc::clone(executed.session().athena());
        Ok(Self(ResultPages::open(athena, executed.query(), Some(options.page_size)).await?))
    }
}

impl AsyncCursor for RestCursor {
    type Batch = TextPage;
    type Schema = ();

    fn info(&self) -> &ResultInfo {
        self.0.info()
    }

    fn schema(_: Option<&Self>) {}

    async fn next_batch(&mut self) -> Result<Option<TextPage>> {
        self.0.next().await
    }

    fn num_rows(page: &TextPage) -> usize {
        page.num_rows()
    }

    fn value<'b>(_: &Columns, page: &'b TextPage, row: usize, column: usize) -> Result<Value<'b>> {
        page.value(row, column)
    }
}
