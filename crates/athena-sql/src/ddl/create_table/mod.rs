//! `CREATE EXTERNAL TABLE`, and `CREATE TABLE` for Iceberg tables.

#[cfg(feature = "arrow-schema")]
mod arrow;
mod check;
mod parse;
mod sql;

pub(super) use check::is_s3_tables;

use super::table_name::in_schema;
use super::{ColumnDef, Compression, FileFormat, Properties, RowFormat, TableName, Transform, location};
use crate::{AthenaType, SqlType};

/// The kind of table that is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DdlTableKind {
    /// A Hive table over files in S3: `CREATE EXTERNAL TABLE`.
    External,
    /// An Iceberg table: `CREATE TABLE` with the property `'table_type' = 'ICEBERG'`.
    Iceberg,
}

/// `CLUSTERED BY (columns) INTO n BUCKETS`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Clustering {
    /// The columns whose hash decides the bucket of a row.
    pub columns: Vec<String>,
    /// The number of buckets, at least 1.
    pub buckets: u32,
}

impl Clustering {
    /// Buckets by the hash of these columns.
    pub fn new<C: Into<String>>(columns: impl IntoIterator<Item = C>, buckets: u32) -> Self {
        Self { columns: columns.into_iter().map(C::into).collect(), buckets }
    }
}

/// Builder for `CREATE TABLE` without data (user guide, "CREATE TABLE", "Create Iceberg tables").
///
/// The methods set the fields; [`CreateTable::to_sql`] checks them all at once. [`CreateTable::parse`] reads the output
/// of `SHOW CREATE TABLE`, and reads the statement of a builder back as an equal builder.
///
/// ```
/// use athena_sql::AthenaType;
/// use athena_sql::ddl::{CreateTable, Transform};
///
/// let sql = CreateTable::iceberg("events")
///     .columns([("id", AthenaType::BigInt), ("at", AthenaType::Timestamp(None))])
///     .partition_by(Transform::day("at"))
///     .location("s3://lake/events/")
///     .to_sql()?;
/// assert_eq!(
///     sql,
///     "CREATE TABLE events (\n\tid bigint,\n\tat timestamp\n)\nPARTITIONED BY (\n\tday(at)\n)\n\
///      LOCATION 's3://lake/events/'\nTBLPROPERTIES (\n\t'table_type' = 'ICEBERG'\n)"
/// );
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateTable {
    /// The table.
    pub table: TableName,
    /// The kind of table.
    pub kind: DdlTableKind,
    /// The catalog in which the statement runs; see [`CreateTable::for_catalog`].
    pub catalog: Option<String>,
    /// Whether a table that exists already is not an error.
    pub if_not_exists: bool,
    /// All columns, including the partition columns.
    pub columns: Vec<ColumnDef>,
    /// The columns or transforms by which the table is partitioned, in order.
    pub partitions: Vec<Transform>,
    /// The comment of the table.
    pub comment: Option<String>,
    /// The buckets. External tables only.
    pub clustering: Option<Clustering>,
    /// The layout of rows in files. External tables only.
    pub row_format: Option<RowFormat>,
    /// The properties of the SerDe. External tables only.
    pub serde_properties: Properties,
    /// The format of the files. External tables only.
    pub file_format: Option<FileFormat>,
    /// The compression, unless it is given as a property.
    pub compression: Option<Compression>,
    /// The directory of the table, which ends in `/`.
    pub location: Option<String>,
    /// The properties of the table.
    pub properties: Properties,
}

impl CreateTable {
    /// Creates a table over files in S3.
    pub fn external(table: impl Into<TableName>) -> Self {
        Self::new(table.into(), DdlTableKind::External)
    }

    /// Creates an Iceberg table; its first property is `'table_type' = 'ICEBERG'`.
    pub fn iceberg(table: impl Into<TableName>) -> Self {
        Self::new(table.into(), DdlTableKind::Iceberg).property("table_type", "ICEBERG")
    }

