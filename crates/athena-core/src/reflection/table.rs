//! Tables and views: name, kind, columns, storage.

use std::collections::BTreeMap;
use std::time::SystemTime;

use athena_sql::literal::hive_string;

use crate::driver::api::{TableColumn, TableMetadata};

/// The properties that may name the compression; the first one that is set applies.
const COMPRESSION: [&str; 4] =
    ["write.compression", "serde.param.write.compression", "parquet.compression", "orc.compress"];

const SERDE_PARAM: &str = "serde.param.";

/// A table or view, as its catalog describes it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Table {
    /// The catalog, as it was requested.
    pub catalog: String,
    /// The schema (database), as it was requested.
    pub schema: String,
    /// The name, as the catalog spells it.
    pub name: String,
    /// Whether it is a table, a view, or something else.
    pub kind: TableKind,
    /// The columns in their order, partition keys last. An empty comment is `None`.
    pub columns: Vec<TableColumn>,
    /// The comment; an empty one is `None`.
    pub comment: Option<String>,
    /// Location, formats and properties.
    pub options: TableOptions,
    /// The time of creation.
    pub created_at: Option<SystemTime>,
    /// The time of the last read, in catalogs that record it. AWS Glue does not, and may report the epoch.
    pub last_access_at: Option<SystemTime>,
}

/// The kind of a [`Table`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TableKind {
    /// A table: `EXTERNAL_TABLE`, `MANAGED_TABLE`, `EXTERNAL`, `customer` (Amazon S3 Tables), or no `TableType` at all.
    Table,
    /// A view: `VIRTUAL_VIEW`.
    View,
    /// Another `TableType`, as sent.
    Other(String),
}

/// Location, formats and properties of a table: the clauses of `CREATE TABLE` after the columns. Athena's metadata
/// calls do not report buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TableOptions {
    /// Location of the files, usually an `s3://` address; views have none.
    pub location: Option<String>,
    /// Compression of the files, from the first of these properties that is set: `write.compression` of the table or of
    /// its SerDe, `parquet.compression`, `orc.compress`.
    pub compression: Option<String>,
    /// The class that reads and writes rows.
    pub serde_library: Option<String>,
    /// The class that reads files.
    pub input_format: Option<String>,
    /// The class that writes files.
    pub output_format: Option<String>,
    /// `SERDEPROPERTIES`.
    pub serde_properties: BTreeMap<String, String>,
    /// `TBLPROPERTIES`: all other properties that the catalog keeps of the table, including the comment.
    pub table_properties: BTreeMap<String, String>,
}

impl Table {
    pub(super) fn new(catalog: &str, schema: &str, metadata: TableMetadata) -> Self {
        let TableMetadata { name, table_type, created_at, last_access_at, columns, partition_keys, parameters } =
            metadata;
        let columns = columns.into_iter().map(|column| reflected(column, false));
        let keys = partition_keys.into_iter().map(|column| reflected(column, true));
        Self {
            catalog: catalog.to_owned(),
            schema: schema.to_owned(),
            name,
            kind: TableKind::of(table_type),
            columns: columns.chain(keys).collect(),
            comment: parameters.get("comment").filter(|comment| !comment.is_empty()).cloned(),
            options: TableOptions::new(parameters),
            created_at,
            last_access_at,
        }
    }
}

fn reflected(column: TableColumn, is_partition: bool) -> TableColumn {
    let comment = column.comment.filter(|comment| !comment.is_empty());
    TableColumn { comment, is_partition, ..column }
}

impl TableKind {
    pub(super) fn of(table_type: Option<String>) -> Self {
        match table_type.as_deref() {
            None | Some("EXTERNAL_TABLE" | "MANAGED_TABLE" | "EXTERNAL" | "customer") => Self::Table,
            Some("VIRTUAL_VIEW") => Self::View,
            Some(other) => Self::Other(other.to_owned()),
        }
    }
}

impl TableOptions {
    fn new(mut parameters: BTreeMap<String, String>) -> Self {
        let compression = COMPRESSION.iter().find_map(|key| parameters.get(*key)).cloned();
        let mut take = |key: &str| parameters.remove(key).filter(|value| !value.is_empty());
        let location = take("location");
        let serde_library = take("serde.serialization.lib");
        let (input_format, output_format) = (take("inputformat"), take("outputformat"));
        let mut options = Self { location, compression, serde_library, input_format, output_format, ..Self::default() };
        for (key, value) in parameters {
            match key.strip_prefix(SERDE_PARAM) {
                Some(key) => options.serde_properties.insert(key.to_owned(), value),
                None => options.table_properties.insert(key, value),
            };
        }
        options
    }

