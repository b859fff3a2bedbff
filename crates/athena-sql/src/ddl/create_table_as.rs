//! `CREATE TABLE AS`: a table filled by a query.

use super::create_table::{Clustering, DdlTableKind, is_s3_tables};
use super::table_name::in_schema;
use super::{Compression, DdlError, OutputFormat, TableName, Transform, location, query, write};
use crate::{Grammar, literal};

/// The value of a property in the `WITH` clause of [`CreateTableAs`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PropertyValue {
    /// `'text'`
    Text(String),
    /// `42`
    Integer(i64),
    /// `true` or `false`
    Boolean(bool),
    /// `ARRAY['a', 'b']`
    Array(Vec<String>),
}

/// Builder for `CREATE TABLE AS`: creates a table and fills it by a query (user guide, "CREATE TABLE AS").
///
/// The partition columns must be the last columns of the query. There is no `IF NOT EXISTS`, since the syntax of the
/// page does not have it.
///
/// ```
/// use athena_sql::ddl::{CreateTableAs, OutputFormat};
///
/// let sql = CreateTableAs::external("daily", "SELECT id, day FROM orders;")
///     .format(OutputFormat::Parquet)
///     .partition_by("day")
///     .to_sql()?;
/// assert_eq!(
///     sql,
///     "CREATE TABLE daily\nWITH (\n\tformat = 'PARQUET',\n\tpartitioned_by = ARRAY['day']\n)\nAS\n\
///      SELECT id, day FROM orders"
/// );
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateTableAs {
    /// The table.
    pub table: TableName,
    /// The query that fills the table.
    pub query: String,
    /// The kind of table.
    pub kind: DdlTableKind,
    /// The catalog in which the statement runs; see [`CreateTable::for_catalog`](super::CreateTable::for_catalog).
    pub catalog: Option<String>,
    /// The format of the files; Parquet by default.
    pub format: Option<OutputFormat>,
    /// The directory of the table, which ends in `/`. By default an external table lies below the output location of
    /// the query.
    pub location: Option<String>,
    /// The columns or transforms by which the table is partitioned, in order.
    pub partitions: Vec<Transform>,
    /// The buckets. External tables only.
    pub clustering: Option<Clustering>,
    /// The compression; by default that of the format.
    pub compression: Option<Compression>,
    /// The level of [`Compression::Zstd`], 1 to 22.
    pub compression_level: Option<u8>,
    /// The delimiter between the values of [`OutputFormat::TextFile`].
    pub field_delimiter: Option<String>,
    /// Properties without a field here.
    pub properties: Vec<(String, PropertyValue)>,
    /// Whether the query fills the table; if not, the table stays empty.
    pub with_data: bool,
}

impl CreateTableAs {
    /// Creates a table over files in S3. The query may have comments and a semicolon around it.
    pub fn external(table: impl Into<TableName>, query: impl Into<String>) -> Self {
        Self::new(table.into(), query.into(), DdlTableKind::External)
    }

    /// Creates an Iceberg table. It needs a location, except in S3 Tables.
    pub fn iceberg(table: impl Into<TableName>, query: impl Into<String>) -> Self {
        Self::new(table.into(), query.into(), DdlTableKind::Iceberg)
    }

    fn new(table: TableName, query: String, kind: DdlTableKind) -> Self {
        Self {
            table,
            query,
            kind,
            catalog: None,
            format: None,
            location: None,
            partitions: Vec::new(),
            clustering: None,
            compression: None,
            compression_level: None,
            field_delimiter: None,
            properties: Vec::new(),
            with_data: true,
        }
    }

    in_schema!();

    /// The catalog in which the statement runs. It is not part of the statement.
    pub fn for_catalog(self, catalog: impl Into<String>) -> Self {
        Self { catalog: Some(catalog.into()), ..self }
    }

    /// The format of the files.
    pub fn format(self, format: OutputFormat) -> Self {
        Self { format: Some(format), ..self }
    }

    /// The directory of the table in S3, which must be empty; a missing `/` is appended. The service refuses it if the
    /// work group enforces its output location.
    pub fn location(self, location: impl Into<String>) -> Self {
        Self { location: Some(location::directory(location)), ..self }
    }

