//! Tags of databases and tables, by ARN

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::athena::ApiError;
use crate::engine::Entry;

use super::Glue;
use super::error::{ChangeError, invalid, no_table, refused};
use super::request::Request;

type Tags = BTreeMap<String, String>;

/// The resource that an ARN names.
enum Resource {
    Database(String),
    Table(String, String),
}

impl Glue {
    pub(super) fn get_tags(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let tags = match resource(request)? {
            Resource::Database(name) => self.database(&name)?.facts.tags,
            Resource::Table(database, name) => match self.entry(&database, &name)? {
                Entry::Stored(made) => made.glue.tags,
                Entry::View(view) => view.glue.tags,
                Entry::ReadOnly { .. } => Tags::new(),
            },
        };
        Ok(json!({ "Tags": tags }))
    }

    pub(super) fn tag_resource(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let added = read(request, "TagsToAdd")?;
        self.change_tags(request, |tags| tags.extend(added))
    }

    pub(super) fn untag_resource(&self, request: Request<'_>) -> Result<Value, ApiError> {
        let removed = request.required_strings("TagsToRemove")?;
        self.change_tags(request, |tags| tags.retain(|key, _| !removed.contains(key)))
    }

    fn change_tags(&self, request: Request<'_>, change: impl FnOnce(&mut Tags)) -> Result<Value, ApiError> {
        match resource(request)? {
            Resource::Database(name) => {
                let mut entry = self.database(&name)?;
                change(&mut entry.facts.tags);
                self.catalog().put_glue_database(entry, true).map_err(|refusal| refused(refusal, &name, ""))?;
            }
            Resource::Table(database, name) => {
                let changed = self.catalog().change_glue_entry((&database, &name), |mut entry| {
                    match &mut entry {
                        Entry::Stored(made) => change(&mut made.glue.tags),
                        Entry::View(view) => change(&mut view.glue.tags),
                        Entry::ReadOnly { .. } => return Err(ChangeError::from(no_table(&name))),
                    }
                    Ok(entry)
                });
                changed.map_err(|stop| stop.of_table(&database, &name))?;
            }
        }
        Ok(json!({}))
    }
}

/// A map of tags; empty if the member is absent.
pub(super) fn read(request: Request<'_>, member: &str) -> Result<Tags, ApiError> {
    let Some(tags) = request.structure(member)? else { return Ok(Tags::new()) };
    let pair = |(key, value): (&String, &Value)| {
        let value = value.as_str().ok_or_else(|| invalid(&format!("The tag {key} has no text as its value")))?;
        Ok((key.clone(), value.to_owned()))
    };
    tags.iter().map(pair).collect()
}

/// The resource of an ARN: `arn:aws:glue:region:account:database/name` or `...:table/database/name`.
fn resource(request: Request<'_>) -> Result<Resource, ApiError> {
    let arn = request.string("ResourceArn")?.unwrap_or_default();
    let refused = || invalid(&format!("Resource ARN is not of a database or a table: {arn}"));
    let mut parts = arn.splitn(6, ':');
    let is_glue = parts.next() == Some("arn") && parts.nth(1) == Some("glue");
    let name = parts.nth(2).filter(|_| is_glue).ok_or_else(refused)?;
    match name.split('/').collect::<Vec<_>>().as_slice() {
        ["database", name] => Ok(Resource::Database(name.to_lowercase())),
        ["table", database, name] => Ok(Resource::Table(database.to_lowercase(), name.to_lowercase())),
        _ => Err(refused()),
    }
}
