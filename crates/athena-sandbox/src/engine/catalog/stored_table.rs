//! Tables created by statements, with the fields that Glue stores.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Facts, Iceberg};
use crate::engine::contract::{TableColumn, TableInfo};

/// A table over objects in S3. Names are in lower case, types in Hive's spelling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredTable {
    pub(crate) columns: Vec<TableColumn>,
    pub(crate) partition_keys: Vec<TableColumn>,
    /// The table parameters. As in Glue, they include the comment.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) location: String,
    pub(crate) classes: Classes,
    pub(crate) serde_parameters: Vec<(String, String)>,
    /// The bucketing columns and the number of buckets.
    pub(crate) buckets: Option<(Vec<String>, u32)>,
    /// The registered partitions: their key values and the locations of their objects.
    #[serde(with = "pairs")]
    pub(crate) partitions: BTreeMap<Vec<String>, String>,
    pub(crate) iceberg: Option<Iceberg>,
    pub(crate) created: f64,
    /// Fields that only Glue uses.
    #[serde(default)]
    pub(crate) glue: Facts<StoredTable>,
}

/// The Hive classes that read and write a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Classes {
    pub(crate) input: String,
    pub(crate) output: String,
    pub(crate) serde: String,
}

impl StoredTable {
    pub(crate) fn info(&self, name: String) -> TableInfo {
        let mut storage = vec![("location".to_owned(), self.location.clone())];
        if self.iceberg.is_none() {
            storage.push(("inputformat".to_owned(), self.classes.input.clone()));
            storage.push(("outputformat".to_owned(), self.classes.output.clone()));
            storage.push(("serde.serialization.lib".to_owned(), self.classes.serde.clone()));
            let parameters = self.serde_parameters.iter();
            storage.extend(parameters.map(|(key, value)| (format!("serde.param.{key}"), value.clone())));
        }
        TableInfo {
            name,
            table_type: "EXTERNAL_TABLE",
            created: self.created,
            columns: self.columns.clone(),
            partition_keys: self.partition_keys.clone(),
            parameters: self.parameters.clone(),
            storage,
            buckets: self.buckets.clone(),
            transforms: self.iceberg.as_ref().map(|iceberg| iceberg.transforms.clone()),
        }
    }

    /// Updates Iceberg's column ids after a change of the columns.
    pub(crate) fn sync_iceberg(&mut self) {
        let Some(iceberg) = &mut self.iceberg else { return };
        iceberg.sync(&self.columns);
        let columns: Vec<_> = self.columns.iter().map(|column| (column.clone(), iceberg.id(&column.name))).collect();
        if let Some(last) = iceberg.snapshots.last_mut().filter(|last| last.columns.is_empty()) {
            last.columns = columns;
        }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// `key=value/...`
    pub(crate) fn partition_name(&self, values: &[String]) -> String {
        let parts =
            self.partition_keys.iter().zip(values).map(|(key, value)| format!("{}={}", key.name, escaped(value)));
        parts.collect::<Vec<_>>().join("/")
    }

    /// The location of a partition that does not name one.
    pub(crate) fn partition_location(&self, values: &[String]) -> String {
        format!("{}/{}/", self.location.trim_end_matches('/'), self.partition_name(values))
    }
}

/// A partition value as a folder name, escaped by Hive's rules.
pub(crate) fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if c.is_ascii_control() || "\"#%'*/:=?\\{[]^".contains(c) {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Serialization of maps with list keys as lists of pairs, since JSON objects allow only text keys.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(map: &BTreeMap<Vec<String>, String>, to: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<Vec<String>, String>, D::Error> {
        Ok(Vec::<(Vec<String>, String)>::deserialize(from)?.into_iter().collect())
    }
}
