//! Feather files.

use std::io::{BufWriter, Write};

use arrow_array::RecordBatch;
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{FileWriter, IpcWriteOptions};
use arrow_schema::ArrowError;
use athena_core::{Error, ErrorKind, Result};

use crate::frame::Frame;
use crate::write::BatchFile;

athena_core::choices! {
    /// Compression of the columns of a Feather file.
    pub enum FeatherCompression {
        /// No compression; such files can be mapped into memory.
        None = "none",
        /// LZ4, the default of pandas.
        Lz4 = "lz4",
        /// Zstandard: smaller and slower.
        Zstd = "zstd",
    }
}

/// Options for writing a Feather file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeatherOptions {
    /// Compression of the columns; LZ4 by default.
    pub compression: FeatherCompression,
}

impl Default for FeatherOptions {
    fn default() -> Self {
        Self { compression: FeatherCompression::Lz4 }
    }
}

impl FeatherOptions {
    /// The defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`compression`](Self::compression).
    #[must_use]
    pub fn with_compression(mut self, compression: FeatherCompression) -> Self {
        self.compression = compression;
        self
    }
}

/// A file that is being written. Its schema comes first, so it names no index.
pub(crate) struct FeatherFile<W: Write>(FileWriter<BufWriter<W>>);

impl<W: Write> FeatherFile<W> {
    pub(crate) fn new(writer: W, frame: &Frame, options: FeatherOptions) -> Result<Self> {
        let compression = match options.compression {
            FeatherCompression::None => None,
            FeatherCompression::Lz4 => Some(CompressionType::LZ4_FRAME),
            FeatherCompression::Zstd => Some(CompressionType::ZSTD),
        };
        let options = IpcWriteOptions::default().try_with_compression(compression).map_err(failed)?;
        let file = FileWriter::try_new_with_options(BufWriter::new(writer), frame.schema(), options);
        Ok(Self(file.map_err(failed)?))
    }
}

impl<W: Write + Send + 'static> BatchFile for FeatherFile<W> {
    type Writer = W;

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.0.write(batch).map_err(failed)
    }

    fn finish(mut self, _rows: u64) -> Result<W> {
        self.0.finish().map_err(failed)?;
        let buffered = self.0.into_inner().map_err(failed)?;
        buffered.into_inner().map_err(|error| failed(ArrowError::from(error.into_error())))
    }
}

fn failed(error: ArrowError) -> Error {
    let kind = if matches!(error, ArrowError::IoError(..)) { ErrorKind::Io } else { ErrorKind::Unexpected };
    Error::new(kind, "could not write the Feather file").with_source(error)
}
