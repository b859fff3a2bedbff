//! Work group operations

use serde_json::{Map, Value, json};

use crate::query::S3Location;
use crate::records::{RecordSet, WorkGroup};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::{GROUP_NAME, TAGS, WORK_GROUP_CONFIGURATION, WORK_GROUP_UPDATES};
use super::{Athena, paging, shape, tags};

pub(super) use crate::records::{ENGINE_VERSION, PRIMARY};

/// Members of `WorkGroupConfigurationUpdates` that replace the member with the same name.
const REPLACED_MEMBERS: [&str; 11] = [
    "EnforceWorkGroupConfiguration",
    "PublishCloudWatchMetricsEnabled",
    "BytesScannedCutoffPerQuery",
    "RequesterPaysEnabled",
    "EngineVersion",
    "AdditionalConfiguration",
    "ExecutionRole",
    "CustomerContentEncryptionConfiguration",
    "EnableMinimumEncryptionConfiguration",
    "QueryResultsS3AccessGrantsConfiguration",
    "EngineConfiguration",
];

pub(super) fn not_found() -> ApiError {
    ApiError::invalid_input("WorkGroup is not found.")
}

/// The work group with this name.
pub(super) fn find<'a>(records: &'a RecordSet, name: &str) -> Result<&'a WorkGroup, ApiError> {
    records.work_groups.get(name).ok_or_else(not_found)
}

impl Athena {
    pub(super) fn find_group(&self, name: &str) -> Result<WorkGroup, ApiError> {
        self.records.work_group(name).ok_or_else(not_found)
    }

    pub(super) fn create_work_group(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("Name")?;
        let description = input.string("Description")?;
        let mut validation = Validation::default();
        validation.required("name", name.as_ref()).pattern("name", name, GROUP_NAME).length(
            "description",
            description,
            0,
            1024,
        );
        let configuration =
            shape::structure(input, "Configuration", &WORK_GROUP_CONFIGURATION, &mut validation)?.unwrap_or_default();
        let tags = shape::member(input, "Tags", &TAGS, &mut validation)?;
        validation.check()?;
        let name = name.unwrap_or_default();
        check(&configuration)?;
        let group = WorkGroup {
            description: description.unwrap_or_default().to_owned(),
            tags: tags::read(tags.as_ref())?,
            ..WorkGroup::new(name, configuration)
        };
        self.records.change(|records| {
            if records.work_groups.contains_key(name) {
                return Err(ApiError::invalid_input("WorkGroup is already created"));
            }
            records.work_groups.insert(name.to_owned(), group);
            Ok(json!({}))
        })
    }

