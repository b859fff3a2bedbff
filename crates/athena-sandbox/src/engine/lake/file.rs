//! File writers for every format except Hive's Parquet files, which `unload` writes.

use std::sync::Arc;

use arrow_avro::writer::format::AvroOcfFormat;
use arrow_avro::writer::{AvroWriter, WriterBuilder};
use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use datafusion::error::{DataFusionError, Result};
use orc_rust::ArrowWriterBuilder as OrcWriterBuilder;
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

use super::codec::Encoder;
use super::print::{self, Fields};
use super::{Codec, Encoding, adapt};
use crate::engine::contract::FileChunk;
use crate::engine::types::AthenaType;
use crate::engine::unload::FIRST_FILE;

/// Maximum number of rows of a file that is buffered in memory until it ends.
const MAX_BUFFERED_ROWS: u64 = 262_144;

/// Splits rows into files; buffers as much as the format requires.
pub(super) struct Files {
    encoding: Encoding,
    codec: Codec,
    columns: Vec<(String, AthenaType)>,
    schema: SchemaRef,
    open: Option<Open>,
    /// Rows that still fit in this file.
    room: u64,
    capacity: u64,
}

enum Open {
    Iceberg(Box<ArrowWriter<Vec<u8>>>),
    Avro(Box<AvroWriter<Vec<u8>>>),
    /// The ORC writer is not `Send`, so the rows are buffered until the file ends.
    Orc(Vec<RecordBatch>),
    Lines(Box<Encoder>),
}

impl Files {
    /// Creates a writer.
    ///
    /// # Errors
    /// The format does not support the type of a column.
    pub(super) fn new(
        encoding: &Encoding,
        codec: Codec,
        columns: &[(String, AthenaType)],
        schema: SchemaRef,
    ) -> Result<Self> {
        // An Iceberg table lists its files, so one file is enough. Other tables get several files, because clients
        // must expect that of any result.
        let capacity = if *encoding == Encoding::Parquet { u64::MAX } else { FIRST_FILE };
        let schema = match encoding {
            Encoding::Avro => {
                Arc::new(Schema::new(schema.fields().iter().map(avro_field).collect::<Result<Vec<_>>>()?))
            }
            Encoding::Orc => Arc::new(Schema::new(columns.iter().map(orc_field).collect::<Result<Vec<_>>>()?)),
            _ => schema,
        };
        let (encoding, columns) = (encoding.clone(), columns.to_vec());
        Ok(Self { encoding, codec, columns, schema, open: None, room: 0, capacity })
    }

    /// Adds rows; returns the chunks that are ready to be stored.
    pub(super) fn push(&mut self, rows: &RecordBatch) -> Result<Vec<FileChunk>> {
        let mut chunks = Vec::new();
        let mut start = 0;
        while start < rows.num_rows() {
            let mut open = match self.open.take() {
                Some(open) => open,
                None => {
                    self.room = self.capacity;
                    self.begin()?
                }
            };
            let count = usize::try_from(self.room).unwrap_or(usize::MAX).min(rows.num_rows() - start);
            let bytes = self.write(&mut open, &rows.slice(start, count))?;
            if !bytes.is_empty() {
                chunks.push(FileChunk::Bytes(bytes));
            }
            start += count;
            self.room -= count as u64;
            self.open = Some(open);
            if self.room == 0 {
                self.end(&mut chunks)?;
            }
        }
        Ok(chunks)
    }

    /// Ends the last file, which exists only if it has rows.
    pub(super) fn finish(mut self) -> Result<Vec<FileChunk>> {
        let mut chunks = Vec::new();
        self.end(&mut chunks)?;
        Ok(chunks)
    }

