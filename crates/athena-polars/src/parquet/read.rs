//! Data frames of the Parquet files of an UNLOAD.

use std::sync::Arc;

use athena_core::driver::decode::PlanOptions;
use athena_core::driver::results::{ResultInfo, ResultPath, Transfer};
use athena_core::driver::unload::{FileQueue, UnloadFiles, check_columns, plan_columns};
use athena_core::options::S3Uri;
use athena_core::{Columns, Result};
use bytes::Bytes;
use polars_arrow::datatypes::Field as ArrowField;
use polars_core::prelude::{DataFrame, SchemaRef};
use tokio::sync::mpsc::Sender;

use super::decode::decode;
use super::file::{ParquetFile, off_the_reactor};
use super::schema::columns;
use crate::schema::to_schema;

/// The parts of a read that all files share.
#[derive(Clone, Debug)]
struct Context {
    files: UnloadFiles,
    batch_rows: usize,
    /// The columns of the first file.
    columns: Columns,
    schema: SchemaRef,
}

/// The batches of the files of one UNLOAD.
///
/// For every open file, it holds one row group as a data frame, whose slices are the batches, and the encoded bytes of
/// the next one. `parallel_parts` of the read options limits the number of open files.
#[derive(Debug)]
pub(crate) struct ParquetBatches {
    context: Context,
    /// The first file, until reading begins.
    first: Option<FileState>,
    info: ResultInfo,
    queue: FileQueue<DataFrame>,
}

impl ParquetBatches {
    /// Opens the first file, which has the schema of all. Reading begins with the first call of [`next`](Self::next).
    pub(crate) async fn open(
        files: UnloadFiles,
        first: &S3Uri,
        rest: &[S3Uri],
        plan: &PlanOptions,
        batch_rows: usize,
    ) -> Result<Self> {
        let file = ParquetFile::open(&files, first.clone()).await?;
        let (columns, fields) = columns(&file.metadata).map_err(|error| error.with_context("uri", first))?;
        let schema = Arc::new(to_schema(&plan_columns(&columns, plan))?);
        let info = ResultInfo::new(columns.clone(), ResultPath::Parquet);
        let queue = FileQueue::new(rest, files.parallel_files());
        let context = Context { files, batch_rows, columns, schema };
        let first = Some(FileState::Open(Box::new((file, fields))));
        Ok(Self { context, first, info, queue })
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

    /// Makes batches of whole row groups, unless reading has begun.
    #[cfg(feature = "lazy")]
    pub(crate) fn whole_row_groups(&mut self) {
        self.context.batch_rows = usize::MAX;
    }

    /// The next batch, which has rows; `None` after the last file. No row is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Option<DataFrame>> {
        let context = &self.context;
        let named = |uri, batches| read(context.clone(), FileState::Named(uri), batches);
        if let Some(first) = self.first.take() {
            self.queue.start(|batches| read(context.clone(), first, batches));
            self.queue.read_ahead(named);
        }
        self.queue.next(named).await
    }
}

/// A file to read: only its address, or what was read to learn the schema.
#[derive(Debug)]
enum FileState {
    Named(S3Uri),
    Open(Box<(ParquetFile, Vec<ArrowField>)>),
}

async fn read(context: Context, file: FileState, batches: Sender<DataFrame>) -> Result<()> {
    let Context { files, batch_rows, columns: first, schema } = context;
    let (file, fields) = match file {
        FileState::Open(open) => *open,
        FileState::Named(uri) => {
            let file = ParquetFile::open(&files, uri).await?;
            let found = columns(&file.metadata).and_then(|(columns, fields)| {
                check_columns(&columns, &first)?;
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
        let (metadata, fields, schema) = (Arc::clone(&file.metadata), Arc::clone(&fields), Arc::clone(&schema));
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
            let batch = frame.slice(i64::try_from(from).unwrap_or(i64::MAX), batch_rows);
            from += batch.height();
            if batches.send(batch).await.is_err() {
                return Ok(());
            }
        }
        // An error of the next read comes after the rows of this row group.
        chunks = fetched?;
    }
    Ok(())
}

/// The column chunks of a row group.
async fn fetch(file: &ParquetFile, group: usize) -> Result<Vec<Bytes>> {
    let ranges: Vec<_> = file.metadata.row_groups[group].byte_ranges_iter().collect();
    file.object.read_many(&ranges).await
}
