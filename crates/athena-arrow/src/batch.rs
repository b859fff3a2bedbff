//! Conversion of typed columns to record batches. Buffers are moved, not copied; only views of text are made.

use std::sync::Arc;

use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalYearMonthType, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, ListArray, MapArray, PrimitiveArray, RecordBatch, RecordBatchOptions,
    StringArray, StringViewArray, StructArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Fields, SchemaRef, TimeUnit};
use athena_core::driver::decode::{Array, ArrayData, Bitmap, TypedBatch};
use athena_core::{Error, ErrorKind, Result};

/// The batch with the schema that was made for it.
pub(crate) fn to_batch(batch: TypedBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows));
    let columns = batch.columns.into_iter().zip(schema.fields());
    columns
        .map(|(column, field)| to_array(column, field.data_type()))
        .collect::<Result<Vec<_>, _>>()
        .and_then(|columns| RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options))
        .map_err(unfit)
}

/// Columns and schema come from the same plan, so an error here is a fault of this crate.
pub(crate) fn unfit(error: ArrowError) -> Error {
    Error::new(ErrorKind::Unexpected, "the columns do not make a record batch").with_source(error)
}

fn to_array(column: Array, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    let nulls = column.validity.map(|validity| NullBuffer::new(bits(validity)));
    Ok(match (column.data, data_type) {
        (ArrayData::Boolean(values), DataType::Boolean) => Arc::new(BooleanArray::new(bits(values), nulls)),
        (ArrayData::Int8(values), DataType::Int8) => primitive::<Int8Type>(values, nulls, data_type)?,
        (ArrayData::Int16(values), DataType::Int16) => primitive::<Int16Type>(values, nulls, data_type)?,
        (ArrayData::Int32(values), DataType::Int32) => primitive::<Int32Type>(values, nulls, data_type)?,
        (ArrayData::Int32(values), DataType::Date32) => primitive::<Date32Type>(values, nulls, data_type)?,
        (ArrayData::Int32(values), DataType::Interval(_)) => {
            primitive::<IntervalYearMonthType>(values, nulls, data_type)?
        }
        (ArrayData::Int64(values), _) => counts(values, nulls, data_type)?,
        (ArrayData::Int128(values), DataType::Decimal128(..)) => primitive::<Decimal128Type>(values, nulls, data_type)?,
        (ArrayData::Float32(values), DataType::Float32) => primitive::<Float32Type>(values, nulls, data_type)?,
        (ArrayData::Float64(values), DataType::Float64) => primitive::<Float64Type>(values, nulls, data_type)?,
        (ArrayData::Bytes { offsets, data }, DataType::Binary) => {
            Arc::new(BinaryArray::try_new(to_offsets(offsets), Buffer::from_vec(data), nulls)?)
        }
        (ArrayData::Bytes { offsets, data }, DataType::Utf8) => {
            Arc::new(StringArray::try_new(to_offsets(offsets), Buffer::from_vec(data), nulls)?)
        }
        (ArrayData::Bytes { offsets, data }, DataType::Utf8View) => {
            let text = StringArray::try_new(to_offsets(offsets), Buffer::from_vec(data), nulls)?;
            Arc::new(StringViewArray::from(&text))
        }
        (ArrayData::List { offsets, items }, DataType::List(item)) => {
            let items = to_array(*items, item.data_type())?;
            Arc::new(ListArray::try_new(Arc::clone(item), to_offsets(offsets), items, nulls)?)
        }
        (ArrayData::Map { offsets, keys, values }, DataType::Map(entries, sorted)) => {
            let DataType::Struct(fields) = entries.data_type() else { return Err(no_such_pair(data_type)) };
            let columns = structure(vec![*keys, *values], fields)?;
            let columns = StructArray::try_new(fields.clone(), columns, None)?;
            Arc::new(MapArray::try_new(Arc::clone(entries), to_offsets(offsets), columns, nulls, *sorted)?)
        }
        (ArrayData::Struct(columns), DataType::Struct(fields)) => {
            Arc::new(StructArray::try_new(fields.clone(), structure(columns, fields)?, nulls)?)
        }
        _ => return Err(no_such_pair(data_type)),
    })
}

/// Counts of units, and plain integers.
fn counts(values: Vec<i64>, nulls: Option<NullBuffer>, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    match data_type {
        DataType::Int64 => primitive::<Int64Type>(values, nulls, data_type),
        DataType::Timestamp(TimeUnit::Second, _) => primitive::<TimestampSecondType>(values, nulls, data_type),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            primitive::<TimestampMillisecondType>(values, nulls, data_type)
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            primitive::<TimestampMicrosecondType>(values, nulls, data_type)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => primitive::<TimestampNanosecondType>(values, nulls, data_type),
        DataType::Time64(TimeUnit::Microsecond) => primitive::<Time64MicrosecondType>(values, nulls, data_type),
        DataType::Time64(TimeUnit::Nanosecond) => primitive::<Time64NanosecondType>(values, nulls, data_type),
        DataType::Duration(TimeUnit::Millisecond) => primitive::<DurationMillisecondType>(values, nulls, data_type),
        _ => Err(no_such_pair(data_type)),
    }
}

/// An array of `data_type`, which has parameters that `T` lacks, such as a scale or a time zone.
pub(crate) fn primitive<T: ArrowPrimitiveType>(
    values: Vec<T::Native>,
    nulls: Option<NullBuffer>,
    data_type: &DataType,
) -> Result<ArrayRef, ArrowError> {
    let array = PrimitiveArray::<T>::try_new(ScalarBuffer::from(values), nulls)?;
    Ok(Arc::new(array.with_data_type(data_type.clone())))
}

fn structure(columns: Vec<Array>, fields: &Fields) -> Result<Vec<ArrayRef>, ArrowError> {
    columns.into_iter().zip(fields).map(|(column, field)| to_array(column, field.data_type())).collect()
}

fn bits(bitmap: Bitmap) -> BooleanBuffer {
    let len = bitmap.len();
    BooleanBuffer::new(Buffer::from_vec(bitmap.into_bytes()), 0, len)
}

/// The builders only append: their offsets begin at 0 and never decrease.
fn to_offsets(offsets: Vec<i32>) -> OffsetBuffer<i32> {
    OffsetBuffer::new(ScalarBuffer::from(offsets))
}

fn no_such_pair(data_type: &DataType) -> ArrowError {
    ArrowError::SchemaError(format!("the column was not built as {data_type}"))
}
