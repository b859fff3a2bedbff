//! Time zones: `at_timezone`, `with_timezone`, `timezone_hour` and `timezone_minute`.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef, TimeUnit};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::fields::unexpected;
use crate::engine::functions::cast_time::locals;
use crate::engine::functions::columns::argument;
use crate::engine::functions::simple::{Simple, constant_text, error, result};
use crate::engine::types::AthenaType;

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("at_timezone", zoned_type, |arrays, args| {
            let target = args.return_field.data_type();
            let utc = match arrays[0].data_type() {
                DataType::Timestamp(unit, None) => cast(&arrays[0], &DataType::Timestamp(*unit, Some("UTC".into())))?,
                _ => Arc::clone(&arrays[0]),
            };
            Ok(cast(&utc, target)?)
        }),
        // The local time stays; only the zone changes.
        Simple::new("with_timezone", zoned_type, |arrays, args| Ok(cast(&arrays[0], args.return_field.data_type())?)),
        Simple::new("timezone_hour", offset_type, |a, _| offsets(a, |seconds| seconds / 3600)),
        Simple::new("timezone_minute", offset_type, |a, _| offsets(a, |seconds| seconds % 3600 / 60)),
    ]
}

fn zoned_type(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let zone = constant_text(args, 1);
    let zone = zone.ok_or_else(|| error("NOT_SUPPORTED", "a time zone that is not a constant"))?;
    match args.arg_fields.first().map(|field| field.data_type()) {
        Some(DataType::Timestamp(unit, _)) => result(DataType::Timestamp(*unit, Some(zone.into()))),
        Some(DataType::Date32) => result(DataType::Timestamp(TimeUnit::Millisecond, Some(zone.into()))),
        _ => Err(error("TYPE_MISMATCH", "Unexpected parameters: expected a timestamp")),
    }
}

fn offset_type(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match args.arg_fields.first().map(|field| AthenaType::of(field)) {
        Some(AthenaType::TimestampTz(_) | AthenaType::TimeTz(_) | AthenaType::Unknown) => result(DataType::Int64),
        _ => Err(unexpected()),
    }
}

fn offsets(arrays: &[ArrayRef], f: fn(i64) -> i64) -> Result<ArrayRef> {
    let offsets = locals(argument(arrays, 0)?)?.into_iter().map(|local| local.and_then(|local| local.offset).map(f));
    Ok(Arc::new(offsets.collect::<Int64Array>()))
}

/// The name of the zone at an offset. Returns `None` beyond 14 hours.
pub(crate) fn zone_of(hours: i64, minutes: i64) -> Option<String> {
    let offset = hours.checked_mul(60)?.checked_add(minutes)?;
    match offset {
        0 => Some("UTC".to_owned()),
        -840..=840 => {
            let sign = if offset < 0 { '-' } else { '+' };
            Some(format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60))
        }
        _ => None,
    }
}
