//! The memory of a cached inspector, see [`Inspector::cached`](super::Inspector::cached).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::fallback::Definition;
use super::scope::{SchemaKey, TableKey};
use crate::driver::api::TableMetadata;

/// The answers since the cache was last emptied.
///
/// Emptying replaces the memory. A call that is in flight at that time still writes to the old memory, so its answer
/// cannot pass for a later one.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Arc<Seen>>);

impl Cache {
    pub(super) fn seen(&self) -> Arc<Seen> {
        Arc::clone(&lock(&self.0))
    }

    pub(super) fn clear(&self) {
        *lock(&self.0) = Arc::default();
    }
}

/// The answers of the catalog. The first answer stays valid: each `keep_` method returns the answer to use from then
/// on.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    catalogs: Option<Vec<String>>,
    schemas: BTreeMap<String, Vec<String>>,
    has_schema: BTreeMap<SchemaKey, bool>,
    listings: BTreeMap<SchemaKey, Vec<TableMetadata>>,
    tables: BTreeMap<TableKey, Entry>,
    definitions: BTreeMap<(Definition, TableKey), String>,
}

/// The facts known about a table. More facts replace fewer, in whichever order they came.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Absent,
    /// Only the columns are known.
    Columns(TableMetadata),
    Whole(TableMetadata),
}

impl Entry {
    pub(super) fn into_table(self) -> Option<TableMetadata> {
        match self {
            Self::Absent => None,
            Self::Columns(table) | Self::Whole(table) => Some(table),
        }
    }

    fn knowledge(&self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Columns(_) => 1,
            Self::Whole(_) => 2,
        }
    }
}

impl Seen {
    pub(super) fn catalogs(&self) -> Option<Vec<String>> {
        self.state().catalogs.clone()
    }

    pub(super) fn keep_catalogs(&self, names: Vec<String>) -> Vec<String> {
        self.state().catalogs.get_or_insert(names).clone()
    }

    pub(super) fn schemas(&self, catalog: &str) -> Option<Vec<String>> {
        self.state().schemas.get(catalog).cloned()
    }

    pub(super) fn keep_schemas(&self, catalog: String, names: Vec<String>) -> Vec<String> {
        self.state().schemas.entry(catalog).or_insert(names).clone()
    }

    /// A schema that was listed exists; one that was not listed may still exist.
    pub(super) fn has_schema(&self, catalog: &str, schema: &str) -> Option<bool> {
        let state = self.state();
        let listed = state.schemas.get(catalog).is_some_and(|names| names.iter().any(|name| name == schema));
        let asked = || state.has_schema.get(&(catalog.to_owned(), schema.to_owned())).copied();
        if listed { Some(true) } else { asked() }
    }

    pub(super) fn keep_schema(&self, catalog: String, schema: String, exists: bool) -> bool {
        *self.state().has_schema.entry((catalog, schema)).or_insert(exists)
    }

    pub(super) fn listing(&self, schema: &SchemaKey) -> Option<Vec<TableMetadata>> {
        self.state().listings.get(schema).cloned()
    }

    pub(super) fn keep_listing(&self, schema: SchemaKey, tables: Vec<TableMetadata>) -> Vec<TableMetadata> {
        self.state().listings.entry(schema).or_insert(tables).clone()
    }

    pub(super) fn table(&self, key: &TableKey) -> Option<Entry> {
        self.state().tables.get(key).cloned()
    }

    pub(super) fn keep_table(&self, key: TableKey, entry: Entry) -> Entry {
        let mut state = self.state();
        let known = state.tables.entry(key).or_insert_with(|| entry.clone());
        if known.knowledge() < entry.knowledge() {
            *known = entry;
        }
        known.clone()
    }

    pub(super) fn definition(&self, kind: Definition, key: &TableKey) -> Option<String> {
        // A lookup by reference would need one map for each kind; a clone costs nothing beside a query.
        self.state().definitions.get(&(kind, key.clone())).cloned()
    }

    pub(super) fn keep_definition(&self, kind: Definition, key: TableKey, text: String) -> String {
        self.state().definitions.entry((kind, key)).or_insert(text).clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.0)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> TableKey {
        (("c".to_owned(), "s".to_owned()), "t".to_owned())
    }

    #[test]
    fn the_first_answer_stays_and_more_facts_replace_fewer() {
        let seen = Seen::default();
        let table = |name: &str| TableMetadata::new(name, Vec::new());
        assert_eq!(seen.keep_table(key(), Entry::Absent), Entry::Absent);
        assert_eq!(seen.keep_table(key(), Entry::Columns(table("a"))), Entry::Columns(table("a")));
        assert_eq!(seen.keep_table(key(), Entry::Whole(table("b"))), Entry::Whole(table("b")));
        for later in [Entry::Absent, Entry::Columns(table("c")), Entry::Whole(table("d"))] {
            assert_eq!(seen.keep_table(key(), later), Entry::Whole(table("b")));
        }
        assert_eq!(seen.keep_catalogs(vec!["x".to_owned()]), seen.keep_catalogs(Vec::new()));
    }

    #[test]
    fn an_answer_that_was_in_flight_is_not_kept() {
        let cache = Cache::default();
        let before = cache.seen();
        cache.clear();
        before.keep_table(key(), Entry::Absent);
        assert_eq!(cache.seen().table(&key()), None);
    }
}
