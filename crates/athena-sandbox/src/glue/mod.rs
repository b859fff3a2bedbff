//! The Glue half: the data catalog, read and written, over the same JSON protocol as Athena's.
//!
//! ```text
//! databases.rs   tables.rs   versions.rs   partitions.rs   tags.rs     the operations
//! expression.rs  the `Expression` of GetPartitions                     request.rs   members and pages
//! input.rs       TableInput as the catalog keeps it                    describe.rs  the catalog as Glue shows it
//! ```

mod databases;
mod describe;
mod error;
mod expression;
mod input;
mod partitions;
mod request;
mod tables;
mod tags;
mod versions;

use std::sync::Arc;

use serde_json::{Value, json};

use crate::athena::{Answer, ApiError};
use crate::engine::{Catalog, Engine};

use error::missing;
use request::Request;

/// The account whose catalog it is.
const ACCOUNT: &str = "000000000000";

/// What the operations work on.
#[derive(Clone, Debug)]
pub(crate) struct Glue {
    pub(crate) engine: Arc<Engine>,
}

impl Glue {
    /// Carries out one operation; `operation` is what follows `AWSGlue.` in the target.
    pub(crate) fn call(&self, operation: &str, body: &[u8]) -> Result<Answer, ApiError> {
        let carry_out = match operation {
            "GetDatabases" => Self::get_databases,
            "GetDatabase" => Self::get_database,
            "CreateDatabase" => Self::create_database,
            "UpdateDatabase" => Self::update_database,
            "DeleteDatabase" => Self::delete_database,
            "GetTables" => Self::get_tables,
            "GetTable" => Self::get_table,
            "SearchTables" => Self::search_tables,
            "CreateTable" => Self::create_table,
            "UpdateTable" => Self::update_table,
            "DeleteTable" => Self::delete_table,
            "BatchDeleteTable" => Self::batch_delete_table,
            "GetTableVersion" => Self::get_table_version,
            "GetTableVersions" => Self::get_table_versions,
            "DeleteTableVersion" => Self::delete_table_version,
            "BatchDeleteTableVersion" => Self::batch_delete_table_version,
            "GetPartition" => Self::get_partition,
            "GetPartitions" => Self::get_partitions,
            "BatchGetPartition" => Self::batch_get_partition,
            "CreatePartition" => Self::create_partition,
            "BatchCreatePartition" => Self::batch_create_partition,
            "UpdatePartition" => Self::update_partition,
            "BatchUpdatePartition" => Self::batch_update_partition,
            "DeletePartition" => Self::delete_partition,
            "BatchDeletePartition" => Self::batch_delete_partition,
            "GetPartitionIndexes" => Self::get_partition_indexes,
            "GetColumnStatisticsForTable" | "GetColumnStatisticsForPartition" => Self::get_column_statistics,
            "GetTags" => Self::get_tags,
            "TagResource" => Self::tag_resource,
            "UntagResource" => Self::untag_resource,
            "GetUserDefinedFunctions" => Self::get_functions,
            "GetUserDefinedFunction" => Self::get_function,
            "GetCatalogImportStatus" => Self::get_import_status,
            "GetDataCatalogEncryptionSettings" => Self::get_encryption_settings,
            _ => return Err(ApiError::unknown_operation()),
        };
        let body: Value = serde_json::from_slice(body).map_err(|_| ApiError::serialization(None))?;
        let request = Request::new(&body)?;
        if request.string("CatalogId")?.is_some_and(|id| id != ACCOUNT) {
            return Err(missing("Catalog not found."));
        }
        carry_out(self, request).map(Answer::from)
    }

    fn catalog(&self) -> &Arc<Catalog> {
        self.engine.catalog()
    }

    /// There are no functions but Trino's own.
    fn get_functions(&self, request: Request<'_>) -> Result<Value, ApiError> {
        if let Some(name) = request.optional_name("DatabaseName")? {
            self.database(&name)?;
        }
        Ok(json!({ "UserDefinedFunctions": [] }))
    }

    fn get_function(&self, request: Request<'_>) -> Result<Value, ApiError> {
        self.database(&request.name("DatabaseName")?)?;
        let name = request.name("FunctionName")?;
        Err(missing(&format!("Function {name} not found.")))
    }

    fn get_column_statistics(&self, request: Request<'_>) -> Result<Value, ApiError> {
        self.entry(&request.name("DatabaseName")?, &request.name("TableName")?)?;
        Ok(json!({ "ColumnStatisticsList": [], "Errors": [] }))
    }

    fn get_partition_indexes(&self, request: Request<'_>) -> Result<Value, ApiError> {
        self.entry(&request.name("DatabaseName")?, &request.name("TableName")?)?;
        Ok(json!({ "PartitionIndexDescriptorList": [] }))
    }

    /// The move from Athena's own catalog to Glue's was done for every account years ago.
    #[expect(clippy::unused_self, reason = "operations have one signature")]
    fn get_import_status(&self, _: Request<'_>) -> Result<Value, ApiError> {
        Ok(json!({ "ImportStatus": { "ImportCompleted": true } }))
    }

    #[expect(clippy::unused_self, reason = "operations have one signature")]
    fn get_encryption_settings(&self, _: Request<'_>) -> Result<Value, ApiError> {
        Ok(json!({
            "DataCatalogEncryptionSettings": {
                "EncryptionAtRest": { "CatalogEncryptionMode": "DISABLED" },
                "ConnectionPasswordEncryption": { "ReturnConnectionPasswordEncrypted": false },
            }
        }))
    }
}
