//! Access to single values of a finished column.

use std::borrow::Cow;
use std::ops::Range;

use athena_sql::AthenaType;

use super::{Array, ArrayData, Field, Kind};
use crate::error::{Error, ErrorKind, Result};
use crate::value::{
    Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeUnit, Timestamp, TimestampTz, Value, decode,
};

impl Array {
    /// The value of one row; `field` is the field that the column was built for.
    ///
    /// The value equals the one that [`decode`] gives for the row's text. It prints differently in two cases: times and
    /// timestamps have the digits of the column's unit, and a timestamp with a zone is in UTC.
    ///
    /// # Errors
    /// `NotFound` for a row outside the column; `Decode` when the column keeps its type as text, and the row's text is
    /// not of that type; `Unexpected` when `field` is not the column's.
    pub fn value(&self, row: usize, field: &Field) -> Result<Value<'_>> {
        if row >= self.len {
            let error = Error::new(ErrorKind::NotFound, "the batch has no such row");
            return Err(error.with_context("row", row));
        }
        if self.is_null(row) {
            return Ok(Value::Null);
        }
        self.valid(row, field).map_err(|error| error.with_context("column", &field.name))
    }

    fn valid(&self, row: usize, field: &Field) -> Result<Value<'_>> {
        use ArrayData as Data;
        use Kind as Type;

        let value = match (&field.column_type, &self.data) {
            (Type::Boolean, Data::Boolean(bits)) => bits.get(row).map(Value::Boolean),
            (Type::Int8, Data::Int8(values)) => at(values, row).map(Value::TinyInt),
            (Type::Int16, Data::Int16(values)) => at(values, row).map(Value::SmallInt),
            (Type::Int32, Data::Int32(values)) => at(values, row).map(Value::Integer),
            (Type::Int64, Data::Int64(values)) => at(values, row).map(Value::BigInt),
            (Type::Float32, Data::Float32(values)) => at(values, row).map(Value::Real),
            (Type::Float64, Data::Float64(values)) => at(values, row).map(Value::Double),
            (Type::Decimal128 { scale, .. }, Data::Int128(values)) => {
                at(values, row).and_then(|unscaled| Decimal::new(unscaled, *scale)).map(Value::Decimal)
            }
            (Type::Date32, Data::Int32(values)) => at(values, row).map(Date::from_days).map(Value::Date),
            (Type::Time64 { unit }, Data::Int64(values)) => {
                at(values, row).and_then(|count| time(count, *unit)).map(Value::Time)
            }
            (Type::Timestamp { unit }, Data::Int64(values)) => {
                at(values, row).and_then(|count| Timestamp::from_epoch(count, *unit)).map(Value::Timestamp)
            }
            (Type::TimestampUtc { unit }, Data::Int64(values)) => at(values, row)
                .and_then(|count| TimestampTz::new(Timestamp::from_epoch(count, *unit)?, "UTC"))
                .map(Value::TimestampTz),
            (Type::DurationMillis, Data::Int64(values)) => {
                at(values, row).map(|millis| Value::IntervalDayTime(IntervalDayTime::from_millis(millis)))
            }
            (Type::MonthInterval, Data::Int32(values)) => {
                at(values, row).map(|months| Value::IntervalYearMonth(IntervalYearMonth::from_months(months)))
            }
            (Type::Utf8, Data::Bytes { offsets, data }) => {
                let text = span(offsets, row).and_then(|span| std::str::from_utf8(data.get(span)?).ok());
                return decode(&field.athena_type, text.ok_or_else(another_field)?);
            }
            (Type::Binary, Data::Bytes { offsets, data }) => {
                span(offsets, row).and_then(|span| data.get(span)).map(|bytes| Value::Varbinary(Cow::Borrowed(bytes)))
            }
            (Type::List(item), Data::List { offsets, items }) => {
                let span = span(offsets, row).ok_or_else(another_field)?;
                Some(Value::Array(span.map(|row| items.value(row, item)).collect::<Result<_>>()?))
            }
            (Type::Map { key, value }, Data::Map { offsets, keys, values }) => {
                let span = span(offsets, row).ok_or_else(another_field)?;
                let entries = span.map(|row| Ok((keys.value(row, key)?, values.value(row, value)?)));
                Some(Value::Map(entries.collect::<Result<_>>()?))
            }
            (Type::Struct(fields), Data::Struct(columns)) if fields.len() == columns.len() => {
                let values = fields.iter().zip(columns).zip(names(&field.athena_type));
                let values = values.map(|((field, column), name)| Ok((name, column.value(row, field)?)));
                Some(Value::Row(values.collect::<Result<_>>()?))
            }
            _ => None,
        };
        value.ok_or_else(another_field)
    }
}

fn at<T: Copy>(values: &[T], row: usize) -> Option<T> {
    values.get(row).copied()
}

fn span(offsets: &[i32], row: usize) -> Option<Range<usize>> {
    let (start, end) = (offsets.get(row)?, offsets.get(row + 1)?);
    Some(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?)
}

fn time(count: i64, unit: TimeUnit) -> Option<Time> {
    let picos = 10_u64.pow(u32::from(12 - unit.precision()));
    Time::new(u64::try_from(count).ok()?.checked_mul(picos)?, unit.precision())
}

/// The names of a row's fields; `None` for a field whose name exists in the column only.
fn names(row: &AthenaType) -> impl Iterator<Item = Option<Cow<'static, str>>> {
    let fields = if let AthenaType::Row(fields) = row { fields.as_slice() } else { &[] };
    fields.iter().map(|field| field.name.clone().map(Cow::Owned))
}

#[cold]
fn another_field() -> Error {
    Error::new(ErrorKind::Unexpected, "the column was built for another field")
}
