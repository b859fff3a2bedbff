//! Named query operations

use serde_json::{Value, json};
use uuid::Uuid;

use crate::records::{NamedQuery, PRIMARY};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::GROUP_NAME;
use super::{Athena, paging, work_group};

/// Maximum number of ids in BatchGetNamedQuery.
const LARGEST_BATCH: usize = 50;

fn missing(id: &str) -> ApiError {
    ApiError::invalid_request("NAMED_QUERY_NOT_FOUND", format!("NamedQuery {id} was not found"))
}

/// The id in the request.
fn id(input: Input<'_>) -> Result<&str, ApiError> {
    let id = input.string("NamedQueryId")?;
    Validation::default().required("namedQueryId", id.as_ref()).length("namedQueryId", id, 1, 128).check()?;
    Ok(id.unwrap_or_default())
}

impl Athena {
    pub(super) fn create_named_query(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = input.string("Name")?;
        let description = input.string("Description")?;
        let database = input.string("Database")?;
        let query = input.string("QueryString")?;
        let token = input.string("ClientRequestToken")?;
        let group = input.string("WorkGroup")?;
        Validation::default()
            .required("name", name.as_ref())
            .length("name", name, 1, 128)
            .length("description", description, 1, 1024)
            .required("database", database.as_ref())
            .length("database", database, 1, 255)
            .required("queryString", query.as_ref())
            .length("queryString", query, 1, 262_144)
            .length("clientRequestToken", token, 32, 128)
            .pattern("workGroup", group, GROUP_NAME)
            .check()?;
        let group = group.unwrap_or(PRIMARY);
        if !self.find_group(group)?.enabled {
            return Err(super::start::disabled());
        }
        let mut made = NamedQuery {
            name: name.unwrap_or_default().to_owned(),
            description: description.map(str::to_owned),
            database: database.unwrap_or_default().to_owned(),
            query: query.unwrap_or_default().to_owned(),
            work_group: group.to_owned(),
            token: token.map(str::to_owned),
            position: 0,
        };
        self.records.change(|records| {
            let earlier = token.and_then(|token| {
                records.named_queries.iter().find(|(_, query)| query.token.as_deref() == Some(token))
            });
            if let Some((id, earlier)) = earlier {
                made.position = earlier.position;
                if made != *earlier {
                    return Err(ApiError::idempotent_mismatch());
                }
                return Ok(json!({ "NamedQueryId": id }));
            }
            made.position = records.named_queries.values().map(|query| query.position + 1).max().unwrap_or(0);
            let id = Uuid::new_v4().to_string();
            records.named_queries.insert(id.clone(), made);
            Ok(json!({ "NamedQueryId": id }))
        })
    }

    pub(super) fn get_named_query(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let id = id(input)?;
        let found = self.records.read(|records| records.named_queries.get(id).map(|query| query.to_json(id)));
        Ok(json!({ "NamedQuery": found.ok_or_else(|| missing(id))? }))
    }

    pub(super) fn update_named_query(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let id = input.string("NamedQueryId")?;
        let name = input.string("Name")?;
        let description = input.string("Description")?;
        let query = input.string("QueryString")?;
        Validation::default()
            .required("namedQueryId", id.as_ref())
            .length("namedQueryId", id, 1, 128)
            .required("name", name.as_ref())
            .length("name", name, 1, 128)
            .length("description", description, 0, 1024)
            .required("queryString", query.as_ref())
            .length("queryString", query, 1, 262_144)
            .check()?;
        let id = id.unwrap_or_default();
        self.records.change(|records| {
            let found = records.named_queries.get_mut(id).ok_or_else(|| missing(id))?;
            found.name = name.unwrap_or_default().to_owned();
            found.query = query.unwrap_or_default().to_owned();
            if let Some(description) = description {
                // An empty description removes it.
                found.description = Some(description.to_owned()).filter(|description| !description.is_empty());
            }
            Ok(json!({}))
        })
    }

    pub(super) fn delete_named_query(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let id = id(input)?;
        self.records.change(|records| {
            records.named_queries.remove(id).ok_or_else(|| missing(id))?;
            Ok(json!({}))
        })
    }

    pub(super) fn list_named_queries(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        let group = input.string("WorkGroup")?;
        Validation::default()
            .length("nextToken", token, 1, 1024)
            .range("maxResults", max, 0, 50)
            .pattern("workGroup", group, GROUP_NAME)
            .check()?;
        let group = group.unwrap_or(PRIMARY);
        let mut found = self.records.read(|records| {
            work_group::find(records, group)?;
            let of_group = records.named_queries.iter().filter(|(_, query)| query.work_group == group);
            Ok::<Vec<(u64, String)>, ApiError>(of_group.map(|(id, query)| (query.position, id.clone())).collect())
        })?;
        found.sort_unstable();
        let ids = found.into_iter().map(|(_, id)| id.into()).collect();
        let subject = format!("saved queries of {group}");
        paging::page(&subject, "NamedQueryIds", ids, token, max.filter(|max| *max > 0))
    }

    pub(super) fn batch_get_named_query(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let ids = input.strings("NamedQueryIds")?;
        let mut validation = Validation::default();
        validation.required("namedQueryIds", ids.as_ref());
        if let Some(ids) = &ids
            && ids.len() > LARGEST_BATCH
        {
            let most = format!("Member must have length less than or equal to {LARGEST_BATCH}");
            validation.fail("namedQueryIds", &most);
        }
        validation.check()?;
        let (mut found, mut unprocessed) = (Vec::new(), Vec::new());
        self.records.read(|records| {
            for id in ids.into_iter().flatten() {
                match records.named_queries.get(id) {
                    Some(query) => found.push(query.to_json(id)),
                    None => unprocessed.push(json!({
                        "ErrorCode": "NAMED_QUERY_NOT_FOUND",
                        "ErrorMessage": format!("NamedQuery {id} was not found"),
                        "NamedQueryId": id,
                    })),
                }
            }
        });
        Ok(json!({ "NamedQueries": found, "UnprocessedNamedQueryIds": unprocessed }))
    }
}
