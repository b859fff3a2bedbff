//! File that persists databases, views and created tables across runs. Tables of data folders and TPC-H are not in it:
//! they are discovered again.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Database, DatabaseFacts, Made, Table, View};
use crate::state;

#[derive(Debug)]
pub(super) struct CatalogFile(PathBuf);

#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptDatabase {
    description: Option<String>,
    views: BTreeMap<String, View>,
    #[serde(default)]
    tables: BTreeMap<String, Made>,
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
        let kept: BTreeMap<String, KeptDatabase> = serde_json::from_slice(&text)?;
        let database = |kept: KeptDatabase| {
            let views = kept.views.into_iter().map(|(name, view)| (name, Table::View(view)));
            let tables = kept.tables.into_iter().map(|(name, table)| (name, Table::Made(Box::new(table))));
            Database { description: kept.description, tables: views.chain(tables).collect(), facts: kept.facts }
        };
        Ok(Some(kept.into_iter().map(|(name, kept)| (name, database(kept))).collect()))
    }

    pub(super) fn save(&self, databases: &BTreeMap<String, Database>) -> io::Result<()> {
        let view = |(name, table): (&String, &Table)| match table {
            Table::View(view) => Some((name.clone(), view.clone())),
            Table::Data(_) | Table::Made(_) => None,
        };
        let made = |(name, table): (&String, &Table)| match table {
            Table::Made(table) => Some((name.clone(), table.as_ref().clone())),
            Table::Data(_) | Table::View(_) => None,
        };
        let kept = |database: &Database| KeptDatabase {
            description: database.description.clone(),
            facts: database.facts.clone(),
            views: database.tables.iter().filter_map(view).collect(),
            tables: database.tables.iter().filter_map(made).collect(),
        };
        let kept: BTreeMap<&String, KeptDatabase> =
            databases.iter().map(|(name, database)| (name, kept(database))).collect();
        state::replace(&self.0, &serde_json::to_vec_pretty(&kept)?)
    }
}
