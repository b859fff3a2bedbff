//! Conversions between timestamps and Unix time.

use std::sync::Arc;

use chrono::DateTime;
use datafusion::arrow::array::{
    ArrayRef, AsArray, Float64Array, StringArray, TimestampMillisecondArray, TimestampNanosecondArray,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::error::Result;

use super::zones::zone_of;
use crate::engine::functions::cast::{Conversion, convert};
use crate::engine::functions::columns::{doubles, integers, invalid, one, three};
use crate::engine::functions::simple::{Simple, constant_text, result};
use crate::engine::types::AthenaType;

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "from_unixtime",
            |args| {
                let zone = constant_text(args, 1).unwrap_or("UTC").to_owned();
                result(DataType::Timestamp(TimeUnit::Millisecond, Some(zone.into())))
            },
            |arrays, args| {
                let seconds = cast(&arrays[0], &DataType::Float64)?;
                #[allow(clippy::cast_possible_truncation, reason = "a double beyond the range is capped")]
                let millis: TimestampMillisecondArray =
                    seconds.as_primitive::<Float64Type>().unary(|seconds| (seconds * 1000.0).round() as i64);
                Ok(cast(&(Arc::new(millis.with_timezone("UTC")) as ArrayRef), args.return_field.data_type())?)
            },
        ),
        Simple::new(
            "$from_unixtime_at",
            |_| result(AthenaType::packed_timestamp_tz(3)),
            |arrays, args| at_offset(arrays, args.return_field.data_type()),
        ),
        Simple::new(
            "from_unixtime_nanos",
            |_| result(DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()))),
            |a, _| {
                let nanos = one(&integers(a, 0)?, |nanos| Ok(Some(nanos)))?;
                Ok(Arc::new(TimestampNanosecondArray::from(nanos).with_timezone("UTC")))
            },
        ),
        Simple::new(
            "to_unixtime",
            |_| result(DataType::Float64),
            |arrays, _| {
                let micros = cast(&arrays[0], &DataType::Timestamp(TimeUnit::Microsecond, None))?;
                #[allow(clippy::cast_precision_loss, reason = "the result is a double")]
                let seconds: Float64Array =
                    micros.as_primitive::<TimestampMicrosecondType>().unary(|micros| micros as f64 / 1e6);
                Ok(Arc::new(seconds))
            },
        ),
    ]
}

/// Converts seconds since 1970 with an offset in hours and minutes, by way of text. The result type stores a zone for
/// each row.
fn at_offset(arrays: &[ArrayRef], target: &DataType) -> Result<ArrayRef> {
    let (seconds, hours, minutes) = (doubles(arrays, 0)?, integers(arrays, 1)?, integers(arrays, 2)?);
    let texts = three(&seconds, &hours, &minutes, |seconds, hours, minutes| {
        let offset = hours.saturating_mul(60).saturating_add(minutes);
        let zone = zone_of(hours, minutes).ok_or_else(|| invalid(format!("Invalid offset minutes {offset}")))?;
        #[allow(clippy::cast_possible_truncation, reason = "a double beyond the range is capped")]
        let millis = (seconds * 1000.0).round() as i64;
        let local = DateTime::from_timestamp_millis(millis.saturating_add(offset * 60_000));
        Ok(local.map(|local| format!("{} {zone}", local.format("%Y-%m-%d %H:%M:%S%.3f"))))
    })?;
    let texts: ArrayRef = Arc::new(StringArray::from(texts));
    let to = AthenaType::TimestampTz(3);
    convert(&texts, &Conversion { from: AthenaType::Varchar(None), to, target: target.clone() }, false)
}
