//! A query as tests look at it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `Status.State` of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum QueryState {
    /// Waits for its turn.
    Queued,
    /// Runs.
    Running,
    /// Has its result.
    Succeeded,
    /// Ended by an error.
    Failed,
    /// Ended by a stop, or by the bytes limit.
    Cancelled,
}

impl QueryState {
    /// Whether nothing changes any more.
    #[must_use]
    pub fn is_terminal(self) -> bool {
        match self {
            Self::Queued | Self::Running => false,
            Self::Succeeded | Self::Failed | Self::Cancelled => true,
        }
    }

    /// The name on the wire.
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

/// A query at one moment.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuerySnapshot {
    /// `QueryExecutionId`.
    pub id: String,
    /// The text as it was sent.
    pub sql: String,
    /// The state now.
    pub state: QueryState,
    /// All states it went through, the present one last.
    pub history: Vec<QueryState>,
    /// `StateChangeReason`, if there is one.
    pub reason: Option<String>,
    /// How many StartQueryExecution calls returned this id.
    pub start_count: u64,
    /// How many StopQueryExecution calls named this id.
    pub stop_count: u64,
    /// The work group it runs in.
    pub work_group: String,
    /// `OutputLocation`: the whole path of the result object.
    pub output_location: Option<String>,
    /// `ExecutionParameters` it was started with.
    pub execution_parameters: Vec<String>,
}
