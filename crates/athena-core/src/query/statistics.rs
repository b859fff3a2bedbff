//! Statistics of a query execution.

use std::time::Duration;

/// `QueryExecution.Statistics`. A value that the service has not reported (yet) is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Statistics {
    /// Time in the queue, waiting for capacity.
    pub queue_time: Option<Duration>,
    /// Time before the query reached the engine.
    pub service_pre_processing_time: Option<Duration>,
    /// Time the engine spent planning; part of `engine_execution_time`.
    pub planning_time: Option<Duration>,
    /// Time in the engine.
    pub engine_execution_time: Option<Duration>,
    /// Time to finalise and publish the result.
    pub service_processing_time: Option<Duration>,
    /// Total time.
    pub total_execution_time: Option<Duration>,
    /// Bytes of source data read; on-demand queries are billed by them.
    pub data_scanned_bytes: Option<u64>,
    /// `s3://` address of the manifest that lists the files a CTAS, INSERT or UNLOAD wrote.
    pub data_manifest_location: Option<String>,
    /// Whether Athena reused the result of an earlier run.
    pub reused_previous_result: bool,
    /// Data processing units used, with provisioned capacity.
    pub dpu_count: Option<f64>,
}
