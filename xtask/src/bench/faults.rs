//! Faults of a share of all calls, spread over the operations

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::http::Request;

/// The faults of a call, in turn.
const OF_CALLS: [&str; 5] = ["throttle", "internal_error", "lose_response", "reset", "cut_head"];

/// The faults of `GetObject`, in turn.
const OF_OBJECTS: [&str; 6] = ["throttle", "cut_body", "internal_error", "lose_response", "reset", "cut_head"];

/// Bytes of an object after which `cut_body` closes the connection.
const CUT: u64 = 20;

/// Injects faults into a sandbox, one for each so many calls of an operation.
#[derive(Debug, Default)]
pub(super) struct Faults {
    calls: BTreeMap<String, u64>,
    injected: BTreeMap<String, u64>,
}

impl Faults {
    /// Brings the faults of each operation to one in `one_in` of its `calls` so far. The faults strike among the next
    /// calls, with a distance between them.
    pub(super) fn follow(&mut self, address: &str, calls: &BTreeMap<String, u64>, one_in: u64) -> Result<()> {
        let mut forms = Vec::new();
        for (operation, &count) in calls {
            let injected = self.injected.entry(operation.clone()).or_default();
            let mut distance = 0;
            while (*injected + 1) * one_in <= count {
                forms.push(form(operation, *injected, distance));
                *injected += 1;
                distance += one_in;
            }
        }
        self.calls.clone_from(calls);
        if forms.is_empty() {
            return Ok(());
        }
        let answer = Request::admin("POST", "faults", &Value::Array(forms)).send(address)?;
        ensure!(answer.status == 200, "the faults were refused: {}", String::from_utf8_lossy(&answer.body));
        Ok(())
    }

    /// Number of injected faults, and their share of all calls in percent.
    pub(super) fn total(&self) -> (u64, f64) {
        let (injected, calls): (u64, u64) = (self.injected.values().sum(), self.calls.values().sum());
        #[expect(clippy::cast_precision_loss, reason = "counts of a run")]
        let share = injected as f64 * 100.0 / calls.max(1) as f64;
        (injected, share)
    }
}

/// Fault number `number` of an operation, after `skip` further calls.
fn form(operation: &str, number: u64, skip: u64) -> Value {
    let kinds: &[&str] = if operation == "GetObject" { &OF_OBJECTS } else { &OF_CALLS };
    let kind = kinds[usize::try_from(number).unwrap_or_default() % kinds.len()];
    let mut form = json!({ "fault": kind, "operation": operation, "skip": skip, "times": 1 });
    if kind == "cut_body" {
        form["bytes"] = json!(CUT);
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_take_turns() {
        assert_eq!(
            form("GetWorkGroup", 5, 50),
            json!({
                "fault": "throttle", "operation": "GetWorkGroup", "skip": 50, "times": 1
            })
        );
        assert_eq!(
            form("GetObject", 7, 0),
            json!({
                "fault": "cut_body", "operation": "GetObject", "bytes": 20, "skip": 0, "times": 1
            })
        );
    }
}
