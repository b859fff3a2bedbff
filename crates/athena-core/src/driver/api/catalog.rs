//! The port to catalogs, databases and tables.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use async_trait::async_trait;
use athena_sql::AthenaType;

use crate::error::Result;

/// The metadata calls of Athena. A missing catalog, database or table is
/// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound).
///
/// A call of a listing returns one page: the entries and the token of the next page.
///
/// A `MetadataException` that fits no other kind is [`ErrorKind::Unexpected`](crate::ErrorKind::Unexpected) with
/// `MetadataException` as the `code` of its context: outside of the catalog `awsdatacatalog`, reflection then uses a
/// fallback.
#[async_trait]
pub trait Catalog: fmt::Debug + Send + Sync + 'static {
    /// `ListDataCatalogs`: names.
    ///
    /// # Errors
    /// The error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn list_data_catalogs(&self, next_token: Option<&str>) -> Result<(Vec<String>, Option<String>)>;

    /// `ListDatabases` of `catalog`.
    ///
    /// # Errors
    /// `NotFound` when there is no such catalog; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn list_databases(
        &self,
        catalog: &str,
        next_token: Option<&str>,
    ) -> Result<(Vec<DatabaseMetadata>, Option<String>)>;

    /// `GetDatabase`.
    ///
    /// # Errors
    /// `NotFound` when there is no such catalog or database; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn get_database(&self, catalog: &str, database: &str) -> Result<DatabaseMetadata>;

    /// `ListTableMetadata`; `expression` is a regular expression for table names, at most 256 characters.
    ///
    /// # Errors
    /// `NotFound` when there is no such catalog or database; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. The same page may then be asked for again.
    async fn list_table_metadata(
        &self,
        catalog: &str,
        database: &str,
        expression: Option<&str>,
        next_token: Option<&str>,
    ) -> Result<(Vec<TableMetadata>, Option<String>)>;

    /// `GetTableMetadata`.
    ///
    /// # Errors
    /// `NotFound` when there is no such catalog, database or table; otherwise the error of the call.
    ///
    /// # Cancel safety
    /// Dropping the future must end the call. It may then be made again.
    async fn get_table_metadata(&self, catalog: &str, database: &str, table: &str) -> Result<TableMetadata>;
}

/// Whether the catalog is that of AWS Glue, in which names have no case.
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
    /// An external table of these columns, without any other facts.
    pub fn new(name: impl Into<String>, columns: Vec<TableColumn>) -> Self {
        Self { name: name.into(), table_type: Some("EXTERNAL_TABLE".to_owned()), columns, ..Self::default() }
    }
}

/// A column of a table or view. Every column of Athena may be NULL, and none has a default.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableColumn {
    /// `Name`.
    pub name: String,
    /// The type. [`AthenaType::Other`] holds a text that is not a type of Athena.
    pub athena_type: AthenaType,
    /// `Type`, as the catalog spells it: Hive's spelling in AWS Glue, such as `struct<id:int>`.
    pub type_text: String,
    /// `Comment`.
    pub comment: Option<String>,
    /// Whether the table is partitioned by the column. Reflection sets it for the `partition_keys` of a
    /// [`TableMetadata`]; it is always `false` in Iceberg tables, which partition by expressions.
    pub is_partition: bool,
}

impl TableColumn {
    /// A column without a comment. A text that is not a type becomes [`AthenaType::Other`].
    pub fn new(name: impl Into<String>, type_text: impl Into<String>) -> Self {
        let type_text = type_text.into();
        let athena_type = AthenaType::parse_hive(&type_text).unwrap_or_else(|_| AthenaType::Other(type_text.clone()));
        Self { name: name.into(), athena_type, type_text, comment: None, is_partition: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_a_type_is_kept_as_it_is() {
        for (text, expected) in [
            ("decimal", AthenaType::Decimal { precision: 10, scale: 0 }),
            ("struct<my-id:int>", AthenaType::parse_hive("struct<`my-id`:int>").expect("a type")),
            ("array<", AthenaType::Other("array<".to_owned())),
            ("varchar(x)", AthenaType::Other("varchar(x)".to_owned())),
            ("", AthenaType::Other(String::new())),
        ] {
            let column = TableColumn::new("c", text);
            assert_eq!((column.athena_type, column.type_text.as_str()), (expected, text));
        }
    }
}
