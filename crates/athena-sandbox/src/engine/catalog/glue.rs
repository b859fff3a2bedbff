//! Glue's view of the catalog: whole entries, their earlier versions, and fields that only Glue uses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Catalog, Database, Iceberg, Refusal, StoredTable, Table, View, now};
use crate::engine::contract::TableInfo;
use crate::engine::type_parser;

/// Maximum number of earlier versions of a table; the oldest one is dropped first.
const MAX_VERSIONS: usize = 1000;

/// The fields of a table or a view that only Glue uses.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Facts<T> {
    /// The `TableInput` of the caller. Fields that the catalog stores itself are read from the catalog, not from here.
    pub(crate) input: Map<String, Value>,
    /// Seconds since 1970; `None` until the first change.
    pub(crate) updated: Option<f64>,
    pub(crate) version: u64,
    /// Oldest first.
    pub(crate) versions: Vec<Earlier<T>>,
    /// Partition fields other than the location.
    #[serde(with = "pairs")]
    pub(crate) partitions: BTreeMap<Vec<String>, PartitionFacts>,
    pub(crate) tags: BTreeMap<String, String>,
}

/// An earlier version of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Earlier<T> {
    pub(crate) version: u64,
    pub(crate) table: T,
}

/// The fields of a partition that only Glue uses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct PartitionFacts {
    /// The `PartitionInput` of the caller, without its values; empty for a partition that a statement added.
    pub(crate) input: Map<String, Value>,
    pub(crate) created: f64,
}

/// The fields of a database that only Glue uses.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct DatabaseFacts {
    /// The `DatabaseInput` of the caller, without name and description.
    pub(crate) input: Map<String, Value>,
    pub(crate) created: f64,
    pub(crate) tags: BTreeMap<String, String>,
}

/// A catalog entry: a table or a view.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// A table of TPC-H or of a data folder, which is read-only.
    ReadOnly {
        info: TableInfo,
        partitions: Vec<String>,
    },
    View(View),
    Stored(Box<StoredTable>),
}

/// A database of the catalog.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DatabaseEntry {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) facts: DatabaseFacts,
}

// A derived `Default` would require `T: Default`.
impl<T> Default for Facts<T> {
    fn default() -> Self {
        Self {
            input: Map::new(),
            updated: None,
            version: 0,
            versions: Vec::new(),
            partitions: BTreeMap::new(),
            tags: BTreeMap::new(),
        }
    }
}

impl<T> Facts<T> {
    /// The fields of this version only, without history, partitions and tags.
    fn without_history(&self) -> Self {
        Self { input: self.input.clone(), updated: self.updated, version: self.version, ..Self::default() }
    }

    /// Continues the history of the previous table; `before` becomes an earlier version.
    pub(crate) fn follow(&mut self, mut earlier: Self, before: Option<T>) {
        if let Some(table) = before {
            if earlier.versions.len() >= MAX_VERSIONS {
                earlier.versions.remove(0);
            }
            earlier.versions.push(Earlier { version: earlier.version, table });
        }
        self.version = earlier.version + 1;
        self.versions = earlier.versions;
        self.tags = earlier.tags;
        self.updated = Some(now());
    }
}

impl StoredTable {
    /// A copy without partitions, earlier versions and Iceberg snapshots.
    pub(crate) fn without_history(&self) -> Self {
        // Copied field by field, because the fields left out are most of a table.
        Self {
            columns: self.columns.clone(),
            partition_keys: self.partition_keys.clone(),
            parameters: self.parameters.clone(),
            location: self.location.clone(),
            classes: self.classes.clone(),
            serde_parameters: self.serde_parameters.clone(),
            buckets: self.buckets.clone(),
            partitions: BTreeMap::new(),
            iceberg: self.iceberg.as_ref().map(Iceberg::without_snapshots),
            created: self.created,
            glue: self.glue.without_history(),
        }
    }

    /// Records a change that began with `before`: adds a version and updates the partition fields.
    pub(super) fn follow(&mut self, before: &Self) {
        let partitions = &self.partitions;
        self.glue.partitions.retain(|values, _| partitions.contains_key(values));
        for values in partitions.keys() {
            if !before.partitions.contains_key(values) && !self.glue.partitions.contains_key(values) {
                let facts = PartitionFacts { input: Map::new(), created: now() };
                self.glue.partitions.insert(values.clone(), facts);
            }
        }
        let earlier = before.without_history();
        if self.glue.version == before.glue.version && self.without_history() != earlier {
            let facts = self.glue.clone();
            self.glue.follow(facts, Some(earlier));
        }
    }
}

impl View {
    /// A copy without earlier versions.
    pub(crate) fn without_history(&self) -> Self {
        Self {
            sql: self.sql.clone(),
            database: self.database.clone(),
            columns: self.columns.clone(),
            created: self.created,
            glue: self.glue.without_history(),
        }
    }
}

