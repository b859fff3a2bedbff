//! Appending of decoded values: those inside arrays, maps and rows.

use super::bytes::too_much_text;
use super::misfit::{self, Misfit};
use super::{Builder, Store, units};
use crate::value::Value;

impl Builder {
    /// Appends NULL.
    pub(super) fn push_null(&mut self) {
        self.nulls.mark(self.len);
        self.len += 1;
        match &mut self.store {
            Store::Boolean(bits) => bits.push(false),
            Store::Int8(values) => values.push(0),
            Store::Int16(values) => values.push(0),
            Store::Int32(values) | Store::Date32(values) | Store::MonthInterval(values) => values.push(0),
            Store::Int64(values)
            | Store::Time64(values, _)
            | Store::Timestamp(values, _)
            | Store::TimestampUtc(values, ..)
            | Store::DurationMillis(values) => values.push(0),
            Store::Float32(values) => values.push(0.0),
            Store::Float64(values) => values.push(0.0),
            Store::Decimal128(values, _) => values.push(0),
            Store::Utf8(bytes) | Store::Binary(bytes) => bytes.offsets.push_empty(),
            Store::List(offsets, _) | Store::Map(offsets, ..) => offsets.push_empty(),
            Store::Struct(fields) => fields.iter_mut().for_each(Self::push_null),
        }
    }

    /// Appends a value. After an error the builder holds an incomplete row: do not use it again.
    pub(in crate::driver::decode) fn push(&mut self, value: &Value<'_>) -> Result<(), Misfit> {
        match (&mut self.store, value) {
            (_, Value::Null) => {
                self.push_null();
                return Ok(());
            }
            (Store::Boolean(bits), Value::Boolean(value)) => bits.push(*value),
            (Store::Int8(values), Value::TinyInt(value)) => values.push(*value),
            (Store::Int16(values), Value::SmallInt(value)) => values.push(*value),
            (Store::Int32(values), Value::Integer(value)) => values.push(*value),
            (Store::Int64(values), Value::BigInt(value)) => values.push(*value),
            (Store::Float32(values), Value::Real(value)) => values.push(*value),
            (Store::Float64(values), Value::Double(value)) => values.push(*value),
            (Store::Decimal128(values, shape), Value::Decimal(number)) => {
                values.push(shape.unscaled(*number).ok_or_else(|| misfit::other(value))?);
            }
            (Store::Date32(values), Value::Date(date)) => values.push(date.days()),
            (Store::Time64(values, unit), Value::Time(value)) => {
                values.push(units::of_time(*value, *unit).ok_or_else(|| misfit::time(*value, *unit))?);
            }
            (Store::Timestamp(values, unit), Value::Timestamp(timestamp)) => {
                values.push(timestamp.epoch_in(*unit).ok_or_else(|| misfit::timestamp(value, *timestamp, *unit))?);
            }
            (Store::TimestampUtc(values, unit, zones), Value::TimestampTz(zoned)) => {
                let utc = zones.utc(zoned).map_err(|why| misfit::no_instant(zoned, why))?;
                values.push(utc.epoch_in(*unit).ok_or_else(|| misfit::timestamp(value, utc, *unit))?);
            }
            (Store::DurationMillis(values), Value::IntervalDayTime(interval)) => values.push(interval.millis()),
            (Store::MonthInterval(values), Value::IntervalYearMonth(interval)) => values.push(interval.months()),
            (Store::Utf8(bytes), value) => {
                match value {
                    Value::Varchar(text) | Value::Json(text) | Value::Other { text, .. } => {
                        bytes.data.extend_from_slice(text.as_bytes());
                    }
                    other => bytes.data.extend_from_slice(other.to_string().as_bytes()),
                }
                check(bytes.offsets.push(bytes.data.len()))?;
            }
            (Store::Binary(bytes), Value::Varbinary(value)) => {
                bytes.data.extend_from_slice(value);
                check(bytes.offsets.push(bytes.data.len()))?;
            }
            (Store::List(offsets, items), Value::Array(values)) => {
                values.iter().try_for_each(|value| items.push(value))?;
                check(offsets.push(items.len))?;
            }
            (Store::Map(offsets, keys, values), Value::Map(entries)) => {
                for (key, value) in entries {
                    if key.is_null() {
                        return Err(misfit::null_key());
                    }
                    keys.push(key)?;
                    values.push(value)?;
                }
                check(offsets.push(keys.len))?;
            }
            (Store::Struct(fields), Value::Row(values)) if fields.len() == values.len() => {
                fields.iter_mut().zip(values).try_for_each(|(field, (_, value))| field.push(value))?;
            }
            (_, value) => return Err(misfit::other(value)),
        }
        self.len += 1;
        Ok(())
    }
}

fn check(pushed: bool) -> Result<(), Misfit> {
    if pushed { Ok(()) } else { Err(too_much_text().message().to_owned()) }
}
