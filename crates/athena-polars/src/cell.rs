//! `value_at`: single cells of data frames as values.

use std::borrow::Cow;

use athena_core::sql::RowField;
use athena_core::value::{
    Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeUnit, Timestamp, TimestampTz, decode,
};
use athena_core::{AthenaType, Columns, Error, ErrorKind, Result, Value};
use polars_arrow::array::{
    Array, BinaryViewArray, BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8ViewArray,
};
use polars_arrow::types::NativeType;
use polars_core::prelude::{DataFrame, DataType, TimeUnit as PolarsUnit};

use crate::schema::athena_unit;

/// The type of the values inside a column of unknown inner types: text is text.
static UNKNOWN: AthenaType = AthenaType::Varchar(None);

/// The value of one cell of a data frame that this driver made of the result with `columns`. Other drivers give an
/// equal value.
///
/// The frame cannot hold Athena's types, so they are taken from the columns: text is read as a `uuid`, `json` or
/// `time with time zone`, a list of pairs as a `map`, a number as the months of an interval.
///
/// # Errors
/// `NotFound` outside of the frame or of the columns; `Decode` when a text is not of its column's type; `Unsupported`
/// for dtypes that this driver does not make.
pub fn value_at<'b>(columns: &Columns, batch: &'b DataFrame, row: usize, column: usize) -> Result<Value<'b>> {
    let (Some(about), Some(series)) = (columns.get(column), batch.columns().get(column)) else {
        return Err(no_such_cell(row, column));
    };
    let series = series.as_materialized_series();
    let mut at = row;
    for chunk in series.chunks() {
        if at < chunk.len() {
            return cell(chunk.as_ref(), at, series.dtype(), &about.data_type)
                .map_err(|error| error.with_context("column", &about.name).with_context("row", row));
        }
        at -= chunk.len();
    }
    Err(no_such_cell(row, column))
}

/// The value of a cell. `athena_type` tells what the dtype leaves open; if the two contradict each other, the dtype
/// wins.
fn cell<'b>(array: &'b dyn Array, row: usize, dtype: &'b DataType, athena_type: &AthenaType) -> Result<Value<'b>> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let value = match dtype {
        DataType::Boolean => Value::Boolean(downcast::<BooleanArray>(array, dtype)?.value(row)),
        DataType::Int8 => Value::TinyInt(number(array, row, dtype)?),
        DataType::Int16 => Value::SmallInt(number(array, row, dtype)?),
        DataType::Int32 if *athena_type == AthenaType::IntervalYearToMonth => {
            Value::IntervalYearMonth(IntervalYearMonth::from_months(number(array, row, dtype)?))
        }
        DataType::Int32 => Value::Integer(number(array, row, dtype)?),
        DataType::Int64 => Value::BigInt(number(array, row, dtype)?),
        DataType::Float32 => Value::Real(number(array, row, dtype)?),
        DataType::Float64 => Value::Double(number(array, row, dtype)?),
        DataType::Decimal(_, scale) => {
            let unscaled = number(array, row, dtype)?;
            let decimal = u8::try_from(*scale).ok().and_then(|scale| Decimal::new(unscaled, scale));
            Value::Decimal(decimal.ok_or_else(out_of_range)?)
        }
        DataType::Date => Value::Date(Date::from_days(number(array, row, dtype)?)),
        DataType::Time => Value::Time(time(number(array, row, dtype)?).ok_or_else(out_of_range)?),
        DataType::Datetime(unit, zone) => {
            let stamp = Timestamp::from_epoch(number(array, row, dtype)?, athena_unit(*unit));
            let value = match zone {
                None => stamp.map(Value::Timestamp),
                Some(_) => stamp.and_then(|stamp| TimestampTz::new(stamp, "UTC")).map(Value::TimestampTz),
            };
            value.ok_or_else(out_of_range)?
        }
        DataType::Duration(PolarsUnit::Milliseconds) => {
            Value::IntervalDayTime(IntervalDayTime::from_millis(number(array, row, dtype)?))
        }
        DataType::String => return decode(athena_type, downcast::<Utf8ViewArray>(array, dtype)?.value(row)),
        DataType::Binary => Value::Varbinary(Cow::Borrowed(downcast::<BinaryViewArray>(array, dtype)?.value(row))),
        DataType::List(item) => {
            let list = downcast::<ListArray<i64>>(array, dtype)?;
            let (start, end) = list.offsets().start_end(row);
            match (athena_type, item.as_ref()) {
                (AthenaType::Map(key, value), DataType::Struct(fields)) => {
                    let entries = downcast::<StructArray>(list.values().as_ref(), item)?;
                    let ([keys, values], [key_field, value_field]) = (entries.values(), fields.as_slice()) else {
                        return Err(not_ours(dtype));
                    };
                    let entry = |row| {
                        let key = cell(keys.as_ref(), row, &key_field.dtype, key)?;
                        Ok((key, cell(values.as_ref(), row, &value_field.dtype, value)?))
                    };
                    Value::Map((start..end).map(entry).collect::<Result<_>>()?)
                }
                _ => {
                    let item_type = if let AthenaType::Array(item) = athena_type { item } else { &UNKNOWN };
                    let items = (start..end).map(|row| cell(list.values().as_ref(), row, item, item_type));
                    Value::Array(items.collect::<Result<_>>()?)
                }
            }
        }
        DataType::Struct(fields) => {
            let columns = downcast::<StructArray>(array, dtype)?.values();
            let known = if let AthenaType::Row(known) = athena_type { known.as_slice() } else { &[] };
            let values = columns.iter().zip(fields).enumerate().map(|(at, (column, field))| {
                let (name, field_type) = match known.get(at) {
                    Some(RowField { name, data_type }) => (name.clone().map(Cow::Owned), data_type),
                    None => (Some(Cow::Borrowed(field.name.as_str())), &UNKNOWN),
                };
                Ok((name, cell(column.as_ref(), row, &field.dtype, field_type)?))
            });
            Value::Row(values.collect::<Result<_>>()?)
        }
        other => return Err(not_ours(other)),
    };
    Ok(value)
}

fn downcast<'b, A: 'static>(array: &'b dyn Array, dtype: &DataType) -> Result<&'b A> {
    array.as_any().downcast_ref().ok_or_else(|| not_ours(dtype))
}

fn number<T: NativeType>(array: &dyn Array, row: usize, dtype: &DataType) -> Result<T> {
    Ok(downcast::<PrimitiveArray<T>>(array, dtype)?.value(row))
}

fn time(nanos: i64) -> Option<Time> {
    Time::new(u64::try_from(nanos).ok()?.checked_mul(1000)?, TimeUnit::Nanosecond.precision())
}

#[cold]
fn no_such_cell(row: usize, column: usize) -> Error {
    Error::new(ErrorKind::NotFound, "there is no such cell").with_context("row", row).with_context("column", column)
}

#[cold]
fn out_of_range() -> Error {
    Error::new(ErrorKind::Decode, "the value is out of range")
}

#[cold]
fn not_ours(dtype: &DataType) -> Error {
    Error::new(ErrorKind::Unsupported, format!("the polars driver makes no columns of dtype {dtype}"))
}
