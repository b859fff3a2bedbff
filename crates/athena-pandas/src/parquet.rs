//! Parquet files.

use std::io::Write;

use arrow_array::RecordBatch;
use arrow_schema::{DataType, Field, TimeUnit};
use athena_core::{Error, ErrorKind, Result};
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, ArrowWriter, encode_arrow_schema};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::frame::{Frame, PANDAS_KEY};
use crate::write::BatchFile;

athena_core::choices! {
    /// Compression of the columns of a Parquet file.
    pub enum ParquetCompression {
        /// No compression.
        None = "none",
        /// Snappy, the default of pandas.
        Snappy = "snappy",
        /// Zstandard: smaller and slower.
        Zstd = "zstd",
    }
}

/// Options for writing a Parquet file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParquetOptions {
    /// Compression of the columns; Snappy by default.
    pub compression: ParquetCompression,
    /// Maximum number of rows in a row group; 1048576 by default.
    pub row_group_rows: usize,
    /// Maximum number of encoded bytes in a row group, which is in memory until it is full; 64 MiB by default.
    pub row_group_bytes: usize,
}

impl Default for ParquetOptions {
    fn default() -> Self {
        Self { compression: ParquetCompression::Snappy, row_group_rows: 1 << 20, row_group_bytes: 64 << 20 }
    }
}

impl ParquetOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`compression`](Self::compression).
    #[must_use]
    pub fn with_compression(mut self, compression: ParquetCompression) -> Self {
        self.compression = compression;
        self
    }

    /// Sets [`row_group_rows`](Self::row_group_rows), at least 1.
    #[must_use]
    pub fn with_row_group_rows(mut self, rows: usize) -> Self {
        self.row_group_rows = rows.max(1);
        self
    }

    /// Sets [`row_group_bytes`](Self::row_group_bytes), at least 1.
    #[must_use]
    pub fn with_row_group_bytes(mut self, bytes: usize) -> Self {
        self.row_group_bytes = bytes.max(1);
        self
    }
}

/// A file that is being written. Its metadata come last, when the number of rows, and so the index, is known.
pub(crate) struct ParquetFile<W: Write + Send> {
    writer: ArrowWriter<W>,
    frame: Frame,
}

impl<W: Write + Send> ParquetFile<W> {
    pub(crate) fn new(writer: W, frame: &Frame, options: &ParquetOptions) -> Result<Self> {
        if let Some(field) = frame.schema().fields().iter().find(|field| has_seconds(field)) {
            let message = "Parquet has no timestamps in seconds; set timestamp_unit=ms";
            return Err(Error::new(ErrorKind::Unsupported, message).with_context("column", field.name()));
        }
        let compression = match options.compression {
            ParquetCompression::None => Compression::UNCOMPRESSED,
            ParquetCompression::Snappy => Compression::SNAPPY,
            ParquetCompression::Zstd => Compression::ZSTD(ZstdLevel::default()),
        };
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_max_row_group_row_count(Some(options.row_group_rows.max(1)))
            .set_max_row_group_bytes(Some(options.row_group_bytes.max(1)))
            .build();
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(writer, frame.schema().clone(), options).map_err(failed)?;
        Ok(Self { writer, frame: frame.clone() })
    }
}

impl<W: Write + Send + 'static> BatchFile for ParquetFile<W> {
    type Writer = W;

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer.write(batch).map_err(failed)
    }

    fn finish(mut self, rows: u64) -> Result<W> {
        let schema = self.frame.schema_of(0..rows);
        let metadata = schema.metadata()[PANDAS_KEY].clone();
        // pyarrow reads the key in the Arrow schema, fastparquet the one beside it.
        for (key, value) in [(ARROW_SCHEMA_META_KEY, encode_arrow_schema(&schema)), (PANDAS_KEY, metadata)] {
            self.writer.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        self.writer.flush().map_err(failed)?;
        self.writer.sync().map_err(|error| failed(error.into()))?;
        // This writes the footer. The parquet crate only passes on the text of the writer's error, not its kind.
        self.writer.into_inner().map_err(|error| not_written(ErrorKind::Io, error))
    }
}

/// Whether the field has timestamps in seconds, which the parquet crate would silently write as integers.
fn has_seconds(field: &Field) -> bool {
    match field.data_type() {
        DataType::Timestamp(TimeUnit::Second, _) => true,
        DataType::List(inner) | DataType::Map(inner, _) => has_seconds(inner),
        DataType::Struct(fields) => fields.iter().any(|field| has_seconds(field)),
        _ => false,
    }
}

fn failed(error: ParquetError) -> Error {
    let is_io = matches!(&error, ParquetError::External(source) if source.is::<std::io::Error>());
    let kind = if is_io { ErrorKind::Io } else { ErrorKind::Unexpected };
    not_written(kind, error)
}

fn not_written(kind: ErrorKind, error: ParquetError) -> Error {
    Error::new(kind, "could not write the Parquet file").with_source(error)
}
