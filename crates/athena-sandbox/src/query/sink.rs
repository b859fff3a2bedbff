//! `Sink`: writes the result object and the spool while the engine produces rows

use std::io;
use std::path::Path;

use crate::engine::contract::{ColumnInfo, OutputKind, TextBatch};
use crate::storage::{ObjectWriter, Properties, Storage, StorageError, WriteCondition};

use super::execution::Query;
use super::location::is_metadata_only;
use super::spool::{Spool, SpoolWriter};
use super::{csv, metadata};

/// Size of the text buffer before the writer.
const BUFFER_SIZE: usize = 256 * 1024;

pub(super) struct Sink<'a> {
    query: &'a Query,
    storage: &'a Storage,
    columns: &'a [ColumnInfo],
    /// `None` if the query has no location or its bucket does not exist. The service reports success in both cases.
    object: Option<ObjectWriter>,
    spool: SpoolWriter<'a>,
    text: Vec<u8>,
    lines: u64,
    bytes: u64,
}

/// The output of the sink.
pub(super) struct Written {
    pub(super) rows: Spool,
    pub(super) bytes: u64,
}

impl<'a> Sink<'a> {
    pub(super) fn open(
        query: &'a Query,
        columns: &'a [ColumnInfo],
        storage: &'a Storage,
        spool_folder: &'a Path,
    ) -> Result<Self, StorageError> {
        let object = match &query.object {
            Some(object) => match storage.writer(&object.bucket) {
                Ok(writer) => Some(writer),
                Err(StorageError::NoSuchBucket(_)) => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let mut sink = Self {
            query,
            storage,
            columns,
            object,
            spool: SpoolWriter::new(columns.len(), spool_folder),
            text: Vec::new(),
            lines: 0,
            bytes: 0,
        };
        if matches!(query.output, OutputKind::Csv | OutputKind::TextWithHeader) {
            sink.line(columns.iter().map(|column| Some(column.name.as_str())));
        }
        Ok(sink)
    }

    pub(super) fn push(&mut self, batch: &TextBatch) -> io::Result<()> {
        self.spool.push(batch)?;
        for row in 0..batch.num_rows() {
            self.line((0..batch.width()).map(|column| batch.cell(row, column)));
        }
        if self.text.len() > BUFFER_SIZE {
            self.flush()?;
        }
        Ok(())
    }

    /// Publishes the result object and its metadata.
    pub(super) fn publish(mut self, update_count: Option<i64>) -> Result<Written, StorageError> {
        self.flush()?;
        let rows = self.spool.finish()?;
        if let (Some(writer), Some(object)) = (self.object, &self.query.object) {
            if !is_metadata_only(&self.query.substatement_type) {
                self.storage.publish(&object.key, writer, properties(), &WriteCondition::Always)?;
            }
            if !self.columns.is_empty() || is_metadata_only(&self.query.substatement_type) {
                write_metadata(self.query, self.storage, update_count, self.columns)?;
            }
        }
        Ok(Written { rows, bytes: self.bytes })
    }

    fn line<'b>(&mut self, cells: impl Iterator<Item = Option<&'b str>>) {
        match self.query.output {
            OutputKind::Csv => csv::write_row(cells, &mut self.text),
            OutputKind::Text | OutputKind::TextWithHeader => {
                if self.lines > 0 {
                    self.text.push(b'\n');
                }
                for (column, cell) in cells.enumerate() {
                    if column > 0 {
                        self.text.push(b'\t');
                    }
                    self.text.extend_from_slice(cell.unwrap_or_default().as_bytes());
                }
            }
            OutputKind::Nothing => {}
        }
        self.lines += 1;
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes += self.text.len() as u64;
        if let Some(object) = &mut self.object {
            object.write(&self.text)?;
        }
        self.text.clear();
        Ok(())
    }
}

pub(super) fn properties() -> Properties {
    Properties { content_type: Some("application/octet-stream".to_owned()), ..Properties::default() }
}

/// Writes the `.metadata` object next to the result object.
pub(super) fn write_metadata(
    query: &Query,
    storage: &Storage,
    update_count: Option<i64>,
    columns: &[ColumnInfo],
) -> Result<(), StorageError> {
    let Some(object) = &query.object else { return Ok(()) };
    let bytes = metadata::encode(&query.id, update_type(&query.substatement_type), update_count, columns);
    write_beside(storage, &object.bucket, &format!("{}.metadata", object.key), &bytes)
}

/// Writes a small object that accompanies a result.
pub(super) fn write_beside(storage: &Storage, bucket: &str, key: &str, bytes: &[u8]) -> Result<(), StorageError> {
    let mut writer = storage.writer(bucket)?;
    writer.write(bytes)?;
    storage.publish(key, writer, properties(), &WriteCondition::Always)?;
    Ok(())
}

/// The value of metadata field 2.
fn update_type(substatement_type: &str) -> &str {
    match substatement_type {
        "INSERT" | "UPDATE" | "DELETE" | "MERGE" => substatement_type,
        "CREATE_TABLE_AS_SELECT" => "CREATE TABLE",
        _ => "",
    }
}

/// Writes the error of a failed Hive DDL statement as `.txt`. Other statements leave no object on failure.
pub(super) fn write_failure(query: &Query, storage: &Storage, reason: &str) -> Result<(), StorageError> {
    let Some(object) = &query.object else { return Ok(()) };
    write_beside(storage, &object.bucket, &object.key, reason.as_bytes())
}
