//! Several files at once, their batches in the order of the manifest.

use std::collections::VecDeque;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use athena_core::api::ObjectSource;
use athena_core::columns::PlanOptions;
use athena_core::options::S3Uri;
use athena_core::results::ReadOptions;
use athena_core::unload::ObjectFile;
use athena_core::{Columns, Error, ErrorKind, Result};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader};
use parquet::arrow::async_reader::{AsyncFileReader as _, ParquetRecordBatchStreamBuilder};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::file::{ParquetObject, not_readable, ours};
use super::fit;
use super::schema::{columns, read_as};
use crate::schema::to_schema;

/// Batches of a file that wait for their turn, besides the one that is being decoded.
const BATCHES_AHEAD: usize = 1;

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
    columns: Columns,
    waiting: VecDeque<S3Uri>,
    open: VecDeque<Reading>,
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
        let reading = Reading::start(how.clone(), FileState::Open(Box::new((file, metadata))));
        let mut batches =
            Self { how, columns, waiting: rest.iter().cloned().collect(), open: VecDeque::from([reading]) };
        batches.read_ahead();
        Ok(batches)
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.how.schema
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The next batch, never without rows; `None` behind the last file. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<RecordBatch>> {
        while let Some(file) = self.open.front_mut() {
            if let Some(batch) = file.batches.recv().await {
                return Ok(Some(batch));
            }
            // The file is at its end, or its task is: that must not look the same.
            let ended = (&mut file.task).await;
            ended.map_err(|_| Error::new(ErrorKind::InvalidState, "a task that read a file was lost")).flatten()?;
            self.open.pop_front();
            self.read_ahead();
        }
        Ok(None)
    }

    fn read_ahead(&mut self) {
        while self.open.len() < self.how.read.parallel_parts {
            let Some(uri) = self.waiting.pop_front() else { break };
            self.open.push_back(Reading::start(self.how.clone(), FileState::Named(uri)));
        }
    }
}

/// A file on its way; dropping it ends that.
#[derive(Debug)]
struct Reading {
    batches: Receiver<RecordBatch>,
    task: JoinHandle<Result<()>>,
}

impl Reading {
    fn start(how: How, file: FileState) -> Self {
        let (sender, batches) = channel(BATCHES_AHEAD);
        Self { batches, task: tokio::spawn(read(how, file, sender)) }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.task.abort();
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
