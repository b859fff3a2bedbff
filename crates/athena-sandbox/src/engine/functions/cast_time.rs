//! Casts among dates, times and timestamps, all by way of one exact intermediate form.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeBinaryBuilder, Int32Array, Int64Array, IntervalMonthDayNanoArray,
    IntervalYearMonthArray, StringArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type, IntervalMonthDayNano, TimeUnit};
use datafusion::error::{DataFusionError, Result};

use super::cast::Conversion;
use super::simple::error;
use crate::engine::text_parse::{Instant, Timestamp, Zone};
use crate::engine::types::{AthenaType, digits_unit, unit_digits};
use crate::engine::{packed_time, text_parse};

const PICOS: i64 = 1_000_000_000_000;

/// A value of any temporal type: local time if `zone` is `None`, otherwise UTC. A time is stored as an instant on day
/// zero.
struct TemporalValue {
    at: Instant,
    zone: Option<Zone>,
}

/// The Arrow type that holds this value exactly as a `to`.
pub(crate) fn literal_type(parsed: &Timestamp, to: &AthenaType) -> DataType {
    let (p, zoned) = match to {
        AthenaType::TimestampTz(p) => (*p, true),
        AthenaType::Timestamp(p) => (*p, false),
        _ => return to.to_arrow(),
    };
    let zone = zoned.then(|| parsed.zone.as_ref().map_or("UTC", |zone| zone.name()).into());
    // A 64-bit nanosecond timestamp ranges from 1677 to 2262.
    let fits = p < 9 || (-9_223_372_036..9_223_372_036).contains(&parsed.instant.seconds);
    match digits_unit(p) {
        Some(unit) if fits => DataType::Timestamp(unit, zone),
        _ if zoned => AthenaType::packed_timestamp_tz(p),
        _ => AthenaType::packed_timestamp(p),
    }
}

pub(crate) fn from_text(
    texts: &StringArray,
    conversion: &Conversion,
    blame: impl Fn(&str) -> DataFusionError,
    safe: bool,
) -> Result<ArrayRef> {
    let parse = |text: &str| -> Option<TemporalValue> {
        if let AthenaType::Time(_) = conversion.to {
            let (picos, _) = text_parse::time(text.trim())?;
            return Some(TemporalValue { at: time_of_day(picos), zone: None });
        }
        let parsed = text_parse::timestamp(text)?;
        Some(match (&conversion.to, parsed.zone) {
            // A plain timestamp drops the zone in the text and keeps the local time.
            (AthenaType::Timestamp(_), Some(zone)) => {
                let local = parsed.instant.seconds + zone.offset_at(parsed.instant.seconds);
                TemporalValue { at: Instant { seconds: local, ..parsed.instant }, zone: None }
            }
            (_, zone) => TemporalValue { at: parsed.instant, zone },
        })
    };
    let values = texts
        .iter()
        .map(|text| match text.map(|text| (text, parse(text))) {
            None => Ok(None),
            Some((_, Some(value))) => Ok(Some(value)),
            Some((_, None)) if safe => Ok(None),
            Some((text, None)) => Err(blame(text)),
        })
        .collect::<Result<Vec<_>>>()?;
    build(values, &conversion.to, &conversion.target)
}

pub(crate) fn convert(array: &ArrayRef, conversion: &Conversion) -> Result<ArrayRef> {
    use AthenaType::{Date, Time, TimeTz, Timestamp, TimestampTz};
    let allowed = matches!(
        (&conversion.from, &conversion.to),
        (Date | Timestamp(_) | TimestampTz(_), Date | Timestamp(_) | TimestampTz(_))
            | (Time(_) | TimeTz(_) | Timestamp(_) | TimestampTz(_), Time(_))
    );
    if !allowed {
        return Err(error("TYPE_MISMATCH", format!("Cannot cast {} to {}", conversion.from, conversion.to)));
    }
    let mut values = read(array)?;
    let keeps_zone = matches!(conversion.to, TimestampTz(_));
    for value in values.iter_mut().flatten() {
        if !keeps_zone && let Some(zone) = value.zone.take() {
            value.at.seconds += zone.offset_at(value.at.seconds);
        }
    }
    build(values, &conversion.to, &conversion.target)
}

