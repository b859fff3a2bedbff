//! `UNLOAD`: the result of a query, written to files.

use super::create_table_as::{delimiter_item, level_item};
use super::{Compression, DdlError, OutputFormat, location, query, write};
use crate::{Grammar, literal};

/// Builder for `UNLOAD`, which writes the result of a query to files in S3 (user guide, "UNLOAD").
///
/// ```
/// use athena_sql::ddl::{OutputFormat, Unload};
///
/// let sql = Unload::new("SELECT 1 AS n; -- all", "s3://lake/out", OutputFormat::Parquet).to_sql()?;
/// assert_eq!(sql, "UNLOAD (\nSELECT 1 AS n\n)\nTO 's3://lake/out/'\nWITH (\n\tformat = 'PARQUET'\n)");
/// # Ok::<(), athena_sql::ddl::DdlError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unload {
    /// The query.
    pub query: String,
    /// The directory, which ends in `/`. It must be empty, unless `partitioned_by` is used.
    pub location: String,
    /// The format of the files.
    pub format: OutputFormat,
    /// The compression; by default that of the format.
    pub compression: Option<Compression>,
    /// The level of [`Compression::Zstd`], 1 to 22.
    pub compression_level: Option<u8>,
    /// The delimiter between the values of [`OutputFormat::TextFile`].
    pub field_delimiter: Option<String>,
    /// The columns by which the files are partitioned into folders: the last columns of the query.
    pub partitions: Vec<String>,
}

impl Unload {
    /// Writes the result of a query to a directory in S3; a missing `/` is appended. The query may have comments and a
    /// semicolon around it.
    pub fn new(query: impl Into<String>, location: impl Into<String>, format: OutputFormat) -> Self {
        Self {
            query: query.into(),
            location: location::directory(location),
            format,
            compression: None,
            compression_level: None,
            field_delimiter: None,
            partitions: Vec::new(),
        }
    }

    /// The compression of the files; ORC and Parquet only.
    pub fn compression(self, compression: Compression) -> Self {
        Self { compression: Some(compression), ..self }
    }

    /// The level of [`Compression::Zstd`], 1 to 22.
    pub fn compression_level(self, level: u8) -> Self {
        Self { compression_level: Some(level), ..self }
    }

    /// The delimiter between the values of a text file.
    pub fn field_delimiter(self, delimiter: impl Into<String>) -> Self {
        Self { field_delimiter: Some(delimiter.into()), ..self }
    }

    /// Partitions the files by a column, with a folder for each value.
    pub fn partition_by(mut self, column: impl Into<String>) -> Self {
        self.partitions.push(column.into());
        self
    }

    /// The statement.
    ///
    /// # Errors
    ///
    /// The text is not one query, the location is not valid, an option does not apply to the format, a column appears
    /// twice, or the statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        let query = query::query(&self.query)?;
        location::check(&self.location)?;
        let mut sql = format!("UNLOAD (\n{query}\n)\nTO {}\nWITH", literal::trino_string(&self.location));
        write::block(&mut sql, &self.items()?);
        write::finish(sql)
    }

    fn items(&self) -> Result<Vec<String>, DdlError> {
        if self.format == OutputFormat::Ion {
            return Err(DdlError::new("UNLOAD does not write ION; use another format"));
        }
        let mut items = vec![format!("format = '{}'", self.format.name())];
        if let Some(compression) = self.compression {
            if !matches!(self.format, OutputFormat::Orc | OutputFormat::Parquet) {
                let format = self.format.name();
                return Err(DdlError::new(format!("UNLOAD chooses the compression of {format} itself; remove it")));
            }
            items.push(format!("compression = '{}'", compression.name()));
        }
        items.extend(level_item(self.compression, self.compression_level)?);
        items.extend(delimiter_item(Some(self.format), self.field_delimiter.as_deref())?);
        if !self.partitions.is_empty() {
            let columns = self.partitions.iter().map(String::as_str);
            if let Some(name) = write::duplicate(columns.clone()) {
                return Err(DdlError::new("the result is partitioned by the column twice; remove one").in_column(name));
            }
            columns.clone().try_for_each(|column| write::name(column, Grammar::Trino).map(drop))?;
            items.push(format!("partitioned_by = {}", write::array(columns)));
        }
        Ok(items)
    }
}
