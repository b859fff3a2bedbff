//! Contents of Iceberg's metadata files: column ids, and snapshots with their files.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::engine::contract::TableColumn;
use crate::engine::lake::transform::renamed;

/// The Iceberg metadata of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Iceberg {
    /// The transforms as written in `PARTITIONED BY`, such as `day(ts)`.
    pub(crate) transforms: Vec<String>,
    /// Oldest first; the last one is the current state of the table.
    pub(crate) snapshots: Vec<Snapshot>,
    /// Column names with their ids. Data files refer to columns by id, so a renamed column keeps its values.
    #[serde(default)]
    pub(crate) ids: Vec<(String, i32)>,
    /// The largest id ever assigned.
    #[serde(default)]
    pub(crate) last_id: i32,
}

/// The state of the table after a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) id: i64,
    /// The id of the previous snapshot, which may have expired.
    #[serde(default)]
    pub(crate) parent: Option<i64>,
    pub(crate) committed_ms: i64,
    pub(crate) operation: String,
    pub(crate) files: Vec<DataFile>,
    /// Changes and totals, by Iceberg's names.
    #[serde(default)]
    pub(crate) summary: BTreeMap<String, String>,
    /// The columns at that time, with their ids; empty if only the current columns of the table are known.
    #[serde(default)]
    pub(crate) columns: Vec<(TableColumn, i32)>,
}

/// A file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "PersistedFile")]
pub(crate) struct DataFile {
    pub(crate) uri: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// The snapshot that added the file.
    pub(crate) added_by: i64,
    /// The partition values, as results print them.
    pub(crate) partition: Vec<Option<String>>,
}

/// Earlier catalog files stored only the URI.
#[derive(Deserialize)]
#[serde(untagged)]
enum PersistedFile {
    Uri(String),
    File {
        uri: String,
        rows: u64,
        bytes: u64,
        added_by: i64,
        #[serde(default)]
        partition: Vec<Option<String>>,
    },
}

impl From<PersistedFile> for DataFile {
    fn from(file: PersistedFile) -> Self {
        match file {
            PersistedFile::Uri(uri) => Self { uri, rows: 0, bytes: 0, added_by: 0, partition: Vec::new() },
            PersistedFile::File { uri, rows, bytes, added_by, partition } => {
                Self { uri, rows, bytes, added_by, partition }
            }
        }
    }
}

impl Iceberg {
    /// A copy without snapshots.
    pub(super) fn without_snapshots(&self) -> Self {
        Self {
            transforms: self.transforms.clone(),
            snapshots: Vec::new(),
            ids: self.ids.clone(),
            last_id: self.last_id,
        }
    }

    /// Assigns ids to new columns and removes those of dropped columns.
    pub(crate) fn sync(&mut self, columns: &[TableColumn]) {
        self.ids.retain(|(name, _)| columns.iter().any(|column| column.name == *name));
        for column in columns {
            if !self.ids.iter().any(|(name, _)| *name == column.name) {
                self.last_id += 1;
                self.ids.push((column.name.clone(), self.last_id));
            }
        }
    }

    pub(crate) fn id(&self, column: &str) -> i32 {
        self.ids.iter().find(|(name, _)| name == column).map_or(0, |(_, id)| *id)
    }

    /// Renames a column: its id and its partition transforms follow.
    pub(crate) fn rename(&mut self, old: &str, new: &str) {
        for (name, _) in self.ids.iter_mut().filter(|(name, _)| name == old) {
            new.clone_into(name);
        }
        for transform in &mut self.transforms {
            if let Some(renamed) = renamed(transform, old, new) {
                *transform = renamed;
            }
        }
    }

    /// The current snapshot.
    pub(crate) fn current(&self) -> Option<&Snapshot> {
        self.snapshots.last()
    }

    /// The snapshot that was current at a time, in milliseconds since 1970.
    pub(crate) fn at(&self, millis: i64) -> Option<&Snapshot> {
        self.snapshots.iter().rev().find(|snapshot| snapshot.committed_ms <= millis)
    }

