//! The cursor: run a statement, hand out its record batches.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use athena_core::driver::decode::plan_all;
use athena_core::driver::results::{ResultPath, TypedReader};
use athena_core::driver::unload::{Ran, Unloaded, Unloader};
use athena_core::{
    AsyncCursor, Batches, Column, Columns, Connection, OpenResult, QueryExecution, QueryId, QueryRunner, Result,
    Statement, StatementOptions, Value,
};
use tokio::runtime::Handle;

use crate::batch::to_batch;
use crate::options::ArrowOptions;
use crate::parquet::ParquetBatches;
use crate::schema::to_schema;
use crate::streams::{BatchReader, BatchStream};

/// Runs statements and hands out Arrow record batches, from the result CSV, or with `unload` from Parquet.
///
/// Results that have neither (utility statements, managed results, CSE_KMS) come by `GetQueryResults`;
/// [`path`](AsyncCursor::path) tells.
#[derive(Debug)]
pub struct ArrowCursor {
    runner: QueryRunner,
    unloader: Unloader,
    options: ArrowOptions,
    schema: SchemaRef,
    result: OpenResult<Source>,
    runtime: Option<Handle>,
}

/// Where the batches come from.
#[derive(Debug)]
enum Source {
    Typed(Box<TypedReader>, SchemaRef),
    Parquet(ParquetBatches),
    /// An UNLOAD without rows writes no file.
    None,
}

impl ArrowCursor {
    /// A cursor for `driver`, as spans call it: this one, or another that makes something of its batches.
    pub fn new(connection: &Connection, options: ArrowOptions, driver: &'static str) -> Self {
        Self {
            runner: QueryRunner::new(connection, driver),
            unloader: Unloader::new(options.unload, options.unload_cleanup),
            options,
            schema: Arc::new(Schema::empty()),
            result: OpenResult::default(),
            runtime: None,
        }
    }

    /// The schema of the result, known before its first batch; empty before the first result and for statements without
    /// one. Every field has Athena's type in its metadata, see [`ATHENA_TYPE`](crate::ATHENA_TYPE).
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// What is left of the result, as a stream.
    pub fn into_stream(self) -> BatchStream {
        let schema = self.schema();
        BatchStream::new(self, schema)
    }

    /// What is left of the result, as a blocking reader, to be used where no async code is.
    ///
    /// # Errors
    /// `InvalidState` before a statement was executed.
    pub fn into_reader(self) -> Result<BatchReader> {
        let runtime = self.runtime.clone().filter(|_| self.result.is_open()).ok_or_else(|| self.runner.no_result())?;
        Ok(BatchReader::new(self, &runtime))
    }

    /// [`execute`](AsyncCursor::execute) with these options, whatever those of the cursor and of the statement say of the
    /// driver.
    ///
    /// # Errors
    /// As [`execute`](AsyncCursor::execute).
    ///
    /// # Cancel safety
    /// As [`execute`](AsyncCursor::execute).
    pub async fn execute_with(&mut self, statement: impl Into<Statement> + Send, options: ArrowOptions) -> Result<()> {
        self.reset();
        self.runtime = Handle::try_current().ok();
        self.unloader.set(options.unload, options.unload_cleanup);
        let ran = self.unloader.run(&mut self.runner, statement.into()).await?;
        self.open(ran, &options).await
    }

    /// [`attach`](AsyncCursor::attach) with these options.
    ///
    /// # Errors
    /// As [`attach`](AsyncCursor::attach).
    ///
    /// # Cancel safety
    /// As [`attach`](AsyncCursor::attach).
    pub async fn attach_with(&mut self, id: QueryId, options: &ArrowOptions) -> Result<()> {
        self.reset();
        self.runtime = Handle::try_current().ok();
        let ran = self.unloader.attach(&mut self.runner, &id).await?;
        self.open(ran, options).await
    }

    fn reset(&mut self) {
        self.schema = Arc::new(Schema::empty());
        self.result = OpenResult::default();
    }

    async fn open(&mut self, ran: Ran, options: &ArrowOptions) -> Result<()> {
        let opened = match ran {
            Ran::Unloaded(unloaded) => self.open_unloaded(unloaded, options).await,
            Ran::Plain(query) => self.open_plain(&query, options).await,
        };
        opened.map_err(|error| self.runner.with_query_id(error))
    }

    async fn open_unloaded(&mut self, unloaded: Unloaded, options: &ArrowOptions) -> Result<()> {
        let connection = self.runner.connection().clone();
        let (read, plan) = (options.read_options(), options.plan_options());
        let (columns, batches) = match unloaded.files.split_first() {
            Some((first, rest)) => {
                let (source, rows) = (Arc::clone(connection.objects()?), options.batch_size);
                let view = options.string_view;
                let batches = ParquetBatches::open(source, first, rest, read, &plan, rows, view).await?;
                self.schema = Arc::clone(batches.schema());
                (batches.columns().clone(), Source::Parquet(batches))
            }
            None => {
                let page = unloaded.describe(&connection).await?;
                let columns: Columns = page.columns.into_iter().map(Column::from).collect();
                let fields = plan_all(&columns, &plan)?;
                self.schema = Arc::new(to_schema(&fields, options.string_view)?);
                (columns, Source::None)
            }
        };
        self.result = OpenResult::new(columns, ResultPath::Parquet, batches).with_cleanup(unloaded.cleanup);
        Ok(())
    }

    async fn open_plain(&mut self, query: &QueryExecution, options: &ArrowOptions) -> Result<()> {
        let (read, plan) = (options.read_options(), options.plan_options());
        let reader = TypedReader::open(self.runner.connection(), query, read, &plan, options.batch_size).await?;
        self.schema = Arc::new(to_schema(reader.fields(), options.string_view)?);
        let (columns, path, count) = (reader.columns().clone(), reader.path(), reader.update_count());
        let source = Source::Typed(Box::new(reader), self.schema());
        self.result = OpenResult::new(columns, path, source).with_update_count(count);
        Ok(())
    }
}

impl Batches for Source {
    type Batch = RecordBatch;

    async fn next(&mut self) -> Result<Option<RecordBatch>> {
        match self {
            Self::Typed(reader, schema) => reader.next().await?.map(|batch| to_batch(batch, schema)).transpose(),
            Self::Parquet(batches) => batches.next().await,
            Self::None => Ok(None),
        }
    }
}

impl AsyncCursor for ArrowCursor {
    type Batch = RecordBatch;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        let statement = statement.into();
        let options = self.runner.driver_options(&self.options, statement.options());
        self.execute_with(statement, options?).await
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        let options = self.runner.driver_options(&self.options, &StatementOptions::default())?;
        self.attach_with(id, &options).await
    }

    fn columns(&self) -> &Columns {
        self.result.columns()
    }

    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        self.result.next(&self.runner).await
    }

    fn num_rows(batch: &RecordBatch) -> usize {
        batch.num_rows()
    }

    fn value<'b>(_: &Columns, batch: &'b RecordBatch, row: usize, column: usize) -> Result<Value<'b>> {
        crate::value::value(batch, row, column)
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
