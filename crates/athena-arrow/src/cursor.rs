//! `ArrowCursor`: results as record batches.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use athena_core::driver::results::{ResultInfo, Transfer, TypedReader};
use athena_core::driver::unload::UnloadFiles;
use athena_core::driver::{AsyncCursor, Executed};
use athena_core::{Columns, Result, Value};

use crate::batch::to_batch;
use crate::driver_options::ArrowOptions;
use crate::parquet::ParquetBatches;
use crate::schema::to_schema;

/// A result as Arrow record batches, from the result CSV, or with `unload` from Parquet.
///
/// Results that have neither (utility statements, managed results, CSE_KMS) are fetched with `GetQueryResults`;
/// [`Cursor::result_path`](athena_core::Cursor::result_path) tells which way was taken.
///
/// Every field of the schema has Athena's type in its metadata, see [`ATHENA_TYPE`](crate::ATHENA_TYPE).
#[derive(Debug)]
pub struct ArrowCursor {
    schema: SchemaRef,
    source: Source,
}

/// Reader of the batches.
#[derive(Debug)]
enum Source {
    Typed(Box<TypedReader>),
    Parquet(Box<ParquetBatches>),
    /// An UNLOAD without rows, which writes no file.
    Empty(ResultInfo),
}

impl ArrowCursor {
    /// Opens the result of an execution; drivers that build on record batches call it from their own `open`.
    ///
    /// # Errors
    /// `ResultMissing` when the result is gone; `InvalidOption` when a type hint does not fit it; otherwise the error
    /// of the read.
    ///
    /// # Cancel safety
    /// Dropping the future ends the reads.
    pub async fn open(executed: Executed, options: &ArrowOptions) -> Result<Self> {
        let (session, read, plan) = (executed.session(), options.read_options(), options.plan());
        match executed.files() {
            None => {
                let reader = TypedReader::open(session, executed.query(), read, &plan, options.batch_size).await?;
                let schema = Arc::new(to_schema(reader.fields(), options.string_view)?);
                Ok(Self { schema, source: Source::Typed(Box::new(reader)) })
            }
            Some([]) => {
                let (info, fields) = executed.describe(&plan).await?;
                let schema = Arc::new(to_schema(&fields, options.string_view)?);
                Ok(Self { schema, source: Source::Empty(info) })
            }
            Some([first, rest @ ..]) => {
                let files = UnloadFiles::new(&executed, read)?;
                let (rows, string_view) = (options.batch_size, options.string_view);
                let batches = ParquetBatches::open(files, first, rest, &plan, rows, string_view).await?;
                Ok(Self { schema: Arc::clone(batches.schema()), source: Source::Parquet(Box::new(batches)) })
            }
        }
    }
}

impl AsyncCursor for ArrowCursor {
    type Batch = RecordBatch;
    type Schema = SchemaRef;

    fn info(&self) -> &ResultInfo {
        match &self.source {
            Source::Typed(reader) => reader.info(),
            Source::Parquet(batches) => batches.info(),
            Source::Empty(info) => info,
        }
    }

    fn schema(result: Option<&Self>) -> SchemaRef {
        result.map_or_else(|| Arc::new(Schema::empty()), |result| Arc::clone(&result.schema))
    }

    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        match &mut self.source {
            Source::Typed(reader) => reader.next().await?.map(|batch| to_batch(batch, &self.schema)).transpose(),
            Source::Parquet(batches) => batches.next().await,
            Source::Empty(_) => Ok(None),
        }
    }

    fn num_rows(batch: &RecordBatch) -> usize {
        batch.num_rows()
    }

    fn value<'b>(_: &Columns, batch: &'b RecordBatch, row: usize, column: usize) -> Result<Value<'b>> {
        crate::cell::value_at(batch, row, column)
    }

    fn transfer(&self) -> Transfer {
        match &self.source {
            Source::Typed(reader) => reader.transfer(),
            Source::Parquet(batches) => batches.transfer(),
            Source::Empty(_) => Transfer::new(0, Some(0)).with_rows_total(Some(0)),
        }
    }
}
