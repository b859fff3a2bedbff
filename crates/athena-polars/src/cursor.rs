//! `PolarsCursor`: results as data frames.

use std::sync::Arc;

use athena_core::driver::results::{ResultInfo, Transfer, TypedReader};
use athena_core::driver::unload::UnloadFiles;
use athena_core::driver::{AsyncCursor, Executed};
use athena_core::{Columns, Result, Value};
use polars_core::prelude::{DataFrame, Schema, SchemaRef};

use crate::batch::TypedFrames;
use crate::driver_options::PolarsOptions;
use crate::parquet::ParquetBatches;
use crate::schema::to_schema;

/// A result as polars data frames, from the result CSV, or with `unload` from Parquet.
///
/// Results that have neither (utility statements, managed results, CSE_KMS) are fetched with `GetQueryResults`;
/// [`Cursor::result_path`](athena_core::Cursor::result_path) tells which way was taken.
#[derive(Debug)]
pub struct PolarsCursor {
    schema: SchemaRef,
    source: Source,
}

/// Reader of the batches.
#[derive(Debug)]
enum Source {
    Typed(Box<TypedFrames>),
    Parquet(Box<ParquetBatches>),
    /// An UNLOAD without rows, which writes no file.
    Empty(ResultInfo),
}

impl PolarsCursor {
    pub(crate) async fn open(executed: Executed, options: &PolarsOptions) -> Result<Self> {
        let (session, read, plan) = (executed.session(), options.read_options(), options.plan_options());
        match executed.files() {
            None => {
                let reader = TypedReader::open(session, executed.query(), read, &plan, options.batch_size).await?;
                let schema = Arc::new(to_schema(reader.fields())?);
                let frames = TypedFrames::new(reader, Arc::clone(&schema));
                Ok(Self { schema, source: Source::Typed(Box::new(frames)) })
            }
            Some([]) => {
                let (info, fields) = executed.describe(&plan).await?;
                Ok(Self { schema: Arc::new(to_schema(&fields)?), source: Source::Empty(info) })
            }
            Some([first, rest @ ..]) => {
                let files = UnloadFiles::new(&executed, read)?;
                let batches = ParquetBatches::open(files, first, rest, &plan, options.batch_size).await?;
                Ok(Self { schema: Arc::clone(batches.schema()), source: Source::Parquet(Box::new(batches)) })
            }
        }
    }

    /// Makes batches of whole row groups, unless reading has begun. The slices of a row group share the buffers of its
    /// text, which a writer would write once per slice.
    #[cfg(feature = "lazy")]
    pub(crate) fn whole_row_groups(&mut self) {
        if let Source::Parquet(batches) = &mut self.source {
            batches.whole_row_groups();
        }
    }
}

impl AsyncCursor for PolarsCursor {
    type Batch = DataFrame;
    type Schema = SchemaRef;

    fn info(&self) -> &ResultInfo {
        match &self.source {
            Source::Typed(frames) => frames.info(),
            Source::Parquet(batches) => batches.info(),
            Source::Empty(info) => info,
        }
    }

    fn schema(result: Option<&Self>) -> SchemaRef {
        result.map_or_else(|| Arc::new(Schema::default()), |result| Arc::clone(&result.schema))
    }

    async fn next_batch(&mut self) -> Result<Option<DataFrame>> {
        match &mut self.source {
            Source::Typed(frames) => frames.next().await,
            Source::Parquet(batches) => batches.next().await,
            Source::Empty(_) => Ok(None),
        }
    }

    fn num_rows(batch: &DataFrame) -> usize {
        batch.height()
    }

    fn value<'b>(columns: &Columns, batch: &'b DataFrame, row: usize, column: usize) -> Result<Value<'b>> {
        crate::cell::value_at(columns, batch, row, column)
    }

    fn transfer(&self) -> Transfer {
        match &self.source {
            Source::Typed(frames) => frames.transfer(),
            Source::Parquet(batches) => batches.transfer(),
            Source::Empty(_) => Transfer::new(0, Some(0)).with_rows_total(Some(0)),
        }
    }
}
