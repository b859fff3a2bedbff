//! `value_at`: single cells of record batches as values.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, DurationMillisecondType, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, IntervalYearMonthType, Time64MicrosecondType, Time64NanosecondType,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, Field, Fields, TimeUnit};
use athena_core::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, Timestamp, TimestampTz, decode};
use athena_core::{AthenaType, Error, ErrorKind, Result, Value};

use crate::schema::{ATHENA_TYPE, athena_type, athena_unit};

/// The value of one cell of a record batch that has a schema of this driver. Other drivers give an equal value.
///
/// Text is read as the `uuid`, `json` or `time with time zone` that the metadata of its field name; see
/// [`ATHENA_TYPE`]. Text without such metadata is a `varchar`.
///
/// # Errors
/// `NotFound` outside of the batch; `Decode` when a text is not of the type that the metadata name; `Unsupported` for
/// Arrow types that this driver does not make.
pub fn value_at(batch: &RecordBatch, row: usize, column: usize) -> Result<Value<'_>> {
    let schema = batch.schema_ref();
    let field = schema.fields().get(column).filter(|_| row < batch.num_rows()).ok_or_else(|| {
        Error::new(ErrorKind::NotFound, "there is no such cell").with_context("row", row).with_context("column", column)
    })?;
    cell(batch.column(column), row, field)
        .map_err(|error| error.with_context("column", field.name()).with_context("row", row))
}

fn cell<'a>(array: &'a dyn Array, row: usize, field: &Field) -> Result<Value<'a>> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    let value = match array.data_type() {
        DataType::Boolean => Value::Boolean(array.as_boolean().value(row)),
        DataType::Int8 => Value::TinyInt(number::<Int8Type>(array, row)),
        DataType::Int16 => Value::SmallInt(number::<Int16Type>(array, row)),
        DataType::Int32 => Value::Integer(number::<Int32Type>(array, row)),
        DataType::Int64 => Value::BigInt(number::<Int64Type>(array, row)),
        DataType::Float32 => Value::Real(number::<Float32Type>(array, row)),
        DataType::Float64 => Value::Double(number::<Float64Type>(array, row)),
        DataType::Decimal128(_, scale) => {
            let scale = u8::try_from(*scale).ok();
            let decimal = scale.and_then(|scale| Decimal::new(number::<Decimal128Type>(array, row), scale));
            Value::Decimal(decimal.ok_or_else(out_of_range)?)
        }
        DataType::Date32 => Value::Date(Date::from_days(number::<Date32Type>(array, row))),
        DataType::Time64(unit) => {
            let count = match unit {
                TimeUnit::Nanosecond => number::<Time64NanosecondType>(array, row),
                _ => number::<Time64MicrosecondType>(array, row),
            };
            Value::Time(time(count, *unit).ok_or_else(out_of_range)?)
        }
        DataType::Timestamp(unit, zone) => {
            let stamp = Timestamp::from_epoch(ticks(array, row, *unit), athena_unit(*unit));
            let value = match zone {
                None => stamp.map(Value::Timestamp),
                Some(_) => stamp.and_then(|stamp| TimestampTz::new(stamp, "UTC")).map(Value::TimestampTz),
            };
            value.ok_or_else(out_of_range)?
        }
        DataType::Duration(TimeUnit::Millisecond) => {
            Value::IntervalDayTime(IntervalDayTime::from_millis(number::<DurationMillisecondType>(array, row)))
        }
        DataType::Interval(arrow_schema::IntervalUnit::YearMonth) => {
            Value::IntervalYearMonth(IntervalYearMonth::from_months(number::<IntervalYearMonthType>(array, row)))
        }
        DataType::Utf8 => return text(array.as_string::<i32>().value(row), field),
        DataType::LargeUtf8 => return text(array.as_string::<i64>().value(row), field),
        DataType::Utf8View => return text(array.as_string_view().value(row), field),
        DataType::Binary => Value::Varbinary(Cow::Borrowed(array.as_binary::<i32>().value(row))),
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let items = span(list.value_offsets(), row).map(|row| cell(list.values(), row, item));
            Value::Array(items.collect::<Result<_>>()?)
        }
        DataType::Map(entries, _) => {
            let map = array.as_map();
            let DataType::Struct(fields) = entries.data_type() else { return Err(not_ours(array)) };
            let [key, value] = fields.as_ref() else { return Err(not_ours(array)) };
            let entries = span(map.value_offsets(), row);
            let entries = entries.map(|row| Ok((cell(map.keys(), row, key)?, cell(map.values(), row, value)?)));
            Value::Map(entries.collect::<Result<_>>()?)
        }
        DataType::Struct(fields) => {
            let row_type = made_up(fields).then(|| athena_type(field)).flatten();
            let columns = array.as_struct().columns().iter().zip(fields).enumerate();
            let values = columns.map(|(at, (column, inner))| {
                Ok((name(row_type.as_ref(), at, inner).map(Cow::Owned), cell(column, row, inner)?))
            });
            Value::Row(values.collect::<Result<_>>()?)
        }
        _ => return Err(not_ours(array)),
    };
    Ok(value)
}

