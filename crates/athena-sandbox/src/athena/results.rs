//! GetQueryResults: pages of a result from the spool

use std::sync::Arc;

use crate::engine::contract::{ColumnInfo, OutputKind, StatementType, TextBatch};
use crate::query::{Query, QueryState};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::result_page::Page;
use super::{Answer, Athena, paging};

/// Maximum number of rows in a page, including the header row.
const LARGEST_PAGE: i64 = 1000;

impl Athena {
    pub(super) async fn get_query_results(&self, input: Input<'_>) -> Result<Answer, ApiError> {
        let id = input.string("QueryExecutionId")?;
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        let kind = input.string("QueryResultType")?;
        let mut validation = Validation::default();
        validation
            .required("queryExecutionId", id.as_ref())
            .length("queryExecutionId", id, 1, 128)
            .length("nextToken", token, 1, 1024)
            .range("maxResults", max, 1, i64::MAX);
        if kind.is_some_and(|kind| !matches!(kind, "DATA_ROWS" | "DATA_MANIFEST")) {
            validation.fail("queryResultType", "Member must satisfy enum value set: [DATA_MANIFEST, DATA_ROWS]");
        }
        validation.check()?;
        let query = self.find_query(id.unwrap_or_default())?;
        let max = max.unwrap_or(LARGEST_PAGE);
        if max > LARGEST_PAGE {
            return Err(ApiError::invalid_input(format!(
                "MaxResults is more than maximum allowed length {LARGEST_PAGE}"
            )));
        }
        let is_manifest = kind == Some("DATA_MANIFEST");
        if is_manifest && !matches!(query.substatement_type.as_str(), "CREATE_TABLE_AS_SELECT" | "INSERT" | "UNLOAD") {
            return Err(ApiError::invalid_input(
                "QueryResultType DATA_MANIFEST is only for CREATE TABLE AS SELECT, INSERT and UNLOAD statements",
            ));
        }
        let progress = query.progress();
        match progress.state {
            QueryState::Succeeded => {}
            QueryState::Failed if is_failed_hive_statement(&query, progress.reason.as_deref()) => {
                return Ok(Answer::Text(Page::empty()));
            }
            state => return Err(no_results(state)),
        }
        if is_manifest {
            return self.manifest_page(&query, progress.statistics.manifest(), token, max);
        }
        let result = progress.result.ok_or_else(|| ApiError::internal("the result of the query is not stored"))?;
        let start = match token {
            None => 0,
            Some(token) => paging::decode(&query.id, token)
                .ok_or_else(|| ApiError::invalid_input(format!("Malformed nextPageToken {token}")))?,
        };
        let max = u64::try_from(max).unwrap_or(1);
        let has_header = matches!(query.output, OutputKind::Csv | OutputKind::TextWithHeader);
        // Positions count the header as a row, so every page after the first is shifted by one.
        let header_here = has_header && start == 0;
        let first = start.saturating_sub(u64::from(has_header && start > 0));
        let count = max - u64::from(header_here);
        let rows = {
            let result = Arc::clone(&result);
            // On a blocking thread, because the page may start far into a file.
            let read = tokio::task::spawn_blocking(move || result.rows.read(first, count)).await;
            read.map_err(|error| ApiError::internal(error.to_string()))?
                .map_err(|error| ApiError::internal(format!("could not read the result: {error}")))?
        };
        let listed = rows.num_rows() as u64 + u64::from(header_here);
        // A full page always has a token, even if no row follows.
        let next = (listed == max && max > 0).then(|| paging::encode(&query.id, start + listed));
        let page = Page {
            columns: &result.columns,
            header: header_here,
            rows: &rows,
            update_count: result.update_count,
            next_token: next.as_deref(),
        };
        Ok(Answer::Text(page.to_json()))
    }

    /// A page of the manifest, one line per file that the statement wrote. Without a manifest, there are no lines.
    fn manifest_page(
        &self,
        query: &Query,
        manifest: Option<&str>,
        token: Option<&str>,
        max: i64,
    ) -> Result<Answer, ApiError> {
        let subject = format!("manifest of {}", query.id);
        let start = match token {
            None => 0,
            Some(token) => paging::decode(&subject, token)
                .ok_or_else(|| ApiError::invalid_input(format!("Malformed nextPageToken {token}")))?,
        };
        let text = match manifest {
            None => String::new(),
            Some(uri) => self.read_manifest(uri)?,
        };
        let mut rows = TextBatch::new(1);
        let (first, count) = (usize::try_from(start).unwrap_or(usize::MAX), usize::try_from(max).unwrap_or(1));
        for line in text.lines().skip(first).take(count) {
            rows.push(Some(line));
        }
        let listed = rows.num_rows();
        let next = (listed == count).then(|| paging::encode(&subject, start + listed as u64));
        let columns = [ColumnInfo {
            name: "data_manifest".to_owned(),
            type_name: "varchar".to_owned(),
            precision: i32::MAX,
            scale: 0,
            case_sensitive: true,
        }];
        let page =
            Page { columns: &columns, header: false, rows: &rows, update_count: None, next_token: next.as_deref() };
        Ok(Answer::Text(page.to_json()))
    }

    fn read_manifest(&self, uri: &str) -> Result<String, ApiError> {
        let gone = || ApiError::invalid_request("RESULT_NOT_FOUND", "Could not find results");
        let (bucket, key) = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(gone)?;
        let bytes = self.runner.storage.object(bucket, key).ok_or_else(gone)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn no_results(state: QueryState) -> ApiError {
    const STATE: &str = "INVALID_QUERY_EXECUTION_STATE";
    match state {
        QueryState::Cancelled => ApiError::invalid_request("RESULT_NOT_FOUND", "Could not find results"),
        QueryState::Failed => {
            ApiError::invalid_request(STATE, "Query did not finish successfully. Final query state: FAILED")
        }
        _ => ApiError::invalid_request(STATE, format!("Query has not yet finished. Current state: {state}")),
    }
}

/// Whether the query is a failed Hive DDL statement. Its error is in the result object, and its result here is empty.
fn is_failed_hive_statement(query: &Query, reason: Option<&str>) -> bool {
    query.statement_type == StatementType::Ddl && reason.is_some_and(|reason| reason.starts_with("FAILED: "))
}
