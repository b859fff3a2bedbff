//! Counters and histograms of queries and calls, by the crate `metrics`

use metrics::{Label, Unit, counter, describe_counter, describe_histogram, histogram};
use tokio::time::Instant;

use super::SYSTEM;
use crate::error::{ErrorKind, Result};
use crate::query::{QueryExecution, QueryState};

const STARTED: &str = "athena.query.started";
const SUCCEEDED: &str = "athena.query.succeeded";
const FAILED: &str = "athena.query.failed";
const CANCELLED: &str = "athena.query.cancelled";
const DURATION: &str = "db.client.operation.duration";
const ROWS: &str = "db.client.response.returned_rows";
const SCANNED: &str = "athena.query.data_scanned";
const QUEUE: &str = "athena.query.queue_time";
const ENGINE: &str = "athena.query.engine_time";
const TOTAL: &str = "athena.query.total_time";
const POLLS: &str = "athena.query.polls";
const CALLS: &str = "athena.client.calls";
const RETRIES: &str = "athena.client.retries";
const THROTTLES: &str = "athena.client.throttles";
const OBJECT_BYTES: &str = "athena.client.bytes_read";

/// Tells the recorder the unit and the meaning of every metric.
pub(crate) fn describe() {
    describe_counter!(STARTED, Unit::Count, "Queries whose execution was begun");
    describe_counter!(SUCCEEDED, Unit::Count, "Queries that have succeeded");
    describe_counter!(FAILED, Unit::Count, "Queries that ended with an error");
    describe_counter!(CANCELLED, Unit::Count, "Queries that were cancelled, or whose caller went away");
    describe_histogram!(DURATION, Unit::Seconds, "Time from the request of a query to its end, as the client sees it");
    describe_histogram!(ROWS, Unit::Count, "Rows of a result that was read to its end");
    describe_histogram!(SCANNED, Unit::Bytes, "Bytes that a query has scanned");
    describe_histogram!(QUEUE, Unit::Seconds, "Time of a query in the queue of the service");
    describe_histogram!(ENGINE, Unit::Seconds, "Time of a query in the engine");
    describe_histogram!(TOTAL, Unit::Seconds, "Total time of a query in the service");
    describe_counter!(POLLS, Unit::Count, "Answers to polls of the state of a query");
    describe_counter!(CALLS, Unit::Count, "Calls of services; every attempt counts");
    describe_counter!(RETRIES, Unit::Count, "Attempts of a call after the first");
    describe_counter!(THROTTLES, Unit::Count, "Calls that the service has throttled");
    describe_counter!(OBJECT_BYTES, Unit::Bytes, "Bytes of objects received from Amazon S3");
}

/// Counters and histograms of one query.
#[derive(Debug)]
pub(crate) struct QueryMetrics {
    labels: Vec<Label>,
    operation: Option<String>,
    began: Instant,
}

impl QueryMetrics {
    pub(super) fn begin(driver: &'static str, work_group: &str, operation: Option<String>) -> Self {
        let labels = vec![
            Label::from_static_parts("athena.driver", driver),
            Label::new("athena.work_group", work_group.to_owned()),
        ];
        counter!(STARTED, labels.iter()).increment(1);
        Self { labels, operation, began: Instant::now() }
    }

    /// Counts the end of the query, with the `error.type` of one that has not succeeded.
    pub(super) fn end(&self, error_type: Option<&str>, last: Option<&QueryExecution>, cached: bool) {
        let cancelled = last.is_some_and(|query| query.state == QueryState::Cancelled);
        let outcome = match error_type {
            None => SUCCEEDED,
            Some("QueryCancelled" | "dropped") => CANCELLED,
            Some(_) if cancelled => CANCELLED,
            Some(_) => FAILED,
        };
        let mut labels = self.client_labels();
        if let Some(error_type) = error_type {
            labels.push(Label::new("error.type", error_type.to_owned()));
        }
        histogram!(DURATION, labels).record(self.began.elapsed().as_secs_f64());
        counter!(outcome, self.labels.iter()).increment(1);
        // An earlier query of the client cache was counted when it ran.
        if let Some(query) = last.filter(|query| !cached && query.state.is_terminal()) {
            self.statistics(query);
        }
    }

    fn statistics(&self, query: &QueryExecution) {
        let statistics = &query.statistics;
        if let Some(bytes) = statistics.data_scanned_bytes {
            histogram!(SCANNED, self.labels.iter()).record(bytes as f64);
        }
        for (name, time) in [
            (QUEUE, statistics.queue_time),
            (ENGINE, statistics.engine_execution_time),
            (TOTAL, statistics.total_execution_time),
        ] {
            if let Some(time) = time {
                histogram!(name, self.labels.iter()).record(time.as_secs_f64());
            }
        }
    }

    /// Counts the rows of a result that was read to its end.
    pub(super) fn rows(&self, rows: u64) {
        histogram!(ROWS, self.client_labels()).record(rows as f64);
    }

    /// The labels of the metrics that OpenTelemetry names.
    fn client_labels(&self) -> Vec<Label> {
        let mut labels = self.labels.clone();
        labels.push(Label::from_static_parts("db.system.name", SYSTEM));
        labels.extend(self.operation.clone().map(|operation| Label::new("db.operation.name", operation)));
        labels
    }
}

/// Counts the answer to a poll.
pub(crate) fn poll(driver: &'static str) {
    counter!(POLLS, "athena.driver" => driver).increment(1);
}

/// Counts the attempt of a call, from 1.
pub(crate) fn call(operation: &'static str, attempt: u32) {
    counter!(CALLS, "rpc.method" => operation).increment(1);
    if attempt > 1 {
        counter!(RETRIES, "rpc.method" => operation).increment(1);
    }
}

/// Counts what the answer to a call tells.
pub(crate) fn answer<T>(operation: &'static str, answer: &Result<T>) {
    if answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::Throttled) {
        counter!(THROTTLES, "rpc.method" => operation).increment(1);
    }
}

/// Counts bytes of an object.
pub(crate) fn object_bytes(bytes: u64) {
    counter!(OBJECT_BYTES).increment(bytes);
}
