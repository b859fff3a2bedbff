//! Work groups: a fixed three.

use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::{Athena, paging};

pub(super) const PRIMARY: &str = "primary";
pub(super) const ENGINE_VERSION: &str = "Athena engine version 3";

/// How a group treats results.
#[derive(Debug)]
pub(super) struct WorkGroup {
    pub(super) name: &'static str,
    description: &'static str,
    /// The group's own output location.
    pub(super) location: Option<&'static str>,
    /// Whether it replaces the request's.
    pub(super) enforced: bool,
    /// Whether results stay with the service.
    pub(super) managed: bool,
}

/// By name.
static GROUPS: [WorkGroup; 3] = [
    WorkGroup {
        name: "enforced",
        description: "Client settings are overridden",
        location: Some("s3://sandbox-enforced/"),
        enforced: true,
        managed: false,
    },
    WorkGroup { name: "managed", description: "Managed query results", location: None, enforced: true, managed: true },
    WorkGroup { name: PRIMARY, description: "", location: None, enforced: false, managed: false },
];

pub(super) fn find(name: &str) -> Option<&'static WorkGroup> {
    GROUPS.iter().find(|group| group.name == name)
}

pub(super) fn not_found() -> ApiError {
    ApiError::invalid_input("WorkGroup is not found.")
}

fn engine_version() -> Value {
    json!({
        "Category": "Presto",
        "EffectiveEngineVersion": ENGINE_VERSION,
        "SelectedEngineVersion": "AUTO",
    })
}

impl Athena {
    pub(super) fn get_work_group(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("WorkGroup")?;
        Validation::default().required("workGroup", name.as_ref()).length("workGroup", name, 1, 128).check()?;
        let group = find(name.unwrap_or_default()).ok_or_else(not_found)?;
        let mut results = Map::new();
        if let Some(location) = group.location {
            results.insert("OutputLocation".to_owned(), location.into());
        }
        let mut configuration = json!({
            "EnableMinimumEncryptionConfiguration": false,
            "EnforceWorkGroupConfiguration": group.enforced,
            "EngineVersion": engine_version(),
            "PublishCloudWatchMetricsEnabled": false,
            "QuerySchedulingType": "DEFAULT",
            "RequesterPaysEnabled": false,
            "ResultConfiguration": results,
        });
        if group.managed {
            configuration["ManagedQueryResultsConfiguration"] = json!({ "Enabled": true });
        }
        let mut body = json!({
            "Configuration": configuration,
            "CreationTime": self.started,
            "Name": group.name,
            "State": "ENABLED",
        });
        // An empty description is left out here, and sent in the list.
        if !group.description.is_empty() {
            body["Description"] = group.description.into();
        }
        Ok(json!({ "WorkGroup": body }))
    }

    pub(super) fn list_work_groups(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 1, 50).check()?;
        let groups = GROUPS.iter().map(|group| {
            json!({
                "CreationTime": self.started,
                "Description": group.description,
                "EngineVersion": engine_version(),
                "Name": group.name,
                "State": "ENABLED",
            })
        });
        paging::page("work groups", "WorkGroups", groups.collect(), token, max)
    }
}
