//! What an inspector has seen, for [`Inspector::cached`](super::Inspector::cached).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::inspector::Definition;
use crate::driver::api::TableMetadata;

/// A catalog and a schema, as they are asked for.
pub(super) type SchemaKey = (String, String);

/// A table of a schema.
pub(super) type TableKey = (SchemaKey, String);

/// Holds what was seen since it was last emptied.
///
/// Emptying puts a new memory in place of the old one: what was under way at that moment ends in the old one, and is not
/// taken for something that was seen later.
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

/// What was seen. What is kept first counts: keeping gives back what is known from then on.
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

/// What is known of a table. More counts over less, whichever came first.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Absent,
    /// The columns alone are known.
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

    /// A schema that was listed is there; one that was not may still be.
    pub(super) fn has_schema(&self, catalog: &str, schema: &str) -> Option<bool> {
        let state = self.state();
        let listed = state.schemas.get(catalog).is_some_and(|names| names.iter().any(|name| name == schema));
        let asked = || state.has_schema.get(&(catalog.to_owned(), schema.to_owned())).copied();
        if listed { Some(true) } else { asked() }
    }

    pub(super) fn keep_schema(&self, catalog: String, schema: String, is_there: bool) -> bool {
        *self.state().has_schema.entry((catalog, schema)).or_insert(is_there)
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

    pub(super) fn definition(&self, what: Definition, key: &TableKey) -> Option<String> {
        // A key of references would need a map of its own for each kind; this is beside a query.
        self.state().definitions.get(&(what, key.clone())).cloned()
    }

    pub(super) fn keep_definition(&self, what: Definition, key: TableKey, text: String) -> String {
        self.state().definitions.entry((what, key)).or_insert(text).clone()
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
    fn the_first_counts_and_more_over_less() {
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
    fn what_was_under_way_is_not_kept() {
        let cache = Cache::default();
        let before = cache.seen();
        cache.clear();
        before.keep_table(key(), Entry::Absent);
        assert_eq!(cache.seen().table(&key()), None);
    }
}
