//! Changes of the tables that statements make.

use std::sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard};

use super::{Made, Refusal, Shared, Table};

impl Shared {
    /// Held while objects appear and become part of a table: between the two nobody may take them for lost.
    pub(crate) fn committing(&self) -> RwLockReadGuard<'_, ()> {
        self.commits.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Held while objects that no table names are removed.
    pub(crate) fn cleaning(&self) -> RwLockWriteGuard<'_, ()> {
        self.commits.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// A table that a statement made.
    pub(crate) fn made(&self, database: &str, name: &str) -> Option<Made> {
        match self.entry(database, name)? {
            Table::Made(made) => Some(*made),
            Table::Data(_) | Table::View(_) => None,
        }
    }

    pub(crate) fn create_table(&self, (database, name): (&str, &str), table: Made) -> Result<(), Refusal> {
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            if tables.contains_key(name) {
                return Err(Refusal::Exists);
            }
            let mut table = table;
            table.settle();
            tables.insert(name.to_owned(), Table::Made(Box::new(table)));
            Ok(())
        })
    }

    /// Gives the table, if a statement made it; what comes from TPC-H and data folders is back in the next run.
    pub(crate) fn drop_table(&self, database: &str, name: &str) -> Result<Option<Made>, Refusal> {
        let mut dropped = None;
        self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            match tables.get(name) {
                None => Err(Refusal::NoTable),
                Some(Table::View(_)) => Err(Refusal::NotATable),
                Some(Table::Data(_) | Table::Made(_)) => {
                    if let Some(Table::Made(made)) = tables.remove(name) {
                        dropped = Some(*made);
                    }
                    Ok(())
                }
            }
        })?;
        Ok(dropped)
    }

    /// An Iceberg table under another name; others are [`Refusal::NotATable`].
    pub(crate) fn rename_table(&self, from: (&str, &str), to: (&str, &str)) -> Result<(), Refusal> {
        self.change(|databases| {
            match databases.get(from.0).ok_or(Refusal::NoDatabase)?.tables.get(from.1) {
                None => return Err(Refusal::NoTable),
                Some(Table::Made(made)) if made.iceberg.is_some() => {}
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

    /// Changes a table that a statement made, unless `f` refuses.
    pub(crate) fn alter_table<E: From<Refusal>>(
        &self,
        (database, name): (&str, &str),
        f: impl FnOnce(&mut Made) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut refused = None;
        let changed = self.change(|databases| {
            let tables = &mut databases.get_mut(&database.to_lowercase()).ok_or(Refusal::NoDatabase)?.tables;
            let Table::Made(made) = tables.get_mut(name).ok_or(Refusal::NoTable)? else {
                return Err(Refusal::NotATable);
            };
            let before = made.as_ref().clone();
            f(made).map_err(|error| {
                refused = Some(error);
                Refusal::NoTable
            })?;
            made.settle();
            made.follow(&before);
            Ok(())
        });
        match refused {
            Some(error) => Err(error),
            None => changed.map_err(E::from),
        }
    }
}
