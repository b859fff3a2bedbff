//! Catalog changes made by table statements.

use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};

use super::{Catalog, Refusal, StoredTable, Table};

impl Catalog {
    /// Lock held from publishing objects until a table lists them, so that no cleanup removes them in between.
    pub(crate) fn lock_for_commit(&self) -> RwLockReadGuard<'_, ()> {
        self.commits.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lock held while objects that no table lists are removed.
    pub(crate) fn lock_for_cleanup(&self) -> RwLockWriteGuard<'_, ()> {
        self.commits.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A table that a statement created.
    pub(crate) fn stored_table(&self, database: &str, name: &str) -> Option<StoredTable> {
        match self.entry(database, name)? {
            Table::Stored(stored) => Some(*stored),
            Table::Data(_) | Table::View(_) => None,
        }
    }

    pub(crate) fn create_table(&self, (database, name): (&str, &str), table: StoredTable) -> Result<(), Refusal> {
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            if tables.contains_key(name) {
                return Err(Refusal::Exists);
            }
            let mut table = table;
            table.sync_iceberg();
            tables.insert(name.to_owned(), Table::Stored(Box::new(table)));
            Ok(())
        })
    }

    /// Drops a table and returns it, if a statement created it. Tables of TPC-H and of data folders come back in the
    /// next run.
    pub(crate) fn drop_table(&self, database: &str, name: &str) -> Result<Option<StoredTable>, Refusal> {
        let mut dropped = None;
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            match tables.get(name) {
                None => Err(Refusal::NoTable),
                Some(Table::View(_)) => Err(Refusal::NotATable),
                Some(Table::Data(_) | Table::Stored(_)) => {
                    if let Some(Table::Stored(stored)) = tables.remove(name) {
                        dropped = Some(*stored);
                    }
                    Ok(())
                }
            }
        })?;
        Ok(dropped)
    }

    /// Renames an Iceberg table. Other tables are refused as [`Refusal::NotATable`].
    pub(crate) fn rename_table(&self, from: (&str, &str), to: (&str, &str)) -> Result<(), Refusal> {
        self.change(|databases| {
            match databases.get(from.0).ok_or(Refusal::NoDatabase)?.tables.get(from.1) {
                None => return Err(Refusal::NoTable),
                Some(Table::Stored(stored)) if stored.iceberg.is_some() => {}
                Some(_) => return Err(Refusal::NotATable),
            }
            if databases.get(to.0).ok_or(Refusal::NoDatabase)?.tables.contains_key(to.1) {
                return Err(Refusal::Exists);
            }
            let table = databases.get_mut(from.0).and_then(|database| database.tables.remove(from.1));
            let target = databases.get_mut(to.0).map(|database| &mut database.tables);
            if let (Some(table), Some(tables)) = (table, target) {
                tables.insert(to.1.to_owned(), table);
            }
            Ok(())
        })
    }

    /// Changes a table that a statement created, unless `f` refuses.
    pub(crate) fn alter_table<E: From<Refusal>>(
        &self,
        (database, name): (&str, &str),
        f: impl FnOnce(&mut StoredTable) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut refused = None;
        let changed = self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            let Table::Stored(stored) = tables.get_mut(name).ok_or(Refusal::NoTable)? else {
                return Err(Refusal::NotATable);
            };
            let before = stored.as_ref().clone();
            f(stored).map_err(|error| {
                refused = Some(error);
                Refusal::NoTable
            })?;
            stored.sync_iceberg();
            stored.follow(&before);
            Ok(())
        });
        match refused {
            Some(error) => Err(error),
            None => changed.map_err(E::from),
        }
    }
}
