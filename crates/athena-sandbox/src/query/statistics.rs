//! Execution statistics, from the times of the state changes

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The statistics of a query; the times grow while it runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Statistics {
    times: Times,
    pub(super) planning_ms: u64,
    pub(crate) scanned_bytes: u64,
    #[serde(default)]
    pub(crate) scanned_rows: u64,
    pub(crate) output_rows: u64,
    pub(crate) output_bytes: u64,
    /// `DataManifestLocation`.
    pub(super) manifest: Option<String>,
    /// `ReusedPreviousResult`.
    #[serde(default)]
    pub(super) reused: bool,
}

/// Instants while the query runs, durations once it has ended: an `Instant` means nothing to another process.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Spans", into = "Spans")]
enum Times {
    Running(Clock),
    Ended(Spans),
}

#[derive(Clone, Debug)]
struct Clock {
    submitted: Instant,
    /// Total time of the completed stays in the queue.
    queued: Duration,
    entered_queue: Option<Instant>,
    first_run: Option<Instant>,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Spans {
    queued: Duration,
    engine: Duration,
    total: Duration,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { submitted: now, queued: Duration::ZERO, entered_queue: Some(now), first_run: None }
    }

    fn leave_queue(&mut self) {
        if let Some(entered) = self.entered_queue.take() {
            self.queued += entered.elapsed();
        }
    }

    fn spans(&self) -> Spans {
        Spans {
            queued: self.queued + self.entered_queue.map_or(Duration::ZERO, |entered| entered.elapsed()),
            engine: self.first_run.map_or(Duration::ZERO, |start| start.elapsed()),
            total: self.submitted.elapsed(),
        }
    }
}

impl From<Spans> for Times {
    fn from(spans: Spans) -> Self {
        Self::Ended(spans)
    }
}

impl From<Times> for Spans {
    fn from(times: Times) -> Self {
        match times {
            Times::Running(clock) => clock.spans(),
            Times::Ended(spans) => spans,
        }
    }
}

impl Statistics {
    pub(super) fn new() -> Self {
        Self {
            times: Times::Running(Clock::start()),
            planning_ms: 0,
            scanned_bytes: 0,
            scanned_rows: 0,
            output_rows: 0,
            output_bytes: 0,
            manifest: None,
            reused: false,
        }
    }

    pub(super) fn queue(&mut self) {
        if let Times::Running(clock) = &mut self.times {
            clock.entered_queue = Some(Instant::now());
        }
    }

    pub(super) fn run(&mut self) {
        if let Times::Running(clock) = &mut self.times {
            clock.leave_queue();
            clock.first_run.get_or_insert_with(Instant::now);
        }
    }

    pub(super) fn finish(&mut self) {
        self.times = Times::Ended(self.spans());
    }

    fn spans(&self) -> Spans {
        match &self.times {
            Times::Running(clock) => clock.spans(),
            Times::Ended(spans) => *spans,
        }
    }

    /// `Statistics` of GetQueryExecution.
    pub(crate) fn to_json(&self) -> Value {
        let spans = self.spans();
        let mut statistics = json!({
            "DataScannedInBytes": self.scanned_bytes,
            "EngineExecutionTimeInMillis": millis(spans.engine),
            "QueryPlanningTimeInMillis": self.planning_ms,
            "QueryQueueTimeInMillis": millis(spans.queued),
            "ResultReuseInformation": { "ReusedPreviousResult": self.reused },
            "ServicePreProcessingTimeInMillis": self.pre_processing(),
            "ServiceProcessingTimeInMillis": self.service(spans),
            "TotalExecutionTimeInMillis": millis(spans.total),
        });
        if let Some(manifest) = &self.manifest {
            statistics["DataManifestLocation"] = manifest.clone().into();
        }
        statistics
    }

    pub(crate) fn manifest(&self) -> Option<&str> {
        self.manifest.as_deref()
    }

    /// `QueryRuntimeStatistics` of GetQueryRuntimeStatistics.
    pub(crate) fn runtime_json(&self) -> Value {
        let spans = self.spans();
        let timeline = json!({
            "EngineExecutionTimeInMillis": millis(spans.engine),
            "QueryPlanningTimeInMillis": self.planning_ms,
            "QueryQueueTimeInMillis": millis(spans.queued),
            "ServicePreProcessingTimeInMillis": self.pre_processing(),
            "ServiceProcessingTimeInMillis": self.service(spans),
            "TotalExecutionTimeInMillis": millis(spans.total),
        });
        let rows = json!({
            "InputBytes": self.scanned_bytes,
            "InputRows": self.scanned_rows,
            "OutputBytes": self.output_bytes,
            "OutputRows": self.output_rows,
        });
        json!({ "Rows": rows, "Timeline": timeline })
    }

    /// The time in neither queue nor engine, so that the parts add up to the total.
    fn service(&self, spans: Spans) -> u64 {
        millis(spans.total).saturating_sub(millis(spans.queued) + millis(spans.engine) + self.pre_processing())
    }

    fn pre_processing(&self) -> u64 {
        0
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
