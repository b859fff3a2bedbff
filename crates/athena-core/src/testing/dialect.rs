//! A minimal driver, for tests that need some driver.

use crate::column::Columns;
use crate::driver::results::{ResultInfo, ResultPages, TextPage};
use crate::driver::{AsyncCursor, Dialect, Executed};
use crate::error::Result;
use crate::value::Value;

/// A driver without options whose batches are pages of `GetQueryResults`.
#[derive(Clone, Copy, Debug)]
pub struct Pages;

impl Dialect for Pages {
    type Cursor = PagesCursor;
    type Options = ();

    const NAME: &'static str = "pages";
    const SCHEMES: &'static [&'static str] = &["awsathena+pages"];

    async fn open(executed: Executed, (): &()) -> Result<PagesCursor> {
        let athena = executed.session().athena().clone();
        Ok(PagesCursor(ResultPages::open(athena, executed.query(), None).await?))
    }
}

/// The cursor of [`Pages`].
#[derive(Debug)]
pub struct PagesCursor(ResultPages);

impl AsyncCursor for PagesCursor {
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
