//! Fuzz target of result pages, compared with a plain reader

use std::sync::Mutex;

use async_trait::async_trait;

use super::input::Input;
use crate::driver::api::{
    AthenaApi, ColumnInfo, GetQueryResults, ResultPage, RuntimeStatistics, StartQuery, WorkGroup,
};
use crate::driver::results::ResultPages;
use crate::error::{Error, ErrorKind, Result};
use crate::query::{QueryExecution, QueryId, QueryState, StatementType};

type Row = Vec<Option<String>>;

/// Types that the service names in `ColumnInfo`, and some texts that are not types.
const TYPE_NAMES: [&str; 8] = ["varchar", "bigint", "decimal", "timestamp", "row", "float", "", "array("];

/// Reads the columns and pages of a result.
///
/// The rows are those of the pages, in order, without a header row; NULL stays NULL and an empty text an empty text. A
/// row that is too long is an error, and in a query one that is too short. Tokens that repeat are an error: reading
/// ends in any case. A cell is a value or an error.
pub fn pages(data: &[u8]) {
    let mut input = Input::new(data);
    let query = query(&mut input);
    let columns: Vec<ColumnInfo> = (0..input.below(4)).map(|_| column(&mut input)).collect();
    let mut pages = Vec::new();
    while pages.is_empty() || (!input.is_empty() && pages.len() < 8) {
        pages.push(page(&mut input, &columns));
    }
    let expected = reference(&query, &columns, &pages);
    let script = Script(Mutex::new(pages.into()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime without drivers");
    match (runtime.block_on(read(script, &query)), expected) {
        (Ok(rows), Some(expected)) => assert_eq!(rows, expected),
        (Err(error), None) => assert_eq!(error.kind(), ErrorKind::Unexpected, "{error}"),
        (found, expected) => panic!("found {found:?}, expected {expected:?}"),
    }
}

fn query(input: &mut Input<'_>) -> QueryExecution {
    let mut query = QueryExecution::new("q-1", QueryState::Succeeded);
    query.statement_type = [None, Some(StatementType::Dml), Some(StatementType::Utility)][input.below(3)].clone();
    query.substatement_type =
        ["SELECT", "SHOW_FUNCTIONS", "EXPLAIN", "DESCRIBE_TABLE"].get(input.below(5)).map(|kind| (*kind).to_owned());
    query
}

fn column(input: &mut Input<'_>) -> ColumnInfo {
    let mut column = ColumnInfo::new(input.text(), *input.one_of(&TYPE_NAMES));
    column.precision = i32::from(input.byte()) - 3;
    column.scale = i32::from(input.byte() % 8) - 1;
    column
}

/// A page: mostly of rows that are as wide as the result, mostly with a new token.
fn page(input: &mut Input<'_>, columns: &[ColumnInfo]) -> ResultPage {
    let mut page = ResultPage { columns: columns.to_vec(), ..ResultPage::default() };
    let form = input.byte();
    if form % 4 == 1 {
        page.rows.push(columns.iter().map(|column| Some(column.name.clone())).collect());
    }
    for _ in 0..form / 4 % 4 {
        let width = match input.byte() {
            other @ 250.. => usize::from(other - 250),
            _ => columns.len(),
        };
        page.rows.push((0..width).map(|_| (input.byte() % 4 != 3).then(|| input.text())).collect());
    }
    page.next_token = match form / 16 {
        0 => None,
        number => Some(number.to_string()),
    };
    page.update_count = Some(i64::from(input.byte()) - 1);
    page
}

async fn read(script: Script, query: &QueryExecution) -> Result<Vec<Row>> {
    let mut pages = ResultPages::open(std::sync::Arc::new(script), query, None).await?;
    let width = pages.info().columns.len();
    let mut rows = Vec::new();
    while let Some(page) = pages.next().await? {
        assert!(page.num_rows() > 0, "a page has rows");
        assert_eq!(page.first_row(), rows.len() as u64, "row numbers continue");
        for row in 0..page.num_rows() {
            let text = |column| page.text(row, column).expect("is inside").map(str::to_owned);
            let texts: Row = (0..width).map(text).collect();
            for (column, text) in texts.iter().enumerate() {
                if let Ok(value) = page.value(row, column) {
                    assert_eq!(value.is_null(), text.is_none());
                }
            }
            rows.push(texts);
        }
        assert!(page.text(page.num_rows(), 0).is_err() && page.text(0, width).is_err());
    }
    Ok(rows)
}

/// The rows of the pages; `None` when they are malformed.
fn reference(query: &QueryExecution, columns: &[ColumnInfo], pages: &[ResultPage]) -> Option<Vec<Row>> {
    let is_dml = query.statement_type == Some(StatementType::Dml);
    let sends_header = is_dml || matches!(query.substatement_type.as_deref(), Some("SHOW_FUNCTIONS" | "EXPLAIN"));
    let header: Row = columns.iter().map(|column| Some(column.name.clone())).collect();
    let (mut rows, mut tokens) = (Vec::new(), Vec::new());
    for (number, page) in pages.iter().enumerate() {
        let skip = usize::from(number == 0 && sends_header && page.rows.first() == Some(&header));
        if let Some(token) = &page.next_token {
            if tokens.contains(token) {
                return None;
            }
            tokens.push(token.clone());
        }
        for row in page.rows.iter().skip(skip) {
            let mut row = row.clone();
            if row.len() > columns.len() || (is_dml && row.len() < columns.len()) {
                return None;
            }
            if let ([Some(joined)], true) = (row.as_slice(), columns.len() > 1) {
                row = joined.splitn(columns.len(), '\t').map(|cell| Some(cell.to_owned())).collect();
            }
            row.resize(columns.len(), None);
            rows.push(row);
        }
        if page.next_token.is_none() {
            break;
        }
    }
    // A page of a result without columns has no rows.
    Some(if columns.is_empty() { Vec::new() } else { rows })
}

/// An Athena that sends these pages, and an empty one behind them.
#[derive(Debug)]
struct Script(Mutex<std::collections::VecDeque<ResultPage>>);

fn not_scripted() -> Error {
    Error::new(ErrorKind::Unsupported, "only pages are scripted")
}

#[async_trait]
impl AthenaApi for Script {
    async fn start_query_execution(&self, _: &StartQuery) -> Result<QueryId> {
        Err(not_scripted())
    }

    async fn get_query_execution(&self, _: &QueryId) -> Result<QueryExecution> {
        Err(not_scripted())
    }

    async fn batch_get_query_execution(&self, _: &[QueryId]) -> Result<Vec<QueryExecution>> {
        Err(not_scripted())
    }

    async fn stop_query_execution(&self, _: &QueryId) -> Result<()> {
        Err(not_scripted())
    }

    async fn list_query_executions(
        &self,
        _: Option<&str>,
        _: u16,
        _: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        Err(not_scripted())
    }

    async fn get_query_results(&self, _: &GetQueryResults) -> Result<ResultPage> {
        Ok(self.0.lock().expect("no panic under the lock").pop_front().unwrap_or_default())
    }

    async fn get_query_runtime_statistics(&self, _: &QueryId) -> Result<RuntimeStatistics> {
        Err(not_scripted())
    }

    async fn get_work_group(&self, _: &str) -> Result<WorkGroup> {
        Err(not_scripted())
    }
}