    /// Partitions the table by a column; an Iceberg table also by a [`Transform`] of a column.
    pub fn partition_by(mut self, partition: impl Into<Transform>) -> Self {
        self.partitions.push(partition.into());
        self
    }

    /// Distributes the rows over this number of buckets, by the hash of these columns.
    pub fn clustered_by<C: Into<String>>(self, columns: impl IntoIterator<Item = C>, buckets: u32) -> Self {
        let columns = columns.into_iter().map(C::into).collect();
        Self { clustering: Some(Clustering { columns, buckets }), ..self }
    }

    /// The compression of the files.
    pub fn compression(self, compression: Compression) -> Self {
        Self { compression: Some(compression), ..self }
    }

    /// The level of [`Compression::Zstd`], 1 to 22 (user guide, "Use ZSTD compression levels").
    pub fn compression_level(self, level: u8) -> Self {
        Self { compression_level: Some(level), ..self }
    }

    /// The delimiter between the values of a text file.
    pub fn field_delimiter(self, delimiter: impl Into<String>) -> Self {
        Self { field_delimiter: Some(delimiter.into()), ..self }
    }

    /// Adds a property without a method here, such as `vacuum_max_snapshot_age_seconds`.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<PropertyValue>) -> Self {
        self.properties.push((name.into(), value.into()));
        self
    }

    /// `WITH NO DATA`: creates an empty table with the columns of the query.
    pub fn no_data(self) -> Self {
        Self { with_data: false, ..self }
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena does not accept a name or the location; a clause does not apply to the kind of table or the format; a
    /// number is out of range; the text is not one query; or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("table", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        self.check_kind()?;
        self.check_partitions()?;
        let mut sql = format!("CREATE TABLE {}", self.table.write(Grammar::Trino)?);
        let items = self.items()?;
        if !items.is_empty() {
            sql.push_str("\nWITH");
            write::block(&mut sql, &items);
        }
        sql.push_str("\nAS\n");
        sql.push_str(query::query(&self.query)?);
        if !self.with_data {
            sql.push_str("\nWITH NO DATA");
        }
        write::finish(sql)
    }

    fn check_kind(&self) -> Result<(), DdlError> {
        let s3_tables = self.catalog.as_deref().is_some_and(is_s3_tables);
        match (self.kind, &self.location) {
            (DdlTableKind::External, _) if s3_tables => {
                return Err(DdlError::new("a table of S3 Tables is Iceberg; use `CreateTableAs::iceberg`"));
            }
            (DdlTableKind::Iceberg, Some(_)) if s3_tables => {
                return Err(DdlError::new("a table of S3 Tables cannot have a location; remove it"));
            }
            (DdlTableKind::Iceberg, None) if !s3_tables => {
                return Err(DdlError::new("an Iceberg table needs a location; add one with `location`"));
            }
            (_, Some(location)) => location::check(location)?,
            (_, None) => {}
        }
        if self.kind == DdlTableKind::Iceberg && self.clustering.is_some() {
            let message = "an Iceberg table has no buckets; use `partition_by` with `Transform::bucket`";
            return Err(DdlError::new(message));
        }
        Ok(())
    }

    fn check_partitions(&self) -> Result<(), DdlError> {
        for partition in &self.partitions {
            partition.check_number()?;
            if self.kind == DdlTableKind::External && !matches!(partition, Transform::Identity(_)) {
                let message = format!("only Iceberg tables are partitioned by `{partition}`; use the column itself");
                return Err(DdlError::new(message).in_column(partition.column()));
            }
        }
        let mut texts: Vec<_> = self.partitions.iter().map(Transform::to_string).collect();
        if let Some(clustering) = &self.clustering {
            if clustering.buckets == 0 || clustering.columns.is_empty() {
                return Err(DdlError::new("buckets need at least one column and at least 1 bucket"));
            }
            texts.extend(clustering.columns.iter().cloned());
        }
        match write::duplicate(texts.iter().map(String::as_str)) {
            Some(text) => {
                Err(DdlError::new(format!("the table is partitioned or bucketed by `{text}` twice; remove one")))
            }
            None => Ok(()),
        }
    }

    fn items(&self) -> Result<Vec<String>, DdlError> {
        let mut items = Vec::new();
        if self.kind == DdlTableKind::Iceberg {
            items.push("table_type = 'ICEBERG'".to_owned());
            items.push("is_external = false".to_owned());
        }
        if let Some(format) = self.format {
            items.push(format!("format = '{}'", format.name()));
        }
        if let Some(location) = &self.location {
            let key = if self.kind == DdlTableKind::Iceberg { "location" } else { "external_location" };
            items.push(format!("{key} = {}", literal::trino_string(location)));
        }
        if !self.partitions.is_empty() {
            items.push(self.partition_item()?);
        }
        if let Some(clustering) = &self.clustering {
            let columns = clustering.columns.iter().map(String::as_str);
            columns.clone().try_for_each(|column| write::name(column, Grammar::Trino).map(drop))?;
            items.push(format!("bucketed_by = {}", write::array(columns)));
            items.push(format!("bucket_count = {}", clustering.buckets));
        }
        if let Some(compression) = self.compression {
            items.push(format!("write_compression = '{}'", compression.name()));
        }
        items.extend(level_item(self.compression, self.compression_level)?);
        items.extend(delimiter_item(self.format, self.field_delimiter.as_deref())?);
        for (name, value) in &self.properties {
            check_property(name, &items)?;
            items.push(format!("{name} = {}", value.write()));
        }
        Ok(items)
    }

    fn partition_item(&self) -> Result<String, DdlError> {
        if self.kind == DdlTableKind::Iceberg {
            let items = self.partitions.iter().map(Transform::write_trino).collect::<Result<Vec<_>, _>>()?;
            return Ok(format!("partitioning = {}", write::array(items.iter().map(String::as_str))));
        }
        let columns = self.partitions.iter().map(Transform::column);
        columns.clone().try_for_each(|column| write::name(column, Grammar::Trino).map(drop))?;
        Ok(format!("partitioned_by = {}", write::array(columns)))
    }
}

