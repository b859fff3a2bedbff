//! Retries and counts of calls: a wrapper around any port.

use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::{FutureExt as _, StreamExt as _};

use super::renew::{RenewCredentials, has_expired};
use super::{
    AthenaApi, Catalog, DatabaseMetadata, GetQueryResults, ObjectBody, ObjectInfo, ObjectSource, Pace, ResultPage,
    RuntimeStatistics, TableMetadata, Usage, WorkGroup,
};
use crate::error::{Error, ErrorKind, Result, Retry};
use crate::options::{AccountId, S3Uri};
use crate::query::{QueryExecution, QueryId, StartQuery};
use crate::telemetry::metrics;

/// The number of attempts of a call, and the pauses between them.
///
/// The pause before attempt n+1 is random, between half of `initial_delay * 2^(n-1)` and all of it, and at most
/// `max_delay`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Total attempts, including the first one. Default 8.
    pub max_attempts: u32,
    /// The maximum pause after the first attempt. Default 100 ms.
    pub initial_delay: Duration,
    /// The maximum pause after any attempt. Default 20 s.
    pub max_delay: Duration,
}

/// The most attempts of a call whose responses come too slowly.
const MAX_SLOW: u32 = 2;

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 8, initial_delay: Duration::from_millis(100), max_delay: Duration::from_secs(20) }
    }
}

impl RetryPolicy {
    /// A single attempt.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Sets the number of attempts, including the first one; 0 counts as 1.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    fn pause(&self, attempt: u32) -> Duration {
        let longest = self.initial_delay.saturating_mul(1 << (attempt - 1).min(20)).min(self.max_delay);
        longest.mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    async fn run<T, F: Future<Output = Result<T>>>(&self, mut attempt: impl FnMut() -> F) -> Result<T> {
        let mut attempts = 1;
        loop {
            let error = match attempt().await {
                Err(error) if error.retry() == Retry::Later => error,
                result => return result,
            };
            // A response that came too slowly once will hardly come faster the eighth time.
            let slow = error.kind() == ErrorKind::TimedOut && attempts >= MAX_SLOW;
            if slow || attempts >= self.max_attempts {
                return Err(exhausted(error, attempts));
            }
            let pause = self.pause(attempts);
            tracing::debug!(%error, attempts, ?pause, "retrying");
            tokio::time::sleep(pause).await;
            attempts += 1;
        }
    }
}

fn exhausted(error: Error, attempts: u32) -> Error {
    if attempts > 1 { error.with_retry(Retry::Exhausted).with_context("attempts", attempts) } else { error }
}

/// A port that retries calls by its [`RetryPolicy`] when their error is marked [`Retry::Later`], and counts every
/// attempt.
///
/// A retried start has the same client request token, so that a lost response does not run a query twice.
#[derive(Debug)]
pub(crate) struct Retrying<T: ?Sized> {
    inner: Arc<T>,
    policy: RetryPolicy,
    usage: Arc<Usage>,
    name: fn(&'static str) -> &'static str,
    pace: Option<Pace>,
    renewal: Option<Arc<dyn RenewCredentials>>,
}

impl<T: ?Sized> Retrying<T> {
    /// Wraps `inner`, which makes one attempt per call.
    pub(crate) fn new(inner: Arc<T>, policy: RetryPolicy, usage: Arc<Usage>) -> Self {
        Self { inner, policy, usage, name: |operation| operation, pace: None, renewal: None }
    }

