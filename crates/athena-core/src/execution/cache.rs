//! The client cache: the result of an equal, earlier query, found in the work group's history.

use std::time::{Duration, SystemTime};

use athena_sql::classify;

use crate::driver::api::{MAX_QUERIES_PER_BATCH_GET, PageTokens};
use crate::error::Result;
use crate::options::S3Uri;
use crate::query::{QueryExecution, QueryState, StartQuery};
use crate::session::Session;

/// How far to look back.
#[derive(Clone, Copy, Debug)]
pub(super) struct LookBack {
    /// The latest so many queries; 0: as many as there are.
    pub(super) size: usize,
    /// Results up to this old; zero: of any age.
    pub(super) age: Duration,
}

/// The latest query that gives what the request would, if the history has one and its result is still there.
///
/// Queries only: a write that is found in the history was still not done again, and what SHOW says may have changed.
/// Not with `ExecutionParameters`, which the history does not tell. Whatever goes wrong, the query is run.
pub(super) async fn find(session: &Session, request: &StartQuery, look: LookBack) -> Option<QueryExecution> {
    let is_off = look.size == 0 && look.age.is_zero();
    if is_off || !request.execution_parameters.is_empty() || !classify(&request.sql).kind.is_query() {
        return None;
    }
    match search(session, request, look).await {
        Ok(found) => {
            tracing::debug!(query_id = found.as_ref().map(|query| query.id.as_str()), "looked into the client cache");
            found
        }
        Err(error) => {
            tracing::warn!(%error, "could not look into the client cache");
            None
        }
    }
}

async fn search(session: &Session, request: &StartQuery, look: LookBack) -> Result<Option<QueryExecution>> {
    let oldest = if look.age.is_zero() { None } else { SystemTime::now().checked_sub(look.age) };
    let mut left = if look.size == 0 { usize::MAX } else { look.size };
    let (mut next_token, mut tokens) = (None::<String>, PageTokens::default());
    loop {
        let size = u16::try_from(left.min(MAX_QUERIES_PER_BATCH_GET)).expect("a batch is 50 at most");
        let work_group = request.work_group.as_deref();
        let (ids, next) = session.athena().list_query_executions(work_group, size, next_token.as_deref()).await?;
        let ids = ids.get(..left.min(MAX_QUERIES_PER_BATCH_GET)).unwrap_or(&ids);
        if ids.is_empty() {
            return Ok(None);
        }
        let mut queries = session.athena().batch_get_query_execution(ids).await?;
        queries.sort_by_key(|query| std::cmp::Reverse(query.completed_at));
        let is_young = |query: &QueryExecution| oldest.is_none_or(|oldest| query.completed_at >= Some(oldest));
        for query in queries.iter().filter(|query| is_young(query) && is_equal(query, request)) {
            if has_result(session, query).await {
                return Ok(Some(query.clone()));
            }
        }
        left -= ids.len();
        // The list is by time: behind a page of nothing but old queries there are none but older ones.
        let is_over = |query: &QueryExecution| query.state.is_terminal() && !is_young(query);
        match tokens.next(next)? {
            Some(token) if left > 0 && !queries.iter().all(is_over) => next_token = Some(token),
            _ => return Ok(None),
        }
    }
}

fn is_equal(query: &QueryExecution, request: &StartQuery) -> bool {
    let same_catalog = match (&query.catalog, &request.catalog) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    };
    let same_place = match (&request.output_location, &query.output_location) {
        (Some(directory), Some(object)) => object.starts_with(directory),
        (None, _) => true,
        // A work group with managed results, or one that has none any more.
        (Some(_), None) => false,
    };
    let encrypted =
        |option: &Option<crate::query::EncryptionConfiguration>| option.as_ref().map(|one| one.option.clone());
    query.state == QueryState::Succeeded
        && query.sql == request.sql
        && query.database == request.database
        && same_catalog
        && same_place
        && (request.encryption.is_none() || encrypted(&query.encryption) == encrypted(&request.encryption))
}

/// Asks for the object where the connection can; without access to Amazon S3 Athena is trusted.
async fn has_result(session: &Session, query: &QueryExecution) -> bool {
    let (Ok(objects), Some(location)) = (session.objects(), &query.output_location) else { return true };
    match location.parse::<S3Uri>() {
        Ok(uri) => objects.head(&uri).await.is_ok(),
        Err(_) => false,
    }
}
