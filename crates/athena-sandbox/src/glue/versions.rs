//! Table version operations

use serde_json::{Value, json};

use crate::athena::ApiError;
use crate::engine::Entry;

use super::error::{ChangeError, detail, invalid, missing};
use super::request::Request;
use super::{Glue, describe};

impl Glue {
    pub(super) fn get_table_versions(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("TableName")?);
        let versions = versions(self.entry(&database, &name)?);
        let subject = format!("versions of {database}.{name}");
        request.page(&subject, "TableVersions", versions, 100, |(version, entry)| {
            json!({ "VersionId": version.to_string(), "Table": describe::table(&database, &name, &entry) })
        })
    }

    pub(super) fn get_table_version(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("TableName")?);
        let versions = versions(self.entry(&database, &name)?);
        let wanted = request.string("VersionId")?;
        let found = versions.iter().find(|(version, _)| wanted.is_none_or(|wanted| *wanted == version.to_string()));
        let (version, entry) = found.ok_or_else(|| missing("Version not found."))?;
        let table = describe::table(&database, &name, entry);
        Ok(json!({ "TableVersion": { "VersionId": version.to_string(), "Table": table } }))
    }

    pub(super) fn delete_table_version(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let id = request.string("VersionId")?.ok_or_else(|| super::request::absent("VersionId"))?.to_owned();
        match self.delete_versions(request, &[id])?.into_iter().next() {
            None => Ok(json!({})),
            Some((_, NotDeleted::Current)) => Err(invalid("The current version of a table cannot be deleted.")),
            Some((_, NotDeleted::Unknown)) => Err(missing("Version not found.")),
        }
    }

    pub(super) fn batch_delete_table_version(&self, request: Request<'_>) -> Result<Value, ApiError> {
        request.required_list("VersionIds", 100)?;
        let ids = request.required_strings("VersionIds")?;
        let name = request.name("TableName")?;
        let errors = self.delete_versions(request, &ids)?.into_iter().map(|(id, why)| {
            let why = match why {
                NotDeleted::Current => {
                    detail("InvalidInputException", "The current version of a table cannot be deleted.")
                }
                NotDeleted::Unknown => detail("EntityNotFoundException", "Version not found."),
            };
            json!({ "TableName": name, "VersionId": id, "ErrorDetail": why })
        });
        Ok(json!({ "Errors": errors.collect::<Vec<_>>() }))
    }

    /// Deletes versions and returns those that could not be deleted.
    fn delete_versions(&self, request: Request<'_>, ids: &[String]) -> Result<Vec<(String, NotDeleted)>, ApiError> {
        let (database, name) = (request.name("DatabaseName")?, request.name("TableName")?);
        let mut left = Vec::new();
        let changed = self.catalog().change_glue_entry((&database, &name), |mut entry| {
            let (current, mut known) = match &entry {
                Entry::Stored(made) => (made.glue.version, made.glue.versions.iter().map(|v| v.version).collect()),
                Entry::View(view) => (view.glue.version, view.glue.versions.iter().map(|v| v.version).collect()),
                Entry::ReadOnly { .. } => (0, Vec::new()),
            };
            for id in ids {
                match id.parse::<u64>().ok() {
                    Some(id) if known.contains(&id) => known.retain(|version| *version != id),
                    Some(number) if number == current => left.push((id.clone(), NotDeleted::Current)),
                    _ => left.push((id.clone(), NotDeleted::Unknown)),
                }
            }
            match &mut entry {
                Entry::Stored(made) => made.glue.versions.retain(|earlier| known.contains(&earlier.version)),
                Entry::View(view) => view.glue.versions.retain(|earlier| known.contains(&earlier.version)),
                Entry::ReadOnly { .. } => {}
            }
            Ok::<_, ChangeError>(entry)
        });
        changed.map_err(|stop| stop.of_table(&database, &name))?;
        Ok(left)
    }
}

/// Reason why a version cannot be deleted.
enum NotDeleted {
    Current,
    Unknown,
}

/// All versions, the current one first.
fn versions(entry: Entry) -> Vec<(u64, Entry)> {
    let mut all = match &entry {
        Entry::Stored(made) => {
            let earlier = made.glue.versions.iter().rev();
            earlier.map(|earlier| (earlier.version, Entry::Stored(Box::new(earlier.table.clone())))).collect()
        }
        Entry::View(view) => {
            let earlier = view.glue.versions.iter().rev();
            earlier.map(|earlier| (earlier.version, Entry::View(earlier.table.clone()))).collect()
        }
        Entry::ReadOnly { .. } => Vec::new(),
    };
    let current = match &entry {
        Entry::Stored(made) => made.glue.version,
        Entry::View(view) => view.glue.version,
        Entry::ReadOnly { .. } => 0,
    };
    all.insert(0, (current, entry));
    all
}
