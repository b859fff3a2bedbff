//! The cursor: run a statement, hand out its data frames.

use std::sync::Arc;

use athena_core::driver::decode::plan_all;
use athena_core::driver::results::{ResultPath, TypedReader};
use athena_core::driver::unload::{Ran, Unloaded, Unloader};
use athena_core::{
    AsyncCursor, Batches, Column, Columns, Connection, OpenResult, QueryExecution, QueryId, QueryRunner, Result,
    Statement, StatementOptions, Value,
};
use polars_core::prelude::{DataFrame, Schema, SchemaRef};

use crate::batch::{TypedFrames, unfit};
use crate::options::PolarsOptions;
use crate::parquet::ParquetBatches;
use crate::schema::to_schema;
use crate::streams::BatchStream;

/// Runs statements and hands out polars data frames, from the result CSV, or with `unload` from Parquet.
///
/// Results that have neither (utility statements, managed results, CSE_KMS) come by `GetQueryResults`;
/// [`path`](AsyncCursor::path) tells.
#[derive(Debug)]
pub struct PolarsCursor {
    runner: QueryRunner,
    unloader: Unloader,
    options: PolarsOptions,
    schema: SchemaRef,
    result: OpenResult<Source>,
}

/// Where the batches come from.
#[derive(Debug)]
enum Source {
    Typed(Box<TypedFrames>),
    Parquet(ParquetBatches),
    /// An UNLOAD without rows writes no file.
    None,
}

impl PolarsCursor {
    pub(crate) fn new(connection: &Connection, options: PolarsOptions) -> Self {
        Self {
            runner: QueryRunner::new(connection, "polars"),
            unloader: Unloader::new(options.unload, options.unload_cleanup),
            options,
            schema: Arc::new(Schema::default()),
            result: OpenResult::default(),
        }
    }

    /// The schema of the result, known before its first batch; empty before the first result and for statements without
    /// one. Columns stand in it as in [`columns`](AsyncCursor::columns), which know Athena's types and names.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// What is left of the result, as one data frame, which then is all in memory: in as many chunks as there were
    /// batches, so that nothing is copied; `rechunk_mut` makes them one. A result without rows has its schema.
    ///
    /// # Errors
    /// As [`next_batch`](AsyncCursor::next_batch). The batches so far are then dropped.
    ///
    /// # Cancel safety
    /// Batches that came so far are lost.
    pub async fn collect(&mut self) -> Result<DataFrame> {
        let mut whole: Option<DataFrame> = None;
        while let Some(batch) = self.next_batch().await? {
            match &mut whole {
                None => whole = Some(batch),
                Some(whole) => {
                    whole.vstack_mut_owned(batch).map_err(unfit)?;
                }
            }
        }
        Ok(whole.unwrap_or_else(|| DataFrame::empty_with_arc_schema(self.schema())))
    }

    /// What is left of the result, as a stream.
    pub fn into_stream(self) -> BatchStream {
        let schema = self.schema();
        BatchStream::new(self, schema)
    }

    /// Makes the batches as large as they come. Slices share their text, which must not be written once for each.
    #[cfg(feature = "lazy")]
    pub(crate) fn unsliced(&mut self) {
        if let Some(Source::Parquet(batches)) = self.result.batches_mut() {
            batches.whole_row_groups();
        }
    }

    fn reset(&mut self) {
        self.schema = Arc::new(Schema::default());
        self.result = OpenResult::default();
    }

    async fn open(&mut self, ran: Ran, options: &PolarsOptions) -> Result<()> {
        let opened = match ran {
            Ran::Unloaded(unloaded) => self.open_unloaded(unloaded, options).await,
            Ran::Plain(query) => self.open_plain(&query, options).await,
        };
        opened.map_err(|error| self.runner.with_query_id(error))
    }

    async fn open_unloaded(&mut self, unloaded: Unloaded, options: &PolarsOptions) -> Result<()> {
        let connection = self.runner.connection().clone();
        let (read, plan) = (options.read_options(), options.plan_options());
        let (columns, batches) = match unloaded.files.split_first() {
            Some((first, rest)) => {
                let (source, rows) = (Arc::clone(connection.objects()?), options.batch_size);
                let batches = ParquetBatches::open(source, first, rest, read, &plan, rows).await?;
                self.schema = Arc::clone(batches.schema());
                (batches.columns().clone(), Source::Parquet(batches))
            }
            None => {
                let page = unloaded.describe(&connection).await?;
                let columns: Columns = page.columns.into_iter().map(Column::from).collect();
                self.schema = Arc::new(to_schema(&plan_all(&columns, &plan)?)?);
                (columns, Source::None)
            }
        };
        self.result = OpenResult::new(columns, ResultPath::Parquet, batches).with_cleanup(unloaded.cleanup);
        Ok(())
    }

    async fn open_plain(&mut self, query: &QueryExecution, options: &PolarsOptions) -> Result<()> {
        let (read, plan) = (options.read_options(), options.plan_options());
        let reader = TypedReader::open(self.runner.connection(), query, read, &plan, options.batch_size).await?;
        self.schema = Arc::new(to_schema(reader.fields())?);
        let (columns, path, count) = (reader.columns().clone(), reader.path(), reader.update_count());
        let source = Source::Typed(Box::new(TypedFrames::new(reader, self.schema())));
        self.result = OpenResult::new(columns, path, source).with_update_count(count);
        Ok(())
    }
}

impl Batches for Source {
    type Batch = DataFrame;

    async fn next(&mut self) -> Result<Option<DataFrame>> {
        match self {
            Self::Typed(frames) => frames.next().await,
            Self::Parquet(batches) => batches.next().await,
            Self::None => Ok(None),
        }
    }
}

impl AsyncCursor for PolarsCursor {
    type Batch = DataFrame;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.reset();
        let statement = statement.into();
        let options = self.runner.driver_options(&self.options, statement.options())?;
        self.unloader.set(options.unload, options.unload_cleanup);
        let ran = self.unloader.run(&mut self.runner, statement).await?;
        self.open(ran, &options).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.reset();
        let options = self.runner.driver_options(&self.options, &StatementOptions::default())?;
        let ran = self.unloader.attach(&mut self.runner, &id).await?;
        self.open(ran, &options).await
    }

    fn columns(&self) -> &Columns {
        self.result.columns()
    }

    async fn next_batch(&mut self) -> Result<Option<DataFrame>> {
        self.result.next(&self.runner).await
    }

    fn num_rows(batch: &DataFrame) -> usize {
        batch.height()
    }

    fn value<'b>(columns: &Columns, batch: &'b DataFrame, row: usize, column: usize) -> Result<Value<'b>> {
        crate::value::value(columns, batch, row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.result.update_count()
    }

    fn path(&self) -> Option<ResultPath> {
        self.result.path()
    }

    fn runner(&self) -> &QueryRunner {
        &self.runner
    }

    fn discard(&mut self) {
        self.reset();
    }

    async fn close(self) -> Result<()> {
        self.result.close().await;
        self.runner.close().await
    }
}
