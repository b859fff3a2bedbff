//! `Catalog` over aws-sdk-glue, the fallback of Athena's metadata calls, with one attempt per call.

use std::fmt;

use async_trait::async_trait;
use athena_core::driver::api::{Catalog, DatabaseMetadata, TableMetadata};
use athena_core::{Error, ErrorKind, Result};
use aws_sdk_glue::Client;

use crate::athena::required;
use crate::catalog::{token, within};
use crate::classify::{Call, classify};
use crate::convert::glue as convert;

/// The largest page size of `GetTables` and `GetDatabases`.
const PAGE: i32 = 100;

/// AWS Glue.
#[derive(Clone)]
pub(crate) struct Glue {
    pub(crate) client: Client,
}

/// The `CatalogId` of a catalog of Athena: none for the account's own catalog, the name for a bucket of Amazon S3
/// Tables. Glue does not have the contents of other catalogs; their connectors do.
fn catalog_id(catalog: &str) -> Result<Option<String>> {
    if catalog.eq_ignore_ascii_case("awsdatacatalog") {
        Ok(None)
    } else if catalog.starts_with("s3tablescatalog/") {
        Ok(Some(catalog.to_owned()))
    } else {
        Err(Error::new(ErrorKind::Unsupported, format!("catalog `{catalog}` is not in AWS Glue")))
    }
}

#[async_trait]
impl Catalog for Glue {
    /// Always `Unsupported`: catalogs are registered with Athena, not with Glue.
    async fn list_data_catalogs(&self, _next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)> {
        Err(Error::new(ErrorKind::Unsupported, "AWS Glue cannot list the catalogs of Athena"))
    }

    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)> {
        let request = self
            .client
            .get_databases()
            .set_catalog_id(catalog_id(catalog)?)
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned));
        let sent = request.send().await;
        let response = sent.map_err(|error| within(classify(Call::GLUE_DATABASES, error), catalog, None, None))?;
        Ok((response.database_list.into_iter().map(convert::database).collect(), token(response.next_token)))
    }

    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata> {
        let call = Call::GLUE_DATABASE;
        let request = self.client.get_database().set_catalog_id(catalog_id(catalog)?).name(database);
        let sent = request.send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "Database", response.database))
            .map(convert::database)
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
            .get_tables()
            .set_catalog_id(catalog_id(catalog)?)
            .database_name(database)
            .set_expression(expression.map(str::to_owned))
            .max_results(PAGE)
            .set_next_token(next_token.map(str::to_owned));
        let sent = request.send().await;
        let response =
            sent.map_err(|error| within(classify(Call::GLUE_TABLES, error), catalog, Some(database), None))?;
        let tables = response.table_list.unwrap_or_default();
        Ok((tables.into_iter().map(convert::table).collect(), token(response.next_token)))
    }

    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata> {
        let call = Call::GLUE_TABLE;
        let request = self.client.get_table().set_catalog_id(catalog_id(catalog)?).database_name(database).name(table);
        let sent = request.send().await;
        sent.map_err(|error| classify(call, error))
            .and_then(|response| required(call, "Table", response.table))
            .map(convert::table)
            .map_err(|error| within(error, catalog, Some(database), Some(table)))
    }
}

impl fmt::Debug for Glue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Glue").field("region", &self.client.config().region()).finish_non_exhaustive()
    }
}