    fn new(table: TableName, kind: DdlTableKind) -> Self {
        Self {
            table,
            kind,
            catalog: None,
            if_not_exists: false,
            columns: Vec::new(),
            partitions: Vec::new(),
            comment: None,
            clustering: None,
            row_format: None,
            serde_properties: Properties::new(),
            file_format: None,
            compression: None,
            location: None,
            properties: Properties::new(),
        }
    }

    in_schema!();

    /// The catalog in which the statement runs. It is not part of the statement, since Athena takes it from the query
    /// execution context, but it decides which checks apply: a table of S3 Tables (`s3tablescatalog/<bucket>`) must be
    /// Iceberg and cannot have a location.
    pub fn for_catalog(self, catalog: impl Into<String>) -> Self {
        Self { catalog: Some(catalog.into()), ..self }
    }

    /// Does nothing if the table exists already, even with other columns.
    pub fn if_not_exists(self) -> Self {
        Self { if_not_exists: true, ..self }
    }

    /// Adds a column.
    pub fn column(self, name: impl Into<String>, data_type: AthenaType) -> Self {
        self.columns([ColumnDef::new(name, data_type)])
    }

    /// Adds a column for values of the Rust type.
    pub fn column_of<T: SqlType + ?Sized>(self, name: impl Into<String>) -> Self {
        self.columns([ColumnDef::of::<T>(name)])
    }

    /// Adds columns, as [`ColumnDef`]s or as pairs of name and type.
    pub fn columns<C: Into<ColumnDef>>(mut self, columns: impl IntoIterator<Item = C>) -> Self {
        self.columns.extend(columns.into_iter().map(C::into));
        self
    }

    /// Partitions the table by one of its columns; an Iceberg table also by a [`Transform`] of a column. The files of
    /// an external table do not contain the column: it moves to `PARTITIONED BY`, behind all other columns.
    pub fn partition_by(mut self, partition: impl Into<Transform>) -> Self {
        self.partitions.push(partition.into());
        self
    }

    /// The comment of the table.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { comment: Some(comment.into()), ..self }
    }

    /// Distributes the rows over this number of buckets, by the hash of these columns.
    pub fn clustered_by<C: Into<String>>(self, columns: impl IntoIterator<Item = C>, buckets: u32) -> Self {
        Self { clustering: Some(Clustering::new(columns, buckets)), ..self }
    }

    /// The layout of rows in files: a [`RowFormat`], or a [`Delimited`](super::Delimited) with its delimiters.
    pub fn row_format(self, row_format: impl Into<RowFormat>) -> Self {
        Self { row_format: Some(row_format.into()), ..self }
    }

    /// Adds properties of the SerDe; needs [`RowFormat::Serde`].
    pub fn serde_properties(mut self, properties: impl Into<Properties>) -> Self {
        self.serde_properties.extend(properties.into());
        self
    }

    /// The format of the files.
    pub fn file_format(self, file_format: FileFormat) -> Self {
        Self { file_format: Some(file_format), ..self }
    }

    /// The compression of the files, written as the property of the format: `parquet.compression` for Parquet,
    /// `orc.compress` for ORC, `write.compression` for other files, `write_compression` for Iceberg. The format is that
    /// of `file_format`, or else that of the SerDe's class.
    pub fn compression(self, compression: Compression) -> Self {
        Self { compression: Some(compression), ..self }
    }

    /// The directory of the table in S3; a missing `/` is appended.
    pub fn location(self, location: impl Into<String>) -> Self {
        Self { location: Some(location::directory(location)), ..self }
    }

    /// Adds a property of the table.
    pub fn property(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.properties.insert(key, value);
        self
    }

    /// Adds properties of the table.
    pub fn properties(mut self, properties: impl Into<Properties>) -> Self {
        self.properties.extend(properties.into());
        self
    }

    fn is_partition(&self, column: &str) -> bool {
        let column = super::write::fold(column);
        self.partitions.iter().any(|partition| super::write::fold(partition.column()) == column)
    }

    fn find(&self, column: &str) -> Option<&ColumnDef> {
        let column = super::write::fold(column);
        self.columns.iter().find(|present| super::write::fold(&present.name) == column)
    }
}
