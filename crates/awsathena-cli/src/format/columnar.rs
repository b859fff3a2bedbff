//! Columnar formats: Parquet files and Arrow IPC streams.

use std::io::Write;
use std::sync::Arc;

use arrow_ipc::CompressionType;
use arrow_ipc::writer::{IpcWriteOptions, StreamWriter};
use awsathena::arrow::RecordBatch;
use awsathena::arrow::arrow_schema::{Schema, SchemaRef};
use awsathena::driver::decode::{PlanOptions, plan_all};
use awsathena::sql::{StatementKind, classify};
use awsathena::{AnyBatch, Columns};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::text::check_names;
use crate::exit::{Failure, Result};

/// Bytes at which a row group is written. The writer holds a row group in memory.
const ROW_GROUP_BYTES: usize = 16 << 20;

/// Refuses a statement that gives no rows, before it runs. `EXECUTE` and statements of an unknown kind may give some.
pub(crate) fn check_statement(sql: &str) -> Result<()> {
    let kind = classify(sql).kind;
    if kind.returns_rows() || kind == StatementKind::Unknown { Ok(()) } else { Err(no_result()) }
}

fn no_result() -> Failure {
    Failure::Usage("the statement has no result to write: a columnar file needs a query".to_owned())
}

/// Writes one result in a columnar format, from record batches.
pub(crate) trait BatchWriter: Send {
    /// Begins the result.
    fn begin(&mut self, columns: &Columns) -> Result<()>;

    /// Writes a batch.
    fn batch(&mut self, out: &mut dyn Write, batch: &AnyBatch) -> Result<()>;

    /// Ends the result.
    fn end(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()>;
}

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

impl BatchWriter for Parquet {
    fn begin(&mut self, columns: &Columns) -> Result<()> {
        // The result before may have failed.
        self.writer = None;
        check_columns(columns, "Parquet")
    }

    fn batch(&mut self, out: &mut dyn Write, batch: &AnyBatch) -> Result<()> {
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

    fn end(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()> {
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

impl BatchWriter for Arrow {
    fn begin(&mut self, columns: &Columns) -> Result<()> {
        // The result before may have failed.
        self.writer = None;
        check_columns(columns, "an Arrow stream")
    }

    fn batch(&mut self, out: &mut dyn Write, batch: &AnyBatch) -> Result<()> {
        let batch = record_batch(batch)?;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => none.insert(arrow_writer(batch.schema_ref())?),
        };
        writer.write(batch).map_err(|error| Failure::local("write an Arrow stream", error))?;
        Ok(out.write_all(&std::mem::take(writer.get_mut()))?)
    }

    fn end(&mut self, out: &mut dyn Write, columns: &Columns) -> Result<()> {
        let failed = |error| Failure::local("write an Arrow stream", error);
        let mut writer = match self.writer.take() {
            Some(writer) => writer,
            None => arrow_writer(&*schema_without_rows(columns)?)?,
        };
        writer.finish().map_err(failed)?;
        Ok(out.write_all(&writer.into_inner().map_err(failed)?)?)
    }
}

fn check_columns(columns: &Columns, format: &str) -> Result<()> {
    if columns.is_empty() {
        return Err(no_result());
    }
    // Readers look columns up by name, and refuse a name that two have.
    check_names(columns, format)
}

/// The record batch in a batch: `Settings::with_record_batches` has chosen a driver that hands them out.
fn record_batch(batch: &AnyBatch) -> Result<&RecordBatch> {
    batch
        .downcast_ref()
        .ok_or_else(|| Failure::Local("the driver has no record batches, which columnar files need".to_owned()))
}

/// The schema of a result without rows, which has no batch to take it from.
fn schema_without_rows(columns: &Columns) -> Result<SchemaRef> {
    let fields = plan_all(columns, &PlanOptions::new())?;
    Ok(Arc::new(awsathena::arrow::to_schema(&fields, false)?))
}
