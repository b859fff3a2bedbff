//! Adaptation of a file's arrays to the schema of the result: time units, and the names inside nested columns.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, ListArray, MapArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{DataType, Fields, SchemaRef, TimeUnit};
use athena_core::driver::unload::convert_timestamps;
use athena_core::{Error, ErrorKind, Result};

use crate::batch::{primitive, unfit};
use crate::schema::athena_unit;

/// The batch with `schema`, whose columns differ from those of the batch only in time units and inner names.
pub(super) fn fit(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    if batch.num_columns() != schema.fields().len() {
        return Err(other_columns());
    }
    let columns = batch.columns().iter().zip(schema.fields()).map(|(column, field)| {
        array(column, field.data_type()).map_err(|error| error.with_context("column", field.name()))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options).map_err(unfit)
}

/// Every file was checked to have the columns of the first one, so this is a fault of this crate or of the parquet
/// crate.
#[cold]
fn other_columns() -> Error {
    Error::new(ErrorKind::Unexpected, "a batch does not have the columns of its file")
}

fn array(array: &ArrayRef, target: &DataType) -> Result<ArrayRef> {
    if array.data_type() == target {
        return Ok(Arc::clone(array));
    }
    match (array.data_type(), target) {
        (DataType::Timestamp(from, _), DataType::Timestamp(to, _)) => timestamps(array, *from, *to, target),
        (DataType::List(_), DataType::List(item)) => {
            let list = array.as_list::<i32>();
            let items = self::array(list.values(), item.data_type())?;
            let list = ListArray::try_new(Arc::clone(item), list.offsets().clone(), items, list.nulls().cloned());
            Ok(Arc::new(list.map_err(unfit)?))
        }
        (DataType::Map(..), DataType::Map(entries, sorted)) => {
            let map = array.as_map();
            let DataType::Struct(fields) = entries.data_type() else { return Err(other_columns()) };
            let columns = structure(map.entries(), fields)?;
            let columns = StructArray::try_new(fields.clone(), columns, None).map_err(unfit)?;
            let (offsets, nulls) = (map.offsets().clone(), map.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(Arc::clone(entries), offsets, columns, nulls, *sorted).map_err(unfit)?))
        }
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let columns = structure(array.as_struct(), fields)?;
            let rows = StructArray::try_new(fields.clone(), columns, array.nulls().cloned());
            Ok(Arc::new(rows.map_err(unfit)?))
        }
        _ => Err(other_columns()),
    }
}

fn structure(array: &StructArray, fields: &Fields) -> Result<Vec<ArrayRef>> {
    if array.num_columns() != fields.len() {
        return Err(other_columns());
    }
    array.columns().iter().zip(fields).map(|(column, field)| self::array(column, field.data_type())).collect()
}

fn timestamps(array: &ArrayRef, from: TimeUnit, to: TimeUnit, target: &DataType) -> Result<ArrayRef> {
    let counts = match from {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
    };
    let converted = convert_timestamps(counts, |row| array.is_null(row), athena_unit(from), athena_unit(to))?;
    let nulls = array.nulls().cloned();
    let array = match to {
        TimeUnit::Second => primitive::<TimestampSecondType>(converted, nulls, target),
        TimeUnit::Millisecond => primitive::<TimestampMillisecondType>(converted, nulls, target),
        TimeUnit::Microsecond => primitive::<TimestampMicrosecondType>(converted, nulls, target),
        TimeUnit::Nanosecond => primitive::<TimestampNanosecondType>(converted, nulls, target),
    };
    array.map_err(unfit)
}