/// `compression_level = n`; only Zstandard has levels.
pub(super) fn level_item(compression: Option<Compression>, level: Option<u8>) -> Result<Option<String>, DdlError> {
    match level {
        None => Ok(None),
        Some(_) if compression != Some(Compression::Zstd) => {
            Err(DdlError::new("only ZSTD has a compression level; remove the level, or use `Compression::Zstd`"))
        }
        Some(level @ 1..=22) => Ok(Some(format!("compression_level = {level}"))),
        Some(level) => Err(DdlError::new(format!("the compression level is 1 to 22, not {level}"))),
    }
}

/// `field_delimiter = '...'`; only text files have one.
pub(super) fn delimiter_item(
    format: Option<OutputFormat>,
    delimiter: Option<&str>,
) -> Result<Option<String>, DdlError> {
    match delimiter {
        None => Ok(None),
        Some(_) if format != Some(OutputFormat::TextFile) => {
            Err(DdlError::new("only text files have a field delimiter; remove it, or use `OutputFormat::TextFile`"))
        }
        Some(delimiter) if delimiter.chars().count() != 1 => {
            Err(DdlError::new(format!("the field delimiter is one character, not `{delimiter}`")))
        }
        Some(delimiter) => Ok(Some(format!("field_delimiter = {}", literal::trino_string(delimiter)))),
    }
}

/// Checks that the name needs no quotes and is not the name of an earlier item.
fn check_property(name: &str, items: &[String]) -> Result<(), DdlError> {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if !plain {
        let message = format!("the name of a property has lower-case letters, digits and `_` only: `{name}`");
        return Err(DdlError::new(message));
    }
    if items.iter().any(|item| item.split(' ').next() == Some(name)) {
        return Err(DdlError::new(format!("the property `{name}` appears twice; remove one")));
    }
    Ok(())
}

impl PropertyValue {
    fn write(&self) -> String {
        match self {
            Self::Text(text) => literal::trino_string(text),
            Self::Integer(number) => number.to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Array(texts) => write::array(texts.iter().map(String::as_str)),
        }
    }
}

impl From<&str> for PropertyValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for PropertyValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for PropertyValue {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<i32> for PropertyValue {
    fn from(number: i32) -> Self {
        Self::Integer(number.into())
    }
}

impl From<bool> for PropertyValue {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<Vec<String>> for PropertyValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Array(texts)
    }
}
