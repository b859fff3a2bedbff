//! The part of AWS Glue that clients of Athena call: databases and tables of the account's own catalog, read only.

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::engine::DatabaseInfo;
use crate::engine::contract::TableInfo;

use super::catalog::columns;
use super::error::ApiError;
use super::input::{self, Input};
use super::{Answer, Athena, paging};

/// The account whose catalog it is, by the name that Glue has for it.
const ACCOUNT: &str = "000000000000";

/// The name that Athena has for it.
const CATALOG: &str = "AwsDataCatalog";

impl Athena {
    /// Carries out one operation of Glue; `operation` is what follows `AWSGlue.` in the target.
    pub(crate) fn call_glue(&self, operation: &str, body: &[u8]) -> Result<Answer, ApiError> {
        let answer = match operation {
            "GetDatabases" => Self::glue_databases,
            "GetDatabase" => Self::glue_database,
            "GetTables" => Self::glue_tables,
            "GetTable" => Self::glue_table,
            _ => return Err(ApiError::unknown_operation()),
        };
        let body = input::parse(body)?;
        let input = Input::new(&body);
        if input.string("CatalogId")?.is_some_and(|id| id != ACCOUNT) {
            return Err(ApiError::of_glue_itself("EntityNotFoundException", "Catalog not found."));
        }
        answer(self, input).map(Answer::from)
    }

    fn glue_databases(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let (token, max) = (input.string("NextToken")?, input.integer("MaxResults")?);
        let databases = self.engine.databases(CATALOG).unwrap_or_default();
        paging::page("glue databases", "DatabaseList", databases.iter().map(database).collect(), token, max)
    }

    fn glue_database(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = required(input, "Name")?;
        let databases = self.engine.databases(CATALOG).unwrap_or_default();
        let found = databases.iter().find(|database| database.name == name);
        let found = found.ok_or_else(|| missing(&format!("Database {name} not found.")))?;
        Ok(json!({ "Database": database(found) }))
    }

    fn glue_tables(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let name = required(input, "DatabaseName")?;
        let expression = input.string("Expression")?;
        let (token, max) = (input.string("NextToken")?, input.integer("MaxResults")?);
        let tables = self.engine.tables(CATALOG, &name);
        let tables = tables.ok_or_else(|| missing(&format!("Database {name} not found.")))?;
        let filter = expression.map(|expression| Regex::new(&format!("^(?:{expression})$"))).transpose();
        let filter = filter.map_err(|error| ApiError::of_glue_itself("InvalidInputException", &error.to_string()))?;
        let tables = tables.iter().filter(|table| filter.as_ref().is_none_or(|filter| filter.is_match(&table.name)));
        let subject = format!("glue tables of {name} like {expression:?}");
        paging::page(&subject, "TableList", tables.map(|info| table(&name, info)).collect(), token, max)
    }

    fn glue_table(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let (database, name) = (required(input, "DatabaseName")?, required(input, "Name")?);
        let found = self.engine.table(CATALOG, &database, &name);
        let found = found.ok_or_else(|| missing(&format!("Entity Not Found: {database}.{name}")))?;
        Ok(json!({ "Table": table(&database, &found) }))
    }
}

/// A name; Glue folds them to lower case.
fn required(input: Input<'_>, member: &str) -> Result<String, ApiError> {
    let name = input.string(member)?.filter(|name| !name.is_empty());
    let refused = || ApiError::of_glue_itself("InvalidInputException", &format!("{member} must not be null"));
    Ok(name.ok_or_else(refused)?.to_lowercase())
}

fn missing(message: &str) -> ApiError {
    ApiError::of_glue_itself("EntityNotFoundException", message)
}

fn database(info: &DatabaseInfo) -> Value {
    let mut database = json!({ "Name": info.name, "CatalogId": ACCOUNT });
    if let Some(description) = &info.description {
        database["Description"] = description.clone().into();
    }
    database
}

/// What Athena shows among the parameters has a place of its own here.
fn table(database: &str, info: &TableInfo) -> Value {
    let parameters: Map<String, Value> =
        info.parameters.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect();
    let mut storage = json!({ "Columns": columns(&info.columns) });
    let mut serde = json!({});
    let mut serde_parameters = Map::new();
    for (key, value) in &info.storage {
        let value = Value::from(value.clone());
        match key.as_str() {
            "location" => storage["Location"] = value,
            "inputformat" => storage["InputFormat"] = value,
            "outputformat" => storage["OutputFormat"] = value,
            "serde.serialization.lib" => serde["SerializationLibrary"] = value,
            other => {
                let key = other.strip_prefix("serde.param.").unwrap_or(other);
                serde_parameters.insert(key.to_owned(), value);
            }
        }
    }
    serde["Parameters"] = serde_parameters.into();
    storage["SerdeInfo"] = serde;
    if let Some((columns, number)) = &info.buckets {
        storage["BucketColumns"] = columns.clone().into();
        storage["NumberOfBuckets"] = (*number).into();
    }
    json!({
        "CatalogId": ACCOUNT,
        "CreateTime": info.created,
        "DatabaseName": database,
        "LastAccessTime": 0.0,
        "Name": info.name,
        "Parameters": parameters,
        "PartitionKeys": columns(&info.partition_keys),
        "Retention": 0,
        "StorageDescriptor": storage,
        "TableType": info.table_type,
    })
}