/// The local date and time of a value, and its offset from UTC in seconds if it has a zone.
pub(crate) struct Local {
    pub(crate) seconds: i64,
    pub(crate) picos: u64,
    pub(crate) offset: Option<i64>,
}

/// Local values of a date, time or timestamp array.
pub(crate) fn locals(array: &ArrayRef) -> Result<Vec<Option<Local>>> {
    let local = |value: TemporalValue| {
        let offset = value.zone.as_ref().map(|zone| zone.offset_at(value.at.seconds));
        Local { seconds: value.at.seconds + offset.unwrap_or(0), picos: value.at.picos, offset }
    };
    Ok(read(array)?.into_iter().map(|value| value.map(local)).collect())
}

fn time_of_day(picos: u64) -> Instant {
    let picos = picos.cast_signed();
    Instant { seconds: picos / PICOS, picos: (picos % PICOS).unsigned_abs() }
}

/// Converts a count of `10^-digits` seconds into an instant.
fn instant(value: i64, digits: u8) -> Instant {
    let units = 10_i64.pow(u32::from(digits));
    Instant {
        seconds: value.div_euclid(units),
        picos: value.rem_euclid(units).unsigned_abs() * 10_u64.pow(12 - u32::from(digits)),
    }
}

fn read(array: &ArrayRef) -> Result<Vec<Option<TemporalValue>>> {
    let ty = AthenaType::of_arrow(array.data_type());
    let local = |at: Instant| TemporalValue { at, zone: None };
    Ok(match array.data_type() {
        DataType::Date32 => array
            .as_primitive::<Date32Type>()
            .iter()
            .map(|day| day.map(|day| local(Instant { seconds: i64::from(day) * 86_400, picos: 0 })))
            .collect(),
        DataType::Timestamp(unit, zone) => {
            let zone = zone.as_deref().and_then(Zone::parse);
            let values = cast(array, &DataType::Int64)?;
            let zoned = |v| TemporalValue { at: instant(v, unit_digits(*unit)), zone: zone.clone() };
            values.as_primitive::<Int64Type>().iter().map(|v| v.map(zoned)).collect()
        }
        DataType::Time32(unit) | DataType::Time64(unit) => {
            let narrow = matches!(array.data_type(), DataType::Time32(_));
            let values = if narrow {
                cast(&cast(array, &DataType::Int32)?, &DataType::Int64)?
            } else {
                cast(array, &DataType::Int64)?
            };
            values
                .as_primitive::<Int64Type>()
                .iter()
                .map(|v| v.map(|v| local(instant(v, unit_digits(*unit)))))
                .collect()
        }
        DataType::FixedSizeBinary(_) => array
            .as_fixed_size_binary()
            .iter()
            .map(|bytes| {
                bytes.map(|bytes| match ty {
                    AthenaType::Time(_) => local(time_of_day(packed_time::read_u64(bytes, 0))),
                    AthenaType::TimeTz(_) => local(time_of_day(packed_time::decode_time_tz(bytes).0)),
                    AthenaType::TimestampTz(_) => TemporalValue {
                        at: packed_time::decode_instant(bytes),
                        zone: Zone::parse(packed_time::decode_zone(bytes)),
                    },
                    _ => local(packed_time::decode_instant(bytes)),
                })
            })
            .collect(),
        other => {
            return Err(error("TYPE_MISMATCH", format!("{other} is not a date or a time")));
        }
    })
}

/// Rounds half up to `digits` fraction digits of a second.
fn round(at: Instant, digits: u8) -> Instant {
    let unit = 10_u64.pow(12 - u32::from(digits.min(12)));
    let picos = (at.picos + unit / 2) / unit * unit;
    match picos.checked_sub(PICOS.unsigned_abs()) {
        Some(rest) => Instant { seconds: at.seconds + 1, picos: rest },
        None => Instant { picos, ..at },
    }
}

