//! The cursor: run a statement, hand out its data frames.

use std::sync::Arc;

use athena_core::columns::plan_all;
use athena_core::results::{ResultPath, TypedReader};
use athena_core::unload::{Cleanup, Ran, Unloaded, Unloader};
use athena_core::{
    AsyncCursor, Column, Columns, Connection, QueryExecution, QueryId, QueryRunner, Result, Statement, Value,
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
    columns: Columns,
    schema: SchemaRef,
    update_count: Option<u64>,
    path: Option<ResultPath>,
    batches: Option<Batches>,
    cleanup: Option<Cleanup>,
}

#[derive(Debug)]
enum Batches {
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
            columns: Columns::default(),
            schema: Arc::new(Schema::default()),
            update_count: None,
            path: None,
            batches: None,
            cleanup: None,
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
        BatchStream::new(self)
    }

    /// Makes the batches as large as they come. Slices share their text, which must not be written once for each.
    #[cfg(feature = "lazy")]
    pub(crate) fn unsliced(&mut self) {
        if let Some(Batches::Parquet(batches)) = &mut self.batches {
            batches.whole_row_groups();
        }
    }

    fn reset(&mut self) {
        self.columns = Columns::default();
        self.schema = Arc::new(Schema::default());
        self.update_count = None;
        self.path = None;
        self.batches = None;
        self.cleanup = None;
    }

    async fn open(&mut self, ran: Ran) -> Result<()> {
        let opened = match ran {
            Ran::Unloaded(unloaded) => self.open_unloaded(unloaded).await,
            Ran::Plain(query) => self.open_plain(&query).await,
        };
        opened.map_err(|error| self.runner.with_query_id(error))
    }

    async fn open_unloaded(&mut self, unloaded: Unloaded) -> Result<()> {
        let connection = self.runner.connection().clone();
        let (read, plan) = (self.options.read_options(), self.options.plan_options());
        match unloaded.files.split_first() {
            Some((first, rest)) => {
                let (source, rows) = (Arc::clone(connection.objects()?), self.options.batch_size);
                let batches = ParquetBatches::open(source, first, rest, read, &plan, rows).await?;
                self.columns = batches.columns().clone();
                self.schema = Arc::clone(batches.schema());
                self.batches = Some(Batches::Parquet(batches));
            }
            None => {
                let page = unloaded.describe(&connection).await?;
                self.columns = page.columns.into_iter().map(Column::from).collect();
                self.schema = Arc::new(to_schema(&plan_all(&self.columns, &plan)?)?);
                self.batches = Some(Batches::None);
            }
        }
        self.cleanup = unloaded.cleanup;
        self.path = Some(ResultPath::Parquet);
        Ok(())
    }

    async fn open_plain(&mut self, query: &QueryExecution) -> Result<()> {
        let (read, plan) = (self.options.read_options(), self.options.plan_options());
        let reader = TypedReader::open(self.runner.connection(), query, read, &plan, self.options.batch_size).await?;
        self.schema = Arc::new(to_schema(reader.fields())?);
        self.columns = reader.columns().clone();
        self.update_count = reader.update_count();
        self.path = Some(reader.path());
        self.batches = Some(Batches::Typed(Box::new(TypedFrames::new(reader, self.schema()))));
        Ok(())
    }

    async fn fetch(&mut self) -> Result<Option<DataFrame>> {
        match self.batches.as_mut().ok_or_else(|| self.runner.no_result())? {
            Batches::Typed(frames) => frames.next().await,
            Batches::Parquet(batches) => batches.next().await,
            Batches::None => Ok(None),
        }
    }
}

impl AsyncCursor for PolarsCursor {
    type Batch = DataFrame;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.reset();
        let ran = self.unloader.run(&mut self.runner, statement.into()).await?;
        self.open(ran).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.reset();
        let ran = self.unloader.attach(&mut self.runner, &id).await?;
        self.open(ran).await
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }

    async fn next_batch(&mut self) -> Result<Option<DataFrame>> {
        let fetched = self.fetch().await;
        if fetched.is_err() {
            self.batches = None;
            self.cleanup = None;
        }
        let fetched = fetched.map_err(|error| self.runner.with_query_id(error))?;
        if let (None, Some(cleanup)) = (&fetched, &mut self.cleanup) {
            cleanup.finish().await;
            self.cleanup = None;
        }
        Ok(fetched)
    }

    fn num_rows(batch: &DataFrame) -> usize {
        batch.height()
    }

    fn value<'b>(columns: &Columns, batch: &'b DataFrame, row: usize, column: usize) -> Result<Value<'b>> {
        crate::value::value(columns, batch, row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.update_count
    }

    fn path(&self) -> Option<ResultPath> {
        self.path
    }

    fn runner(&self) -> &QueryRunner {
        &self.runner
    }

    async fn close(mut self) -> Result<()> {
        self.batches = None;
        if let Some(cleanup) = &mut self.cleanup {
            cleanup.finish().await;
        }
        self.runner.close().await
    }
}
