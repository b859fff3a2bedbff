//! The batches of Parquet files.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use athena_core::driver::api::ObjectSource;
use athena_core::driver::decode::PlanOptions;
use athena_core::driver::objects::{ObjectFile, ReadOptions};
use athena_core::driver::results::{ResultInfo, ResultPath};
use athena_core::driver::unload::FileQueue;
use athena_core::options::S3Uri;
use athena_core::{Error, ErrorKind, Result};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader};
use parquet::arrow::async_reader::{AsyncFileReader as _, ParquetRecordBatchStreamBuilder};
use tokio::sync::mpsc::Sender;

use super::file::{ParquetObject, not_readable, ours};
use super::fit;
use super::schema::{columns, read_as};
use crate::schema::to_schema;

/// How the files are read.
#[derive(Clone, Debug)]
struct How {
    source: Arc<dyn ObjectSource>,
    read: ReadOptions,
    batch_rows: usize,
    string_view: bool,
    schema: SchemaRef,
}

/// The batches of the files of one UNLOAD.
///
/// Of every file that is open a row group is held as it is in the file, and two batches; how many are open at once is
/// `parallel_parts` of the read options.
#[derive(Debug)]
pub(crate) struct ParquetBatches {
    how: How,
    info: ResultInfo,
    files: FileQueue<RecordBatch>,
}

impl ParquetBatches {
    /// Opens the first file, which has the schema of all, and begins to read.
    pub(crate) async fn open(
        source: Arc<dyn ObjectSource>,
        first: &S3Uri,
        rest: &[S3Uri],
        read: ReadOptions,
        plan: &PlanOptions,
        batch_rows: usize,
        string_view: bool,
    ) -> Result<Self> {
        let (file, metadata) = open(Arc::clone(&source), first.clone(), read, string_view).await?;
        let (columns, fields) = columns(metadata.schema(), plan)?;
        let schema = Arc::new(to_schema(&fields, string_view)?);
        let how = How { source, read, batch_rows, string_view, schema };
        let first = FileState::Open(Box::new((file, metadata)));
        let mut files = FileQueue::new(rest, read.parallel_parts);
        files.start(|batches| self::read(how.clone(), first, batches));
        files.read_ahead(|uri, batches| self::read(how.clone(), FileState::Named(uri), batches));
        Ok(Self { how, info: ResultInfo::new(columns, ResultPath::Parquet), files })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.how.schema
    }

    pub(crate) fn info(&self) -> &ResultInfo {
        &self.info
    }

    /// The next batch, never without rows; `None` behind the last file. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<RecordBatch>> {
        self.files.next(|uri, batches| read(self.how.clone(), FileState::Named(uri), batches)).await
    }
}

enum FileState {
    Named(S3Uri),
    Open(Box<(ParquetObject, ArrowReaderMetadata)>),
}

async fn read(how: How, file: FileState, batches: Sender<RecordBatch>) -> Result<()> {
    let (file, metadata) = match file {
        FileState::Open(open) => *open,
        FileState::Named(uri) => {
            let (file, metadata) = open(how.source, uri, how.read, how.string_view).await?;
            let (_, fields) = columns(metadata.schema(), &PlanOptions::new())?;
            fit::check(to_schema(&fields, how.string_view)?.fields(), how.schema.fields())
                .map_err(|error| error.with_context("uri", file.0.uri()))?;
            (file, metadata)
        }
    };
    let uri = file.0.uri().clone();
    let builder = ParquetRecordBatchStreamBuilder::new_with_metadata(file, metadata).with_batch_size(how.batch_rows);
    let mut row_groups = builder.build().map_err(|error| ours(error, &uri))?;
    while let Some(mut row_group) = row_groups.next_row_group().await.map_err(|error| ours(error, &uri))? {
        // A batch at a time, so that no thread waits for a slow reader.
        loop {
            let schema = Arc::clone(&how.schema);
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
            Self::File(error) => not_readable(Box::new(error), uri),
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

async fn open(
    source: Arc<dyn ObjectSource>,
    uri: S3Uri,
    read: ReadOptions,
    string_view: bool,
) -> Result<(ParquetObject, ArrowReaderMetadata)> {
    let at = uri.clone();
    let mut file = ParquetObject(ObjectFile::open(source, uri, read).await?);
    let metadata = file.get_metadata(None).await.map_err(|error| ours(error, &at))?;
    let hinted = || {
        // The types are those of the columns; what a writer left of its own schema counts for nothing.
        let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
        let plain = ArrowReaderMetadata::try_new(Arc::clone(&metadata), options)?;
        let wanted = read_as(plain.schema(), plain.parquet_schema(), string_view);
        ArrowReaderMetadata::try_new(metadata, ArrowReaderOptions::new().with_schema(Arc::new(wanted)))
    };
    let metadata = hinted().map_err(|error| ours(error, &at))?;
    Ok((file, metadata))
}
