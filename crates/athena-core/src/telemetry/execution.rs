//! `Execution`: the span and the metrics of one query execution, from its request to its end

use athena_sql::classify;
use tracing::Span;
use tracing::field::Empty;

use super::metrics::QueryMetrics;
use super::{DEFAULT_WORK_GROUP, ResultSpan, SYSTEM, error_type, fail, operation};
use crate::error::Result;
use crate::options::ConnectOptions;
use crate::query::{QueryExecution, QueryId, StartQuery};

/// The span of a query execution, and what is counted of it. Dropped before the [end](Self::end), it counts as
/// cancelled.
#[derive(Debug)]
pub(crate) struct Execution {
    span: Span,
    /// `None` for an execution that somebody else has started.
    metrics: Option<QueryMetrics>,
    over: bool,
}

impl Execution {
    /// Begins the execution of `request`. `text` is its SQL without bound values; the option `log_statements` says
    /// whether it is shown.
    pub(crate) fn begin(driver: &'static str, options: &ConnectOptions, request: &StartQuery, text: &str) -> Self {
        let work_group = request.work_group.as_deref().unwrap_or(DEFAULT_WORK_GROUP);
        let operation = operation(classify(&request.sql).kind);
        let namespace = namespace(request.catalog.as_deref(), request.database.as_deref());
        let span = span(driver, options);
        let target = namespace.as_deref().unwrap_or(SYSTEM);
        let name = operation.as_deref().map_or_else(|| target.to_owned(), |operation| format!("{operation} {target}"));
        span.record("otel.name", name);
        span.record("db.namespace", namespace);
        span.record("db.operation.name", operation.as_deref());
        span.record("athena.work_group", work_group);
        if options.client.log_statements {
            span.record("db.query.text", text);
        }
        let metrics = Some(QueryMetrics::begin(driver, work_group, operation));
        Self { span, metrics, over: false }
    }

    /// Begins to wait for an execution that was started before.
    pub(crate) fn attach(driver: &'static str, options: &ConnectOptions, id: &QueryId) -> Self {
        let execution = Self { span: span(driver, options), metrics: None, over: false };
        execution.span.record("athena.query_id", id.as_str());
        execution
    }

    /// The span, which all of the execution runs in.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Ends the execution. `last` is what the service last said of it; `cached` whether it is an earlier one, found in
    /// the client cache. Gives the span to the result, if there is one.
    pub(crate) fn end(
        mut self,
        ended: &Result<impl Sized>,
        last: Option<&QueryExecution>,
        cached: bool,
    ) -> Option<ResultSpan> {
        self.over = true;
        if let Some(query) = last {
            self.describe(query, cached);
        }
        let error = ended.as_ref().err();
        if let Some(error) = error {
            fail(&self.span, error);
        }
        if let Some(metrics) = &self.metrics {
            metrics.end(error.map(error_type).as_deref(), last, cached);
        }
        let metrics = self.metrics.take();
        error.is_none().then(|| ResultSpan::new(self.span.clone(), metrics))
    }

    fn describe(&self, query: &QueryExecution, cached: bool) {
        let (span, statistics) = (&self.span, &query.statistics);
        let millis =
            |time: Option<std::time::Duration>| time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        span.record("athena.query_id", query.id.as_str());
        span.record("athena.state", query.state.as_str());
        span.record("athena.data_scanned_bytes", statistics.data_scanned_bytes);
        span.record("athena.queue_ms", millis(statistics.queue_time));
        span.record("athena.engine_ms", millis(statistics.engine_execution_time));
        span.record("athena.total_ms", millis(statistics.total_execution_time));
        span.record("athena.reused", cached || statistics.reused_previous_result);
    }
}

impl Drop for Execution {
    fn drop(&mut self) {
        if !self.over {
            self.span.record("error.type", DROPPED);
            self.span.record("otel.status_code", "ERROR");
            if let Some(metrics) = &self.metrics {
                metrics.end(Some(DROPPED), None, false);
            }
        }
    }
}

/// `error.type` of an execution whose caller went away.
const DROPPED: &str = "dropped";

fn span(driver: &'static str, options: &ConnectOptions) -> Span {
    let aws = &options.aws;
    let endpoint = aws.endpoint_url.as_ref().and_then(|url| url::Url::parse(url.as_str()).ok());
    tracing::info_span!(
        target: "athena_core::query",
        "athena.query",
        otel.name = Empty,
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = SYSTEM,
        db.namespace = Empty,
        db.operation.name = Empty,
        db.query.text = Empty,
        db.response.returned_rows = Empty,
        db.response.status_code = Empty,
        error.type = Empty,
        server.address = endpoint.as_ref().and_then(url::Url::host_str),
        server.port = endpoint.as_ref().and_then(url::Url::port_or_known_default),
        cloud.region = aws.region_name.as_deref(),
        athena.driver = driver,
        athena.work_group = Empty,
        athena.query_id = Empty,
        athena.state = Empty,
        athena.reused = Empty,
        athena.data_scanned_bytes = Empty,
        athena.queue_ms = Empty,
        athena.engine_ms = Empty,
        athena.total_ms = Empty,
        athena.bytes_read = Empty,
    )
}

/// `db.namespace`: catalog and schema, from the most general to the most specific, with `|` between them.
fn namespace(catalog: Option<&str>, database: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [catalog, database].into_iter().flatten().collect();
    if parts.is_empty() { None } else { Some(parts.join("|")) }
}
