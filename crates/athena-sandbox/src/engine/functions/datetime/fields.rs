//! Fields of dates, times and intervals, such as `year` and `day_of_week`, and `to_milliseconds`.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Timelike};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array};
use datafusion::arrow::datatypes::{DataType, FieldRef, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use crate::engine::functions::cast_time::{Local, locals};
use crate::engine::functions::columns::{argument, texts};
use crate::engine::functions::simple::{Simple, constant_text, error, result};
use crate::engine::types::AthenaType;

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("$part", part_type, |a, _| part(a)),
        Simple::new("to_milliseconds", bigint, |a, _| {
            let spans = argument(a, 0)?
                .as_primitive_opt::<IntervalMonthDayNanoType>()
                .ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters"))?;
            let millis = |span: datafusion::arrow::datatypes::IntervalMonthDayNano| {
                i64::from(span.days) * 86_400_000 + span.nanoseconds / 1_000_000
            };
            Ok(Arc::new(spans.iter().map(|span| span.map(millis)).collect::<Int64Array>()))
        }),
    ]
}

fn bigint(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Int64)
}

pub(super) fn unexpected() -> datafusion::error::DataFusionError {
    error("FUNCTION_NOT_FOUND", "Unexpected parameters")
}

fn part_type(args: &ReturnFieldArgs) -> Result<FieldRef> {
    use AthenaType::{Date, IntervalDay, IntervalYear, Time, TimeTz, Timestamp, TimestampTz, Unknown};
    let of_clock = ["hour", "minute", "second", "millisecond"].contains(&constant_text(args, 0).unwrap_or_default());
    let fits = match args.arg_fields.get(1).map(|field| AthenaType::of(field)) {
        Some(Timestamp(_) | TimestampTz(_) | Unknown) => true,
        Some(Date) => !of_clock,
        Some(Time(_) | TimeTz(_)) => of_clock,
        Some(IntervalYear) => matches!(constant_text(args, 0), Some("year" | "month")),
        Some(IntervalDay) => of_clock || constant_text(args, 0) == Some("day"),
        _ => false,
    };
    if fits { result(DataType::Int64) } else { Err(unexpected()) }
}

fn part(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (units, values) = (texts(arrays, 0)?, argument(arrays, 1)?);
    if units.is_empty() {
        return Ok(Arc::new(Int64Array::from(Vec::<i64>::new())));
    }
    let unit = units.value(0).to_owned();
    let parts: Int64Array = match values.data_type() {
        DataType::Interval(IntervalUnit::YearMonth) => {
            let months = values.as_primitive::<IntervalYearMonthType>();
            months
                .iter()
                .map(|months| months.map(|m| i64::from(if unit == "year" { m / 12 } else { m % 12 })))
                .collect()
        }
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            let spans = values.as_primitive::<IntervalMonthDayNanoType>();
            let one = |span: datafusion::arrow::datatypes::IntervalMonthDayNano| {
                let millis = i64::from(span.days) * 86_400_000 + span.nanoseconds / 1_000_000;
                match unit.as_str() {
                    "day" => millis / 86_400_000,
                    "hour" => millis / 3_600_000 % 24,
                    "minute" => millis / 60_000 % 60,
                    "second" => millis / 1000 % 60,
                    _ => millis % 1000,
                }
            };
            spans.iter().map(|span| span.map(one)).collect()
        }
        _ => locals(values)?.into_iter().map(|local| local.and_then(|local| part_of(&local, &unit))).collect(),
    };
    Ok(Arc::new(parts))
}

fn part_of(local: &Local, unit: &str) -> Option<i64> {
    let at = DateTime::from_timestamp(local.seconds, 0)?.naive_utc();
    let value = match unit {
        "year" => return Some(i64::from(at.year())),
        "year_of_week" => return Some(i64::from(at.iso_week().year())),
        "quarter" => at.month0() / 3 + 1,
        "month" => at.month(),
        "week" => at.iso_week().week(),
        "day" => at.day(),
        "day_of_year" => at.ordinal(),
        "day_of_week" => at.weekday().number_from_monday(),
        "hour" => at.hour(),
        "minute" => at.minute(),
        "second" => at.second(),
        _ => return i64::try_from(local.picos / 1_000_000_000).ok(),
    };
    Some(i64::from(value))
}
