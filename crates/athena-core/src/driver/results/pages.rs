//! Pages of `GetQueryResults`, the next one fetched while this one is used.

use std::sync::Arc;

use tokio::task::JoinHandle;
use tracing::Instrument as _;

use super::{ResultInfo, ResultPath, TextPage};
use crate::column::{Column, Columns};
use crate::driver::api::{AthenaApi, GetQueryResults, PageTokens, ResultPage};
use crate::error::{Error, ErrorKind, Result};
use crate::query::{QueryExecution, StatementType};

/// The pages of a query that has succeeded, header row removed.
///
/// At most two pages are held: the one handed out and the one after it. Tokens are sequential, so pages cannot be
/// fetched in parallel
/// ([GetQueryResults](https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html)).
#[derive(Debug)]
pub struct ResultPages {
    athena: Arc<dyn AthenaApi>,
    request: GetQueryResults,
    info: ResultInfo,
    /// Whether every row must have all its cells.
    strict: bool,
    tokens: PageTokens,
    next_row: u64,
    ready: Option<TextPage>,
    next: Option<Fetch>,
}

/// The columns of a result, by one call for its first row. Other than [`ResultPages::open`] it fetches no page ahead.
pub(crate) async fn describe(athena: &dyn AthenaApi, query: &QueryExecution) -> Result<Columns> {
    let request = GetQueryResults::first(query.id.clone(), Some(1));
    let page = athena.get_query_results(&request).await.map_err(|error| error.with_query_id(query.id.as_str()))?;
    Ok(page.columns.into_iter().map(Column::from).collect())
}

impl ResultPages {
    /// Fetches the first page, which brings the columns. `page_size` counts rows, the header row included.
    ///
    /// # Errors
    /// The error of `GetQueryResults`.
    ///
    /// # Cancel safety
    /// Nothing is lost but the call.
    pub async fn open(athena: Arc<dyn AthenaApi>, query: &QueryExecution, page_size: Option<u16>) -> Result<Self> {
        let request = GetQueryResults::first(query.id.clone(), page_size);
        let mut page =
            athena.get_query_results(&request).await.map_err(|error| error.with_query_id(query.id.as_str()))?;
        let columns: Columns = std::mem::take(&mut page.columns).into_iter().map(Column::from).collect();
        let header = has_header(query, &columns, page.rows.first());
        let counted = page.update_count.filter(|_| changes_rows(query));
        let update_count = counted.and_then(|count| u64::try_from(count).ok());
        let mut pages = Self {
            athena,
            request,
            info: ResultInfo::new(columns, ResultPath::Pages).with_update_count(update_count),
            strict: query.statement_type == Some(StatementType::Dml),
            tokens: PageTokens::default(),
            next_row: 0,
            ready: None,
            next: None,
        };
        pages.take_in(page, usize::from(header))?;
        Ok(pages)
    }

    /// Columns and update count of the result.
    pub fn info(&self) -> &ResultInfo {
        &self.info
    }

    /// The next page, never an empty one; `None` at the end.
    ///
    /// # Errors
    /// The error of `GetQueryResults`. The pages are then over.
    ///
    /// # Cancel safety
    /// No page is lost: the fetch goes on, and the next call waits for it.
    pub async fn next(&mut self) -> Result<Option<TextPage>> {
        loop {
            if let Some(rows) = self.ready.take() {
                return Ok(Some(rows));
            }
            let Some(fetch) = &mut self.next else { return Ok(None) };
            let fetched = (&mut fetch.0).await;
            self.next = None;
            let page = fetched.map_err(|_| Error::new(ErrorKind::InvalidState, "the tokio runtime has shut down"));
            let page = page.flatten().map_err(|error| error.with_query_id(self.request.query_id.as_str()))?;
            self.take_in(page, 0)?;
        }
    }

    fn take_in(&mut self, page: ResultPage, header_rows: usize) -> Result<()> {
        let with_id = |error: Error| error.with_query_id(self.request.query_id.as_str());
        let token = self.tokens.next(page.next_token).map_err(with_id)?;
        // The token alone says whether there is more: a full last page carries one, an empty page may follow.
        self.next = token.map(|token| {
            let (athena, request) = (Arc::clone(&self.athena), self.request.following(token));
            Fetch(tokio::spawn(async move { athena.get_query_results(&request).await }.in_current_span()))
        });
        let rows =
            TextPage::new(&self.info.columns, page.rows.into_iter().skip(header_rows), self.next_row, self.strict)
                .map_err(with_id)?;
        self.next_row += rows.num_rows() as u64;
        self.ready = (rows.num_rows() > 0).then_some(rows);
        Ok(())
    }
}

/// A page on its way; dropping it ends the transfer.
#[derive(Debug)]
struct Fetch(JoinHandle<Result<ResultPage>>);

impl Drop for Fetch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Whether the first row of the first page holds the column names.
///
/// The service sends such a row for DML, of which EXPLAIN is one, and for SHOW FUNCTIONS, and for no other utility
/// statement. That the row really equals the names is asked as well, so that a service that sends no header loses no
/// data.
fn has_header(query: &QueryExecution, columns: &Columns, first: Option<&Vec<Option<String>>>) -> bool {
    let sends_one = query.statement_type == Some(StatementType::Dml)
        || query.is_substatement("SHOW_FUNCTIONS")
        || query.is_substatement("EXPLAIN");
    let names = columns.iter().map(|column| Some(column.name.as_str()));
    sends_one && first.is_some_and(|row| row.iter().map(Option::as_deref).eq(names))
}

fn changes_rows(query: &QueryExecution) -> bool {
    ["INSERT", "UPDATE", "DELETE", "MERGE", "CREATE_TABLE_AS_SELECT"].iter().any(|kind| query.is_substatement(kind))
}
