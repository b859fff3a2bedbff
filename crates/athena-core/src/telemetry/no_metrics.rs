//! The interface of the metrics without the feature `metrics`; nothing is counted

use crate::error::Result;
use crate::query::QueryExecution;

#[derive(Debug)]
pub(crate) struct QueryMetrics;

impl QueryMetrics {
    pub(super) fn begin(_driver: &'static str, _work_group: &str, _operation: Option<String>) -> Self {
        Self
    }

    pub(super) fn end(&self, _error_type: Option<&str>, _last: Option<&QueryExecution>, _cached: bool) {}

    pub(super) fn rows(&self, _rows: u64) {}
}

pub(crate) fn describe() {}

pub(crate) fn poll(_driver: &'static str) {}

pub(crate) fn call(_operation: &'static str, _attempt: u32) {}

pub(crate) fn answer<T>(_operation: &'static str, _answer: &Result<T>) {}

pub(crate) fn object_bytes(_bytes: u64) {}
