//! Results as batches of typed columns.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::reader::{ResultReader, RowBlock};
use super::{ResultInfo, Transfer};
use crate::column::Column;
use crate::driver::decode::{BatchBuilder, Field, PlanOptions, TypedBatch, plan_all};
use crate::driver::objects::ReadOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::query::QueryExecution;
use crate::session::Session;

/// A batch is handed out early when it has less room for text than this, of the 2 GiB that 32-bit offsets reach.
const ROOM_FOR_TEXT: usize = 1 << 30;

/// The rows of a query that has succeeded, as batches of typed columns. Decoding runs off the reactor, while the next
/// blocks are on their way.
#[derive(Debug)]
pub struct TypedReader {
    rows: Option<ResultReader>,
    info: ResultInfo,
    transfer: Transfer,
    fields: Arc<[Field]>,
    batch_rows: usize,
    builder: Option<BatchBuilder>,
    /// Rows that are not all in a batch yet, and how many of them are.
    left: Option<(RowBlock, usize)>,
    decoding: Option<JoinHandle<Decoded>>,
}

/// Outcome of a decoding step.
type Decoded = (BatchBuilder, RowBlock, usize, Result<Option<TypedBatch>>);

impl TypedReader {
    /// Opens a result; batches have `batch_rows` rows, the last one fewer.
    ///
    /// # Errors
    /// As [`ResultReader::open`]; `InvalidOption` when a type hint does not fit the result.
    ///
    /// # Cancel safety
    /// As [`ResultReader::open`].
    pub async fn open(
        session: &Session,
        query: &QueryExecution,
        read: ReadOptions,
        plan: &PlanOptions,
        batch_rows: usize,
    ) -> Result<Self> {
        let rows = ResultReader::open(session, query, read).await?;
        let fields: Arc<[Field]> = plan_all(&rows.info().columns, plan)?.into();
        let with_hint = |(column, field): (&Column, &Field)| {
            let mut column = column.clone();
            column.data_type = field.athena_type.clone();
            column
        };
        let mut info = rows.info().clone();
        info.columns = info.columns.iter().zip(fields.iter()).map(with_hint).collect();
        Ok(Self {
            transfer: rows.transfer(),
            rows: Some(rows),
            info,
            builder: Some(BatchBuilder::new(Arc::clone(&fields))),
            fields,
            batch_rows: batch_rows.max(1),
            left: None,
            decoding: None,
        })
    }

    /// Columns, path and update count of the result. A column with a type hint has the hint's type.
    pub fn info(&self) -> &ResultInfo {
        &self.info
    }

    /// Bytes of the result object so far and in all.
    pub fn transfer(&self) -> Transfer {
        self.rows.as_ref().map_or(self.transfer, ResultReader::transfer)
    }

    /// The decoded form of each column, known before the first batch.
    pub fn fields(&self) -> &Arc<[Field]> {
        &self.fields
    }

    /// The next batch; `None` at the end.
    ///
    /// # Errors
    /// The error of a read, or `Decode` when a value does not fit its column. The result is then over.
    ///
    /// # Cancel safety
    /// No row is lost.
    pub async fn next(&mut self) -> Result<Option<TypedBatch>> {
        loop {
            if let Some(decoding) = &mut self.decoding {
                let decoded = decoding.await;
                self.decoding = None;
                let (builder, rows, taken, batch) = decoded.map_err(|error| {
                    let error = Error::new(ErrorKind::Unexpected, "the task that decoded the batch was cancelled")
                        .with_source(error);
                    self.over(error)
                })?;
                self.builder = Some(builder);
                self.left = (taken < rows.num_rows()).then_some((rows, taken));
                match batch {
                    Ok(None) => {}
                    Ok(batch) => return Ok(batch),
                    Err(error) => return Err(self.over(error)),
                }
            }
            if self.left.is_none() {
                let Some(rows) = &mut self.rows else { return Ok(None) };
                match rows.next().await {
                    Ok(Some(rows)) => self.left = Some((rows, 0)),
                    Ok(None) => {
                        self.transfer = rows.transfer();
                        self.rows = None;
                        return Ok(self.builder.take().filter(|b| b.num_rows() > 0).map(|mut b| b.finish()));
                    }
                    Err(error) => return Err(self.over(error)),
                }
            }
            if let (Some((rows, taken)), Some(builder)) = (self.left.take(), self.builder.take()) {
                let batch_rows = self.batch_rows;
                self.decoding = Some(tokio::task::spawn_blocking(move || decode(builder, rows, taken, batch_rows)));
            }
        }
    }

    fn over(&mut self, error: Error) -> Error {
        self.rows = None;
        self.left = None;
        self.builder = None;
        error
    }
}

fn decode(mut builder: BatchBuilder, rows: RowBlock, taken: usize, batch_rows: usize) -> Decoded {
    let wanted = batch_rows - builder.num_rows();
    let appended = match &rows {
        RowBlock::Csv(block) => builder.append(block, taken, wanted),
        RowBlock::Page(page) => builder.append_text(page, taken, wanted),
    };
    match appended {
        Err(error) => (builder, rows, taken, Err(error)),
        Ok(appended) => {
            let full = builder.num_rows() >= batch_rows || !builder.has_room_for(ROOM_FOR_TEXT);
            let batch = full.then(|| builder.finish());
            (builder, rows, taken + appended, Ok(batch))
        }
    }
}
