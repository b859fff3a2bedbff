//! Spans of results: the rest of a query's span, and reads of objects

use std::ops::Range;

use tracing::Span;
use tracing::field::Empty;

use super::fail;
use super::metrics::QueryMetrics;
use crate::error::Error;
use crate::options::S3Uri;

/// The span of a query that has succeeded, while its result is read. Dropping it closes the span.
#[derive(Debug)]
pub(crate) struct ResultSpan {
    span: Span,
    fetch: Span,
    metrics: Option<QueryMetrics>,
    /// Whether anything was asked for.
    read: bool,
    rows: u64,
    bytes: u64,
}

impl ResultSpan {
    pub(super) fn new(span: Span, metrics: Option<QueryMetrics>) -> Self {
        Self { span, fetch: Span::none(), metrics, read: false, rows: 0, bytes: 0 }
    }

    /// The span of the query.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The span of the fetch, below that of the query; it begins with the first call.
    pub(crate) fn fetch(&mut self) -> Span {
        if self.fetch.is_none() {
            self.fetch = tracing::debug_span!(target: "athena_core::query", parent: &self.span, "athena.fetch");
        }
        self.fetch.clone()
    }

    /// Adds rows that were handed out; `bytes` is all that was read of objects so far.
    pub(crate) fn add(&mut self, rows: usize, bytes: u64) {
        self.read = true;
        self.rows += rows as u64;
        self.bytes = bytes;
    }

    /// The result was read to its end.
    pub(crate) fn end(self) {
        if let Some(metrics) = &self.metrics {
            metrics.rows(self.rows);
        }
    }

    /// The result could not be opened or read.
    pub(crate) fn fail(self, error: &Error) {
        fail(&self.span, error);
    }
}

impl Drop for ResultSpan {
    fn drop(&mut self) {
        if self.read {
            self.span.record("db.response.returned_rows", self.rows);
            self.span.record("athena.bytes_read", self.bytes);
        }
    }
}

/// The span of a read of one range of an object, below the span in which it was asked for.
#[derive(Debug)]
pub(crate) struct ReadSpan {
    span: Span,
    bytes: u64,
}

impl ReadSpan {
    pub(crate) fn new(uri: &S3Uri, range: &Range<u64>) -> Self {
        let span = tracing::debug_span!(
            target: "athena_core::query",
            "athena.read_object",
            otel.kind = "client",
            aws.s3.bucket = uri.bucket(),
            aws.s3.key = uri.key(),
            athena.range_start = range.start,
            athena.bytes_read = Empty,
        );
        Self { span, bytes: 0 }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Adds bytes that have arrived.
    pub(crate) fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
    }
}

impl Drop for ReadSpan {
    fn drop(&mut self) {
        self.span.record("athena.bytes_read", self.bytes);
    }
}
