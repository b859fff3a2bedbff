//! Capacity reservations: stored, but without effect on queries

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Tags;

/// A capacity reservation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Reservation {
    pub(crate) name: String,
    pub(crate) target_dpus: i64,
    pub(crate) cancelled: bool,
    pub(crate) created: f64,
    /// When the target last changed; the sandbox allocates the DPUs at once.
    pub(crate) allocated: f64,
    /// The work groups of each assignment.
    pub(crate) assignments: Vec<Vec<String>>,
    pub(crate) tags: Tags,
}

impl Reservation {
    /// `CapacityReservation` of GetCapacityReservation.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "AllocatedDpus": if self.cancelled { 0 } else { self.target_dpus },
            "CreationTime": self.created,
            "LastAllocation": {
                "RequestCompletionTime": self.allocated,
                "RequestTime": self.allocated,
                "Status": "SUCCEEDED",
            },
            "LastSuccessfulAllocationTime": self.allocated,
            "Name": self.name,
            "Status": if self.cancelled { "CANCELLED" } else { "ACTIVE" },
            "TargetDpus": self.target_dpus,
        })
    }

    /// `CapacityAssignmentConfiguration` of GetCapacityAssignmentConfiguration.
    pub(crate) fn assignment_json(&self) -> Value {
        let assignments: Vec<Value> =
            self.assignments.iter().map(|groups| json!({ "WorkGroupNames": groups })).collect();
        json!({ "CapacityAssignments": assignments, "CapacityReservationName": self.name })
    }
}
