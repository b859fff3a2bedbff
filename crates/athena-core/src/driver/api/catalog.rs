//! The port to catalogs, databases and tables.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::error::Result;

/// The metadata calls of Athena. A missing catalog, database or table is
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
///
/// Listings are one page a call: the entries and the token of the next page.
///
/// A `MetadataException` that is none of the other kinds is [`ErrorKind::Unexpected`](crate::ErrorKind::Unexpected) with
/// `MetadataException` as the `code` of its context: outside of the catalog `awsdatacatalog`, reflection asks another
/// way then.
#[async_trait]
pub trait Catalog: fmt::Debug + Send + Sync + 'static {
    /// `ListDataCatalogs`: names.
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)>;

    /// `ListDatabases` of `catalog`.
    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)>;

    /// `GetDatabase`.
    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata>;

    /// `ListTableMetadata`; `expression` is a regular expression for table names, at most 256 characters.
    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)>;

    /// `GetTableMetadata`.
    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata>;
}

/// Whether it is the catalog of AWS Glue, in which names have no case.
pub(crate) fn is_glue(catalog: &str) -> bool {
    catalog.eq_ignore_ascii_case("awsdatacatalog")
}

/// A database of a catalog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DatabaseMetadata {
    /// `Name`.
    pub name: String,
    /// `Description`.
    pub description: Option<String>,
    /// `Parameters`.
    pub parameters: BTreeMap<String, String>,
}

/// A table or view of a database.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct TableMetadata {
    /// `Name`.
    pub name: String,
    /// `TableType`, such as `EXTERNAL_TABLE` or `VIRTUAL_VIEW`.
    pub table_type: Option<String>,
    /// `CreateTime`.
    pub created_at: Option<SystemTime>,
    /// `LastAccessTime`.
    pub last_access_at: Option<SystemTime>,
    /// `Columns`, without the partition keys.
    pub columns: Vec<TableColumn>,
    /// `PartitionKeys`.
    pub partition_keys: Vec<TableColumn>,
    /// `Parameters`.
    pub parameters: BTreeMap<String, String>,
}

impl TableMetadata {
    /// A table of these columns, of which nothing else is said.
    pub fn new(name: impl Into<String>, columns: Vec<TableColumn>) -> Self {
        Self { name: name.into(), table_type: Some("EXTERNAL_TABLE".to_owned()), columns, ..Self::default() }
    }
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableColumn {
    /// `Name`.
    pub name: String,
    /// `Type`, in Hive's spelling.
    pub type_name: String,
    /// `Comment`.
    pub comment: Option<String>,
}

impl TableColumn {
    /// A column without a comment.
    pub fn new(name: impl Into<String>, type_name: impl Into<String>) -> Self {
        Self { name: name.into(), type_name: type_name.into(), comment: None }
    }
}
