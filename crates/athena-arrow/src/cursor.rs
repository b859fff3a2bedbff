//! The cursor: run a statement, hand out its record batches.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use athena_core::columns::plan_all;
use athena_core::results::{ResultPath, TypedReader};
use athena_core::unload::{Cleanup, ParquetFiles, StagingDirs, UnloadMode, UnloadPlan, is_refusal, plan};
use athena_core::{AsyncCursor, Column, Columns, Connection, QueryExecution, QueryRunner, Result, Statement, Value};
use tokio::runtime::Handle;

use crate::batch::to_batch;
use crate::options::ArrowOptions;
use crate::parquet::ParquetBatches;
use crate::schema::to_schema;
use crate::streams::{BatchReader, BatchStream};

/// Runs statements and hands out Arrow record batches, from the result CSV, or with `unload` from Parquet.
///
/// Results that have neither (utility statements, managed results, CSE_KMS) come by `GetQueryResults`;
/// [`path`](Self::path) tells.
#[derive(Debug)]
pub struct ArrowCursor {
    runner: QueryRunner,
    options: ArrowOptions,
    staging: StagingDirs,
    columns: Columns,
    schema: SchemaRef,
    update_count: Option<u64>,
    path: Option<ResultPath>,
    batches: Option<Batches>,
    cleanup: Option<Cleanup>,
    runtime: Option<Handle>,
}

#[derive(Debug)]
enum Batches {
    Typed(Box<TypedReader>),
    Parquet(ParquetBatches),
    /// An UNLOAD without rows writes no file.
    None,
}

impl ArrowCursor {
    pub(crate) fn new(connection: &Connection, options: ArrowOptions) -> Self {
        Self {
            runner: QueryRunner::new(connection, "arrow"),
            options,
            staging: StagingDirs::new(),
            columns: Columns::default(),
            schema: Arc::new(Schema::empty()),
            update_count: None,
            path: None,
            batches: None,
            cleanup: None,
            runtime: None,
        }
    }

    /// The schema of the result, known before its first batch; empty before the first result and for statements without
    /// one. Every field has Athena's type in its metadata, see [`ATHENA_TYPE`](crate::ATHENA_TYPE).
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The way to the current result.
    pub fn path(&self) -> Option<ResultPath> {
        self.path
    }

    /// What is left of the result, as a stream.
    pub fn into_stream(self) -> BatchStream {
        BatchStream::new(self)
    }

    /// What is left of the result, as a blocking reader, to be used where no async code is.
    ///
    /// # Errors
    /// `InvalidState` before a statement was executed.
    pub fn into_reader(self) -> Result<BatchReader> {
        let runtime = self.runtime.clone().filter(|_| self.batches.is_some()).ok_or_else(|| self.runner.no_result())?;
        Ok(BatchReader::new(self, &runtime))
    }

    fn reset(&mut self) {
        self.columns = Columns::default();
        self.schema = Arc::new(Schema::empty());
        self.update_count = None;
        self.path = None;
        self.batches = None;
        self.cleanup = None;
    }

    async fn run_unload(&mut self, plan: &UnloadPlan) -> Result<()> {
        let query = self.runner.run(&plan.statement).await?;
        let opened = self.open_unload(plan, &query).await;
        opened.map_err(|error| error.with_query_id(query.id.as_str()))
    }

    async fn open_unload(&mut self, plan: &UnloadPlan, query: &QueryExecution) -> Result<()> {
        let connection = self.runner.connection().clone();
        let files = ParquetFiles::find(&connection, query, &plan.directory).await?;
        if self.options.unload_cleanup {
            self.cleanup = Some(Cleanup::new(&connection, &files)?);
        }
        let (read, planned) = (self.options.read_options(), self.options.plan_options());
        let mut uris = files.uris.into_iter();
        match uris.next() {
            Some(first) => {
                let (source, rows) = (Arc::clone(connection.objects()?), self.options.batch_size);
                let view = self.options.string_view;
                let batches = ParquetBatches::open(source, first, uris, read, &planned, rows, view).await?;
                self.columns = batches.columns().clone();
                self.schema = Arc::clone(batches.schema());
                self.batches = Some(Batches::Parquet(batches));
            }
            None => {
                let page = ParquetFiles::describe(&connection, query).await?;
                self.columns = page.columns.into_iter().map(Column::from).collect();
                let fields = plan_all(&self.columns, &planned)?;
                self.schema = Arc::new(to_schema(&fields, self.options.string_view)?);
                self.batches = Some(Batches::None);
            }
        }
        self.path = Some(ResultPath::Parquet);
        Ok(())
    }

    async fn run_plain(&mut self, statement: &Statement) -> Result<()> {
        let query = self.runner.run(statement).await?;
        let (read, plan) = (self.options.read_options(), self.options.plan_options());
        let connection = self.runner.connection();
        let reader = TypedReader::open(connection, &query, read, &plan, self.options.batch_size).await?;
        self.schema = Arc::new(to_schema(reader.fields(), self.options.string_view)?);
        self.columns = reader.columns().clone();
        self.update_count = reader.update_count();
        self.path = Some(reader.path());
        self.batches = Some(Batches::Typed(Box::new(reader)));
        Ok(())
    }

    async fn fetch(&mut self) -> Result<Option<RecordBatch>> {
        match self.batches.as_mut().ok_or_else(|| self.runner.no_result())? {
            Batches::Typed(reader) => {
                let batch = reader.next().await?;
                batch.map(|batch| to_batch(batch, &self.schema)).transpose()
            }
            Batches::Parquet(batches) => batches.next().await,
            Batches::None => Ok(None),
        }
    }
}

impl AsyncCursor for ArrowCursor {
    type Batch = RecordBatch;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.reset();
        self.runtime = Handle::try_current().ok();
        let mut statement = statement.into();
        let mode = self.options.unload;
        let connection = self.runner.connection().clone();
        if let Some(plan) = plan(mode, &mut self.staging, &connection, &statement).await? {
            match self.run_unload(&plan).await {
                Err(error) if mode == UnloadMode::Auto && is_refusal(&error) => {
                    tracing::debug!(%error, "no UNLOAD");
                    self.reset();
                    // A token of the caller's now belongs to the UNLOAD; the service refuses it with another text.
                    let mut options = statement.options().clone();
                    options.client_request_token = None;
                    statement = statement.with_options(options);
                }
                Err(error) if is_refusal(&error) => {
                    let way_out = "give every column a name of its own and cast it, or set unload=auto";
                    return Err(error.with_context("hint", way_out));
                }
                unloaded => return unloaded,
            }
        }
        self.run_plain(&statement).await
    }

    fn columns(&self) -> &Columns {
        &self.columns
    }

    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let fetched = self.fetch().await;
        if fetched.is_err() {
            self.batches = None;
            self.cleanup = None;
        }
        let fetched = fetched.map_err(|error| match self.runner.query_id() {
            Some(id) => error.with_query_id(id.as_str()),
            None => error,
        })?;
        if let (None, Some(cleanup)) = (&fetched, &mut self.cleanup) {
            cleanup.finish().await;
            self.cleanup = None;
        }
        Ok(fetched)
    }

    fn num_rows(batch: &RecordBatch) -> usize {
        batch.num_rows()
    }

    fn value(batch: &RecordBatch, row: usize, column: usize) -> Result<Value<'_>> {
        crate::value::value(batch, row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.update_count
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
