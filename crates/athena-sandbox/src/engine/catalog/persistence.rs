//! File that persists databases, views and created tables across runs. Tables of data folders and TPC-H are not in it:
//! they are discovered again.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Database, DatabaseFacts, StoredTable, Table, View};
use crate::state;

#[derive(Debug)]
pub(super) struct CatalogFile(PathBuf);

#[derive(Debug, Default, Serialize, Deserialize)]
struct PersistedDatabase {
    description: Option<String>,
    views: BTreeMap<String, View>,
    #[serde(default)]
    tables: BTreeMap<String, StoredTable>,
    #[serde(default)]
    facts: DatabaseFacts,
}

impl CatalogFile {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_path_buf())
    }

    /// The databases of the last run; `None` in the first run.
    pub(super) fn load(&self) -> io::Result<Option<BTreeMap<String, Database>>> {
        let text = match std::fs::read(&self.0) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let persisted: BTreeMap<String, PersistedDatabase> = serde_json::from_slice(&text)?;
        let database = |persisted: PersistedDatabase| {
            let views = persisted.views.into_iter().map(|(name, view)| (name, Table::View(view)));
            let tables = persisted.tables.into_iter().map(|(name, table)| (name, Table::Stored(Box::new(table))));
            Database {
                description: persisted.description,
                tables: views.chain(tables).collect(),
                facts: persisted.facts,
            }
        };
        Ok(Some(persisted.into_iter().map(|(name, persisted)| (name, database(persisted))).collect()))
    }

    pub(super) fn save(&self, databases: &BTreeMap<String, Database>) -> io::Result<()> {
        let view = |(name, table): (&String, &Table)| match table {
            Table::View(view) => Some((name.clone(), view.clone())),
            Table::Data(_) | Table::Stored(_) => None,
        };
        let stored = |(name, table): (&String, &Table)| match table {
            Table::Stored(table) => Some((name.clone(), table.as_ref().clone())),
            Table::Data(_) | Table::View(_) => None,
        };
        let persisted = |database: &Database| PersistedDatabase {
            description: database.description.clone(),
            facts: database.facts.clone(),
            views: database.tables.iter().filter_map(view).collect(),
            tables: database.tables.iter().filter_map(stored).collect(),
        };
        let persisted: BTreeMap<&String, PersistedDatabase> =
            databases.iter().map(|(name, database)| (name, persisted(database))).collect();
        state::replace(&self.0, &serde_json::to_vec_pretty(&persisted)?)
    }
}
