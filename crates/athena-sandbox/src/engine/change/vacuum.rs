//! `VACUUM`: removal of expired snapshots and of objects that no snapshot contains.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::commit::{Commit, Kind};
use super::rewrite::TargetTable;
use super::{TableRef, Work};
use crate::engine::catalog::{Catalog, Iceberg, Refusal, StoredTable};
use crate::engine::contract::Failure;
use crate::engine::failure::{internal, user};
use crate::engine::lake::{self, Pending};

/// Default maximum age of a snapshot, in seconds.
const DEFAULT_MAX_AGE: u64 = 432_000;

/// The retention rules of a table.
pub(super) struct Vacuum {
    max_age: Duration,
    /// Minimum number of snapshots to keep, whatever their age.
    keep: usize,
}

pub(super) fn run(work: &Work, table_ref: &TableRef) -> Result<Commit, Failure> {
    let target = TargetTable::of_iceberg(work, table_ref, "VACUUM")?;
    let table = &target.table;
    if lake::S3Folder::parse(&table.location).is_none_or(|folder| folder.prefix.is_empty()) {
        let location = table.location.trim_end_matches('/');
        return Err(internal(&format!("Path missing in file system location: {location}")));
    }
    let max_age = number(table, "vacuum_max_snapshot_age_seconds")?.unwrap_or(DEFAULT_MAX_AGE);
    let keep = number(table, "vacuum_min_snapshots_to_keep")?.unwrap_or(1);
    let keep = usize::try_from(keep).unwrap_or(usize::MAX);
    let vacuum = Vacuum { max_age: Duration::from_secs(max_age), keep };
    let pending = Pending::nothing(work.catalog.storage.clone());
    Ok(Commit { table_ref: table_ref.clone(), pending, count: 0, kind: Kind::Vacuum(vacuum) })
}

/// A table property with a numeric value.
pub(super) fn number(table: &StoredTable, name: &str) -> Result<Option<u64>, Failure> {
    let wrong = |text: &str| user("INVALID_TABLE_PROPERTY", &format!("{name} must be a number, but is '{text}'"));
    table.property(name).map(|text| text.trim().parse().map_err(|_| wrong(text))).transpose()
}

impl Vacuum {
    pub(super) fn run(&self, catalog: &Arc<Catalog>, names: (&str, &str)) -> Result<(), Refusal> {
        let _cleanup_lock = catalog.lock_for_cleanup();
        let mut removed = BTreeSet::new();
        let mut locations = Vec::new();
        let mut kept_uris = BTreeSet::new();
        catalog.alter_table(names, |stored| {
            let iceberg = stored.iceberg.as_mut().ok_or(Refusal::NoTable)?;
            removed = self.expire(iceberg);
            let files = iceberg.snapshots.iter().flat_map(|snapshot| &snapshot.files);
            kept_uris = files.map(|file| file.uri.clone()).collect();
            locations.push(stored.location.clone());
            Ok::<(), Refusal>(())
        })?;
        // The catalog drops the snapshots first, so that it never lists missing objects.
        removed.extend(locations.iter().flat_map(|location| self.orphans(catalog, location)));
        for uri in removed.iter().filter(|uri| !kept_uris.contains(*uri)) {
            remove(catalog, uri);
        }
        Ok(())
    }

    /// Removes expired snapshots and returns the URIs of their files.
    fn expire(&self, iceberg: &mut Iceberg) -> BTreeSet<String> {
        let now = chrono::Utc::now().timestamp_millis();
        let max_age = i64::try_from(self.max_age.as_millis()).unwrap_or(i64::MAX);
        // The last snapshot is the current one and always stays.
        let may_go = iceberg.snapshots.len().saturating_sub(self.keep.max(1));
        let mut files = BTreeSet::new();
        let mut at = 0..;
        iceberg.snapshots.retain(|snapshot| {
            let is_old = now.saturating_sub(snapshot.committed_ms) > max_age;
            let goes = is_old && at.next().is_some_and(|at| at < may_go);
            if goes {
                files.extend(snapshot.files.iter().map(|file| file.uri.clone()));
            }
            !goes
        });
        files
    }

    /// Objects in the data folder that are too old to belong to a running statement.
    fn orphans(&self, catalog: &Catalog, location: &str) -> Vec<String> {
        let folder = format!("{}/data/", location.trim_end_matches('/'));
        let Some(folder) = lake::S3Folder::parse(&folder) else { return Vec::new() };
        let now = SystemTime::now();
        let is_old = |modified: SystemTime| now.duration_since(modified).is_ok_and(|age| age > self.max_age);
        let objects = folder.objects(&catalog.storage).into_iter().filter(|(_, object)| is_old(object.modified));
        objects.map(|(key, _)| format!("s3://{}/{key}", folder.bucket)).collect()
    }
}

fn remove(catalog: &Catalog, uri: &str) {
    if let Some((bucket, key)) = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')) {
        catalog.storage.remove_object(bucket, key);
    }
}

/// Removes the data files of an Iceberg table, which happens when the table is dropped.
pub(crate) fn remove_data(catalog: &Catalog, table: &StoredTable) {
    let Some(iceberg) = &table.iceberg else { return };
    for file in iceberg.snapshots.iter().flat_map(|snapshot| &snapshot.files) {
        remove(catalog, &file.uri);
    }
}