fn build(values: Vec<Option<TemporalValue>>, to: &AthenaType, target: &DataType) -> Result<ArrayRef> {
    let overflow = || error("INVALID_CAST_ARGUMENT", format!("Value out of range for {to}"));
    let count = |at: Instant, unit: TimeUnit| -> Result<i64> {
        let digits = unit_digits(unit);
        let at = round(at, digits);
        let fraction = (at.picos / 10_u64.pow(12 - u32::from(digits))).cast_signed();
        let whole = at.seconds.checked_mul(10_i64.pow(u32::from(digits)));
        whole.and_then(|whole| whole.checked_add(fraction)).ok_or_else(overflow)
    };
    match target {
        DataType::Date32 => {
            let days = values
                .into_iter()
                .map(|m| m.map(|m| i32::try_from(m.at.seconds.div_euclid(86_400)).map_err(|_| overflow())).transpose());
            let days = days.collect::<Result<Int32Array>>()?;
            Ok(cast(&(Arc::new(days) as ArrayRef), target)?)
        }
        DataType::Timestamp(unit, _) => {
            let values = values.into_iter().map(|m| m.map(|m| count(m.at, *unit)).transpose());
            let values = values.collect::<Result<Int64Array>>()?;
            // The values already count from the epoch in UTC, so only the type changes.
            Ok(cast(
                &cast(&(Arc::new(values) as ArrayRef), &DataType::Timestamp(*unit, Some("+00:00".into())))?,
                target,
            )
            .and_then(|array| {
                if let DataType::Timestamp(_, None) = target { cast(&array, target) } else { Ok(array) }
            })?)
        }
        DataType::Time32(unit) | DataType::Time64(unit) => {
            let values = values.into_iter().map(|m| {
                m.map(|m| count(Instant { seconds: m.at.seconds.rem_euclid(86_400), ..m.at }, *unit)).transpose()
            });
            let values: ArrayRef = Arc::new(values.collect::<Result<Int64Array>>()?);
            let narrow = matches!(target, DataType::Time32(_));
            Ok(cast(&if narrow { cast(&values, &DataType::Int32)? } else { values }, target)?)
        }
        DataType::FixedSizeBinary(size) => {
            let width = usize::try_from(*size).unwrap_or(0);
            let mut out = FixedSizeBinaryBuilder::new(*size);
            for value in values {
                let Some(value) = value else {
                    out.append_null();
                    continue;
                };
                out.append_value(match to {
                    AthenaType::Time(p) => {
                        let at = round(Instant { seconds: value.at.seconds.rem_euclid(86_400), ..value.at }, *p);
                        packed_time::encode_time(at.seconds.unsigned_abs() * PICOS.unsigned_abs() + at.picos, width)
                    }
                    AthenaType::TimestampTz(p) => {
                        let zone = value.zone.or_else(|| Zone::parse("UTC"));
                        packed_time::encode_instant(&round(value.at, *p), zone.as_ref(), width)
                    }
                    AthenaType::Timestamp(p) => packed_time::encode_instant(&round(value.at, *p), None, width),
                    _ => return Err(overflow()),
                })?;
            }
            Ok(Arc::new(out.finish()))
        }
        other => Err(DataFusionError::Internal(format!("{other} is not a date or time type"))),
    }
}

/// An array of `rows` equal intervals.
pub(crate) fn interval(months: i64, millis: i64, to: &AthenaType, rows: usize) -> Result<ArrayRef> {
    let out_of_range = |_| error("INVALID_LITERAL", "interval out of range");
    if *to == AthenaType::IntervalYear {
        let months = i32::try_from(months).map_err(out_of_range)?;
        return Ok(Arc::new(IntervalYearMonthArray::from(vec![months; rows])));
    }
    let days = i32::try_from(millis / 86_400_000).map_err(out_of_range)?;
    let value = IntervalMonthDayNano::new(0, days, millis % 86_400_000 * 1_000_000);
    Ok(Arc::new(IntervalMonthDayNanoArray::from(vec![value; rows])))
}
