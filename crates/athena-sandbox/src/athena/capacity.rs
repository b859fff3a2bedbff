//! Operations on capacity reservations, which have no effect on queries; engine versions and DPU sizes

use serde_json::{Value, json};

use crate::records::{RecordSet, Reservation, now};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::{ASSIGNMENTS, GROUP_NAME, TAGS};
use super::{Athena, paging, shape, tags, work_group};

fn missing(name: &str) -> ApiError {
    ApiError::invalid_input(format!("Capacity reservation {name} was not found"))
}

/// The name of the reservation in the request.
fn name<'a>(input: Input<'a>, member: &str, path: &str, validation: &mut Validation) -> Result<&'a str, ApiError> {
    let name = input.string(member)?;
    validation.required(path, name.as_ref()).pattern(path, name, GROUP_NAME);
    Ok(name.unwrap_or_default())
}

fn target(input: Input<'_>, validation: &mut Validation) -> Result<i64, ApiError> {
    let target = input.integer("TargetDpus")?;
    validation.required("targetDpus", target.as_ref()).range("targetDpus", target, 4, i64::from(i32::MAX));
    Ok(target.unwrap_or_default())
}

/// A reservation that is not cancelled, and can therefore be changed.
fn active<'a>(records: &'a mut RecordSet, name: &str) -> Result<&'a mut Reservation, ApiError> {
    let found = records.reservations.get_mut(name).ok_or_else(|| missing(name))?;
    if found.cancelled {
        return Err(ApiError::invalid_input(format!("Capacity reservation {name} is cancelled")));
    }
    Ok(found)
}

impl Athena {
    pub(super) fn create_capacity_reservation(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "Name", "name", &mut validation)?;
        let target_dpus = target(input, &mut validation)?;
        let tags = shape::member(input, "Tags", &TAGS, &mut validation)?;
        validation.check()?;
        let made = Reservation {
            name: name.to_owned(),
            target_dpus,
            cancelled: false,
            created: now(),
            allocated: now(),
            assignments: Vec::new(),
            tags: tags::read(tags.as_ref())?,
        };
        self.records.change(|records| {
            if records.reservations.contains_key(name) {
                return Err(ApiError::invalid_input(format!("Capacity reservation {name} already exists")));
            }
            records.reservations.insert(name.to_owned(), made);
            Ok(json!({}))
        })
    }

    pub(super) fn get_capacity_reservation(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "Name", "name", &mut validation)?;
        validation.check()?;
        let found = self.records.read(|records| records.reservations.get(name).map(Reservation::to_json));
        Ok(json!({ "CapacityReservation": found.ok_or_else(|| missing(name))? }))
    }

    pub(super) fn list_capacity_reservations(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 1, 50).check()?;
        let found = self.records.read(|records| records.reservations.values().map(Reservation::to_json).collect());
        paging::page("capacity reservations", "CapacityReservations", found, token, max)
    }

    pub(super) fn update_capacity_reservation(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "Name", "name", &mut validation)?;
        let target_dpus = target(input, &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            let found = active(records, name)?;
            found.target_dpus = target_dpus;
            found.allocated = now();
            Ok(json!({}))
        })
    }

    pub(super) fn cancel_capacity_reservation(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "Name", "name", &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            let found = records.reservations.get_mut(name).ok_or_else(|| missing(name))?;
            found.cancelled = true;
            found.assignments.clear();
            Ok(json!({}))
        })
    }

    pub(super) fn delete_capacity_reservation(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "Name", "name", &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            let found = records.reservations.get(name).ok_or_else(|| missing(name))?;
            if !found.cancelled {
                return Err(ApiError::invalid_input(format!(
                    "Capacity reservation {name} is active: cancel it before you delete it"
                )));
            }
            records.reservations.remove(name);
            Ok(json!({}))
        })
    }

    pub(super) fn put_capacity_assignment_configuration(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "CapacityReservationName", "capacityReservationName", &mut validation)?;
        let assignments = shape::member(input, "CapacityAssignments", &ASSIGNMENTS, &mut validation)?;
        validation.required("capacityAssignments", assignments.as_ref()).check()?;
        let names = |assignment: &Value| -> Vec<String> {
            let names = assignment.get("WorkGroupNames").and_then(Value::as_array);
            names.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let assignments: Vec<Vec<String>> =
            assignments.as_ref().and_then(Value::as_array).into_iter().flatten().map(names).collect();
        self.records.change(|records| {
            for group in assignments.iter().flatten() {
                work_group::find(records, group)?;
            }
            active(records, name)?.assignments = assignments;
            Ok(json!({}))
        })
    }

    pub(super) fn get_capacity_assignment_configuration(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let name = name(input, "CapacityReservationName", "capacityReservationName", &mut validation)?;
        validation.check()?;
        let found = self.records.read(|records| records.reservations.get(name).map(Reservation::assignment_json));
        Ok(json!({ "CapacityAssignmentConfiguration": found.ok_or_else(|| missing(name))? }))
    }

    pub(super) fn list_engine_versions(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 1, 10).check()?;
        let versions = ["AUTO", work_group::ENGINE_VERSION].map(|selected| {
            json!({ "EffectiveEngineVersion": work_group::ENGINE_VERSION, "SelectedEngineVersion": selected })
        });
        paging::page("engine versions", "EngineVersions", versions.to_vec(), token, max)
    }

    /// The sandbox has no Spark, so the list is empty.
    pub(super) fn list_application_dpu_sizes(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default().length("nextToken", token, 1, 1024).range("maxResults", max, 1, 100).check()?;
        paging::page("application DPU sizes", "ApplicationDPUSizes", Vec::new(), token, max)
    }
}