    /// Counts operations under other names.
    pub(crate) fn counted_as(mut self, name: fn(&'static str) -> &'static str) -> Self {
        self.name = name;
        self
    }

    /// Bodies must keep this pace.
    pub(crate) fn with_pace(mut self, pace: Option<Pace>) -> Self {
        self.pace = pace;
        self
    }

    /// A call whose credentials have expired renews them once.
    pub(crate) fn with_renewal(mut self, renewal: Option<Arc<dyn RenewCredentials>>) -> Self {
        self.renewal = renewal;
        self
    }

    async fn run<R, F: Future<Output = Result<R>>>(
        &self,
        operation: &'static str,
        mut attempt: impl FnMut() -> F,
    ) -> Result<R> {
        let operation = (self.name)(operation);
        let mut attempts = 0;
        let mut counted = || {
            attempts += 1;
            self.usage.count(operation);
            metrics::call(operation, attempts);
            attempt().inspect(|answer| metrics::answer(operation, answer))
        };
        let result = self.policy.run(&mut counted).await;
        match result {
            Err(error) if has_expired(&error) && self.renewal.as_ref().is_some_and(|renewal| renewal.renew()) => {
                tracing::debug!(%error, "trying once more with new credentials");
                self.policy.run(counted).await
            }
            result => result,
        }
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<T: AthenaApi + ?Sized> AthenaApi for Retrying<T> {
    async fn start_query_execution(&self, request: &StartQuery) -> Result<QueryId> {
        self.run("StartQueryExecution", || self.inner.start_query_execution(request)).await
    }

    async fn get_query_execution(&self, id: &QueryId) -> Result<QueryExecution> {
        self.run("GetQueryExecution", || self.inner.get_query_execution(id)).await
    }

    async fn batch_get_query_execution(&self, ids: &[QueryId]) -> Result<Vec<QueryExecution>> {
        self.run("BatchGetQueryExecution", || self.inner.batch_get_query_execution(ids)).await
    }

    async fn stop_query_execution(&self, id: &QueryId) -> Result<()> {
        self.run("StopQueryExecution", || self.inner.stop_query_execution(id)).await
    }

    async fn list_query_executions(
        &self,
        work_group: Option<&str>,
        max_results: u16,
        next_token: Option<&str>,
    ) -> Result<(Vec<QueryId>, Option<String>)> {
        self.run("ListQueryExecutions", || self.inner.list_query_executions(work_group, max_results, next_token)).await
    }

    async fn get_query_results(&self, request: &GetQueryResults) -> Result<ResultPage> {
        self.run("GetQueryResults", || self.inner.get_query_results(request)).await
    }

    async fn get_query_runtime_statistics(&self, id: &QueryId) -> Result<RuntimeStatistics> {
        self.run("GetQueryRuntimeStatistics", || self.inner.get_query_runtime_statistics(id)).await
    }

    async fn get_work_group(&self, name: &str) -> Result<WorkGroup> {
        self.run("GetWorkGroup", || self.inner.get_work_group(name)).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<T: Catalog + ?Sized> Catalog for Retrying<T> {
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        self.run("ListDataCatalogs", || self.inner.list_data_catalogs(next_token)).await
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        self.run("ListDatabases", || self.inner.list_databases(catalog, next_token)).await
    }

    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata> {
        self.run("GetDatabase", || self.inner.get_database(catalog, database)).await
    }

    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        self.run("ListTableMetadata", || self.inner.list_table_metadata(catalog, database, expression, next_token))
            .await
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        self.run("GetTableMetadata", || self.inner.get_table_metadata(catalog, database, table)).await
    }
}

#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl<T: ObjectSource + ?Sized> ObjectSource for Retrying<T> {
    async fn head(&self, uri: &S3Uri) -> Result<ObjectInfo> {
        self.run("HeadObject", || self.inner.head(uri)).await
    }

    /// Retries until the response begins. The reader resumes a body that breaks off.
    async fn get(&self, uri: &S3Uri, range: Option<Range<u64>>, if_match: Option<&str>) -> Result<ObjectBody> {
        let mut body = self.run("GetObject", || self.inner.get(uri, range.clone(), if_match)).await?;
        if let Some(pace) = self.pace {
            body.bytes = pace.limit(body.bytes, |error| error);
        }
        let usage = Arc::clone(&self.usage);
        body.bytes = body.bytes.inspect(move |chunk| usage.count_bytes(chunk)).boxed();
        Ok(body)
    }

    async fn delete(&self, uri: &S3Uri) -> Result<()> {
        self.run("DeleteObject", || self.inner.delete(uri)).await
    }

    async fn list(&self, directory: &S3Uri, next_token: Option<&str>) -> Result<(Vec<S3Uri>, Option<String>)> {
        self.run("ListObjectsV2", || self.inner.list(directory, next_token)).await
    }

    fn owned_by(self: Arc<Self>, account: &AccountId) -> Arc<dyn ObjectSource> {
        let inner = Arc::clone(&self.inner).owned_by(account);
        let (usage, name) = (Arc::clone(&self.usage), self.name);
        Arc::new(Retrying { inner, policy: self.policy, usage, name, pace: self.pace, renewal: self.renewal.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::testing::ScriptedAthena;

    async fn attempts_until(policy: RetryPolicy, verdicts: &[Option<Retry>]) -> (u32, Result<()>) {
        let calls = Cell::new(0);
        let result = policy
            .run(|| {
                let verdict = verdicts[calls.get() as usize];
                calls.set(calls.get() + 1);
                async move {
                    verdict.map_or(Ok(()), |retry| {
                        Err(Error::new(ErrorKind::Throttled, "rate exceeded").with_retry(retry))
                    })
                }
            })
            .await;
        (calls.get(), result)
    }

    #[tokio::test(start_paused = true)]
    async fn only_errors_marked_later_are_retried() {
        let later = Some(Retry::Later);
        let policy = RetryPolicy::default().with_max_attempts(3);
        let (calls, result) = attempts_until(policy, &[later, later, None]).await;
        assert_eq!((calls, result.is_ok()), (3, true));
        let (calls, result) = attempts_until(policy, &[Some(Retry::Never)]).await;
        assert_eq!((calls, result.map_err(|e| e.retry())), (1, Err(Retry::Never)));
        let (calls, result) = attempts_until(policy, &[later, later, later]).await;
        let error = result.expect_err("all attempts failed");
        assert_eq!((calls, error.retry(), error.context("attempts")), (3, Retry::Exhausted, Some("3")));
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_that_comes_too_slowly_is_asked_for_twice() {
        let calls = Cell::new(0);
        let slow = || {
            calls.set(calls.get() + 1);
            async { Err::<(), _>(Error::new(ErrorKind::TimedOut, "too slow").with_retry(Retry::Later)) }
        };
        let error = RetryPolicy::default().run(slow).await.expect_err("is always slow");
        assert_eq!((calls.get(), error.retry()), (2, Retry::Exhausted));
    }

    #[derive(Debug)]
    struct Renewal(AtomicUsize);

    impl RenewCredentials for Renewal {
        fn renew(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) < 2
        }
    }

    #[tokio::test]
    async fn a_call_renews_credentials_that_have_expired_once() {
        let expired =
            || Error::new(ErrorKind::Unauthenticated, "expired").with_context("code", "ExpiredTokenException");
        let denied = || Error::new(ErrorKind::Unauthenticated, "unknown").with_context("code", "InvalidClientTokenId");
        let renewal = Arc::new(Renewal(AtomicUsize::new(0)));
        let athena = ScriptedAthena::new();
        let retrying = Retrying::new(Arc::new(athena.clone()), RetryPolicy::default(), Arc::default())
            .with_renewal(Some(renewal.clone()));
        let mut calls = 0;
        for (errors, succeeds, more) in [(vec![expired()], true, 2), (vec![expired(), expired()], false, 2)] {
            errors.into_iter().for_each(|error| athena.fail_next("GetWorkGroup", error));
            assert_eq!(retrying.get_work_group("primary").await.is_ok(), succeeds);
            calls += more;
            assert_eq!(athena.count("GetWorkGroup"), calls);
        }
        // There are no others any more, and for other reasons they are not renewed.
        for error in [expired(), denied()] {
            athena.fail_next("GetWorkGroup", error);
            assert!(retrying.get_work_group("primary").await.is_err());
        }
        assert_eq!((athena.count("GetWorkGroup"), renewal.0.load(Ordering::Relaxed)), (calls + 2, 3));
    }

    #[test]
    fn pauses_grow_to_the_cap() {
        let policy = RetryPolicy::default();
        assert!(policy.pause(1) >= Duration::from_millis(50) && policy.pause(1) <= Duration::from_millis(100));
        assert!(policy.pause(40) <= policy.max_delay && policy.pause(40) >= policy.max_delay / 2);
    }
}
