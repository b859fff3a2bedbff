//! AWS Glue: the data catalog over the AWS JSON protocol
//!
//! ```text
//! databases.rs   tables.rs   versions.rs   partitions.rs   tags.rs     the operations
//! expression.rs  `Expression` of GetPartitions                         request.rs   request members and pages
//! input.rs       from `TableInput` to a catalog entry                  describe.rs  Glue's JSON of the catalog
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

/// Prefix of Glue's `X-Amz-Target` values, and of the names of its operations in faults and in the call log.
pub(crate) const TARGET_PREFIX: &str = "AWSGlue.";

/// The account that owns the catalog.
const ACCOUNT: &str = "000000000000";

type Handler = fn(&Glue, Request<'_>) -> Result<Value, ApiError>;

/// All operations that the sandbox implements.
static OPERATIONS: [(&str, Handler); 35] = [
    ("GetDatabases", Glue::get_databases),
    ("GetDatabase", Glue::get_database),
    ("CreateDatabase", Glue::create_database),
    ("UpdateDatabase", Glue::update_database),
    ("DeleteDatabase", Glue::delete_database),
    ("GetTables", Glue::get_tables),
    ("GetTable", Glue::get_table),
    ("SearchTables", Glue::search_tables),
    ("CreateTable", Glue::create_table),
    ("UpdateTable", Glue::update_table),
    ("DeleteTable", Glue::delete_table),
    ("BatchDeleteTable", Glue::batch_delete_table),
    ("GetTableVersion", Glue::get_table_version),
    ("GetTableVersions", Glue::get_table_versions),
    ("DeleteTableVersion", Glue::delete_table_version),
    ("BatchDeleteTableVersion", Glue::batch_delete_table_version),
    ("GetPartition", Glue::get_partition),
    ("GetPartitions", Glue::get_partitions),
    ("BatchGetPartition", Glue::batch_get_partition),
    ("CreatePartition", Glue::create_partition),
    ("BatchCreatePartition", Glue::batch_create_partition),
    ("UpdatePartition", Glue::update_partition),
    ("BatchUpdatePartition", Glue::batch_update_partition),
    ("DeletePartition", Glue::delete_partition),
    ("BatchDeletePartition", Glue::batch_delete_partition),
    ("GetPartitionIndexes", Glue::get_partition_indexes),
    ("GetColumnStatisticsForTable", Glue::get_column_statistics),
    ("GetColumnStatisticsForPartition", Glue::get_column_statistics),
    ("GetTags", Glue::get_tags),
    ("TagResource", Glue::tag_resource),
    ("UntagResource", Glue::untag_resource),
    ("GetUserDefinedFunctions", Glue::get_functions),
    ("GetUserDefinedFunction", Glue::get_function),
    ("GetCatalogImportStatus", Glue::get_import_status),
    ("GetDataCatalogEncryptionSettings", Glue::get_encryption_settings),
];

/// The names of all operations, without the prefix of the target.
pub(crate) fn operation_names() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|(name, _)| *name)
}

/// The state that the operations work on.
#[derive(Clone, Debug)]
pub(crate) struct Glue {
    pub(crate) engine: Arc<Engine>,
}

impl Glue {
    /// Carries out one operation; `operation` is the target without `AWSGlue.`.
    pub(crate) fn call(&self, operation: &str, body: &[u8]) -> Result<Answer, ApiError> {
        let handler = OPERATIONS.iter().find(|(name, _)| *name == operation);
        let (_, handler) = handler.ok_or_else(ApiError::unknown_operation)?;
        let body: Value = serde_json::from_slice(body).map_err(|_| ApiError::serialization(None))?;
        let request = Request::new(&body)?;
        if request.string("CatalogId")?.is_some_and(|id| id != ACCOUNT) {
            return Err(missing("Catalog not found."));
        }
        handler(self, request).map(Answer::from)
    }

    fn catalog(&self) -> &Arc<Catalog> {
        self.engine.catalog()
    }

    /// There are no user-defined functions.
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

    /// The migration from Athena's own catalog to Glue, which AWS finished for all accounts years ago.
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
