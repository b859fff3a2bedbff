//! The cursor: run a statement, hand out its rows as chunks of a data frame.

use std::io::Write;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use athena_arrow::ArrowCursor;
use athena_core::driver::results::ResultPath;
use athena_core::{
    AsyncCursor, Columns, Connection, Dialect, QueryId, QueryRunner, Result, Statement, StatementOptions, Value,
};

use crate::dialect::Pandas;
use crate::feather::{FeatherFile, FeatherOptions};
use crate::frame::Frame;
use crate::options::PandasOptions;
use crate::parquet::{ParquetFile, ParquetOptions};
use crate::streams::{BatchReader, BatchStream};
use crate::write::{Written, write};

/// Runs statements and hands out record batches of which pyarrow makes data frames, and files that pandas reads.
///
/// A batch is a chunk: a frame of its own, whose index goes on where the one before it ended.
/// [`into_stream`](Self::into_stream), [`into_reader`](Self::into_reader) and files are one frame, with one schema, whose
/// index begins at 0.
#[derive(Debug)]
pub struct PandasCursor {
    arrow: ArrowCursor,
    options: PandasOptions,
    frame: Frame,
    /// Rows handed out so far.
    rows: u64,
}

impl PandasCursor {
    pub(crate) fn new(connection: &Connection, options: PandasOptions) -> Self {
        Self {
            arrow: ArrowCursor::new(connection, options.arrow_options(), Pandas::NAME),
            options,
            frame: Frame::empty(),
            rows: 0,
        }
    }

    /// The schema of the whole result, known before its first batch; empty before the first result and for statements
    /// without one. Its metadata name dtypes but no index, see [`PANDAS_KEY`](crate::PANDAS_KEY); readers then count rows
    /// from 0. Batches have fields and dtypes in common with it.
    pub fn schema(&self) -> SchemaRef {
        SchemaRef::clone(self.frame.schema())
    }

    /// What is left of the result, as a stream. All of its batches have the schema of the whole.
    pub fn into_stream(self) -> BatchStream {
        BatchStream::new(self.arrow.into_stream(), self.frame)
    }

    /// What is left of the result, as a blocking reader, to be used where no async code is. All of its batches have the
    /// schema of the whole.
    ///
    /// # Errors
    /// `InvalidState` before a statement was executed.
    pub fn into_reader(self) -> Result<BatchReader> {
        Ok(BatchReader::new(self.arrow.into_reader()?, self.frame))
    }

    /// Writes what is left of the result as a Parquet file, for `pd.read_parquet`. Encoding runs off the reactor, while the
    /// next rows are on their way; memory is bounded by the row group.
    ///
    /// # Errors
    /// Those of [`next_batch`](AsyncCursor::next_batch); `Io` when the writer fails; `Unsupported` for what Parquet has no
    /// place for: timestamps in seconds.
    ///
    /// # Cancel safety
    /// When the future is dropped, or fails, the file has no end and cannot be read.
    pub async fn write_parquet<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: ParquetOptions,
    ) -> Result<Written<W>> {
        let file = ParquetFile::new(writer, &self.frame, &options)?;
        write(self, file).await
    }

    /// Writes what is left of the result as a Feather file (version 2: an Arrow IPC file), for `pd.read_feather`. Encoding
    /// runs off the reactor, while the next rows are on their way, a chunk at a time.
    ///
    /// # Errors
    /// Those of [`next_batch`](AsyncCursor::next_batch); `Io` when the writer fails.
    ///
    /// # Cancel safety
    /// When the future is dropped, or fails, the file has no end and cannot be read.
    pub async fn write_feather<W: Write + Send + 'static>(
        &mut self,
        writer: W,
        options: FeatherOptions,
    ) -> Result<Written<W>> {
        let file = FeatherFile::new(writer, &self.frame, options)?;
        write(self, file).await
    }

    fn reset(&mut self) {
        self.frame = Frame::empty();
        self.rows = 0;
    }
}

impl AsyncCursor for PandasCursor {
    type Batch = RecordBatch;

    async fn execute(&mut self, statement: impl Into<Statement> + Send) -> Result<()> {
        self.discard();
        let statement = statement.into();
        let options = self.runner().driver_options(&self.options, statement.options())?;
        self.arrow.execute_with(statement, options.arrow_options()).await?;
        self.frame = Frame::new(&self.arrow.schema(), options.dtype_backend);
        Ok(())
    }

    async fn attach(&mut self, id: QueryId) -> Result<()> {
        self.discard();
        let options = self.runner().driver_options(&self.options, &StatementOptions::default())?;
        self.arrow.attach_with(id, &options.arrow_options()).await?;
        self.frame = Frame::new(&self.arrow.schema(), options.dtype_backend);
        Ok(())
    }

    fn columns(&self) -> &Columns {
        self.arrow.columns()
    }

    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.arrow.next_batch().await? else { return Ok(None) };
        let chunk = self.frame.chunk(&batch, self.rows)?;
        self.rows += chunk.num_rows() as u64;
        Ok(Some(chunk))
    }

    fn num_rows(batch: &RecordBatch) -> usize {
        batch.num_rows()
    }

    fn value<'b>(_: &Columns, batch: &'b RecordBatch, row: usize, column: usize) -> Result<Value<'b>> {
        athena_arrow::value(batch, row, column)
    }

    fn update_count(&self) -> Option<u64> {
        self.arrow.update_count()
    }

    fn path(&self) -> Option<ResultPath> {
        self.arrow.path()
    }

    fn runner(&self) -> &QueryRunner {
        self.arrow.runner()
    }

    fn discard(&mut self) {
        self.reset();
        self.arrow.discard();
    }

    async fn close(self) -> Result<()> {
        self.arrow.close().await
    }
}
