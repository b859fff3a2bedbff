//! Splitting of rows into files and row groups.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::{DataFusionError, Result};
use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArrayType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type, Int96Type,
};
use parquet::errors::Result as ParquetResult;
use parquet::file::properties::{WriterProperties, WriterPropertiesPtr};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::TypePtr;

use crate::engine::contract::FileChunk;

use super::schema::Columns;
use super::shred::{self, Leaf, Values};

/// Rows of the first file. Each further file has twice as many rows as the one before: a result of a few thousand rows
/// already has several files, and one of ten million rows does not have thousands.
pub(crate) const FIRST_FILE: u64 = 1000;

/// Rows per row group.
const ROW_GROUP: u64 = 32_768;

/// Turns batches into bytes of files; buffers at most one row group.
pub(crate) struct Files {
    columns: Columns,
    schema: TypePtr,
    properties: WriterPropertiesPtr,
    file: Option<SerializedFileWriter<Vec<u8>>>,
    /// Rows that still fit in this file.
    room: u64,
    capacity: u64,
    leaves: Vec<Leaf>,
    /// Rows buffered in `leaves`.
    waiting: u64,
    chunks: Vec<FileChunk>,
}

impl Files {
    pub(crate) fn new(columns: Columns, compression: Compression) -> Result<Self> {
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_created_by("athena-sandbox".to_owned())
            .build();
        Ok(Self {
            schema: columns.parquet().map_err(failed)?,
            leaves: shred::leaves(&columns.0),
            columns,
            properties: Arc::new(properties),
            file: None,
            room: 0,
            capacity: FIRST_FILE,
            waiting: 0,
            chunks: Vec::new(),
        })
    }

    /// Adds a batch; returns the chunks that are ready to be stored.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<Vec<FileChunk>> {
        let mut start = 0;
        while start < batch.num_rows() {
            if self.file.is_none() {
                let (schema, properties) = (Arc::clone(&self.schema), Arc::clone(&self.properties));
                self.file = Some(SerializedFileWriter::new(Vec::new(), schema, properties).map_err(failed)?);
                self.room = self.capacity;
            }
            let space = usize::try_from(self.room.min(ROW_GROUP - self.waiting)).unwrap_or(usize::MAX);
            let rows = space.min(batch.num_rows() - start);
            let slice = batch.slice(start, rows);
            let mut leaves = self.leaves.as_mut_slice();
            for (column, array) in self.columns.0.iter().zip(slice.columns()) {
                leaves = shred::push(&column.ty, array, leaves)?;
            }
            start += rows;
            self.waiting += rows as u64;
            self.room -= rows as u64;
            if self.room == 0 {
                self.end_file().map_err(failed)?;
            } else if self.waiting == ROW_GROUP {
                self.end_row_group().map_err(failed)?;
            }
        }
        Ok(std::mem::take(&mut self.chunks))
    }

    /// Ends the last file, which exists only if it has rows.
    pub(crate) fn finish(mut self) -> Result<Vec<FileChunk>> {
        self.end_file().map_err(failed)?;
        Ok(self.chunks)
    }

    fn end_row_group(&mut self) -> ParquetResult<()> {
        let Some(file) = self.file.as_mut().filter(|_| self.waiting > 0) else { return Ok(()) };
        let mut group = file.next_row_group()?;
        for leaf in &mut self.leaves {
            if let Some(mut column) = group.next_column()? {
                write(&mut column, leaf)?;
                column.close()?;
            }
        }
        group.close()?;
        self.waiting = 0;
        file.flush()?;
        // The writer tracks its offsets itself, so the bytes written so far can be taken out.
        self.chunks.push(FileChunk::Bytes(std::mem::take(file.inner_mut())));
        Ok(())
    }

    fn end_file(&mut self) -> ParquetResult<()> {
        self.end_row_group()?;
        let Some(file) = self.file.take() else { return Ok(()) };
        self.chunks.push(FileChunk::Bytes(file.into_inner()?));
        self.chunks.push(FileChunk::End { rows: self.capacity - self.room });
        self.capacity = self.capacity.saturating_mul(2);
        Ok(())
    }
}

/// Writes the values of a leaf and empties it.
fn write(column: &mut SerializedColumnWriter<'_>, leaf: &mut Leaf) -> ParquetResult<()> {
    let definition = Some(leaf.definition.as_slice());
    let repetition = Some(leaf.repetition.as_slice()).filter(|levels| !levels.is_empty());
    macro_rules! write {
        ($ty:ty, $values:expr) => {{
            column.typed::<$ty>().write_batch($values, definition, repetition)?;
            $values.clear();
        }};
    }
    match &mut leaf.values {
        Values::Bool(values) => write!(BoolType, values),
        Values::I32(values) => write!(Int32Type, values),
        Values::I64(values) => write!(Int64Type, values),
        Values::I96(values) => write!(Int96Type, values),
        Values::F32(values) => write!(FloatType, values),
        Values::F64(values) => write!(DoubleType, values),
        Values::Bytes(values) => write!(ByteArrayType, values),
        Values::Fixed(values) => write!(FixedLenByteArrayType, values),
    }
    leaf.definition.clear();
    leaf.repetition.clear();
    Ok(())
}

fn failed(error: parquet::errors::ParquetError) -> DataFusionError {
    DataFusionError::ParquetError(Box::new(error))
}
