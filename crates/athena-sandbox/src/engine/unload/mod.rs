//! UNLOAD: query rows written as files, and the writer of Hive's Parquet files, which tables use as well.
//!
//! Arrow's Parquet writer supports neither INT96 nor Hive's names of nested fields. So `shred` converts the columns to
//! Parquet's levels, `schema` defines the schema, and `files` splits the rows into files and row groups.

mod files;
mod options;
mod schema;
mod shred;

use std::collections::BTreeMap;

use super::contract::Failure;
use super::failure::{self, user};
use super::lake::{Layout, MAX_OPEN_PARTITIONS, Pending, Writer};
use super::types::AthenaType;
use crate::storage::{Storage, StorageError};

pub(crate) use files::{FIRST_FILE, Files};
pub(crate) use options::Options;
pub(crate) use schema::check;

/// Creates the writer of an UNLOAD.
///
/// # Errors
/// Hive does not support a column, or the partition keys are not the last columns.
pub(crate) fn writer(
    storage: Storage,
    columns: &[(Option<String>, AthenaType)],
    options: Options,
    location: &str,
    name: &str,
) -> Result<Writer, Failure> {
    check(columns)?;
    let named = columns.iter().map(|(name, ty)| (name.as_deref().unwrap_or_default().to_lowercase(), ty.clone()));
    let columns: Vec<_> = named.collect();
    keys_come_last(columns.iter().map(|(name, _)| name.as_str()), &options.partitioned_by)?;
    let layout = Layout {
        location: location.to_owned(),
        encoding: options.encoding,
        codec: options.codec,
        iceberg: None,
        columns,
        keys: options.partitioned_by.len(),
        partitions: BTreeMap::new(),
        fields: Vec::new(),
        max_open_partitions: MAX_OPEN_PARTITIONS,
        name: name.to_owned(),
    };
    Writer::new(storage, layout).map_err(|e| failure::of_running(&e))
}

/// Checks that the partition keys are the last columns, in order, and that at least one other column precedes them.
pub(crate) fn keys_come_last<'a>(
    columns: impl ExactSizeIterator<Item = &'a str>,
    keys: &[String],
) -> Result<(), Failure> {
    let count = columns.len();
    if keys.is_empty() || count > keys.len() && columns.skip(count - keys.len()).eq(keys) {
        return Ok(());
    }
    let message = format!(
        "Partition keys must be the last columns in the table and in the same order as the table properties: [{}]",
        keys.join(", ")
    );
    Err(user("HIVE_COLUMN_ORDER_MISMATCH", &message))
}

/// Finished files of an UNLOAD that are not visible yet. Dropping this value discards them.
pub(crate) struct Unloaded(pub(crate) Pending);

impl Unloaded {
    pub(crate) fn rows(&self) -> u64 {
        self.0.rows
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.0.bytes()
    }

    pub(crate) fn uris(&self) -> Vec<String> {
        self.0.uris()
    }

    /// Makes the files visible.
    pub(crate) fn publish(self) -> Result<(), StorageError> {
        self.0.publish()
    }
}
