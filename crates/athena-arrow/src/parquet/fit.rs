//! Arrays as a file has them into arrays as the schema has them: units of time, and names inside of nested columns.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, ListArray, MapArray, RecordBatch, RecordBatchOptions, StructArray};
use arrow_schema::{DataType, Field, Fields, SchemaRef, TimeUnit};
use athena_core::value::Timestamp;
use athena_core::{Error, ErrorKind, Result};

use crate::batch::{primitive, unfit};
use crate::schema::athena_unit;

/// The batch under `schema`, of which the columns have the names and types up to units and inner names.
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

/// Files of one query have the same columns.
pub(super) fn check(file: &Fields, schema: &Fields) -> Result<()> {
    let same = file.len() == schema.len()
        && file.iter().zip(schema).all(|(one, other)| one.name() == other.name() && is_alike(one, other));
    if same { Ok(()) } else { Err(other_columns()) }
}

fn is_alike(one: &Field, other: &Field) -> bool {
    match (one.data_type(), other.data_type()) {
        (DataType::Timestamp(_, one), DataType::Timestamp(_, other)) => one.is_some() == other.is_some(),
        (DataType::List(one), DataType::List(other)) => is_alike(one, other),
        (DataType::Map(one, _), DataType::Map(other, _)) => is_alike(one, other),
        (DataType::Struct(ones), DataType::Struct(others)) => {
            ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| is_alike(one, other))
        }
        (one, other) => one == other,
    }
}

fn other_columns() -> Error {
    let message = "a file has other columns than the first one, which one query does not write";
    Error::new(ErrorKind::Unexpected, message).with_operation("read the files of UNLOAD")
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
    let ticks = match from {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
    };
    let (per_from, per_to) = (per_second(from), per_second(to));
    let convert = |tick: i64| match per_to / per_from {
        0 => (tick % (per_from / per_to) == 0).then(|| tick / (per_from / per_to)),
        factor => tick.checked_mul(factor),
    };
    let mut converted = Vec::with_capacity(ticks.len());
    for (row, tick) in ticks.iter().enumerate() {
        converted.push(match convert(*tick) {
            Some(tick) => tick,
            // What lies below a NULL is anything.
            None if array.is_null(row) => 0,
            None => return Err(does_not_fit(*tick, from, to)),
        });
    }
    let nulls = array.nulls().cloned();
    let array = match to {
        TimeUnit::Second => primitive::<TimestampSecondType>(converted, nulls, target),
        TimeUnit::Millisecond => primitive::<TimestampMillisecondType>(converted, nulls, target),
        TimeUnit::Microsecond => primitive::<TimestampMicrosecondType>(converted, nulls, target),
        TimeUnit::Nanosecond => primitive::<TimestampNanosecondType>(converted, nulls, target),
    };
    array.map_err(unfit)
}

fn per_second(unit: TimeUnit) -> i64 {
    10_i64.pow(u32::from(athena_unit(unit).precision()))
}

#[cold]
fn does_not_fit(tick: i64, from: TimeUnit, to: TimeUnit) -> Error {
    let shown = match Timestamp::from_epoch(tick, athena_unit(from)) {
        Some(stamp) => stamp.to_string(),
        None => format!("{tick} {}", athena_unit(from)),
    };
    let (unit, other) = (athena_unit(to), if to == TimeUnit::Nanosecond { "us" } else { athena_unit(from).as_str() });
    let message = format!("`{shown}` does not fit a timestamp in {unit}; timestamp_unit={other} takes it");
    Error::new(ErrorKind::Decode, message).with_operation("read the files of UNLOAD")
}
