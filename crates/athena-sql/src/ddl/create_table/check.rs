//! Checks of a table definition that need neither S3 nor the catalog.

use super::{CreateTable, DdlTableKind};
use crate::AthenaType;
use crate::ddl::{DdlError, RowFormat, Transform, location, write};

impl CreateTable {
    pub(super) fn check(&self) -> Result<(), DdlError> {
        if self.columns.is_empty() {
            return Err(DdlError::new("a table needs at least one column"));
        }
        self.check_kind()?;
        self.check_partitions()?;
        self.check_clustering()?;
        self.check_location()?;
        if !self.serde_properties.is_empty() && !matches!(self.row_format, Some(RowFormat::Serde(_))) {
            return Err(DdlError::new("SERDEPROPERTIES need ROW FORMAT SERDE; add it with `row_format`"));
        }
        Ok(())
    }

    /// Checks that all clauses and types apply to the kind of table.
    fn check_kind(&self) -> Result<(), DdlError> {
        if self.kind == DdlTableKind::External {
            return match self.properties.is_iceberg() {
                true => Err(DdlError::new(
                    "an external table cannot have 'table_type' = 'ICEBERG'; use `CreateTable::iceberg`",
                )),
                false => Ok(()),
            };
        }
        if !self.properties.is_iceberg() {
            let found = self.properties.table_type().unwrap_or_default();
            let message = format!("an Iceberg table has 'table_type' = 'ICEBERG', not '{found}'");
            return Err(DdlError::new(message));
        }
        let clauses = [
            (self.row_format.is_some(), "ROW FORMAT"),
            (!self.serde_properties.is_empty(), "SERDEPROPERTIES"),
            (self.file_format.is_some(), "STORED AS; use the property `format`"),
            (self.clustering.is_some(), "CLUSTERED BY; use `partition_by` with `Transform::bucket`"),
        ];
        if let Some((_, clause)) = clauses.iter().find(|(present, _)| *present) {
            return Err(DdlError::new(format!("an Iceberg table has no {clause}")));
        }
        self.columns.iter().try_for_each(|c| iceberg_type(&c.data_type).map_err(|error| error.in_column(&c.name)))
    }

    fn check_partitions(&self) -> Result<(), DdlError> {
        for partition in &self.partitions {
            let name = partition.column();
            let Some(column) = self.find(name) else {
                return Err(DdlError::new(
                    "the table is partitioned by a column that it does not have; add the column",
                )
                .in_column(name));
            };
            partition.check_number()?;
            if self.kind == DdlTableKind::External && !matches!(partition, Transform::Identity(_)) {
                let message = format!("only Iceberg tables are partitioned by `{partition}`; use the column itself");
                return Err(DdlError::new(message).in_column(name));
            }
            partition.check_type(&column.data_type)?;
        }
        let texts: Vec<_> = self.partitions.iter().map(Transform::to_string).collect();
        if let Some(text) = write::duplicate(texts.iter().map(String::as_str)) {
            return Err(DdlError::new(format!("the table is partitioned by `{text}` twice; remove one")));
        }
        if self.kind == DdlTableKind::External && self.columns.iter().all(|c| self.is_partition(&c.name)) {
            let message = "all columns are partition columns; add at least one other column";
            return Err(DdlError::new(message));
        }
        Ok(())
    }

    fn check_clustering(&self) -> Result<(), DdlError> {
        let Some(clustering) = &self.clustering else {
            return Ok(());
        };
        if clustering.buckets == 0 {
            return Err(DdlError::new("CLUSTERED BY needs at least 1 bucket"));
        }
        if clustering.columns.is_empty() {
            return Err(DdlError::new("CLUSTERED BY needs at least one column"));
        }
        if let Some(name) = write::duplicate(clustering.columns.iter().map(String::as_str)) {
            return Err(DdlError::new("the table is clustered by the column twice; remove one").in_column(name));
        }
        for name in &clustering.columns {
            let message = match self.find(name) {
                None => "the table is clustered by a column that it does not have; add the column",
                Some(_) if self.is_partition(name) => {
                    "a partition column cannot be a bucket column, too; remove one of the two"
                }
                Some(_) => continue,
            };
            return Err(DdlError::new(message).in_column(name));
        }
        Ok(())
    }

    /// Tables of S3 Tables have neither location nor comment, which S3 Tables do not accept; all others need a
    /// location.
    fn check_location(&self) -> Result<(), DdlError> {
        let s3_tables = self.catalog.as_deref().is_some_and(is_s3_tables);
        if !s3_tables {
            return match &self.location {
                Some(location) => location::check(location),
                None => Err(DdlError::new("the table has no location; add one with `location`")),
            };
        }
        if self.kind != DdlTableKind::Iceberg {
            return Err(DdlError::new("a table of S3 Tables is Iceberg; use `CreateTable::iceberg`"));
        }
        if self.location.is_some() {
            return Err(DdlError::new("a table of S3 Tables cannot have a location; remove it"));
        }
        if self.comment.is_some() {
            return Err(DdlError::new("a table of S3 Tables has no comment; remove it"));
        }
        Ok(())
    }
}

/// Whether the catalog is a table bucket: `s3tablescatalog/<bucket>`, in any case.
pub(in crate::ddl) fn is_s3_tables(catalog: &str) -> bool {
    catalog.to_ascii_lowercase().starts_with("s3tablescatalog/")
}

/// Refuses types that Iceberg tables lack and Hive tables have (user guide, "Supported data types for Iceberg tables").
fn iceberg_type(data_type: &AthenaType) -> Result<(), DdlError> {
    use AthenaType as Type;
    let hint = match data_type {
        Type::TinyInt | Type::SmallInt => "int",
        Type::Char(_) => "string",
        Type::Array(element) => return iceberg_type(element),
        Type::Map(key, value) => return iceberg_type(key).and_then(|()| iceberg_type(value)),
        Type::Row(fields) => return fields.iter().try_for_each(|field| iceberg_type(&field.data_type)),
        _ => return Ok(()),
    };
    Err(DdlError::new(format!("iceberg has no type `{}`; use `{hint}`", data_type.hive())))
}
