//! The times of a query, from the moments at which its state changed.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What is known of a query's course; sums up while it runs.
#[derive(Clone, Debug)]
pub(crate) struct Statistics {
    submitted: Instant,
    /// Time in the queue, all visits.
    queued: Duration,
    entered_queue: Option<Instant>,
    first_run: Option<Instant>,
    finished: Option<Instant>,
    pub(super) planning_ms: u64,
    pub(crate) scanned_bytes: u64,
    pub(crate) output_rows: u64,
    pub(crate) output_bytes: u64,
    /// `DataManifestLocation`.
    pub(super) manifest: Option<String>,
}

impl Statistics {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        Self {
            submitted: now,
            queued: Duration::ZERO,
            entered_queue: Some(now),
            first_run: None,
            finished: None,
            planning_ms: 0,
            scanned_bytes: 0,
            output_rows: 0,
            output_bytes: 0,
            manifest: None,
        }
    }

    pub(super) fn queue(&mut self) {
        self.entered_queue = Some(Instant::now());
    }

    pub(super) fn run(&mut self) {
        self.leave_queue();
        self.first_run.get_or_insert_with(Instant::now);
    }

    pub(super) fn finish(&mut self) {
        self.leave_queue();
        self.finished = Some(Instant::now());
    }

    fn leave_queue(&mut self) {
        if let Some(entered) = self.entered_queue.take() {
            self.queued += entered.elapsed();
        }
    }

    fn total(&self) -> Duration {
        self.finished.unwrap_or_else(Instant::now).duration_since(self.submitted)
    }

    fn queued(&self) -> Duration {
        self.queued + self.entered_queue.map_or(Duration::ZERO, |entered| entered.elapsed())
    }

    fn engine(&self) -> Duration {
        let end = self.finished.unwrap_or_else(Instant::now);
        self.first_run.map_or(Duration::ZERO, |start| end.duration_since(start))
    }

    /// `Statistics` of GetQueryExecution.
    pub(crate) fn to_json(&self) -> Value {
        let mut statistics = json!({
            "DataScannedInBytes": self.scanned_bytes,
            "EngineExecutionTimeInMillis": millis(self.engine()),
            "QueryPlanningTimeInMillis": self.planning_ms,
            "QueryQueueTimeInMillis": millis(self.queued()),
            "ResultReuseInformation": { "ReusedPreviousResult": false },
            "ServicePreProcessingTimeInMillis": self.pre_processing(),
            "ServiceProcessingTimeInMillis": self.service(),
            "TotalExecutionTimeInMillis": millis(self.total()),
        });
        if let Some(manifest) = &self.manifest {
            statistics["DataManifestLocation"] = manifest.clone().into();
        }
        statistics
    }

    /// `QueryRuntimeStatistics` of GetQueryRuntimeStatistics.
    pub(crate) fn runtime_json(&self) -> Value {
        let timeline = json!({
            "EngineExecutionTimeInMillis": millis(self.engine()),
            "QueryPlanningTimeInMillis": self.planning_ms,
            "QueryQueueTimeInMillis": millis(self.queued()),
            "ServicePreProcessingTimeInMillis": self.pre_processing(),
            "ServiceProcessingTimeInMillis": self.service(),
            "TotalExecutionTimeInMillis": millis(self.total()),
        });
        let rows = json!({
            "InputBytes": self.scanned_bytes,
            // The engine does not count what it reads by row.
            "InputRows": 0,
            "OutputBytes": self.output_bytes,
            "OutputRows": self.output_rows,
        });
        json!({ "Rows": rows, "Timeline": timeline })
    }

    /// What is neither queue nor engine, so that the parts add up.
    fn service(&self) -> u64 {
        millis(self.total()).saturating_sub(millis(self.queued()) + millis(self.engine()) + self.pre_processing())
    }

    fn pre_processing(&self) -> u64 {
        0
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
