//! Files of columns: Parquet, and Arrow's stream.

use std::io::Write;
use std::sync::Arc;

use arrow_ipc::CompressionType;
use arrow_ipc::writer::{IpcWriteOptions, StreamWriter};
use awsathena::arrow::RecordBatch;
use awsathena::arrow::arrow_schema::{Schema, SchemaRef};
use awsathena::{AnyBatch, Columns};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::Format;
use crate::exit::{Failure, Result};

/// A row group is written when it has so many bytes; it is what a writer must hold.
const ROW_GROUP_BYTES: usize = 16 << 20;

#[derive(Default)]
pub(super) struct Parquet {
    writer: Option<ArrowWriter<Vec<u8>>>,
}

#[derive(Default)]
pub(super) struct Arrow {
    writer: Option<StreamWriter<Vec<u8>>>,
}

fn parquet_writer(schema: SchemaRef) -> Result<ArrowWriter<Vec<u8>>> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties));
    writer.map_err(|error| Failure::local("write Parquet", error))
}

impl Format for Parquet {
    fn begin(&mut self, _: &mut dyn Write, columns: &Columns) -> Result<()> {
        has_columns(columns)
    }

    fn batch(&mut self, out: &mut dyn Write, _: &Columns, batch: &AnyBatch) -> Result<()> {
        let batch = record_batch(batch)?;
        let failed = |error| Failure::local("write Parquet", error);
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(parquet_writer(batch.schema())?),
        };
        writer.write(batch).map_err(failed)?;
        if writer.in_progress_size() >= ROW_GROUP_BYTES {
            writer.flush().map_err(failed)?;
        }
        Ok(out.write_all(&std::mem::take(writer.inner_mut()))?)
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, _: u64, _: Option<u64>) -> Result<()> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => parquet_writer(schema_without_rows(columns)?)?,
        };
        let rest = writer.into_inner().map_err(|error| Failure::local("write Parquet", error))?;
        Ok(out.write_all(&rest)?)
    }
}

fn arrow_writer(schema: &Schema) -> Result<StreamWriter<Vec<u8>>> {
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME));
    let writer = options.and_then(|options| StreamWriter::try_new_with_options(Vec::new(), schema, options));
    writer.map_err(|error| Failure::local("write an Arrow stream", error))
}

impl Format for Arrow {
    fn begin(&mut self, _: &mut dyn Write, columns: &Columns) -> Result<()> {
        has_columns(columns)
    }

    fn batch(&mut self, out: &mut dyn Write, _: &Columns, batch: &AnyBatch) -> Result<()> {
        let batch = record_batch(batch)?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(arrow_writer(batch.schema_ref())?),
        };
        writer.write(batch).map_err(|error| Failure::local("write an Arrow stream", error))?;
        Ok(out.write_all(&std::mem::take(writer.get_mut()))?)
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns, _: u64, _: Option<u64>) -> Result<()> {
        let failed = |error| Failure::local("write an Arrow stream", error);
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => arrow_writer(&*schema_without_rows(columns)?)?,
        };
        writer.finish().map_err(failed)?;
        Ok(out.write_all(&writer.into_inner().map_err(failed)?)?)
    }
}

fn has_columns(columns: &Columns) -> Result<()> {
    if columns.is_empty() {
        return Err(Failure::Usage("the statement has no result to write to a file of columns".to_owned()));
    }
    Ok(())
}

/// The driver of these formats hands out record batches.
fn record_batch(batch: &AnyBatch) -> Result<&RecordBatch> {
    batch.downcast_ref().ok_or_else(|| Failure::Local("the driver gives no record batches".to_owned()))
}

/// The schema of a result without rows, which no batch tells.
fn schema_without_rows(columns: &Columns) -> Result<SchemaRef> {
    let plan = awsathena::driver::decode::PlanOptions::new();
    let fields = awsathena::driver::decode::plan_all(columns, &plan)?;
    Ok(Arc::new(awsathena::arrow::to_schema(&fields, false)?))
}
