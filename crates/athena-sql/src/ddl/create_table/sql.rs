//! Writer of the statement.

use super::{CreateTable, DdlTableKind};
use crate::ddl::{ColumnDef, Compression, DdlError, Properties, Transform, column, write};
use crate::{Grammar, literal};

impl CreateTable {
    /// The statement.
    ///
    /// # Errors
    ///
    /// Athena or Glue does not accept a name, a comment or a key; a column appears twice or has a type that such a
    /// table cannot have; a partition or bucket names a missing or unsuitable column; the location is missing or not a
    /// directory in S3; a clause does not apply to the kind of table; the compression is given without a format; or the
    /// statement is too long.
    pub fn to_sql(&self) -> Result<String, DdlError> {
        self.write().map_err(|error| error.of("table", &self.table))
    }

    fn write(&self) -> Result<String, DdlError> {
        self.check()?;
        column::write_all(&self.columns)?;
        let mut sql = String::from(match self.kind {
            DdlTableKind::External => "CREATE EXTERNAL TABLE ",
            DdlTableKind::Iceberg => "CREATE TABLE ",
        });
        if self.if_not_exists {
            sql.push_str("IF NOT EXISTS ");
        }
        sql.push_str(&self.table.write(Grammar::Hive)?);
        let in_files = |c: &&ColumnDef| self.kind == DdlTableKind::Iceberg || !self.is_partition(&c.name);
        write::block(
            &mut sql,
            &self.columns.iter().filter(in_files).map(ColumnDef::write).collect::<Result<Vec<_>, _>>()?,
        );
        if let Some(comment) = &self.comment {
            sql.push_str("\nCOMMENT ");
            sql.push_str(&literal::hive_string(comment));
        }
        if !self.partitions.is_empty() {
            sql.push_str("\nPARTITIONED BY");
            write::block(&mut sql, &self.partition_items()?);
        }
        self.write_storage(&mut sql)?;
        if let Some(location) = &self.location {
            sql.push_str("\nLOCATION ");
            sql.push_str(&literal::hive_string(location));
        }
        let properties = self.all_properties()?;
        if !properties.is_empty() {
            sql.push_str("\nTBLPROPERTIES");
            write::block(&mut sql, &properties.write()?);
        }
        write::finish(sql)
    }

    /// The items of `PARTITIONED BY`: transforms for Iceberg, columns with their types for external tables.
    fn partition_items(&self) -> Result<Vec<String>, DdlError> {
        let item = |partition: &Transform| match (self.kind, self.find(partition.column())) {
            (DdlTableKind::External, Some(column)) => column.write(),
            _ => partition.write(),
        };
        self.partitions.iter().map(item).collect()
    }

    fn write_storage(&self, sql: &mut String) -> Result<(), DdlError> {
        if let Some(clustering) = &self.clustering {
            sql.push_str("\nCLUSTERED BY");
            let columns = clustering.columns.iter().map(|column| write::name(column, Grammar::Hive));
            write::block(sql, &columns.collect::<Result<Vec<_>, _>>()?);
            sql.push_str(&format!(" INTO {} BUCKETS", clustering.buckets));
        }
        if let Some(row_format) = &self.row_format {
            sql.push_str("\nROW FORMAT ");
            sql.push_str(&row_format.write()?);
        }
        if !self.serde_properties.is_empty() {
            sql.push_str("\nWITH SERDEPROPERTIES");
            write::block(sql, &self.serde_properties.write()?);
        }
        if let Some(file_format) = &self.file_format {
            sql.push_str("\nSTORED AS ");
            sql.push_str(&file_format.write());
        }
        Ok(())
    }

    /// The properties, including that of the compression.
    fn all_properties(&self) -> Result<Properties, DdlError> {
        let mut properties = self.properties.clone();
        let Some(compression) = self.compression else {
            return Ok(properties);
        };
        let key = match self.kind {
            DdlTableKind::Iceberg => Some("write_compression"),
            DdlTableKind::External => Compression::property(self.file_format.as_ref(), self.row_format.as_ref()),
        };
        let Some(key) = key else {
            return Err(DdlError::new("the compression needs a file format; add one with `file_format`"));
        };
        if let Some(value) = properties.get(key) {
            let name = compression.name();
            let message = format!("the compression is {name}, but '{key}' = '{value}' is another; remove one");
            return if value.eq_ignore_ascii_case(name) { Ok(properties) } else { Err(DdlError::new(message)) };
        }
        properties.insert(key, compression.name());
        Ok(properties)
    }
}
