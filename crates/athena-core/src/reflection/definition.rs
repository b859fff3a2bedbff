//! `CREATE TABLE` from catalog metadata.

use athena_sql::ddl::{ColumnDef, CreateTable, FileFormat, RowFormat};

use super::table::{Table, TableKind};
use crate::error::{Error, ErrorKind, Result};

/// Table properties that the catalog or the service sets for itself.
const INTERNAL_PROPERTIES: [&str; 6] =
    ["EXTERNAL", "comment", "metadata_location", "previous_metadata_location", "table_type", "transient_lastDdlTime"];

impl Table {
    /// The definition of the table, to print it, change it, or make another table like it.
    ///
    /// The catalog's metadata lacks two things: the buckets of an external table, and the partitions of an Iceberg
    /// table. Both are in the text of [`table_ddl`](super::Inspector::table_ddl), which
    /// [`CreateTable::parse`](athena_sql::ddl::CreateTable::parse) reads.
    ///
    /// ```no_run
    /// # async fn example(connection: athena_core::Connection) -> Result<(), Box<dyn std::error::Error>> {
    /// let orders = connection.inspector().table("orders").await?;
    /// let copy = orders.to_create_table()?.in_schema("backup").location("s3://lake/backup/orders/");
    /// println!("{}", copy.to_sql()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Unsupported` for a view and other kinds. A type that the catalog has and Athena does not is an error of
    /// [`to_sql`](athena_sql::ddl::CreateTable::to_sql), which names the column.
    pub fn to_create_table(&self) -> Result<CreateTable> {
        if self.kind != TableKind::Table {
            let message = format!("`{}` is not a table; for a view, use `Inspector::view_definition`", self.name);
            return Err(Error::new(ErrorKind::Unsupported, message).with_operation("define the table"));
        }
        let options = &self.options;
        let is_iceberg = options
            .table_properties
            .iter()
            .any(|(key, value)| key.eq_ignore_ascii_case("table_type") && value.eq_ignore_ascii_case("iceberg"));
        let name = (self.schema.as_str(), self.name.as_str());
        let mut table = if is_iceberg { CreateTable::iceberg(name) } else { CreateTable::external(name) };
        table = table.for_catalog(&self.catalog);
        for column in &self.columns {
            let mut definition = ColumnDef::new(&column.name, column.athena_type.clone());
            if let Some(comment) = &column.comment {
                definition = definition.with_comment(comment);
            }
            table = table.columns([definition]);
            if column.is_partition {
                table = table.partition_by(column.name.as_str());
            }
        }
        if let Some(comment) = &self.comment {
            table = table.comment(comment);
        }
        if !is_iceberg {
            if let Some(library) = &options.serde_library {
                table = table.row_format(RowFormat::serde(library));
                table = options
                    .serde_properties
                    .iter()
                    .fold(table, |table, (key, value)| table.serde_properties([(key.as_str(), value.as_str())]));
            }
            if let (Some(input), Some(output)) = (&options.input_format, &options.output_format) {
                table = table.file_format(FileFormat::Classes { input: input.clone(), output: output.clone() });
            }
        }
        if let Some(location) = &options.location {
            table = table.location(location);
        }
        let properties =
            options.table_properties.iter().filter(|(key, _)| !INTERNAL_PROPERTIES.contains(&key.as_str()));
        Ok(properties.fold(table, |table, (key, value)| table.property(key, value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::api::{TableColumn, TableMetadata};

    fn table(parameters: &[(&str, &str)], change: impl FnOnce(&mut TableMetadata)) -> Table {
        let mut metadata = TableMetadata::new("orders", vec![TableColumn::new("id", "bigint")]);
        metadata.parameters = parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        change(&mut metadata);
        Table::new("awsdatacatalog", "sales", metadata)
    }

    #[test]
    fn an_external_table_keeps_all_its_clauses() {
        let parameters = [
            ("location", "s3://lake/orders"),
            ("inputformat", "In"),
            ("outputformat", "Out"),
            ("serde.serialization.lib", "Lib"),
            ("serde.param.field.delim", ","),
            ("comment", "it's orders"),
            ("EXTERNAL", "TRUE"),
            ("transient_lastDdlTime", "1"),
            ("classification", "csv"),
        ];
        let table = table(&parameters, |metadata| {
            let mut day = TableColumn::new("day", "date");
            day.comment = Some("of the order".to_owned());
            metadata.partition_keys.push(day);
        });
        let sql = table.to_create_table().and_then(|table| Ok(table.to_sql()?)).expect("a definition");
        assert_eq!(
            sql,
            "CREATE EXTERNAL TABLE sales.orders (\n\tid bigint\n)\nCOMMENT 'it\\'s orders'\nPARTITIONED BY (\n\tday date \
             COMMENT 'of the order'\n)\nROW FORMAT SERDE 'Lib'\nWITH SERDEPROPERTIES (\n\t'field.delim' = ','\n)\n\
             STORED AS INPUTFORMAT 'In' OUTPUTFORMAT 'Out'\nLOCATION 's3://lake/orders/'\n\
             TBLPROPERTIES (\n\t'classification' = 'csv'\n)"
        );
    }

    #[test]
    fn an_iceberg_table_has_no_formats() {
        let parameters =
            [("location", "s3://lake/orders/"), ("table_type", "ICEBERG"), ("metadata_location", "s3://x")];
        let sql = table(&parameters, |_| {}).to_create_table().and_then(|table| Ok(table.to_sql()?));
        assert_eq!(
            sql.expect("a definition"),
            "CREATE TABLE sales.orders (\n\tid bigint\n)\nLOCATION 's3://lake/orders/'\n\
             TBLPROPERTIES (\n\t'table_type' = 'ICEBERG'\n)"
        );
    }

    #[test]
    fn views_and_unknown_types_are_errors() {
        let view = table(&[], |metadata| metadata.table_type = Some("VIRTUAL_VIEW".to_owned()));
        assert_eq!(view.to_create_table().expect_err("a view").kind(), ErrorKind::Unsupported);
        let strange = table(&[("location", "s3://lake/x/")], |metadata| {
            metadata.columns.push(TableColumn::new("shape", "geometry"));
        });
        let error = strange.to_create_table().and_then(|table| Ok(table.to_sql()?)).expect_err("no such type");
        assert!(error.to_string().contains("column `shape`"), "{error}");
    }
}
