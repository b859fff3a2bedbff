//! A result as typed columns, for the drivers whose batches are columns.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::ResultPath;
use super::reader::{ResultReader, RowBlock};
use crate::column::{Column, Columns};
use crate::connection::Connection;
use crate::driver::decode::{BatchBuilder, Field, PlanOptions, TypedBatch, plan_all};
use crate::driver::objects::ReadOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::query::QueryExecution;

/// A batch is handed out early when it has less room for text than this, of the 2 GiB that 32-bit offsets reach.
const ROOM_FOR_TEXT: usize = 1 << 30;

/// The rows of a query that has succeeded, as batches of typed columns. Decoding runs off the reactor, while the next blocks are
/// on their way.
#[derive(Debug)]
pub struct TypedReader {
    rows: Option<ResultReader>,
    columns: Columns,
    fields: Arc<[Field]>,
    update_count: Option<u64>,
    path: ResultPath,
    batch_rows: usize,
    builder: Option<BatchBuilder>,
    /// Rows that came and are not in a batch yet, and how many of them are.
    left: Option<(RowBlock, usize)>,
    decoding: Option<JoinHandle<Decoded>>,
}

/// What a decoding step leaves behind.
type Decoded = (BatchBuilder, RowBlock, usize, Result<Option<TypedBatch>>);

impl TypedReader {
    /// Opens a result; batches have `batch_rows` rows, the last one fewer.
    ///
    /// # Errors
    /// As [`ResultReader::open`]; `InvalidOption` when a type hint does not fit the result.
    pub async fn open(
        connection: &Connection,
        query: &QueryExecution,
        read: ReadOptions,
        plan: &PlanOptions,
        batch_rows: usize,
    ) -> Result<Self> {
        let rows = ResultReader::open(connection, query, read).await?;
        let fields: Arc<[Field]> = plan_all(rows.columns(), plan)?.into();
        let with_hint = |(column, field): (&Column, &Field)| {
            let mut column = column.clone();
            column.data_type = field.athena_type.clone();
            column
        };
        let columns = rows.columns().iter().zip(fields.iter()).map(with_hint).collect();
        Ok(Self {
            update_count: rows.update_count(),
            path: rows.path(),
            rows: Some(rows),
            columns,
            builder: Some(BatchBuilder::new(Arc::clone(&fields))),
            fields,
            batch_rows: batch_rows.max(1),
            left: None,
            decoding: None,
        })
    }

    /// The columns of the result, where there is a type hint with its type.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// What each column becomes; known before the first batch.
    pub fn fields(&self) -> &Arc<[Field]> {
        &self.fields
    }

    /// Rows changed by INSERT, UPDATE, DELETE, MERGE or CTAS.
    pub fn update_count(&self) -> Option<u64> {
        self.update_count
    }

    /// The way that was taken.
    pub fn path(&self) -> ResultPath {
        self.path
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
                    let error =
                        Error::new(ErrorKind::Unexpected, "the decoding of a batch was cut short").with_source(error);
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
