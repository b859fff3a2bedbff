//! Result objects of statements that change rows: metadata and manifest

use crate::engine::Changed;
use crate::engine::contract::ColumnInfo;
use crate::storage::{Storage, StorageError};

use super::execution::Query;
use super::location::{ResultObject, is_metadata_only};
use super::sink;

/// Writes the objects and returns the URI of the manifest. Only Hive tables have one, and only if rows were written.
pub(super) fn publish(
    query: &Query,
    storage: &Storage,
    changed: &Changed,
    columns: &[ColumnInfo],
) -> Result<Option<String>, StorageError> {
    let Some(object) = &query.object else { return Ok(None) };
    // The service silently drops results for a bucket that does not exist.
    if !storage.has_bucket(&object.bucket) {
        return Ok(None);
    }
    if !is_metadata_only(&query.substatement_type) {
        sink::write_beside(storage, &object.bucket, &object.key, b"")?;
        return Ok(None);
    }
    let count = (!columns.is_empty()).then(|| i64::try_from(changed.count).unwrap_or(i64::MAX));
    sink::write_metadata(query, storage, count, columns)?;
    if changed.uris.is_empty() {
        return Ok(None);
    }
    let key = format!("{}-manifest.csv", object.key);
    let lines: String = changed.uris.iter().map(|uri| format!("{uri}\n")).collect();
    sink::write_beside(storage, &object.bucket, &key, lines.as_bytes())?;
    Ok(Some(ResultObject { bucket: object.bucket.clone(), key }.uri()))
}
