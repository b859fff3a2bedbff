//! Admin endpoint for tests in any language: faults, calls and queries over HTTP
//!
//! Its paths begin with `/_sandbox`, which is not a valid bucket name.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::calls::{Call, CallLog};
use crate::faults::{FaultForm, Faults};
use crate::query::{Queries, QuerySnapshot};

/// Prefix of the paths.
pub(crate) const PREFIX: &str = "/_sandbox";

const PATHS: &str =
    "`/_sandbox/faults` (GET, POST, DELETE), `/_sandbox/calls` (GET, DELETE), `/_sandbox/queries` (GET)";

/// State that the endpoint reads and changes.
pub(crate) struct Admin<'a> {
    pub(crate) faults: &'a Faults,
    pub(crate) calls: &'a CallLog,
    pub(crate) queries: &'a Queries,
}

/// One fault or a list of faults.
#[derive(Deserialize)]
#[serde(untagged)]
enum Forms {
    Several(Vec<Value>),
    One(Value),
}

impl Admin<'_> {
    /// Answers one request. Error texts name what to change.
    pub(crate) fn answer(&self, method: &Method, path: &str, body: &[u8]) -> (StatusCode, Value) {
        match self.carry_out(method, path, body) {
            Ok(value) => (StatusCode::OK, value),
            Err((status, message)) => (status, json!({ "error": message })),
        }
    }

    fn carry_out(&self, method: &Method, path: &str, body: &[u8]) -> Result<Value, (StatusCode, String)> {
        let subject = path.strip_prefix(PREFIX).unwrap_or(path).trim_matches('/');
        match (subject, method) {
            ("faults", &Method::GET) => Ok(json!({ "faults": self.faults.forms() })),
            ("faults", &Method::DELETE) => {
                self.faults.clear();
                Ok(json!({}))
            }
            ("faults", &Method::POST) => self.inject(body).map_err(|message| (StatusCode::BAD_REQUEST, message)),
            ("calls", &Method::GET) => {
                let calls: Vec<Value> = self.calls.all().iter().map(call).collect();
                Ok(json!({ "calls": calls }))
            }
            ("calls", &Method::DELETE) => {
                self.calls.clear();
                Ok(json!({}))
            }
            ("queries", &Method::GET) => {
                let queries: Vec<Value> = self.queries.all().iter().map(|known| query(&known.snapshot())).collect();
                Ok(json!({ "queries": queries, "started": self.queries.started() }))
            }
            ("faults" | "calls" | "queries", _) => {
                let message = format!("`{path}` does not take {method}; there are {PATHS}");
                Err((StatusCode::METHOD_NOT_ALLOWED, message))
            }
            _ => Err((StatusCode::NOT_FOUND, format!("there is no `{path}`; there are {PATHS}"))),
        }
    }

    /// Injects all faults of the body, or none if one is wrong.
    fn inject(&self, body: &[u8]) -> Result<Value, String> {
        let forms = match serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))? {
            Forms::Several(forms) => forms,
            Forms::One(form) => vec![form],
        };
        let mut faults = Vec::with_capacity(forms.len());
        for form in forms {
            let form: FaultForm = serde_json::from_value(form).map_err(|error| error.to_string())?;
            faults.push(form.fault()?);
        }
        faults.into_iter().for_each(|fault| self.faults.inject(fault));
        Ok(json!({ "waiting": self.faults.waiting_count() }))
    }
}

fn call(call: &Call) -> Value {
    json!({
        "operation": call.operation,
        "client_request_token": call.client_request_token,
        "query_id": call.query_id,
        "object": call.object,
        "range": call.range,
        "status": call.status,
    })
}

fn query(query: &QuerySnapshot) -> Value {
    json!({
        "id": query.id,
        "sql": query.sql,
        "state": query.state.as_str(),
        "history": query.history.iter().map(|state| state.as_str()).collect::<Vec<_>>(),
        "reason": query.reason,
        "start_count": query.start_count,
        "stop_count": query.stop_count,
        "work_group": query.work_group,
        "output_location": query.output_location,
        "execution_parameters": query.execution_parameters,
    })
}
