//! The batches of Parquet files.

use std::sync::Arc;

use athena_core::driver::api::ObjectSource;
use athena_core::driver::decode::PlanOptions;
use athena_core::driver::objects::ReadOptions;
use athena_core::driver::results::{ResultInfo, ResultPath};
use athena_core::driver::unload::FileQueue;
use athena_core::options::S3Uri;
use athena_core::{Column, Columns, Error, ErrorKind, Result};
use bytes::Bytes;
use polars_arrow::datatypes::Field as ArrowField;
use polars_core::prelude::{DataFrame, SchemaRef};
use tokio::sync::mpsc::Sender;

use super::decode::decode;
use super::file::{ParquetFile, off_the_reactor};
use super::schema::{columns, planned};
use crate::schema::to_schema;

/// How the files are read.
#[derive(Clone, Debug)]
struct How {
    source: Arc<dyn ObjectSource>,
    read: ReadOptions,
    batch_rows: usize,
    columns: Columns,
    schema: SchemaRef,
}

/// The batches of the files of one UNLOAD.
///
/// Of every file that is open one row group is held as a data frame, of which the batches are slices, and the next one
/// as it is in the file; how many are open at once is `parallel_parts` of the read options.
#[derive(Debug)]
pub(crate) struct ParquetBatches {
    how: How,
    /// The first file, until reading begins.
    first: Option<FileState>,
    info: ResultInfo,
    files: FileQueue<DataFrame>,
}

impl ParquetBatches {
    /// Opens the first file, which has the schema of all. Reading begins with the first batch that is asked for.
    pub(crate) async fn open(
        source: Arc<dyn ObjectSource>,
        first: &S3Uri,
        rest: &[S3Uri],
        read: ReadOptions,
        plan: &PlanOptions,
        batch_rows: usize,
    ) -> Result<Self> {
        let file = ParquetFile::open(Arc::clone(&source), first.clone(), read).await?;
        let (columns, fields) = columns(&file.metadata).map_err(|error| error.with_context("uri", first))?;
        let schema = Arc::new(to_schema(&planned(&columns, plan))?);
        let info = ResultInfo::new(columns.clone(), ResultPath::Parquet);
        let how = How { source, read, batch_rows, columns, schema };
        let first = Some(FileState::Open(Box::new((file, fields))));
        Ok(Self { how, first, info, files: FileQueue::new(rest, read.parallel_parts) })
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.how.schema
    }

    pub(crate) fn info(&self) -> &ResultInfo {
        &self.info
    }

    /// Makes batches of whole row groups, unless reading has begun.
    #[cfg(feature = "lazy")]
    pub(crate) fn whole_row_groups(&mut self) {
        self.how.batch_rows = usize::MAX;
    }

    /// The next batch, never without rows; `None` behind the last file. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<DataFrame>> {
        let how = &self.how;
        let named = |uri, batches| read(how.clone(), FileState::Named(uri), batches);
        if let Some(first) = self.first.take() {
            self.files.start(|batches| read(how.clone(), first, batches));
            self.files.read_ahead(named);
        }
        self.files.next(named).await
    }
}

#[derive(Debug)]
enum FileState {
    Named(S3Uri),
    Open(Box<(ParquetFile, Vec<ArrowField>)>),
}

async fn read(how: How, file: FileState, batches: Sender<DataFrame>) -> Result<()> {
    let (file, fields) = match file {
        FileState::Open(open) => *open,
        FileState::Named(uri) => {
            let file = ParquetFile::open(how.source, uri, how.read).await?;
            let found = columns(&file.metadata).and_then(|(columns, fields)| {
                check(&columns, &how.columns)?;
                Ok(fields)
            });
            let fields = found.map_err(|error| error.with_context("uri", file.uri()))?;
            (file, fields)
        }
    };
    let fields = Arc::new(fields);
    let filled: Vec<usize> =
        (0..file.metadata.row_groups.len()).filter(|group| file.metadata.row_groups[*group].num_rows() > 0).collect();
    let mut chunks = match filled.first() {
        Some(group) => fetch(&file, *group).await?,
        None => return Ok(()),
    };
    for (at, group) in filled.iter().copied().enumerate() {
        let (metadata, fields, schema) = (Arc::clone(&file.metadata), Arc::clone(&fields), Arc::clone(&how.schema));
        let frame = off_the_reactor(file.uri(), move || decode(&metadata.row_groups[group], chunks, &fields, &schema));
        let next = async {
            match filled.get(at + 1) {
                Some(group) => fetch(&file, *group).await,
                None => Ok(Vec::new()),
            }
        };
        let (frame, fetched) = tokio::join!(frame, next);
        let frame = frame?;
        let mut from = 0;
        while from < frame.height() {
            let batch = frame.slice(i64::try_from(from).unwrap_or(i64::MAX), how.batch_rows);
            from += batch.height();
            if batches.send(batch).await.is_err() {
                return Ok(());
            }
        }
        // The rows before a read that failed are there all the same.
        chunks = fetched?;
    }
    Ok(())
}

/// The column chunks of a row group.
async fn fetch(file: &ParquetFile, group: usize) -> Result<Vec<Bytes>> {
    let ranges: Vec<_> = file.metadata.row_groups[group].byte_ranges_iter().collect();
    file.object.read_many(&ranges).await
}

/// Files of one query have the same columns.
fn check(file: &Columns, first: &Columns) -> Result<()> {
    let alike = |(one, other): (&Column, &Column)| one.name == other.name && one.data_type == other.data_type;
    if file.len() == first.len() && file.iter().zip(first).all(alike) {
        return Ok(());
    }
    let message = "a file has other columns than the first one, which one query does not write";
    Err(Error::new(ErrorKind::Unexpected, message).with_operation("read the files of UNLOAD"))
}
