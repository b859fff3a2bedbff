//! Commit of written files to the catalog.

use std::sync::Arc;

use super::TableRef;
use super::vacuum::Vacuum;
use crate::engine::catalog::{Catalog, DataFile, Refusal, StoredTable};
use crate::engine::contract::Failure;
use crate::engine::failure;
use crate::engine::lake::Pending;
use crate::engine::utility::catalog_write_failed;

/// Written files, and the way in which they become part of a table.
pub(super) struct Commit {
    pub(super) table_ref: TableRef,
    pub(super) pending: Pending,
    /// The `UpdateCount` of the statement.
    pub(super) count: u64,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    /// Adds the files to a Hive table; their partitions may be new.
    Append,
    /// Adds an Iceberg snapshot with these files and all existing ones.
    AppendSnapshot,
    /// Adds a snapshot after `base`, with the new files and the `kept` ones of the base snapshot.
    Replace { base: Option<i64>, operation: &'static str, kept: Vec<DataFile> },
    /// Creates the table.
    Create(Box<StoredTable>),
    /// Removes expired snapshots, and the files that no other snapshot contains.
    Vacuum(Vacuum),
    /// Changes nothing.
    Nothing,
}

/// The outcome of a committed statement.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    pub(crate) count: u64,
    pub(crate) bytes: u64,
    /// The files added to a Hive table, for the manifest.
    pub(crate) uris: Vec<String>,
}

impl Commit {
    pub(super) fn run(self, catalog: &Arc<Catalog>) -> Result<Changed, Failure> {
        let Self { table_ref, pending, count, kind } = self;
        let uris = pending.uris();
        let added = pending.data_files();
        let bytes = pending.bytes();
        let partitions = pending.partitions.clone();
        let hive = match &kind {
            Kind::Append => true,
            Kind::Create(stored) => stored.iceberg.is_none(),
            Kind::AppendSnapshot | Kind::Replace { .. } | Kind::Vacuum(_) | Kind::Nothing => false,
        };
        let _commit_lock = match &kind {
            // VACUUM takes the exclusive lock instead.
            Kind::Vacuum(_) => None,
            _ => Some(catalog.lock_for_commit()),
        };
        // Objects are published first: a catalog that lists missing objects would be worse than unlisted objects.
        pending.publish().map_err(|e| failure::user("HIVE_FILESYSTEM_ERROR", &e.to_string()))?;
        let names = (table_ref.database.as_str(), table_ref.table.as_str());
        let done = match kind {
            Kind::Nothing => Ok(()),
            Kind::Append if partitions.is_empty() => Ok(()),
            Kind::Append => catalog.alter_table(names, |stored| {
                for (values, uri) in partitions {
                    stored.partitions.entry(values).or_insert(uri);
                }
                Ok::<(), Refusal>(())
            }),
            Kind::AppendSnapshot => catalog.alter_table(names, |stored| {
                let iceberg = stored.iceberg.as_mut().ok_or(Refusal::NoTable)?;
                let before = iceberg.current().map(|snapshot| snapshot.files.clone()).unwrap_or_default();
                iceberg.commit("append", before, added);
                Ok::<(), Refusal>(())
            }),
            Kind::Replace { base, operation, kept } => {
                return replace(catalog, &table_ref, base, operation, (kept, added)).map(|()| Changed {
                    count,
                    bytes,
                    uris: Vec::new(),
                });
            }
            Kind::Vacuum(vacuum) => vacuum.run(catalog, names),
            Kind::Create(mut stored) => {
                match &mut stored.iceberg {
                    Some(iceberg) => iceberg.commit("append", Vec::new(), added),
                    None => stored.partitions.extend(partitions),
                }
                catalog.create_table(names, *stored)
            }
        };
        match done {
            Ok(()) => Ok(Changed { count, bytes, uris: if hive { uris } else { Vec::new() } }),
            Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
            Err(Refusal::Exists) => {
                let message = format!("line 1:1: Destination table '{table_ref}' already exists");
                Err(failure::user("TABLE_ALREADY_EXISTS", &message))
            }
            Err(_) => Err(failure::user("TABLE_NOT_FOUND", &format!("line 1:1: Table '{table_ref}' does not exist"))),
        }
    }
}

/// Commits the replacement; refuses if another statement changed the table in the meantime.
fn replace(
    catalog: &Arc<Catalog>,
    table_ref: &TableRef,
    base: Option<i64>,
    operation: &str,
    (kept, added): (Vec<DataFile>, Vec<DataFile>),
) -> Result<(), Failure> {
    let mut outrun = false;
    let done = catalog.alter_table((&table_ref.database, &table_ref.table), |stored| {
        let iceberg = stored.iceberg.as_mut().ok_or(Refusal::NoTable)?;
        if iceberg.current().map(|snapshot| snapshot.id) != base {
            outrun = true;
            return Err(Refusal::NoTable);
        }
        iceberg.commit(operation, kept, added);
        Ok(())
    });
    match done {
        Ok(()) => Ok(()),
        Err(Refusal::NotPersisted) => Err(catalog_write_failed()),
        Err(_) if outrun => {
            let message =
                format!("Failed to commit the transaction during write: {}.{}", table_ref.database, table_ref.table);
            Err(failure::user("ICEBERG_COMMIT_ERROR", &message))
        }
        Err(_) => Err(failure::user("TABLE_NOT_FOUND", &format!("line 1:1: Table '{table_ref}' does not exist"))),
    }
}
