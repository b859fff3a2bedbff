//! Builders for data definition: statements that create, change and drop databases, tables and views.
//!
//! | statement | built by | read by Athena as |
//! |---|---|---|
//! | `CREATE EXTERNAL TABLE`, `CREATE TABLE` for Iceberg | [`CreateTable`] | Hive |
//! | `CREATE TABLE AS` | [`CreateTableAs`] | Trino |
//! | `CREATE`, `ALTER`, `DROP DATABASE` | [`CreateDatabase`], [`AlterDatabase`], [`DropDatabase`] | Hive |
//! | `ALTER TABLE` | [`AlterTable`] | Hive |
//! | `DROP TABLE` | [`DropTable`] | Hive |
//! | `CREATE VIEW`, `DROP VIEW` | [`CreateView`], [`DropView`] | Trino |
//! | `UNLOAD` | [`Unload`] | Trino |
//! | `MSCK REPAIR TABLE` | [`RepairTable`] | Hive |
//! | `OPTIMIZE`, `VACUUM` | [`Optimize`], [`Vacuum`] | Trino |
//! | `SHOW`, `DESCRIBE` of one table | [`Show`], [`Describe`] | Hive, `SHOW CREATE VIEW` Trino |
//!
//! Every builder ends in `to_sql()`. This method quotes the names that need quotes, by the grammar that reads the
//! statement, and checks everything that can be checked without the service. The result is one statement of at most
//! [`MAX_STATEMENT_BYTES`](crate::MAX_STATEMENT_BYTES); no name, comment, value or property can end its quotes. A
//! definition that Athena would refuse is a [`DdlError`], which names the table, the column and the cure; no clause is
//! dropped silently.
//!
//! Names of setters follow one rule. Builders have setters without a prefix: [`CreateTable::comment`],
//! [`Unload::compression`], [`Delimited::escaped_by`]. Value types, which are passed to builders, have setters that
//! begin with `with_`: [`ColumnDef::with_comment`], [`Partition::with_location`], [`Properties::with_property`],
//! [`TableName::with_schema`].
//!
//! ```
//! use athena_sql::AthenaType;
//! use athena_sql::ddl::{Compression, CreateTable, FileFormat};
//!
//! let sql = CreateTable::external("orders")
//!     .in_schema("sales")
//!     .column("id", AthenaType::BigInt)
//!     .column_of::<Option<String>>("note")
//!     .column("day", AthenaType::Date)
//!     .partition_by("day")
//!     .file_format(FileFormat::Parquet)
//!     .compression(Compression::Zstd)
//!     .location("s3://lake/orders")
//!     .to_sql()?;
//! assert_eq!(
//!     sql,
//!     "CREATE EXTERNAL TABLE sales.orders (\n\tid bigint,\n\tnote string\n)\nPARTITIONED BY (\n\tday date\n)\n\
//!      STORED AS PARQUET\nLOCATION 's3://lake/orders/'\nTBLPROPERTIES (\n\t'parquet.compression' = 'ZSTD'\n)"
//! );
//! # Ok::<(), athena_sql::ddl::DdlError>(())
//! ```
//!
//! Sources: Athena user guide, "DDL statements" and "Query Apache Iceberg tables", for the syntax, with the page named
//! beside each rule; AWS Glue web API reference, for the limits of the catalog.

mod alter_table;
mod column;
mod compression;
mod create_table;
mod create_table_as;
mod database;
mod drop;
mod error;
mod file_format;
mod location;
mod maintenance;
mod partition;
mod properties;
mod query;
mod reader;
mod row_format;
mod show;
mod table_name;
mod transform;
mod unload;
mod view;
mod write;

pub use alter_table::{AlterTable, ColumnPosition, TableChange};
pub use column::{ColumnDef, MAX_COMMENT_CHARS};
pub use compression::Compression;
pub use create_table::{Clustering, CreateTable, DdlTableKind};
pub use create_table_as::{CreateTableAs, PropertyValue};
pub use database::{AlterDatabase, CreateDatabase, DropBehaviour, DropDatabase, MAX_DATABASE_COMMENT_CHARS};
pub use drop::{DropTable, DropView};
pub use error::{DdlError, DdlParseError};
pub use file_format::{FileFormat, OutputFormat};
pub use maintenance::{Optimize, RepairTable, Vacuum};
pub use partition::{Partition, PartitionValue};
pub use properties::{MAX_KEY_BYTES, Properties};
pub use row_format::{Delimited, RowFormat};
pub use show::{Describe, Show};
pub use table_name::TableName;
pub use transform::Transform;
pub use unload::Unload;
pub use view::CreateView;

#[cfg(test)]
mod tests;
