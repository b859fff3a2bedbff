//! Result objects of UNLOAD: data files, manifest and metadata

use chrono::{DateTime, Utc};

use crate::engine::Unloaded;
use crate::engine::contract::{ColumnInfo, Failure};
use crate::faults::ManifestFault;
use crate::storage::{Storage, StorageError};

use super::execution::Query;
use super::location::{ResultObject, S3Location};
use super::runner::not_written;
use super::sink;

/// Refuses a target that is not a valid location, or that contains objects although the files are not partitioned.
pub(super) fn check(storage: &Storage, location: &str, partitioned: bool) -> Result<(), Failure> {
    let target = S3Location::parse(location).ok_or_else(|| {
        user("INVALID_TABLE_PROPERTY", &format!("UNLOAD location '{location}' is not a valid S3 path"), 1103)
    })?;
    let occupied = storage.with_bucket(&target.bucket, |bucket| {
        let mut from = bucket.objects.range(target.prefix.clone()..);
        from.next().is_some_and(|(key, _)| key.starts_with(&target.prefix))
    });
    match occupied {
        Ok(true) if !partitioned => {
            let message = format!("Target directory for UNLOAD already exists: {location}");
            Err(user("HIVE_PATH_ALREADY_EXISTS", &message, 1009))
        }
        Ok(_) => Ok(()),
        Err(StorageError::NoSuchBucket(bucket)) => {
            let message = format!("The specified bucket does not exist (bucket: {bucket})");
            Err(user("HIVE_FILESYSTEM_ERROR", &message, 401))
        }
        Err(error) => Err(not_written(error)),
    }
}

/// Publishes the files, then writes the manifest and the metadata. Returns the URI of the manifest, or `None` if the
/// query has no output location.
pub(super) fn publish(
    query: &Query,
    storage: &Storage,
    unloaded: Unloaded,
    fault: Option<ManifestFault>,
    columns: &[ColumnInfo],
) -> Result<Option<String>, StorageError> {
    let mut uris = unloaded.uris();
    match fault {
        None => {}
        Some(ManifestFault::Empty) => uris.clear(),
        Some(ManifestFault::Double) => uris.extend(uris.first().cloned()),
        Some(ManifestFault::Short) => {
            uris.pop();
        }
    }
    let lines: String = uris.iter().map(|uri| format!("{uri}\n")).collect();
    let rows = i64::try_from(unloaded.rows()).unwrap_or(i64::MAX);
    unloaded.publish()?;
    let Some(object) = &query.object else { return Ok(None) };
    let key = format!("{}-manifest.csv", object.key);
    match sink::write_beside(storage, &object.bucket, &key, lines.as_bytes()) {
        // The service silently drops results for a bucket that does not exist.
        Ok(()) | Err(StorageError::NoSuchBucket(_)) => {}
        Err(error) => return Err(error),
    }
    match sink::write_metadata(query, storage, Some(rows), columns) {
        Ok(()) | Err(StorageError::NoSuchBucket(_)) => {}
        Err(error) => return Err(error),
    }
    Ok(Some(ResultObject { bucket: object.bucket.clone(), key }.uri()))
}

/// A query id in the engine's form: `20261122_000000_00000_abcde`.
pub(super) fn engine_name(query: &Query) -> String {
    let submitted = DateTime::<Utc>::from(query.submitted).format("%Y%m%d_%H%M%S");
    let digits: u32 = query.id.bytes().filter(u8::is_ascii_digit).take(5).fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    // Maps the hexadecimal digits 0 to 9 to letters from g on.
    let letters: String = query
        .id
        .bytes()
        .rev()
        .take(5)
        .map(|b| char::from(if b.is_ascii_digit() { b - b'0' + b'g' } else { b }))
        .collect();
    format!("{submitted}_{digits:05}_{letters}")
}

fn user(name: &str, message: &str, error_type: i32) -> Failure {
    Failure { reason: format!("{name}: {message}"), category: 2, error_type, retryable: false }
}