    /// The text after `ROW FORMAT` in `CREATE TABLE`: `SERDE '...'`.
    pub fn row_format(&self) -> Option<String> {
        self.serde_library.as_deref().map(|library| format!("SERDE {}", hive_string(library)))
    }

    /// The text after `STORED AS` in `CREATE TABLE`: `INPUTFORMAT '...' OUTPUTFORMAT '...'`, if both are known.
    pub fn file_format(&self) -> Option<String> {
        let (input, output) = (self.input_format.as_deref()?, self.output_format.as_deref()?);
        Some(format!("INPUTFORMAT {} OUTPUTFORMAT {}", hive_string(input), hive_string(output)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(parameters: &[(&str, &str)]) -> TableOptions {
        TableOptions::new(parameters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn empty_comments_are_none() {
        for (given, expected) in
            [(None, None), (Some(""), None), (Some(" "), Some(" ")), (Some("Orders"), Some("Orders"))]
        {
            let mut column = TableColumn::new("id", "bigint");
            column.comment = given.map(str::to_owned);
            let mut metadata = TableMetadata::new("orders", vec![column]);
            metadata.parameters.extend(given.map(|text| ("comment".to_owned(), text.to_owned())));
            let table = Table::new("c", "s", metadata);
            assert_eq!((table.comment.as_deref(), table.columns[0].comment.as_deref()), (expected, expected));
        }
    }

    #[test]
    fn partition_keys_come_last() {
        let mut metadata = TableMetadata::new("orders", vec![TableColumn::new("id", "bigint")]);
        metadata.partition_keys = vec![TableColumn::new("day", "date"), TableColumn::new("a", "int")];
        let columns = Table::new("c", "s", metadata).columns;
        let found: Vec<_> = columns.iter().map(|column| (column.name.as_str(), column.is_partition)).collect();
        assert_eq!(found, [("id", false), ("day", true), ("a", true)]);
    }

    #[test]
    fn the_table_type_decides_the_kind() {
        let of = |text: &str| TableKind::of(Some(text.to_owned()));
        for text in ["EXTERNAL_TABLE", "MANAGED_TABLE", "EXTERNAL", "customer"] {
            assert_eq!(of(text), TableKind::Table, "{text}");
        }
        assert_eq!((of("VIRTUAL_VIEW"), TableKind::of(None)), (TableKind::View, TableKind::Table));
        assert_eq!(of("external_table"), TableKind::Other("external_table".to_owned()));
    }

    #[test]
    fn parameters_are_split_into_options_and_properties() {
        let options = options(&[
            ("location", "s3://bucket/orders/"),
            ("inputformat", "In"),
            ("outputformat", "it's"),
            ("serde.serialization.lib", "Lib"),
            ("serde.param.field.delim", ","),
            ("comment", "Orders"),
            ("EXTERNAL", "TRUE"),
        ]);
        assert_eq!(options.location.as_deref(), Some("s3://bucket/orders/"));
        assert_eq!(options.row_format().as_deref(), Some("SERDE 'Lib'"));
        assert_eq!(options.file_format().as_deref(), Some(r"INPUTFORMAT 'In' OUTPUTFORMAT 'it\'s'"));
        assert_eq!(options.serde_properties, BTreeMap::from([("field.delim".to_owned(), ",".to_owned())]));
        assert_eq!(options.table_properties.keys().collect::<Vec<_>>(), ["EXTERNAL", "comment"]);
        assert_eq!(options.compression, None);
    }

    #[test]
    fn the_first_compression_property_applies() {
        let all = [
            ("orc.compress", "d"),
            ("parquet.compression", "c"),
            ("serde.param.write.compression", "b"),
            ("write.compression", "a"),
        ];
        for (count, expected) in [(1, "d"), (2, "c"), (3, "b"), (4, "a")] {
            assert_eq!(options(&all[..count]).compression.as_deref(), Some(expected));
        }
    }

    #[test]
    fn half_a_file_format_and_an_empty_location_are_none() {
        assert_eq!(options(&[("inputformat", "In")]).file_format(), None);
        assert_eq!(options(&[("location", "")]).location, None);
    }
}
