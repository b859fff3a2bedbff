//! Writes the files of an UNLOAD into storage, and the manifest and metadata beside where a result would lie.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::engine::contract::{ColumnInfo, Failure, FileChunk};
use crate::storage::{ObjectWriter, Storage, StorageError, WriteCondition};

use super::location::{ResultObject, S3Location};
use super::record::Query;
use super::runner::not_written;
use super::sink;

pub(super) struct UnloadSink<'a> {
    query: &'a Query,
    storage: &'a Storage,
    target: S3Location,
    /// What the names of all files begin with.
    name: String,
    open: Option<ObjectWriter>,
    done: Vec<(ResultObject, ObjectWriter)>,
    rows: u64,
    bytes: u64,
}

/// What the sink wrote.
pub(super) struct Unloaded {
    pub(super) rows: u64,
    pub(super) bytes: u64,
    /// The URI of the manifest; `None` where there is no place for it.
    pub(super) manifest: Option<String>,
}

impl<'a> UnloadSink<'a> {
    /// Refuses a destination that holds something already.
    pub(super) fn open(query: &'a Query, storage: &'a Storage, location: &str) -> Result<Self, Failure> {
        let target = S3Location::parse(location).ok_or_else(|| {
            user("INVALID_TABLE_PROPERTY", &format!("UNLOAD location '{location}' is not a valid S3 path"), 1103)
        })?;
        let occupied = storage.with_bucket(&target.bucket, |bucket| {
            let mut from = bucket.objects.range(target.prefix.clone()..);
            from.next().is_some_and(|(key, _)| key.starts_with(&target.prefix))
        });
        match occupied {
            Ok(false) => {}
            Ok(true) => {
                let message = format!("Target directory for UNLOAD already exists: {location}");
                return Err(user("HIVE_PATH_ALREADY_EXISTS", &message, 1009));
            }
            Err(StorageError::NoSuchBucket(bucket)) => {
                let message = format!("The specified bucket does not exist (bucket: {bucket})");
                return Err(user("HIVE_FILESYSTEM_ERROR", &message, 401));
            }
            Err(error) => return Err(not_written(error)),
        }
        Ok(Self { query, storage, target, name: engine_name(query), open: None, done: Vec::new(), rows: 0, bytes: 0 })
    }

    pub(super) fn push(&mut self, chunk: FileChunk) -> Result<(), StorageError> {
        match chunk {
            FileChunk::Bytes(bytes) => {
                let mut writer = match self.open.take() {
                    Some(writer) => writer,
                    None => self.storage.writer(&self.target.bucket)?,
                };
                writer.write(&bytes)?;
                self.bytes += bytes.len() as u64;
                self.open = Some(writer);
            }
            FileChunk::End { rows } => {
                self.rows += rows;
                let object = self.target.object(&format!("{}_{}", self.name, Uuid::new_v4()));
                self.done.extend(self.open.take().map(|writer| (object, writer)));
            }
        }
        Ok(())
    }

    /// Makes the files appear, then the manifest and the metadata.
    pub(super) fn publish(self, columns: &[ColumnInfo]) -> Result<Unloaded, StorageError> {
        let mut lines = String::new();
        for (object, writer) in self.done {
            lines.push_str(&object.uri());
            lines.push('\n');
            self.storage.publish(&object.key, writer, sink::properties(), &WriteCondition::Always)?;
        }
        let mut manifest = None;
        if let Some(object) = &self.query.object {
            let key = format!("{}-manifest.csv", object.key);
            match sink::write_beside(self.storage, &object.bucket, &key, lines.as_bytes()) {
                // Results for a bucket that is not there are lost without a word.
                Ok(()) | Err(StorageError::NoSuchBucket(_)) => {}
                Err(error) => return Err(error),
            }
            let rows = i64::try_from(self.rows).unwrap_or(i64::MAX);
            match sink::write_metadata(self.query, self.storage, Some(rows), columns) {
                Ok(()) | Err(StorageError::NoSuchBucket(_)) => {}
                Err(error) => return Err(error),
            }
            manifest = Some(ResultObject { bucket: object.bucket.clone(), key }.uri());
        }
        Ok(Unloaded { rows: self.rows, bytes: self.bytes, manifest })
    }
}

/// The id that the engine gives a query: `20261122_000000_00000_abcde`.
pub(super) fn engine_name(query: &Query) -> String {
    let submitted = DateTime::<Utc>::from(query.submitted).format("%Y%m%d_%H%M%S");
    let digits: u32 = query.id.bytes().filter(u8::is_ascii_digit).take(5).fold(0, |n, b| n * 10 + u32::from(b - b'0'));
    // Hexadecimal digits, moved up among the letters.
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
