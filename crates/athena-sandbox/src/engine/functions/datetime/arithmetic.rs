//! Date arithmetic: `date_add`, `date_diff` and `last_day_of_month`.

use std::sync::Arc;

use chrono::{Datelike, Months, NaiveDateTime};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::error::Result;

use super::{local_times, texts};
use crate::engine::functions::simple::{Simple, error, result};

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "date_add",
            |args| match args.arg_fields {
                [_, _, value] => result(value.data_type().clone()),
                _ => Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function date_add")),
            },
            |arrays, args| Ok(cast(&date_add(arrays)?, args.return_field.data_type())?),
        ),
        Simple::new("date_diff", |_| result(DataType::Int64), |arrays, _| date_diff(arrays)),
        Simple::new(
            "last_day_of_month",
            |_| result(DataType::Date32),
            |arrays, _| {
                let last = |at: NaiveDateTime| {
                    let next = at.date().with_day(1)?.checked_add_months(Months::new(1))?;
                    Some(next.pred_opt()?.to_string())
                };
                let days: StringArray = local_times(&arrays[0])?.into_iter().map(|at| at.and_then(last)).collect();
                Ok(cast(&(Arc::new(days) as ArrayRef), &DataType::Date32)?)
            },
        ),
    ]
}

fn micros_of(unit: &str) -> Option<i64> {
    Some(match unit {
        "millisecond" => 1000,
        "second" => 1_000_000,
        "minute" => 60_000_000,
        "hour" => 3_600_000_000,
        "day" => 86_400_000_000,
        "week" => 7 * 86_400_000_000,
        _ => return None,
    })
}

fn months_of(unit: &str) -> Option<i64> {
    Some(match unit {
        "month" => 1,
        "quarter" => 3,
        "year" => 12,
        _ => return None,
    })
}

fn invalid(unit: &str) -> datafusion::error::DataFusionError {
    error("INVALID_FUNCTION_ARGUMENT", format!("'{unit}' is not a valid DATE field"))
}

/// Number of whole units between two timestamps, truncated towards zero.
fn date_diff(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let [units, starts, ends] = arrays else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function date_diff"));
    };
    let units = texts(units)?;
    let mut out = Vec::with_capacity(units.len());
    for ((unit, start), end) in units.iter().zip(local_times(starts)?).zip(local_times(ends)?) {
        let (Some(unit), Some(start), Some(end)) = (unit, start, end) else {
            out.push(None);
            continue;
        };
        let unit = unit.to_lowercase();
        let value = match (micros_of(&unit), months_of(&unit)) {
            (Some(size), _) => (end.and_utc().timestamp_micros() - start.and_utc().timestamp_micros()) / size,
            (_, Some(size)) => months_between(start, end) / size,
            _ => return Err(invalid(&unit)),
        };
        out.push(Some(value));
    }
    Ok(Arc::new(Int64Array::from(out)))
}

fn months_between(start: NaiveDateTime, end: NaiveDateTime) -> i64 {
    if end < start {
        return -months_between(end, start);
    }
    let months = i64::from(end.year() - start.year()) * 12 + i64::from(end.month()) - i64::from(start.month());
    let steps = Months::new(u32::try_from(months).unwrap_or(0));
    if start.checked_add_months(steps).is_some_and(|at| at > end) { months - 1 } else { months }
}

fn date_add(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let units = texts(&arrays[0])?;
    let counts = cast(&arrays[1], &DataType::Int64)?;
    let mut out = Vec::with_capacity(units.len());
    for ((unit, count), at) in units.iter().zip(counts.as_primitive::<Int64Type>()).zip(local_times(&arrays[2])?) {
        let (Some(unit), Some(count), Some(at)) = (unit, count, at) else {
            out.push(None);
            continue;
        };
        let unit = unit.to_lowercase();
        let moved = match (micros_of(&unit), months_of(&unit)) {
            (Some(size), _) => {
                count.checked_mul(size).and_then(|by| at.checked_add_signed(chrono::TimeDelta::microseconds(by)))
            }
            (_, Some(size)) => {
                let months = count.saturating_mul(size);
                let steps = Months::new(u32::try_from(months.unsigned_abs()).unwrap_or(u32::MAX));
                if months < 0 { at.checked_sub_months(steps) } else { at.checked_add_months(steps) }
            }
            _ => return Err(invalid(&unit)),
        };
        let moved = moved.ok_or_else(|| error("INVALID_FUNCTION_ARGUMENT", "date out of range"))?;
        out.push(Some(moved.and_utc().timestamp_micros()));
    }
    Ok(Arc::new(TimestampMicrosecondArray::from(out)))
}