    pub(super) fn update_work_group(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("WorkGroup")?;
        let description = input.string("Description")?;
        let state = input.string("State")?;
        let mut validation = Validation::default();
        validation.required("workGroup", name.as_ref()).pattern("workGroup", name, GROUP_NAME).length(
            "description",
            description,
            0,
            1024,
        );
        if state.is_some_and(|state| !matches!(state, "ENABLED" | "DISABLED")) {
            validation.fail("state", "Member must satisfy enum value set: [ENABLED, DISABLED]");
        }
        let updates = shape::structure(input, "ConfigurationUpdates", &WORK_GROUP_UPDATES, &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            let group = records.work_groups.get_mut(name.unwrap_or_default()).ok_or_else(not_found)?;
            if let Some(description) = description {
                group.description = description.to_owned();
            }
            if let Some(state) = state {
                group.enabled = state == "ENABLED";
            }
            if let Some(updates) = &updates {
                update(&mut group.configuration, updates);
                check(&group.configuration)?;
            }
            Ok(json!({}))
        })
    }

    pub(super) fn delete_work_group(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("WorkGroup")?;
        let recursive = input.boolean("RecursiveDeleteOption")?.unwrap_or(false);
        Validation::default().required("workGroup", name.as_ref()).pattern("workGroup", name, GROUP_NAME).check()?;
        let name = name.unwrap_or_default();
        if name == PRIMARY {
            return Err(ApiError::invalid_input("The primary workgroup cannot be deleted."));
        }
        let group = self.find_group(name)?;
        let queries = self.queries_of(&group);
        self.records.change(|records| {
            let saved = records.named_queries.values().any(|query| query.work_group == name);
            let prepared = records.prepared.get(name).is_some_and(|statements| !statements.is_empty());
            if !recursive && (saved || prepared || !queries.is_empty()) {
                return Err(ApiError::invalid_input(format!(
                    "WorkGroup {name} is not empty. Set RecursiveDeleteOption to delete it with its contents."
                )));
            }
            records.work_groups.remove(name).ok_or_else(not_found)?;
            records.prepared.remove(name);
            records.named_queries.retain(|_, query| query.work_group != name);
            for assignment in records.reservations.values_mut().flat_map(|reservation| &mut reservation.assignments) {
                assignment.retain(|group| group != name);
            }
            Ok(())
        })?;
        for query in queries {
            query.cancel("The work group was deleted");
        }
        Ok(json!({}))
    }

    pub(super) fn get_work_group(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("WorkGroup")?;
        Validation::default().required("workGroup", name.as_ref()).length("workGroup", name, 1, 128).check()?;
        let group = self.find_group(name.unwrap_or_default())?;
        Ok(json!({ "WorkGroup": group.to_json() }))
    }

    pub(super) fn list_work_groups(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 1, 50).check()?;
        let groups = self.records.read(|records| records.work_groups.values().map(WorkGroup::summary).collect());
        paging::page("work groups", "WorkGroups", groups, token, max)
    }
}

/// Checks the constraints on a configuration that the service model does not contain.
fn check(configuration: &Map<String, Value>) -> Result<(), ApiError> {
    let location = configuration.get("ResultConfiguration").and_then(|results| results.get("OutputLocation"));
    let location = location.and_then(Value::as_str);
    if location.is_some_and(|location| S3Location::parse(location).is_none()) {
        return Err(ApiError::invalid_input("outputLocation is not a valid S3 path."));
    }
    let managed = configuration.get("ManagedQueryResultsConfiguration").and_then(|managed| managed.get("Enabled"));
    if managed.and_then(Value::as_bool) == Some(true) && location.is_some() {
        return Err(ApiError::invalid_input(
            "OutputLocation must not be set in ResultConfiguration when ManagedQueryResultsConfiguration is enabled.",
        ));
    }
    let engine = configuration.get("EngineVersion").and_then(|engine| engine.get("SelectedEngineVersion"));
    if let Some(engine) = engine.and_then(Value::as_str)
        && !matches!(engine, "AUTO" | ENGINE_VERSION)
    {
        return Err(ApiError::invalid_input(format!(
            "Engine version {engine} is not available: select AUTO or {ENGINE_VERSION}."
        )));
    }
    Ok(())
}

fn update(configuration: &mut Map<String, Value>, updates: &Map<String, Value>) {
    let is_set = |updates: &Map<String, Value>, name: &str| updates.get(name).and_then(Value::as_bool) == Some(true);
    for name in REPLACED_MEMBERS {
        if let Some(value) = updates.get(name) {
            configuration.insert(name.to_owned(), value.clone());
        }
    }
    for name in ["BytesScannedCutoffPerQuery", "CustomerContentEncryptionConfiguration"] {
        if is_set(updates, &format!("Remove{name}")) {
            configuration.remove(name);
        }
    }
    let nested = [
        ("ResultConfiguration", "ResultConfigurationUpdates"),
        ("ManagedQueryResultsConfiguration", "ManagedQueryResultsConfigurationUpdates"),
    ];
    for (name, updates_name) in nested {
        let Some(updates) = updates.get(updates_name).and_then(Value::as_object) else { continue };
        let mut merged = configuration.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        for (member, value) in updates {
            match member.strip_prefix("Remove") {
                None => {
                    merged.insert(member.clone(), value.clone());
                }
                Some(removed) if value.as_bool() == Some(true) => {
                    merged.remove(removed);
                }
                Some(_) => {}
            }
        }
        configuration.insert(name.to_owned(), merged.into());
    }
}
