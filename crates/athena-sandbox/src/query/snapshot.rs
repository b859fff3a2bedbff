//! `QuerySnapshot` and `QueryState`: a query as tests see it

use std::fmt;

use serde::{Deserialize, Serialize};

/// `Status.State` of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum QueryState {
    /// Waits for a slot.
    Queued,
    /// Running.
    Running,
    /// Ended with a result.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by a stop, or by the bytes cutoff.
    Cancelled,
}

impl QueryState {
    /// Whether the query has ended, so that its state no longer changes.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Succeeded | Self::Failed | Self::Cancelled => true,
        }
    }

    /// The state's name in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl fmt::Display for QueryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The state of a query at one point in time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuerySnapshot {
    /// `QueryExecutionId`.
    pub id: String,
    /// The SQL text as it was sent.
    pub sql: String,
    /// The current state.
    pub state: QueryState,
    /// All states so far, the current one last.
    pub history: Vec<QueryState>,
    /// `StateChangeReason`, if there is one.
    pub reason: Option<String>,
    /// How many StartQueryExecution calls returned this id.
    pub start_count: u64,
    /// How many StopQueryExecution calls named this id.
    pub stop_count: u64,
    /// The work group of the query.
    pub work_group: String,
    /// `OutputLocation`: the URI of the result object.
    pub output_location: Option<String>,
    /// `ExecutionParameters` of the query.
    pub execution_parameters: Vec<String>,
}