    /// Adds a snapshot of the files that are kept and of new files.
    pub(crate) fn commit(&mut self, operation: &str, kept: Vec<DataFile>, mut added: Vec<DataFile>) {
        let before = self.current();
        let id = self.fresh_id();
        added.iter_mut().for_each(|file| file.added_by = id);
        let kept_uris: BTreeSet<&str> = kept.iter().map(|file| file.uri.as_str()).collect();
        let files_before = before.iter().flat_map(|before| &before.files);
        let removed: Vec<&DataFile> = files_before.filter(|file| !kept_uris.contains(file.uri.as_str())).collect();
        let mut summary = BTreeMap::new();
        let mut add = |name: &str, number: u64| summary.insert(name.to_owned(), number.to_string());
        for (files, records, size, list) in [
            ("added-data-files", "added-records", "added-files-size", added.iter().collect::<Vec<_>>()),
            ("deleted-data-files", "deleted-records", "removed-files-size", removed.clone()),
        ] {
            if !list.is_empty() {
                add(files, list.len() as u64);
                add(records, list.iter().map(|file| file.rows).sum());
                add(size, list.iter().map(|file| file.bytes).sum());
            }
        }
        let changed: BTreeSet<_> = added.iter().chain(removed.iter().copied()).map(|file| &file.partition).collect();
        add("changed-partition-count", changed.len() as u64);
        let all = || kept.iter().chain(&added);
        add("total-data-files", all().count() as u64);
        add("total-records", all().map(|file| file.rows).sum());
        add("total-files-size", all().map(|file| file.bytes).sum());
        for none in ["total-delete-files", "total-position-deletes", "total-equality-deletes"] {
            add(none, 0);
        }
        let now = chrono::Utc::now().timestamp_millis();
        let snapshot = Snapshot {
            id,
            parent: before.map(|before| before.id),
            // Distinct commit times keep two snapshots distinguishable.
            committed_ms: before.map_or(now, |before| now.max(before.committed_ms + 1)),
            operation: operation.to_owned(),
            files: kept.into_iter().chain(added).collect(),
            summary,
            columns: Vec::new(),
        };
        self.snapshots.push(snapshot);
    }

    /// As large as Iceberg's ids, which reveals a reader that parses ids as doubles.
    fn fresh_id(&self) -> i64 {
        let known: BTreeSet<i64> = self.snapshots.iter().map(|snapshot| snapshot.id).collect();
        loop {
            let (high, low) = Uuid::new_v4().as_u64_pair();
            let id = ((high ^ low) >> 1).cast_signed();
            // Always more than 53 bits.
            if id > 1 << 56 && !known.contains(&id) {
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::{DataFile, Iceberg};

    fn file(uri: &str, rows: u64) -> DataFile {
        DataFile { uri: uri.to_owned(), rows, bytes: rows * 10, added_by: 0, partition: Vec::new() }
    }

    #[test]
    fn a_commit_counts_files_rows_and_bytes_in_its_summary() {
        let mut iceberg = Iceberg::default();
        iceberg.commit("append", Vec::new(), vec![file("a", 1), file("b", 2)]);
        let kept = vec![iceberg.snapshots[0].files[0].clone()];
        iceberg.commit("overwrite", kept, vec![file("c", 3)]);
        let [first, second] = iceberg.snapshots.as_slice() else { panic!("{iceberg:?}") };
        assert_eq!((first.parent, second.parent), (None, Some(first.id)));
        assert!(second.committed_ms > first.committed_ms);
        let value = |name: &str| second.summary.get(name).map(String::as_str);
        assert_eq!((value("added-records"), value("deleted-records")), (Some("3"), Some("2")));
        assert_eq!((value("total-records"), value("total-data-files")), (Some("4"), Some("2")));
        assert_eq!((value("added-files-size"), value("removed-files-size")), (Some("30"), Some("20")));
        assert_eq!(first.summary.get("deleted-records"), None);
        assert_eq!(second.files.iter().map(|file| file.added_by).collect::<Vec<_>>(), [first.id, second.id]);
    }

    #[test]
    fn a_snapshot_with_files_as_uris_is_read() {
        let json = r#"{"id": 1, "committed_ms": 5, "operation": "append", "files": ["s3://b/x"]}"#;
        let read: super::Snapshot = serde_json::from_str(json).unwrap();
        assert_eq!((read.files[0].uri.as_str(), read.parent), ("s3://b/x", None));
        let rewritten = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<super::Snapshot>(&rewritten).unwrap(), read);
    }
}
