//! `CREATE EXTERNAL TABLE`, and `CREATE TABLE` of Iceberg tables.

#[cfg(feature = "arrow-schema")]
mod arrow;
mod check;
mod parse;
mod sql;

pub(super) use check::is_s3_tables;

use super::table_name::in_schema;
use super::{ColumnDef, Compression, FileFormat, Properties, RowFormat, TableName, Transform, location};
use crate::{AthenaType, SqlType};

/// Which kind of table is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DdlTableKind {
    /// A table over files in S3, as Hive knows it: `CREATE EXTERNAL TABLE`.
    External,
    /// An Iceberg table: `CREATE TABLE` with the property `'table_type' = 'ICEBERG'`.
    Iceberg,
}

/// `CLUSTERED BY (columns) INTO n BUCKETS`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Clustering {
    /// The columns whose hash says in which bucket a row is.
    pub columns: Vec<String>,
    /// How many buckets, at least one.
    pub buckets: u32,
}

impl Clustering {
    /// So many buckets, by the hash of these columns.
    pub fn new<C: Into<String>>(columns: impl IntoIterator<Item = C>, buckets: u32) -> Self {
        Self { columns: columns.into_iter().map(C::into).collect(), buckets }
    }
}

/// A table to be created, without data (user guide, "CREATE TABLE", "Create Iceberg tables").
///
/// The methods say what to add, the fields what was said; [`CreateTable::to_sql`] checks all of it at once. What
/// `SHOW CREATE TABLE` prints is read by [`CreateTable::parse`], and what was built is read as the same definition.
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
    /// External, or Iceberg.
    pub kind: DdlTableKind,
    /// The catalog that the statement will run in, see [`CreateTable::for_catalog`].
    pub catalog: Option<String>,
    /// Whether a table that is there already is no error.
    pub if_not_exists: bool,
    /// All columns; those that partition the table are among them.
    pub columns: Vec<ColumnDef>,
    /// What the table is partitioned by, in this order.
    pub partitions: Vec<Transform>,
    /// What people are told about the table.
    pub comment: Option<String>,
    /// The buckets, if there are any. External tables only.
    pub clustering: Option<Clustering>,
    /// How rows are read. External tables only.
    pub row_format: Option<RowFormat>,
    /// What the SerDe is told. External tables only.
    pub serde_properties: Properties,
    /// How files are read. External tables only.
    pub file_format: Option<FileFormat>,
    /// The compression, if it is not among the properties.
    pub compression: Option<Compression>,
    /// The directory of the table, with a `/` at its end.
    pub location: Option<String>,
    /// The properties of the table.
    pub properties: Properties,
}

impl CreateTable {
    /// A table over files in S3.
    pub fn external(table: impl Into<TableName>) -> Self {
        Self::new(table.into(), DdlTableKind::External)
    }

    /// An Iceberg table; its properties begin with `'table_type' = 'ICEBERG'`.
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

    /// The catalog that the statement will run in. It is not written, since Athena takes it from the query's context;
    /// but tables of S3 Tables (`s3tablescatalog/<bucket>`) have rules of their own: Iceberg, and without a location.
    pub fn for_catalog(self, catalog: impl Into<String>) -> Self {
        Self { catalog: Some(catalog.into()), ..self }
    }

    /// Does nothing if the table is there already, whatever its columns.
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

    /// Partitions the table by one of its columns, or, if it is Iceberg, by a [`Transform`] of one. In an external
    /// table the column is not in the files: it moves to `PARTITIONED BY`, behind all others.
    pub fn partition_by(mut self, partition: impl Into<Transform>) -> Self {
        self.partitions.push(partition.into());
        self
    }

    /// Says what the table is.
    pub fn comment(self, comment: impl Into<String>) -> Self {
        Self { comment: Some(comment.into()), ..self }
    }

    /// Spreads the rows over so many buckets, by these columns.
    pub fn clustered_by<C: Into<String>>(self, columns: impl IntoIterator<Item = C>, buckets: u32) -> Self {
        Self { clustering: Some(Clustering::new(columns, buckets)), ..self }
    }

    /// How rows are read: a [`RowFormat`], or a [`Delimited`](super::Delimited) with its delimiters.
    pub fn row_format(self, row_format: impl Into<RowFormat>) -> Self {
        Self { row_format: Some(row_format.into()), ..self }
    }

    /// Tells the SerDe more; needs [`RowFormat::Serde`].
    pub fn serde_properties(mut self, properties: impl Into<Properties>) -> Self {
        self.serde_properties.extend(properties.into());
        self
    }

    /// How files are read.
    pub fn file_format(self, file_format: FileFormat) -> Self {
        Self { file_format: Some(file_format), ..self }
    }

    /// Compresses what is written, by the property that belongs to the format: `parquet.compression` for Parquet,
    /// `orc.compress` for ORC, `write.compression` for other files, `write_compression` for Iceberg. The format is told
    /// by the file format, or else by the class of the SerDe.
    pub fn compression(self, compression: Compression) -> Self {
        Self { compression: Some(compression), ..self }
    }

    /// The directory of the table in S3; a `/` is added to its end.
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
