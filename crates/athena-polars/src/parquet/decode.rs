//! Decoding of row groups into data frames.

use std::io::Cursor;

use athena_core::{Error, ErrorKind};
use bytes::Bytes;
use polars_arrow::datatypes::Field as ArrowField;
use polars_buffer::Buffer;
use polars_core::error::{PolarsError, PolarsResult, polars_err};
use polars_core::prelude::{Column, DataFrame, IntoColumn as _, PlSmallStr, SchemaRef, Series};
use polars_parquet::parquet::page::CompressedPage;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays,
};

use super::file::Failure;
use super::fit::fit;

/// A row group as a frame with `schema`. `chunks` are the bytes of its column chunks, in their order; `fields` are the
/// types by which polars reads the columns.
pub(super) fn decode(
    row_group: &RowGroupMetadata,
    chunks: Vec<Bytes>,
    fields: &[ArrowField],
    schema: &SchemaRef,
) -> Result<DataFrame, Failure> {
    let mut chunks = row_group.parquet_columns().iter().zip(chunks);
    let columns = fields.iter().zip(schema.iter()).map(|(field, (name, dtype))| {
        // A nested column has a chunk for each of its leaves, in the order of the schema.
        let own: Vec<_> = chunks.by_ref().take(polars_parquet::read::n_columns(&field.dtype)).collect();
        for (chunk, bytes) in &own {
            check(chunk, bytes.clone(), row_group.num_rows())?;
        }
        let arrays = column_iter_to_arrays(
            own.iter().map(|(chunk, bytes)| BasicDecompressor::new(pages(chunk, bytes.clone()), Vec::new())).collect(),
            own.iter().map(|(chunk, _)| &chunk.descriptor().descriptor.primitive_type).collect(),
            field.clone(),
            None,
        )?;
        let arrays = arrays.0.into_iter().map(|array| fit(array, dtype));
        let arrays = arrays.collect::<Result<Vec<_>, _>>().map_err(|error| in_column(error, name))?;
        Ok(Series::try_from((name.clone(), arrays))?.into_column())
    });
    let columns = columns.collect::<Result<Vec<Column>, Failure>>()?;
    Ok(DataFrame::new(row_group.num_rows(), columns)?)
}

/// Checks the numbers of values that the pages claim to have. polars allocates memory for that number before it reads a
/// value, and a number that is far too large would end the process.
fn check(chunk: &ColumnChunkMetadata, bytes: Bytes, rows: usize) -> PolarsResult<()> {
    let total = usize::try_from(chunk.num_values()).ok();
    let is_flat = chunk.descriptor().descriptor.max_rep_level == 0;
    let total = total.filter(|total| !is_flat || *total == rows).ok_or_else(|| wrong_count("column chunk"))?;
    let mut seen = 0_usize;
    for page in pages(chunk, bytes) {
        if let CompressedPage::Data(page) = page? {
            seen = seen.saturating_add(page.num_values());
        }
        if seen > total {
            return Err(wrong_count("page"));
        }
    }
    Ok(())
}

#[cold]
fn wrong_count(of: &str) -> PolarsError {
    polars_err!(ComputeError: "a {of} does not have the number of values that it claims")
}

fn pages(chunk: &ColumnChunkMetadata, bytes: Bytes) -> PageReader {
    // No page is larger than the chunk that it is in.
    let max_page_bytes = bytes.len();
    PageReader::new(Cursor::new(Buffer::from_owner(bytes)), chunk, Vec::new(), max_page_bytes)
}

fn in_column(error: Error, name: &PlSmallStr) -> Error {
    match error.kind() {
        ErrorKind::Decode | ErrorKind::Unexpected => error.with_context("column", name.as_str()),
        _ => error,
    }
}
