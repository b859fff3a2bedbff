//! Lazy frames over temporary files.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::sync::Arc;

use athena_core::{Cursor, Error, ErrorKind, Result};
use polars_arrow::io::ipc::write::{FileWriter, WriteOptions};
use polars_core::error::{PolarsError, PolarsResult};
use polars_core::prelude::{CompatLevel, DataFrame, Schema, SchemaExt as _};
use polars_io::HiveOptions;
use polars_io::ipc::IpcScanOptions;
use polars_lazy::dsl::{ScanSources, UnifiedScanArgs};
use polars_lazy::frame::{IntoLazy as _, LazyFrame};

use crate::dialect::Polars;

/// See [`PolarsCursorExt::into_lazy`](crate::PolarsCursorExt::into_lazy).
pub(crate) async fn into_lazy(mut cursor: Cursor<Polars>) -> Result<LazyFrame> {
    if let Some(cursor) = cursor.driver_cursor() {
        cursor.whole_row_groups();
    }
    let schema = cursor.schema();
    let mut next = cursor.next_batch().await?;
    if schema.is_empty() {
        return Ok(DataFrame::empty().lazy());
    }
    let mut spool = off_the_reactor(move || Spool::create(&schema)).await?;
    while let Some(batch) = next {
        let written = off_the_reactor(move || spool.write(&batch));
        let (written, fetched) = tokio::join!(written, cursor.next_batch());
        spool = written?;
        next = fetched?;
    }
    let file = off_the_reactor(move || spool.finish()).await?;
    let sources = ScanSources::Files(Arc::from([file]));
    // The file has no path, so no parts of it can be Hive columns.
    let arguments = UnifiedScanArgs { hive_options: HiveOptions::new_disabled(), ..UnifiedScanArgs::default() };
    let scan = LazyFrame::scan_ipc_sources(sources, IpcScanOptions::default(), arguments);
    let frame = scan.map_err(not_written);
    cursor.close().await?;
    frame
}

/// Unnamed temporary file of batches.
struct Spool(FileWriter<BufWriter<File>>);

impl Spool {
    fn create(schema: &Schema) -> PolarsResult<Self> {
        let schema = schema.to_arrow(CompatLevel::newest());
        let file = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        let mut writer = FileWriter::new(file, Arc::new(schema), None, WriteOptions { compression: None });
        writer.start()?;
        Ok(Self(writer))
    }

    fn write(mut self, batch: &DataFrame) -> PolarsResult<Self> {
        for chunk in batch.iter_chunks(CompatLevel::newest(), true) {
            self.0.write(&chunk, None)?;
        }
        Ok(self)
    }

    fn finish(mut self) -> PolarsResult<File> {
        self.0.finish()?;
        let mut file = self.0.into_inner();
        file.flush()?;
        Ok(file.into_inner().map_err(std::io::IntoInnerError::into_error)?)
    }
}

async fn off_the_reactor<T: Send + 'static>(work: impl FnOnce() -> PolarsResult<T> + Send + 'static) -> Result<T> {
    let worked = tokio::task::spawn_blocking(work).await;
    let lost = |error| Error::new(ErrorKind::InvalidState, "a task that wrote a file was lost").with_source(error);
    worked.map_err(lost)?.map_err(not_written)
}

fn not_written(error: PolarsError) -> Error {
    Error::new(ErrorKind::Io, "could not write the result to a temporary file").with_source(error)
}
