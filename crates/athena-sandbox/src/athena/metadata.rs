//! Database and table metadata operations

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::engine::DatabaseInfo;
use crate::engine::contract::{TableColumn, TableInfo};

use super::error::ApiError;
use super::input::{Input, Validation};
use super::{Athena, data_catalogs, paging};

/// Members that all list operations have.
struct Listing<'a> {
    token: Option<&'a str>,
    max: Option<i64>,
}

impl<'a> Listing<'a> {
    fn read(input: Input<'a>) -> Result<Self, ApiError> {
        Ok(Self { token: input.string("NextToken")?, max: input.integer("MaxResults")? })
    }

    fn validate(&self, validation: &mut Validation, least: i64) {
        validation.length("nextToken", self.token, 1, 1024).range("maxResults", self.max, least, 50);
    }
}

impl Athena {
    pub(super) fn list_databases(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let catalog = input.string("CatalogName")?;
        let listing = Listing::read(input)?;
        let mut validation = Validation::default();
        validation.required("catalogName", catalog.as_ref()).length("catalogName", catalog, 1, 256);
        listing.validate(&mut validation, 1);
        validation.check()?;
        let catalog = self.catalog(catalog.unwrap_or_default())?;
        let databases = self.engine.databases(&catalog).ok_or_else(ApiError::entity_not_found)?;
        let databases = databases.iter().map(database).collect();
        let subject = format!("databases of {catalog}");
        paging::page(&subject, "DatabaseList", databases, listing.token, listing.max)
    }

    pub(super) fn get_database(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let catalog = input.string("CatalogName")?;
        let name = input.string("DatabaseName")?;
        Validation::default()
            .required("catalogName", catalog.as_ref())
            .length("catalogName", catalog, 1, 256)
            .required("databaseName", name.as_ref())
            .length("databaseName", name, 1, 128)
            .check()?;
        let catalog = self.catalog(catalog.unwrap_or_default())?;
        let name = name.unwrap_or_default();
        let databases = self.engine.databases(&catalog).unwrap_or_default();
        let found = databases.iter().find(|known| known.name.eq_ignore_ascii_case(name));
        let found = found.ok_or_else(ApiError::entity_not_found)?;
        Ok(json!({ "Database": database(found) }))
    }

    pub(super) fn list_table_metadata(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let catalog = input.string("CatalogName")?;
        let database = input.string("DatabaseName")?;
        let expression = input.string("Expression")?;
        let listing = Listing::read(input)?;
        let mut validation = Validation::default();
        validation
            .required("catalogName", catalog.as_ref())
            .length("catalogName", catalog, 1, 256)
            .required("databaseName", database.as_ref())
            .length("databaseName", database, 1, 128)
            .length("expression", expression, 0, 256);
        listing.validate(&mut validation, 1);
        validation.check()?;
        let catalog = self.catalog(catalog.unwrap_or_default())?;
        let database = database.unwrap_or_default().to_lowercase();
        let tables = self.engine.tables(&catalog, &database).ok_or_else(ApiError::entity_not_found)?;
        let filter = expression.map(|expression| Regex::new(&format!("^(?:{expression})$"))).transpose();
        let filter = filter.map_err(|error| ApiError::invalid_input(format!("Invalid expression: {error}")))?;
        let tables = tables.iter().filter(|table| filter.as_ref().is_none_or(|filter| filter.is_match(&table.name)));
        let subject = format!("tables of {catalog}.{database} like {expression:?}");
        paging::page(&subject, "TableMetadataList", tables.map(table_metadata).collect(), listing.token, listing.max)
    }

    pub(super) fn get_table_metadata(&self, input: Input<'_>) -> Result<Value, ApiError> {
        let catalog = input.string("CatalogName")?;
        let database = input.string("DatabaseName")?;
        let name = input.string("TableName")?;
        Validation::default()
            .required("catalogName", catalog.as_ref())
            .length("catalogName", catalog, 1, 256)
            .required("databaseName", database.as_ref())
            .length("databaseName", database, 1, 128)
            .required("tableName", name.as_ref())
            .length("tableName", name, 1, 128)
            .check()?;
        let catalog = self.catalog(catalog.unwrap_or_default())?;
        let database = database.unwrap_or_default().to_lowercase();
        let name = name.unwrap_or_default().to_lowercase();
        let table = self.engine.table(&catalog, &database, &name).ok_or_else(ApiError::entity_not_found)?;
        Ok(json!({ "TableMetadata": table_metadata(&table) }))
    }

    /// The engine's spelling of a catalog's name. Other registered names of that catalog are accepted, too.
    fn catalog(&self, name: &str) -> Result<String, ApiError> {
        let known = self.engine.catalogs();
        if let Some(found) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            return Ok(found.clone());
        }
        let registered = self.records.read(|records| records.catalogs.get(&name.to_lowercase()).cloned());
        let registered = registered.ok_or_else(|| data_catalogs::missing(name))?;
        match known.into_iter().next() {
            Some(own) if registered.is_own() => Ok(own),
            _ => Err(ApiError::metadata(format!(
                "the sandbox cannot reach the data catalog {name} of type {}",
                registered.kind
            ))),
        }
    }
}

fn database(info: &DatabaseInfo) -> Value {
    let mut database = Map::new();
    database.insert("Name".to_owned(), info.name.clone().into());
    if let Some(description) = &info.description {
        database.insert("Description".to_owned(), description.clone().into());
    }
    Value::Object(database)
}

fn table_metadata(table: &TableInfo) -> Value {
    let parameters = table.parameters.iter().chain(&table.storage);
    let parameters: Map<String, Value> = parameters.map(|(name, value)| (name.clone(), value.clone().into())).collect();
    json!({
        "Columns": columns(&table.columns),
        "CreateTime": table.created,
        "LastAccessTime": 0.0,
        "Name": table.name,
        "Parameters": parameters,
        "PartitionKeys": columns(&table.partition_keys),
        "TableType": table.table_type,
    })
}

pub(super) fn columns(columns: &[TableColumn]) -> Vec<Value> {
    let columns = columns.iter().map(|column| {
        let mut json = json!({ "Name": column.name, "Type": column.hive_type });
        if let Some(comment) = &column.comment {
            json["Comment"] = comment.clone().into();
        }
        json
    });
    columns.collect()
}
