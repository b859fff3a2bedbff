//! Names of schemas, tables and columns for completion, loaded in the background.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use awsathena::Inspector;
use awsathena::reflection::{Table, TableKind};
use tokio::runtime::Handle;

/// Names that have been loaded so far. Reads never wait: a read of names that are not there yet starts loading them for
/// later reads. Names that could not be loaded are not requested again before the next [`Names::refresh`].
#[derive(Clone, Debug)]
pub(crate) struct Names {
    runtime: Handle,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Number of refreshes, by which late answers to earlier requests are recognised.
    generation: u64,
    inspector: Option<Inspector>,
    schemas: Vec<String>,
    /// Tables and views by schema; `None` while they are loaded, and if that has failed.
    tables: BTreeMap<String, Option<Arc<Vec<KnownTable>>>>,
    /// Number of requests without an answer.
    pending: usize,
}

/// A table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownTable {
    pub(crate) name: String,
    pub(crate) is_view: bool,
    /// Names and types of the columns.
    pub(crate) columns: Vec<(String, String)>,
}

impl Names {
    /// No names yet. Requests run on the current runtime.
    pub(crate) fn new() -> Self {
        Self { runtime: Handle::current(), state: Arc::default() }
    }

    /// Reloads the schemas of the inspector's catalog and the tables of its schema. Known names stay until the answers
    /// arrive.
    pub(crate) fn refresh(&self, inspector: Inspector) {
        let schema = inspector.schema().map(str::to_lowercase);
        let generation = {
            let mut state = self.state();
            state.generation += 1;
            state.pending = 0;
            if state.inspector.as_ref().is_none_or(|before| before.catalog() != inspector.catalog()) {
                state.schemas.clear();
                state.tables.clear();
            }
            // Other schemas are loaded again at their next read.
            state.tables.retain(|name, _| Some(name) == schema.as_ref());
            state.inspector = Some(inspector.clone());
            state.pending += 1;
            state.generation
        };
        let names = self.clone();
        self.runtime.spawn(async move {
            let found = inspector.schemas().await;
            names.answer(generation, |state| state.schemas = found.unwrap_or_default());
        });
        if let Some(schema) = schema {
            self.load(&schema);
        }
    }

    /// The schemas of the catalog.
    pub(crate) fn schemas(&self) -> Vec<String> {
        self.state().schemas.clone()
    }

    /// Tables and views of a schema, by default that of the connection. If they are not known, they are requested.
    pub(crate) fn tables(&self, schema: Option<&str>) -> Arc<Vec<KnownTable>> {
        let schema = match schema {
            Some(schema) => schema.to_lowercase(),
            None => match self.state().inspector.as_ref().and_then(|inspector| inspector.schema()) {
                Some(schema) => schema.to_lowercase(),
                None => return Arc::default(),
            },
        };
        let found = self.state().tables.get(&schema).cloned();
        match found {
            Some(found) => found.unwrap_or_default(),
            None => {
                if self.state().schemas.contains(&schema) {
                    self.load(&schema);
                }
                Arc::default()
            }
        }
    }

    /// Whether an answer is still pending.
    pub(crate) fn is_loading(&self) -> bool {
        self.state().pending > 0
    }

    fn load(&self, schema: &str) {
        let (generation, inspector) = {
            let mut state = self.state();
            let Some(inspector) = state.inspector.clone() else { return };
            state.tables.entry(schema.to_owned()).or_default();
            state.pending += 1;
            (state.generation, inspector.with_schema(schema))
        };
        let (names, schema) = (self.clone(), schema.to_owned());
        self.runtime.spawn(async move {
            let found = inspector.reflect().await;
            names.answer(generation, |state| {
                if let Ok(tables) = found {
                    state.tables.insert(schema, Some(Arc::new(tables.into_iter().map(known).collect())));
                }
            });
        });
    }

    fn answer(&self, generation: u64, keep: impl FnOnce(&mut State)) {
        let mut state = self.state();
        if state.generation == generation {
            state.pending = state.pending.saturating_sub(1);
            keep(&mut state);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // After a panic elsewhere the names are merely outdated.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fixed names.
    #[cfg(test)]
    pub(crate) fn of(runtime: Handle, schemas: &[&str], tables: &[(&str, &[KnownTable])]) -> Self {
        let owned = |(schema, tables): &(&str, &[KnownTable])| ((*schema).to_owned(), Some(Arc::new(tables.to_vec())));
        let state = State {
            schemas: schemas.iter().map(|name| (*name).to_owned()).collect(),
            tables: tables.iter().map(owned).collect(),
            ..State::default()
        };
        Self { runtime, state: Arc::new(Mutex::new(state)) }
    }
}

fn known(table: Table) -> KnownTable {
    let columns = table.columns.into_iter().map(|column| (column.name, column.athena_type.to_string()));
    KnownTable { name: table.name, is_view: table.kind == TableKind::View, columns: columns.collect() }
}
