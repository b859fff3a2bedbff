//! Prepared statement operations. `PREPARE` and `DEALLOCATE PREPARE` change the same records.

use serde_json::{Value, json};

use crate::records::{PreparedStatement, RecordSet, now};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::model::{GROUP_NAME, STATEMENT_NAME};
use super::{Athena, paging, work_group};

/// Maximum number of names in BatchGetPreparedStatement.
const LARGEST_BATCH: usize = 256;

/// Maximum number of prepared statements in a work group.
const MAX_STATEMENTS: usize = 1000;

/// Members that most of the operations have.
struct Named<'a> {
    name: &'a str,
    group: &'a str,
}

impl<'a> Named<'a> {
    fn read(input: Input<'a>, validation: &mut Validation) -> Result<Self, ApiError> {
        let name = input.string("StatementName")?;
        let group = input.string("WorkGroup")?;
        validation
            .required("statementName", name.as_ref())
            .length("statementName", name, 1, 256)
            .pattern("statementName", name.filter(|name| !name.is_empty()), STATEMENT_NAME)
            .required("workGroup", group.as_ref())
            .pattern("workGroup", group, GROUP_NAME);
        Ok(Self { name: name.unwrap_or_default(), group: group.unwrap_or_default() })
    }

    fn missing(&self) -> ApiError {
        let message = format!("PreparedStatement {} was not found in workGroup {}", self.name, self.group);
        ApiError::resource_not_found(self.name, message)
    }

    fn find<'k>(&self, records: &'k RecordSet) -> Result<&'k PreparedStatement, ApiError> {
        work_group::find(records, self.group)?;
        records.prepared.get(self.group).and_then(|group| group.get(self.name)).ok_or_else(|| self.missing())
    }
}

/// The text and the description, for CreatePreparedStatement and UpdatePreparedStatement.
fn text<'a>(input: Input<'a>, validation: &mut Validation) -> Result<(&'a str, Option<String>), ApiError> {
    let query = input.string("QueryStatement")?;
    let description = input.string("Description")?;
    validation.required("queryStatement", query.as_ref()).length("queryStatement", query, 1, 262_144).length(
        "description",
        description,
        1,
        1024,
    );
    Ok((query.unwrap_or_default(), description.map(str::to_owned)))
}

impl Athena {
    pub(super) fn create_prepared_statement(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let named = Named::read(input, &mut validation)?;
        let (query, description) = text(input, &mut validation)?;
        validation.check()?;
        let prepared = PreparedStatement { query: query.to_owned(), description, modified: now() };
        self.records.change(|records| {
            work_group::find(records, named.group)?;
            let group = records.prepared.entry(named.group.to_owned()).or_default();
            if group.contains_key(named.name) {
                return Err(ApiError::invalid_input(format!(
                    "PreparedStatement {} already exists in workGroup {}",
                    named.name, named.group
                )));
            }
            if group.len() >= MAX_STATEMENTS {
                return Err(ApiError::invalid_input(format!(
                    "WorkGroup {} has {MAX_STATEMENTS} prepared statements, which is the limit.",
                    named.group
                )));
            }
            group.insert(named.name.to_owned(), prepared);
            Ok(json!({}))
        })
    }

    pub(super) fn get_prepared_statement(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let named = Named::read(input, &mut validation)?;
        validation.check()?;
        let found = self.records.read(|records| named.find(records).cloned())?;
        Ok(json!({ "PreparedStatement": found.to_json(named.group, named.name) }))
    }

    pub(super) fn update_prepared_statement(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let named = Named::read(input, &mut validation)?;
        let (query, description) = text(input, &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            let mut found = named.find(records)?.clone();
            found.query = query.to_owned();
            // A description that is not sent stays as it is.
            found.description = description.or(found.description);
            found.modified = now();
            records.prepared.entry(named.group.to_owned()).or_default().insert(named.name.to_owned(), found);
            Ok(json!({}))
        })
    }

    pub(super) fn delete_prepared_statement(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let mut validation = Validation::default();
        let named = Named::read(input, &mut validation)?;
        validation.check()?;
        self.records.change(|records| {
            named.find(records)?;
            records.prepared.entry(named.group.to_owned()).or_default().remove(named.name);
            Ok(json!({}))
        })
    }

    pub(super) fn list_prepared_statements(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let group = input.string("WorkGroup")?;
        let token = input.string("NextToken")?;
        let max = input.integer("MaxResults")?;
        Validation::default()
            .required("workGroup", group.as_ref())
            .pattern("workGroup", group, GROUP_NAME)
            .length("nextToken", token, 1, 1024)
            .range("maxResults", max, 1, 50)
            .check()?;
        let group = group.unwrap_or_default();
        let summaries = self.records.read(|records| {
            work_group::find(records, group)?;
            let statements = records.prepared.get(group).into_iter().flatten();
            let summary = |(name, statement): (&String, &PreparedStatement)| {
                json!({ "LastModifiedTime": statement.modified, "StatementName": name })
            };
            Ok::<Vec<Value>, ApiError>(statements.map(summary).collect())
        })?;
        let subject = format!("prepared statements of {group}");
        paging::page(&subject, "PreparedStatements", summaries, token, max)
    }

    pub(super) fn batch_get_prepared_statement(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let names = input.strings("PreparedStatementNames")?;
        let group = input.string("WorkGroup")?;
        let mut validation = Validation::default();
        validation.required("preparedStatementNames", names.as_ref()).required("workGroup", group.as_ref()).pattern(
            "workGroup",
            group,
            GROUP_NAME,
        );
        let names = names.unwrap_or_default();
        if names.len() > LARGEST_BATCH {
            let most = format!("Member must have length less than or equal to {LARGEST_BATCH}");
            validation.fail("preparedStatementNames", &most);
        }
        validation.check()?;
        let group = group.unwrap_or_default();
        self.records.read(|records| {
            work_group::find(records, group)?;
            let (mut found, mut unprocessed) = (Vec::new(), Vec::new());
            for name in names {
                match records.prepared.get(group).and_then(|statements| statements.get(name)) {
                    Some(text) => found.push(text.to_json(group, name)),
                    None => unprocessed.push(json!({
                        "ErrorCode": "STATEMENT_NOT_FOUND",
                        "ErrorMessage": format!("PreparedStatement {name} was not found in workGroup {group}"),
                        "StatementName": name,
                    })),
                }
            }
            Ok(json!({ "PreparedStatements": found, "UnprocessedPreparedStatementNames": unprocessed }))
        })
    }
}
