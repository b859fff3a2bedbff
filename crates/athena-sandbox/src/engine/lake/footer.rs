//! Column statistics from the footers of Parquet files.

use std::fs::File;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef};
use datafusion::arrow::compute::{SortOptions, sort_to_indices, take};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::{DataFusionError, Result};
use parquet::arrow::PARQUET_FIELD_ID_META_KEY;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_reader::statistics::StatisticsConverter;

use super::adapt;
use crate::engine::types::AthenaType;
use crate::storage::Storage;

/// The statistics of a file.
pub(crate) struct Footer {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// The byte offsets of the row groups.
    pub(crate) offsets: Vec<i64>,
    pub(crate) columns: Vec<ColumnFacts>,
}

/// The statistics of a leaf column that is not inside a list, map or row.
pub(crate) struct ColumnFacts {
    pub(crate) id: i32,
    pub(crate) bytes: i64,
    pub(crate) nulls: u64,
    /// The smallest value, as an array of one item in the type of the file; NULL if unknown.
    pub(crate) min: ArrayRef,
    pub(crate) max: ArrayRef,
}

/// Reads the footer of a file.
///
/// # Errors
/// The object does not exist or is not a Parquet file.
pub(crate) fn read(storage: &Storage, uri: &str) -> Result<Footer> {
    let missing = || DataFusionError::Execution(format!("ICEBERG_MISSING_METADATA: {uri} does not exist"));
    let (bucket, key) = uri.strip_prefix("s3://").and_then(|rest| rest.split_once('/')).ok_or_else(missing)?;
    let object = storage.find(bucket, key).map_err(|_| missing())?;
    let bad = |e: parquet::errors::ParquetError| {
        DataFusionError::Execution(format!("HIVE_BAD_DATA: Not valid Parquet file: {key}: {e}"))
    };
    let opened = ParquetRecordBatchReaderBuilder::try_new(File::open(object.path())?).map_err(bad)?;
    let metadata = Arc::clone(opened.metadata());
    let groups = metadata.row_groups();
    let mut columns = Vec::new();
    for field in opened.schema().fields() {
        let id = field.metadata().get(PARQUET_FIELD_ID_META_KEY).and_then(|id| id.parse::<i32>().ok());
        let nested = matches!(field.data_type(), DataType::List(_) | DataType::Map(..) | DataType::Struct(_));
        let Some(id) = id.filter(|_| !nested) else { continue };
        let converter =
            StatisticsConverter::try_new(field.name(), opened.schema(), opened.parquet_schema()).map_err(bad)?;
        let nulls = converter.row_group_null_counts(groups).map_err(bad)?;
        let chunks = groups.iter().flat_map(|group| group.columns());
        let own = chunks.filter(|chunk| chunk.column_path().parts().first() == Some(field.name()));
        columns.push(ColumnFacts {
            id,
            bytes: own.map(|chunk| chunk.compressed_size()).sum(),
            nulls: nulls.iter().flatten().sum(),
            min: extreme(&converter.row_group_mins(groups).map_err(bad)?, false)?,
            max: extreme(&converter.row_group_maxes(groups).map_err(bad)?, true)?,
        });
    }
    Ok(Footer {
        rows: groups.iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0)).sum(),
        bytes: object.size,
        offsets: groups.iter().map(|group| group.file_offset().unwrap_or(4)).collect(),
        columns,
    })
}

/// The smallest or the largest value, as an array of one item.
pub(crate) fn extreme(values: &ArrayRef, largest: bool) -> Result<ArrayRef> {
    let options = SortOptions { descending: largest, nulls_first: false };
    let first = sort_to_indices(values, Some(options), Some(1))?;
    if first.is_empty() {
        return Ok(datafusion::arrow::array::new_null_array(values.data_type(), 1));
    }
    Ok(take(values, &first, None)?)
}

/// Prints a value in the current type of the table column.
pub(crate) fn printed(value: &ArrayRef, ty: &AthenaType) -> Option<String> {
    let value = adapt(value, &ty.to_arrow()).ok()?;
    crate::engine::text::format_value(&ty.to_field("value", true), &value, 0).ok()?
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use std::sync::Arc;

    use datafusion::arrow::array::{ArrayRef, AsArray, Int32Array};
    use datafusion::arrow::datatypes::Int32Type;

    use super::extreme;

    #[test]
    fn extremes_are_never_null() {
        let values: ArrayRef = Arc::new(Int32Array::from(vec![None, Some(3), Some(-1)]));
        let one = |largest| extreme(&values, largest).unwrap().as_primitive::<Int32Type>().value(0);
        assert_eq!((one(false), one(true)), (-1, 3));
        let nothing: ArrayRef = Arc::new(Int32Array::from(Vec::<i32>::new()));
        assert_eq!(extreme(&nothing, true).unwrap().null_count(), 1);
    }
}