    fn begin(&self) -> Result<Open> {
        let schema = Arc::clone(&self.schema);
        Ok(match self.encoding {
            Encoding::Parquet => {
                let properties = WriterProperties::builder().set_compression(self.codec.parquet()).build();
                let writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties));
                Open::Iceberg(Box::new(writer.map_err(|e| DataFusionError::ParquetError(Box::new(e)))?))
            }
            Encoding::Avro => {
                let writer = WriterBuilder::new(schema.as_ref().clone()).with_compression(self.codec.avro());
                Open::Avro(Box::new(writer.build::<_, AvroOcfFormat>(Vec::new()).map_err(failed)?))
            }
            Encoding::Orc => Open::Orc(Vec::new()),
            _ => Open::Lines(Box::new(Encoder::new(self.codec)?)),
        })
    }

    fn write(&self, open: &mut Open, rows: &RecordBatch) -> Result<Vec<u8>> {
        match open {
            Open::Iceberg(writer) => {
                writer.write(rows).map_err(|e| DataFusionError::ParquetError(Box::new(e)))?;
                Ok(Vec::new())
            }
            Open::Avro(writer) => {
                writer.write(&self.to_file_types(rows)?).map_err(failed)?;
                Ok(Vec::new())
            }
            Open::Orc(held) => {
                held.push(self.to_file_types(rows)?);
                Ok(Vec::new())
            }
            Open::Lines(encoder) => {
                let mut lines = String::new();
                match &self.encoding {
                    Encoding::Json => print::json(rows, &self.columns, &mut lines)?,
                    Encoding::Csv { separator, quote, .. } => {
                        let fields = Fields::Quoted { separator: *separator, quote: *quote };
                        print::lines(rows, &self.columns, &fields, &mut lines)?;
                    }
                    Encoding::Delimited { field, escape, null, items, keys, .. } => {
                        let fields =
                            Fields::Delimited { field: *field, escape: *escape, null, items: *items, keys: *keys };
                        print::lines(rows, &self.columns, &fields, &mut lines)?;
                    }
                    Encoding::Parquet | Encoding::Avro | Encoding::Orc | Encoding::Other(_) => {}
                }
                Ok(encoder.write(lines.as_bytes())?)
            }
        }
    }

    fn end(&mut self, chunks: &mut Vec<FileChunk>) -> Result<()> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let bytes = match open {
            Open::Iceberg(writer) => writer.into_inner().map_err(|e| DataFusionError::ParquetError(Box::new(e)))?,
            Open::Avro(mut writer) => {
                writer.finish().map_err(failed)?;
                writer.into_inner()
            }
            Open::Orc(held) => self.orc(&held)?,
            Open::Lines(encoder) => encoder.finish()?,
        };
        chunks.push(FileChunk::Bytes(bytes));
        chunks.push(FileChunk::End { rows: self.capacity - self.room });
        let largest = if self.encoding == Encoding::Orc { MAX_BUFFERED_ROWS } else { u64::MAX };
        self.capacity = self.capacity.saturating_mul(2).min(largest);
        Ok(())
    }

    fn orc(&self, held: &[RecordBatch]) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut writer = OrcWriterBuilder::new(&mut bytes, Arc::clone(&self.schema));
        if let Some(codec) = self.codec.orc() {
            writer = writer.with_compression(codec);
        }
        let mut writer = writer.try_build().map_err(failed)?;
        held.iter().try_for_each(|rows| writer.write(rows)).map_err(failed)?;
        writer.close().map_err(failed)?;
        Ok(bytes)
    }

    /// Converts rows to the types of the file.
    fn to_file_types(&self, rows: &RecordBatch) -> Result<RecordBatch> {
        let fields = self.schema.fields().iter().zip(rows.columns());
        let columns = fields.map(|(field, array)| to_file_types(array, field.data_type()));
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns.collect::<Result<_>>()?)?)
    }
}

fn to_file_types(array: &ArrayRef, ty: &DataType) -> Result<ArrayRef> {
    if array.data_type() == ty { Ok(Arc::clone(array)) } else { adapt(array, ty) }
}

/// The Avro form of a field: no small integers, and timestamps in UTC, as readers of Hive's files expect.
fn avro_field(field: &FieldRef) -> Result<Field> {
    Ok(Field::new(field.name(), avro_type(field.data_type())?, field.is_nullable()))
}

fn avro_type(ty: &DataType) -> Result<DataType> {
    let field = |field: &FieldRef| Ok::<_, DataFusionError>(Arc::new(avro_field(field)?));
    Ok(match ty {
        DataType::Int8 | DataType::Int16 => DataType::Int32,
        DataType::Timestamp(_, None) => DataType::Timestamp(TimeUnit::Millisecond, Some("+00:00".into())),
        DataType::List(item) => DataType::List(field(item)?),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(field).collect::<Result<_>>()?),
        DataType::Map(entries, sorted) => {
            if let DataType::Struct(fields) = entries.data_type()
                && fields.first().is_some_and(|key| *key.data_type() != DataType::Utf8)
            {
                let message = "NOT_SUPPORTED: a map in Avro has keys of the type varchar, and no others";
                return Err(DataFusionError::Execution(message.to_owned()));
            }
            DataType::Map(field(entries)?, *sorted)
        }
        other => other.clone(),
    })
}

/// The form of a field that the ORC writer supports.
fn orc_field((name, ty): &(String, AthenaType)) -> Result<Field> {
    match ty {
        AthenaType::Decimal(..) | AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_) => {
            let message = format!("NOT_SUPPORTED: column {name} of type {ty} is not written to ORC by the sandbox");
            Err(DataFusionError::Execution(message))
        }
        _ => Ok(Field::new(name, ty.to_arrow(), true)),
    }
}

fn failed(error: impl std::fmt::Display) -> DataFusionError {
    DataFusionError::Execution(format!("HIVE_WRITER_DATA_ERROR: {error}"))
}
