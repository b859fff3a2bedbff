//! `Catalog` over aws-sdk-athena, with one attempt per call.

use async_trait::async_trait;
use athena_core::driver::api::{Catalog, DatabaseMetadata, TableMetadata};
use athena_core::{Error, Result};

use crate::athena::{Athena, required};
use crate::classify::{Call, classify};
use crate::convert::metadata;

/// The largest page size of Athena's metadata listings.
const PAGE: i32 = 50;

/// The token of the next page; an empty one counts as none.
pub(crate) fn token(token: Option<String>) -> Option<String> {
    token.filter(|token| !token.is_empty())
}

/// `error` with the names that were looked up.
pub(crate) fn within(error: Error, catalog: &str, database: Option<&str>, table: Option<&str>) -> Error {
    let facts = [("catalog", Some(catalog)), ("schema", database), ("table", table)];
    facts.into_iter().fold(error, |error, (key, value)| match value {
        Some(value) => error.with_context(key, value),
        None => error,
    })
}

#[async_trait]
impl Catalog for Athena {
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        let request = self
            .client
            .list_data_catalogs()
            .set_work_group(self.work_group.clone())
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned));
        let response = request.send().await.map_err(|error| classify(Call::LIST_CATALOGS, error))?;
        let summaries = response.data_catalogs_summary.unwrap_or_default();
        Ok((summaries.into_iter().filter_map(|summary| summary.catalog_name).collect(), token(response.next_token)))
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        let request = self
            .client
            .list_databases()
            .catalog_name(catalog)
            .set_work_group(self.work_group.clone())
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned));
        let sent = request.send().await;
        let response = sent.map_err(|error| within(classify(Call::LIST_DATABASES, error), catalog, None, None))?;
        let databases = response.database_list.unwrap_or_default();
        Ok((databases.into_iter().map(metadata::database).collect(), token(response.next_token)))
    }

    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata> {
        let call = Call::GET_DATABASE;
        let request = self.client.get_database().catalog_name(catalog).database_name(database);
        let sent = request.set_work_group(self.work_group.clone()).send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "Database", response.database))
            .map(metadata::database)
            .map_err(|error| within(error, catalog, Some(database), None))
    }

    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)> {
        let request = self
            .client
            .list_table_metadata()
            .catalog_name(catalog)
            .database_name(database)
            .set_expression(expression.map(str::to_owned))
            .set_work_group(self.work_group.clone())
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned));
        let sent = request.send().await;
        let response =
            sent.map_err(|error| within(classify(Call::LIST_TABLES, error), catalog, Some(database), None))?;
        let tables = response.table_metadata_list.unwrap_or_default();
        Ok((tables.into_iter().map(metadata::table).collect(), token(response.next_token)))
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        let call = Call::GET_TABLE;
        let request = self.client.get_table_metadata().catalog_name(catalog).database_name(database).table_name(table);
        let sent = request.set_work_group(self.work_group.clone()).send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "TableMetadata", response.table_metadata))
            .map(metadata::table)
            .map_err(|error| within(error, catalog, Some(database), Some(table)))
    }
}