/// Adds parameters to a Glue input; an existing name gets the new value.
pub(crate) fn add_parameters(input: &mut Map<String, Value>, properties: &[(String, String)]) {
    if properties.is_empty() {
        return;
    }
    let added = properties.iter().map(|(key, value)| (key.clone(), Value::String(value.clone())));
    match input.get_mut("Parameters") {
        Some(Value::Object(parameters)) => parameters.extend(added),
        _ => {
            input.insert("Parameters".to_owned(), Value::Object(added.collect()));
        }
    }
}

impl Catalog {
    pub(crate) fn glue_databases(&self) -> Vec<DatabaseEntry> {
        self.read(|databases| databases.iter().map(|(name, database)| self.database_entry(name, database)).collect())
    }

    pub(crate) fn glue_database(&self, name: &str) -> Option<DatabaseEntry> {
        self.read(|databases| databases.get(name).map(|database| self.database_entry(name, database)))
    }

    fn database_entry(&self, name: &str, database: &Database) -> DatabaseEntry {
        let mut facts = database.facts.clone();
        if facts.created <= 0.0 {
            facts.created = self.created;
        }
        DatabaseEntry { name: name.to_owned(), description: database.description.clone(), facts }
    }

    /// Creates a database, or updates an existing one.
    pub(crate) fn put_glue_database(&self, entry: DatabaseEntry, update: bool) -> Result<(), Refusal> {
        self.change(|databases| {
            match databases.get_mut(&entry.name) {
                Some(_) if !update => return Err(Refusal::Exists),
                None if update => return Err(Refusal::NoDatabase),
                Some(database) => {
                    database.description = entry.description;
                    database.facts = entry.facts;
                }
                None => {
                    let database =
                        Database { description: entry.description, tables: BTreeMap::new(), facts: entry.facts };
                    databases.insert(entry.name, database);
                }
            }
            Ok(())
        })
    }

    pub(crate) fn glue_entry(&self, database: &str, name: &str) -> Option<Entry> {
        Some(match self.entry(database, name)? {
            Table::Stored(stored) => Entry::Stored(stored),
            Table::View(view) => Entry::View(view),
            Table::Data(data) => {
                Entry::ReadOnly { info: self.table_info(database, name)?, partitions: data.partitions }
            }
        })
    }

    pub(crate) fn create_glue_entry(&self, (database, name): (&str, &str), entry: Entry) -> Result<(), Refusal> {
        self.change(|databases| {
            let tables = &mut databases.get_mut(database).ok_or(Refusal::NoDatabase)?.tables;
            if tables.contains_key(name) {
                return Err(Refusal::Exists);
            }
            tables.insert(name.to_owned(), entry.into_table().ok_or(Refusal::NotATable)?);
            Ok(())
        })
    }

    /// Changes a whole table or view. Tables of TPC-H or of a data folder are refused as [`Refusal::NotATable`].
    pub(crate) fn change_glue_entry<E: From<Refusal>>(
        &self,
        (database, name): (&str, &str),
        f: impl FnOnce(Entry) -> Result<Entry, E>,
    ) -> Result<(), E> {
        let mut refused = None;
        let changed = self.change(|databases| {
            let tables = &mut databases.get_mut(database).ok_or(Refusal::NoDatabase)?.tables;
            let entry = match tables.get(name).ok_or(Refusal::NoTable)? {
                Table::Stored(stored) => Entry::Stored(stored.clone()),
                Table::View(view) => Entry::View(view.clone()),
                Table::Data(_) => return Err(Refusal::NotATable),
            };
            let next = f(entry).map_err(|error| {
                refused = Some(error);
                Refusal::NoTable
            })?;
            tables.insert(name.to_owned(), next.into_table().ok_or(Refusal::NotATable)?);
            Ok(())
        });
        match refused {
            Some(error) => Err(error),
            None => changed.map_err(E::from),
        }
    }

    /// Removes the named tables and views; returns the names that do not exist.
    pub(crate) fn drop_glue_entries(&self, database: &str, names: &[String]) -> Result<Vec<String>, Refusal> {
        let mut missing = Vec::new();
        self.change(|databases| {
            let tables = &mut databases.get_mut(database).ok_or(Refusal::NoDatabase)?.tables;
            missing = names.iter().filter(|name| tables.remove(*name).is_none()).cloned().collect();
            Ok(())
        })?;
        Ok(missing)
    }
}

impl Entry {
    fn into_table(self) -> Option<Table> {
        match self {
            Self::Stored(stored) => Some(Table::Stored(stored)),
            Self::View(view) => Some(Table::View(view)),
            Self::ReadOnly { .. } => None,
        }
    }
}

/// Converts a Hive type name to Trino's spelling.
pub(crate) fn trino_type(hive: &str) -> String {
    type_parser::parse(hive).map_or_else(|_| hive.to_owned(), |ty| ty.to_string())
}

/// Serialization of maps with list keys as lists of pairs, since JSON objects allow only text keys.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::PartitionFacts;

    type Pairs = BTreeMap<Vec<String>, PartitionFacts>;

    pub(super) fn serialize<S: Serializer>(map: &Pairs, to: S) -> Result<S::Ok, S::Error> {
        map.iter().collect::<Vec<_>>().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Pairs, D::Error> {
        Ok(Vec::<(Vec<String>, PartitionFacts)>::deserialize(from)?.into_iter().collect())
    }
}