fn number<T: ArrowPrimitiveType>(array: &dyn Array, row: usize) -> T::Native {
    array.as_primitive::<T>().value(row)
}

fn ticks(array: &dyn Array, row: usize, unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => number::<TimestampSecondType>(array, row),
        TimeUnit::Millisecond => number::<TimestampMillisecondType>(array, row),
        TimeUnit::Microsecond => number::<TimestampMicrosecondType>(array, row),
        TimeUnit::Nanosecond => number::<TimestampNanosecondType>(array, row),
    }
}

fn time(count: i64, unit: TimeUnit) -> Option<Time> {
    let precision = athena_unit(unit).precision();
    let picos = 10_u64.pow(u32::from(12 - precision));
    Time::new(u64::try_from(count).ok()?.checked_mul(picos)?, precision)
}

fn text<'a>(text: &'a str, field: &Field) -> Result<Value<'a>> {
    // Parsing the name of the type would take longer than reading the cell. Strings, the most frequent case, need not.
    match field.metadata().get(ATHENA_TYPE).map(String::as_str) {
        None => Ok(Value::Varchar(Cow::Borrowed(text))),
        Some(name) if name.starts_with("varchar") || name.starts_with("char") => {
            Ok(Value::Varchar(Cow::Borrowed(text)))
        }
        Some("json") => Ok(Value::Json(Cow::Borrowed(text))),
        Some(_) => decode(&athena_type(field).unwrap_or(AthenaType::Varchar(None)), text),
    }
}

fn span(offsets: &[i32], row: usize) -> std::ops::Range<usize> {
    let at = |row: usize| usize::try_from(offsets[row]).expect("offsets of an array are not negative");
    at(row)..at(row + 1)
}

/// Whether the fields have the names that stand for those of a row type without names.
fn made_up(fields: &Fields) -> bool {
    fields.iter().enumerate().any(|(at, field)| is_made_up(field.name(), at))
}

fn is_made_up(name: &str, at: usize) -> bool {
    name.strip_prefix("field").is_some_and(|number| number.parse() == Ok(at))
}

fn name(row: Option<&AthenaType>, at: usize, field: &Field) -> Option<String> {
    match row {
        Some(AthenaType::Row(fields)) if is_made_up(field.name(), at) => fields.get(at)?.name.clone(),
        _ => Some(field.name().clone()),
    }
}

#[cold]
fn out_of_range() -> Error {
    Error::new(ErrorKind::Decode, "the value is out of range")
}

#[cold]
fn not_ours(array: &dyn Array) -> Error {
    Error::new(ErrorKind::Unsupported, format!("the arrow driver makes no columns of type {}", array.data_type()))
}
