//! Work group records

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Tags, now};

pub(crate) const PRIMARY: &str = "primary";
pub(crate) const ENGINE_VERSION: &str = "Athena engine version 3";

/// A work group: its settings for queries and results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WorkGroup {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) enabled: bool,
    pub(crate) created: f64,
    /// The members of `WorkGroupConfiguration` that were set, by their API names.
    pub(crate) configuration: Map<String, Value>,
    pub(crate) tags: Tags,
}

impl WorkGroup {
    pub(crate) fn new(name: &str, configuration: Map<String, Value>) -> Self {
        Self {
            name: name.to_owned(),
            description: String::new(),
            enabled: true,
            created: now(),
            configuration,
            tags: Tags::new(),
        }
    }

    /// Whether the group's settings override those of the request.
    pub(crate) fn is_enforced(&self) -> bool {
        self.flag("EnforceWorkGroupConfiguration").unwrap_or(false)
    }

    /// Whether the group uses managed query results.
    pub(crate) fn is_managed(&self) -> bool {
        let managed = self.configuration.get("ManagedQueryResultsConfiguration");
        managed.and_then(|managed| managed.get("Enabled")).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Maximum number of bytes that a query may scan.
    pub(crate) fn cutoff(&self) -> Option<u64> {
        self.configuration.get("BytesScannedCutoffPerQuery").and_then(Value::as_u64)
    }

    pub(crate) fn selected_engine(&self) -> &str {
        let engine = self.configuration.get("EngineVersion");
        engine.and_then(|engine| engine.get("SelectedEngineVersion")).and_then(Value::as_str).unwrap_or("AUTO")
    }

    /// A member of the group's `ResultConfiguration`.
    pub(crate) fn result_setting(&self, name: &str) -> Option<&Value> {
        self.configuration.get("ResultConfiguration")?.get(name)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.configuration.get(name).and_then(Value::as_bool)
    }

    /// `EngineVersion` as work group responses show it.
    pub(crate) fn engine_version(&self) -> Value {
        json!({
            "Category": "Presto",
            "EffectiveEngineVersion": ENGINE_VERSION,
            "SelectedEngineVersion": self.selected_engine(),
        })
    }

    /// `WorkGroup` of GetWorkGroup.
    pub(crate) fn to_json(&self) -> Value {
        let mut configuration = json!({
            "EnableMinimumEncryptionConfiguration": false,
            "EnforceWorkGroupConfiguration": self.is_enforced(),
            "PublishCloudWatchMetricsEnabled": false,
            "QuerySchedulingType": "DEFAULT",
            "RequesterPaysEnabled": false,
            "ResultConfiguration": {},
        });
        for (name, value) in &self.configuration {
            configuration[name] = value.clone();
        }
        configuration["EngineVersion"] = self.engine_version();
        let mut body = json!({
            "Configuration": configuration,
            "CreationTime": self.created,
            "Name": self.name,
            "State": self.state(),
        });
        // GetWorkGroup omits an empty description; ListWorkGroups sends it.
        if !self.description.is_empty() {
            body["Description"] = self.description.clone().into();
        }
        body
    }

    /// `WorkGroupSummary` of ListWorkGroups.
    pub(crate) fn summary(&self) -> Value {
        json!({
            "CreationTime": self.created,
            "Description": self.description,
            "EngineVersion": self.engine_version(),
            "Name": self.name,
            "State": self.state(),
        })
    }

    fn state(&self) -> &'static str {
        if self.enabled { "ENABLED" } else { "DISABLED" }
    }
}

/// The work groups of a new sandbox.
pub(super) fn initial() -> [WorkGroup; 3] {
    let group = |name, description: &str, configuration: Value| WorkGroup {
        description: description.to_owned(),
        ..WorkGroup::new(name, configuration.as_object().cloned().unwrap_or_default())
    };
    [
        group(
            "enforced",
            "Client settings are overridden",
            json!({
                "EnforceWorkGroupConfiguration": true,
                "ResultConfiguration": { "OutputLocation": "s3://sandbox-enforced/" },
            }),
        ),
        group(
            "managed",
            "Managed query results",
            json!({
                "EnforceWorkGroupConfiguration": true,
                "ManagedQueryResultsConfiguration": { "Enabled": true },
            }),
        ),
        group(PRIMARY, "", json!({ "EnforceWorkGroupConfiguration": false })),
    ]
}
