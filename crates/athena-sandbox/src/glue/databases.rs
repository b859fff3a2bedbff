//! Database operations

use serde_json::{Map, Value, json};

use crate::athena::ApiError;
use crate::engine::{DatabaseEntry, DatabaseFacts, Refusal, now};

use super::error::{exists, invalid, no_database, refused};
use super::request::{Request, absent};
use super::{Glue, describe, tags};

impl Glue {
    pub(super) fn get_databases(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let databases = self.catalog().glue_databases();
        request.page("databases", "DatabaseList", databases, 100, |entry| describe::database(&entry))
    }

    pub(super) fn get_database(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let entry = self.database(&request.name("Name")?)?;
        Ok(json!({ "Database": describe::database(&entry) }))
    }

    pub(super) fn create_database(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let mut entry = read(request)?;
        entry.facts.created = now();
        entry.facts.tags = tags::read(request, "Tags")?;
        self.catalog().put_glue_database(entry, false).map_err(|refusal| match refusal {
            Refusal::Exists => exists("Database already exists."),
            other => refused(other, "", ""),
        })?;
        Ok(json!({}))
    }

    pub(super) fn update_database(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let name = request.name("Name")?;
        let before = self.database(&name)?;
        let mut entry = read(request)?;
        if entry.name != name {
            return Err(invalid("Database name cannot be changed by UpdateDatabase: use the name that it has"));
        }
        entry.facts.created = before.facts.created;
        entry.facts.tags = before.facts.tags;
        self.catalog().put_glue_database(entry, true).map_err(|refusal| refused(refusal, &name, ""))?;
        Ok(json!({}))
    }

    pub(super) fn delete_database(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let name = request.name("Name")?;
        // As in Glue, the tables are deleted with their database.
        self.catalog().drop_database(&name, true).map_err(|refusal| refused(refusal, &name, ""))?;
        Ok(json!({}))
    }

    pub(super) fn database(&self, name: &str) -> Result<DatabaseEntry, ApiError> {
        self.catalog().glue_database(name).ok_or_else(|| no_database(name))
    }
}

fn read(request: Request<'_>) -> Result<DatabaseEntry, ApiError> {
    let value = Value::Object(request.required_structure("DatabaseInput")?.clone());
    let input = Request::new(&value)?;
    let name = input.optional_name("Name")?.ok_or_else(|| absent("databaseInput.name"))?;
    let description = input.string("Description")?.map(str::to_owned);
    input.string("LocationUri")?;
    input.structure("Parameters")?;
    let rest = |(key, value): (&String, &Value)| {
        (!matches!(key.as_str(), "Name" | "Description") && !value.is_null()).then(|| (key.clone(), value.clone()))
    };
    let input: Map<String, Value> = value.as_object().into_iter().flatten().filter_map(rest).collect();
    Ok(DatabaseEntry { name, description, facts: DatabaseFacts { input, ..DatabaseFacts::default() } })
}
