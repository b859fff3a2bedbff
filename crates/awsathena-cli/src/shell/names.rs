//! The names that Athena knows: asked for in the background, and kept for completion.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use awsathena::Inspector;
use awsathena::reflection::{Table, TableKind};
use tokio::runtime::Handle;

/// What has been asked so far. Whoever reads it never waits: what is not there yet is asked for, and there the next time.
/// What cannot be had is not asked for again before the next [`Names::refresh`].
#[derive(Clone, Debug)]
pub(crate) struct Names {
    runtime: Handle,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// Grows with every refresh, so that late answers are known as such.
    generation: u64,
    inspector: Option<Inspector>,
    schemas: Vec<String>,
    /// Tables and views by schema; `None` while they are asked for, and when they could not be had.
    tables: BTreeMap<String, Option<Arc<Vec<Known>>>>,
    /// Questions without an answer.
    open: usize,
}

/// A table or view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) is_view: bool,
    /// Names and types.
    pub(crate) columns: Vec<(String, String)>,
}

impl Names {
    /// Nothing yet. Questions are asked on the current runtime.
    pub(crate) fn new() -> Self {
        Self { runtime: Handle::current(), state: Arc::default() }
    }

    /// Asks anew, about the catalog and the schema of the inspector first. What is known stays until the answers are there.
    pub(crate) fn refresh(&self, inspector: Inspector) {
        let schema = inspector.schema().map(str::to_lowercase);
        let generation = {
            let mut state = self.state();
            state.generation += 1;
            state.open = 0;
            if state.inspector.as_ref().is_none_or(|before| before.catalog() != inspector.catalog()) {
                state.schemas.clear();
                state.tables.clear();
            }
            // Other schemas are asked for again when somebody wants them.
            state.tables.retain(|name, _| Some(name) == schema.as_ref());
            state.inspector = Some(inspector.clone());
            state.open += 1;
            state.generation
        };
        let names = self.clone();
        self.runtime.spawn(async move {
            let found = inspector.schemas().await;
            names.answer(generation, |state| state.schemas = found.unwrap_or_default());
        });
        if let Some(schema) = schema {
            self.ask(&schema);
        }
    }

    /// The schemas.
    pub(crate) fn schemas(&self) -> Vec<String> {
        self.state().schemas.clone()
    }

    /// Tables and views of a schema, the one of the connection without a name. A schema that is not known is asked for.
    pub(crate) fn tables(&self, schema: Option<&str>) -> Arc<Vec<Known>> {
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
                    self.ask(&schema);
                }
                Arc::default()
            }
        }
    }

    /// Whether an answer is still to come.
    pub(crate) fn is_asking(&self) -> bool {
        self.state().open > 0
    }

    fn ask(&self, schema: &str) {
        let (generation, inspector) = {
            let mut state = self.state();
            let Some(inspector) = state.inspector.clone() else { return };
            state.tables.entry(schema.to_owned()).or_default();
            state.open += 1;
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
            state.open = state.open.saturating_sub(1);
            keep(&mut state);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere leaves names that are merely old.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Knows what it is told.
    #[cfg(test)]
    pub(crate) fn of(runtime: Handle, schemas: &[&str], tables: &[(&str, &[Known])]) -> Self {
        let owned = |(schema, tables): &(&str, &[Known])| ((*schema).to_owned(), Some(Arc::new(tables.to_vec())));
        let state = State {
            schemas: schemas.iter().map(|name| (*name).to_owned()).collect(),
            tables: tables.iter().map(owned).collect(),
            ..State::default()
        };
        Self { runtime, state: Arc::new(Mutex::new(state)) }
    }
}

fn known(table: Table) -> Known {
    let columns = table.columns.into_iter().map(|column| (column.name, column.athena_type.to_string()));
    Known { name: table.name, is_view: table.kind == TableKind::View, columns: columns.collect() }
}
