//! Record batches of the Parquet files of an UNLOAD.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use athena_core::driver::decode::PlanOptions;
use athena_core::driver::results::{ResultInfo, ResultPath, Transfer};
use athena_core::driver::unload::{FileQueue, UnloadFiles, check_columns, not_parquet, plan_columns};
use athena_core::options::S3Uri;
use athena_core::{Columns, Error, ErrorKind, Result};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader};
use parquet::arrow::async_reader::{AsyncFileReader as _, ParquetRecordBatchStreamBuilder};
use tokio::sync::mpsc::Sender;

use super::file::{ParquetObject, ours};
use super::fit;
use super::schema::{columns, read_as};
use crate::schema::to_schema;

/// The parts of a read that all files share.
#[derive(Clone, Debug)]
struct Context {
    files: UnloadFiles,
    batch_rows: usize,
    string_view: bool,
    /// The columns of the first file.
    columns: Columns,
    schema: SchemaRef,
}

/// The batches of the files of one UNLOAD.
///
/// For every open file, it holds the encoded bytes of one row group and two batches. `parallel_parts` of the read
/// options limits the number of open files.
#[derive(Debug)]
pub(crate) struct ParquetBatches {
    context: Context,
    info: ResultInfo,
    queue: FileQueue<RecordBatch>,
}

impl ParquetBatches {
    /// Opens the first file, which has the schema of all, and begins to read.
    pub(crate) async fn open(
        files: UnloadFiles,
        first: &S3Uri,
        rest: &[S3Uri],
        plan: &PlanOptions,
        batch_rows: usize,
        string_view: bool,
    ) -> Result<Self> {
        let (file, metadata) = open(&files, first.clone(), string_view).await?;
        let columns = columns(metadata.schema()).map_err(|error| error.with_context("uri", first))?;
        let schema = Arc::new(to_schema(&plan_columns(&columns, plan), string_view)?);
        let info = ResultInfo::new(columns.clone(), ResultPath::Parquet);
        let mut queue = FileQueue::new(rest, files.parallel_files());
        let context = Context { files, batch_rows, string_view, columns, schema };
        let first = FileState::Open(Box::new((file, metadata)));
        queue.start(|batches| read(context.clone(), first, batches));
        queue.read_ahead(|uri, batches| read(context.clone(), FileState::Named(uri), batches));
        Ok(Self { context, info, queue })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.context.schema
    }

    pub(crate) fn info(&self) -> &ResultInfo {
        &self.info
    }

    pub(crate) fn transfer(&self) -> Transfer {
        self.context.files.transfer()
    }

    /// The next batch, which has rows; `None` after the last file. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<RecordBatch>> {
        self.queue.next(|uri, batches| read(self.context.clone(), FileState::Named(uri), batches)).await
    }
}

/// A file to read: only its address, or what was read to learn the schema.
enum FileState {
    Named(S3Uri),
    Open(Box<(ParquetObject, ArrowReaderMetadata)>),
}

async fn read(context: Context, file: FileState, batches: Sender<RecordBatch>) -> Result<()> {
    let Context { files, batch_rows, string_view, columns: first, schema } = context;
    let (file, metadata) = match file {
        FileState::Open(open) => *open,
        FileState::Named(uri) => {
            let (file, metadata) = open(&files, uri, string_view).await?;
            let checked = columns(metadata.schema()).and_then(|columns| check_columns(&columns, &first));
            checked.map_err(|error| error.with_context("uri", file.0.uri()))?;
            (file, metadata)
        }
    };
    let uri = file.0.uri().clone();
    let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(file, metadata).with_batch_size(batch_rows);
    let mut row_groups = builder.build().map_err(|error| ours(error, &uri))?;
    while let Some(mut row_group) = row_groups.next_row_group().await.map_err(|error| ours(error, &uri))? {
        // A batch at a time, so that no thread waits for a slow reader.
        loop {
            let schema = Arc::clone(&schema);
            let decoded = tokio::task::spawn_blocking(move || (decode(&mut row_group, &schema), row_group)).await;
            let (batch, rest) =
                decoded.map_err(|_| Error::new(ErrorKind::InvalidState, "a task that decoded a file was lost"))?;
            row_group = rest;
            let Some(batch) = batch.transpose() else { break };
            let batch = batch.map_err(|failure| failure.into_error(&uri))?;
            if batches.send(batch).await.is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

enum Failure {
    File(arrow_schema::ArrowError),
    Fit(Error),
}

impl Failure {
    fn into_error(self, uri: &S3Uri) -> Error {
        match self {
            Self::File(error) => not_parquet(uri).with_source(error),
            Self::Fit(error) => error.with_context("uri", uri),
        }
    }
}

fn decode(row_group: &mut ParquetRecordBatchReader, schema: &SchemaRef) -> Result<Option<RecordBatch>, Failure> {
    for batch in row_group {
        let batch = batch.map_err(Failure::File)?;
        if batch.num_rows() > 0 {
            return fit::fit(&batch, schema).map(Some).map_err(Failure::Fit);
        }
    }
    Ok(None)
}

async fn open(files: &UnloadFiles, uri: S3Uri, string_view: bool) -> Result<(ParquetObject, ArrowReaderMetadata)> {
    let mut file = ParquetObject(files.open(uri.clone()).await?);
    let metadata = file.get_metadata(None).await.map_err(|error| ours(error, &uri))?;
    files.add_rows(u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0));
    let hinted = || {
        // The columns' Parquet types count, not the Arrow schema that a writer may have stored beside them.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let plain = ArrowReaderMetadata::try_new(Arc::clone(&metadata), options)?;
        let wanted = read_as(plain.schema(), plain.parquet_schema(), string_view);
        ArrowReaderMetadata::try_new(metadata, ArrowReaderOptions::new().with_schema(Arc::new(wanted)))
    };
    let metadata = hinted().map_err(|error| ours(error, &uri))?;
    Ok((file, metadata))
}
