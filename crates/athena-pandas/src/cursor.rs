//! `PandasCursor`: results as chunks of data frames.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use athena_arrow::ArrowCursor;
use athena_core::driver::results::{ResultInfo, Transfer};
use athena_core::driver::{AsyncCursor, Executed};
use athena_core::{Columns, Result, Value};

use crate::driver_options::PandasOptions;
use crate::frame::Frame;

/// A result as record batches from which pyarrow makes data frames.
///
/// A batch is a chunk: a data frame whose index continues where the one before it ended. The streams and files of
/// [`PandasCursorExt`](crate::PandasCursorExt) are parts of one frame, with one schema, whose index begins at 0.
#[derive(Debug)]
pub struct PandasCursor {
    arrow: ArrowCursor,
    frame: Frame,
    parts: Parts,
}

/// Form of the batches.
#[derive(Debug)]
enum Parts {
    /// Each batch is a frame; the next one's index begins at `next_row`.
    Chunks { next_row: u64 },
    /// All batches are parts of one frame.
    OneFrame,
}

impl PandasCursor {
    pub(crate) async fn open(executed: Executed, options: &PandasOptions) -> Result<Self> {
        let arrow = ArrowCursor::open(executed, &options.arrow_options()).await?;
        let frame = Frame::new(&ArrowCursor::schema(Some(&arrow)), options.dtype_backend);
        Ok(Self { arrow, frame, parts: Parts::Chunks { next_row: 0 } })
    }

    pub(crate) fn frame(&self) -> &Frame {
        &self.frame
    }

    /// From here on batches are parts of one frame.
    pub(crate) fn as_one_frame(&mut self) {
        self.parts = Parts::OneFrame;
    }
}

impl AsyncCursor for PandasCursor {
    type Batch = RecordBatch;
    /// The schema of the whole result. Its metadata name dtypes but no index, see [`PANDAS_KEY`](crate::PANDAS_KEY);
    /// readers then count rows from 0. Chunks have the same fields and dtypes.
    type Schema = SchemaRef;

    fn info(&self) -> &ResultInfo {
        self.arrow.info()
    }

    fn schema(result: Option<&Self>) -> SchemaRef {
        result.map_or_else(|| Frame::empty().schema().clone(), |result| result.frame.schema().clone())
    }

    async fn next_batch(&mut self) -> Result<Option<RecordBatch>> {
        let Some(batch) = self.arrow.next_batch().await? else { return Ok(None) };
        match &mut self.parts {
            Parts::OneFrame => self.frame.part(&batch).map(Some),
            Parts::Chunks { next_row } => {
                let chunk = self.frame.chunk(&batch, *next_row)?;
                *next_row += chunk.num_rows() as u64;
                Ok(Some(chunk))
            }
        }
    }

    fn num_rows(batch: &RecordBatch) -> usize {
        batch.num_rows()
    }

    fn value<'b>(_: &Columns, batch: &'b RecordBatch, row: usize, column: usize) -> Result<Value<'b>> {
        athena_arrow::value_at(batch, row, column)
    }

    fn transfer(&self) -> Transfer {
        self.arrow.transfer()
    }
}
