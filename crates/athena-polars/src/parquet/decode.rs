//! The bytes of a row group into a data frame.

use std::io::Cursor;

use athena_core::{Error, ErrorKind};
use bytes::Bytes;
use polars_arrow::datatypes::Field as ArrowField;
use polars_buffer::Buffer;
use polars_core::prelude::{Column, DataFrame, IntoColumn as _, PlSmallStr, SchemaRef, Series};
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, PageReader, RowGroupMetadata, column_iter_to_arrays,
};

use super::file::Failure;
use super::fit::fit;

/// A row group under `schema`; `chunks` are the bytes of its column chunks, in their order, and `fields` say how polars
/// is to read the columns.
pub(super) fn decode(
    row_group: &RowGroupMetadata,
    chunks: Vec<Bytes>,
    fields: &[ArrowField],
    schema: &SchemaRef,
) -> Result<DataFrame, Failure> {
    let mut chunks = row_group.parquet_columns().iter().zip(chunks);
    let columns = fields.iter().zip(schema.iter()).map(|(field, (name, dtype))| {
        // A nested column has a chunk for each of its leaves; they stand in the order of the schema.
        let own: Vec<_> = chunks.by_ref().take(polars_parquet::read::n_columns(&field.dtype)).collect();
        let arrays = column_iter_to_arrays(
            own.iter().map(|(chunk, bytes)| pages(chunk, bytes.clone())).collect(),
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

fn pages(chunk: &ColumnChunkMetadata, bytes: Bytes) -> BasicDecompressor {
    // No page is larger than the chunk that it is in.
    let max_page_bytes = bytes.len();
    let reader = PageReader::new(Cursor::new(Buffer::from_owner(bytes)), chunk, Vec::new(), max_page_bytes);
    BasicDecompressor::new(reader, Vec::new())
}

fn in_column(error: Error, name: &PlSmallStr) -> Error {
    match error.kind() {
        ErrorKind::Decode | ErrorKind::Unexpected => error.with_context("column", name.as_str()),
        _ => error,
    }
}
