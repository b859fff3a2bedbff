//! Fields of dates, times and intervals, and the ISO 8601 functions.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Date32Array, Int64Array, StringArray, TimestampMillisecondArray, TimestampNanosecondArray,
};
use datafusion::arrow::datatypes::{
    DataType, FieldRef, IntervalMonthDayNanoType, IntervalUnit, IntervalYearMonthType, TimeUnit,
};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::cast::{Shape, convert};
use super::cast_time::{Local, locals};
use super::columns::{argument, integers, invalid, one, texts, two};
use super::datetime::moments;
use super::instants::moment;
use super::simple::{Simple, constant_text, error, result};
use crate::engine::types::AthenaType;

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("$part", part_type, |a, _| part(a)),
        Simple::new("timezone_hour", zoned, |a, _| offsets(a, |seconds| seconds / 3600)),
        Simple::new("timezone_minute", zoned, |a, _| offsets(a, |seconds| seconds % 3600 / 60)),
        Simple::new("to_milliseconds", bigint, |a, _| {
            let spans = argument(a, 0)?
                .as_primitive_opt::<IntervalMonthDayNanoType>()
                .ok_or_else(|| error("FUNCTION_NOT_FOUND", "Unexpected parameters"))?;
            let millis = |span: datafusion::arrow::datatypes::IntervalMonthDayNano| {
                i64::from(span.days) * 86_400_000 + span.nanoseconds / 1_000_000
            };
            Ok(Arc::new(spans.iter().map(|span| span.map(millis)).collect::<Int64Array>()))
        }),
        Simple::new(
            "from_unixtime_nanos",
            |_| result(DataType::Timestamp(TimeUnit::Nanosecond, Some("UTC".into()))),
            |a, _| {
                let nanos = one(&integers(a, 0)?, |nanos| Ok(Some(nanos)))?;
                Ok(Arc::new(TimestampNanosecondArray::from(nanos).with_timezone("UTC")))
            },
        ),
        Simple::new(
            "from_iso8601_date",
            |_| result(DataType::Date32),
            |a, _| {
                let days = one(&texts(a, 0)?, |text| {
                    let day = iso_day(text).ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))?;
                    Ok(i32::try_from(day.signed_duration_since(DateTime::UNIX_EPOCH.date_naive()).num_days()).ok())
                })?;
                Ok(Arc::new(Date32Array::from(days)))
            },
        ),
        // The result type stores a time zone for each row.
        Simple::new(
            "$from_iso8601",
            |_| result(AthenaType::wide_timestamp_tz(3)),
            |a, args| instants(a, AthenaType::TimestampTz(3), args.return_field.data_type()),
        ),
        Simple::new(
            "$from_iso8601_nanos",
            |_| result(AthenaType::wide_timestamp_tz(9)),
            |a, args| instants(a, AthenaType::TimestampTz(9), args.return_field.data_type()),
        ),
        Simple::new(
            "$to_char",
            |_| result(DataType::Utf8),
            |a, _| {
                let formats = texts(a, 1)?;
                let line = |(at, format): (Option<NaiveDateTime>, Option<&str>)| {
                    at.zip(format).map(|(at, format)| Ok(at.format(&teradata(format)?).to_string())).transpose()
                };
                let lines = moments(argument(a, 0)?)?.into_iter().zip(&formats).map(line);
                Ok(Arc::new(lines.collect::<Result<StringArray>>()?))
            },
        ),
        Simple::new(
            "$to_timestamp",
            |_| result(DataType::Timestamp(TimeUnit::Millisecond, None)),
            |a, _| {
                let read = |text: &str, format: &str| {
                    let at = moment(text, &teradata(format)?)
                        .ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))?;
                    Ok(Some(at.and_utc().timestamp_millis()))
                };
                Ok(Arc::new(TimestampMillisecondArray::from(two(&texts(a, 0)?, &texts(a, 1)?, read)?)))
            },
        ),
    ]
}

fn bigint(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Int64)
}

fn unexpected() -> datafusion::error::DataFusionError {
    error("FUNCTION_NOT_FOUND", "Unexpected parameters")
}

fn zoned(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match args.arg_fields.first().map(|field| AthenaType::of(field)) {
        Some(AthenaType::TimestampTz(_) | AthenaType::TimeTz(_) | AthenaType::Unknown) => result(DataType::Int64),
        _ => Err(unexpected()),
    }
}

fn offsets(arrays: &[ArrayRef], f: fn(i64) -> i64) -> Result<ArrayRef> {
    let offsets = locals(argument(arrays, 0)?)?.into_iter().map(|local| local.and_then(|local| local.offset).map(f));
    Ok(Arc::new(offsets.collect::<Int64Array>()))
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

/// Parses `2020`, `2020-05`, `2020-05-11`, `2020-W10-1` or `2020-123`.
fn iso_day(text: &str) -> Option<NaiveDate> {
    let (year, rest) = match text.get(1..)?.find('-') {
        Some(at) => (text.get(..=at)?, text.get(at + 2..)?),
        None => (text, ""),
    };
    let year: i32 = year.parse().ok()?;
    if let Some(week) = rest.strip_prefix('W') {
        let (week, day) = week.split_once('-').unwrap_or((week, "1"));
        let day = Weekday::try_from(day.parse::<u8>().ok()?.checked_sub(1)?).ok()?;
        return NaiveDate::from_isoywd_opt(year, week.parse().ok()?, day);
    }
    match rest.split_once('-') {
        Some((month, day)) => NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?),
        None if rest.is_empty() => NaiveDate::from_ymd_opt(year, 1, 1),
        None if rest.len() == 3 => NaiveDate::from_yo_opt(year, rest.parse().ok()?),
        None => NaiveDate::from_ymd_opt(year, rest.parse().ok()?, 1),
    }
}

/// Rewrites an ISO 8601 timestamp into the form that a cast reads. Without a zone, the session's zone (UTC) applies.
pub(crate) fn iso_instant(text: &str) -> Option<String> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let day = iso_day(day)?;
    let zone_at = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let clock = match clock.replace(',', ".") {
        clock if clock.is_empty() => "00:00:00".to_owned(),
        clock if clock.len() == 2 => format!("{clock}:00:00"),
        clock if clock.len() == 5 => format!("{clock}:00"),
        clock => clock,
    };
    let zone = match zone {
        "" | "Z" => "UTC".to_owned(),
        short if short.len() == 3 => format!("{short}:00"),
        digits if digits.len() == 5 && !digits.contains(':') => format!("{}:{}", &digits[..3], &digits[3..]),
        other => other.to_owned(),
    };
    let zone = if matches!(zone.as_str(), "+00:00" | "-00:00") { "UTC" } else { zone.as_str() };
    Some(format!("{day} {clock} {zone}"))
}

fn instants(arrays: &[ArrayRef], to: AthenaType, target: &DataType) -> Result<ArrayRef> {
    let read = |text: &str| match iso_instant(text) {
        Some(text) => Ok(Some(text)),
        None => Err(invalid(format!("Invalid format: \"{text}\""))),
    };
    let read: ArrayRef = Arc::new(StringArray::from(one(&texts(arrays, 0)?, read)?));
    convert(&read, &Shape { from: AthenaType::Varchar(None), to, target: target.clone() }, false)
}

/// Translates a Teradata format into a chrono format.
fn teradata(format: &str) -> Result<String> {
    const PARTS: [(&str, &str); 8] = [
        ("yyyy", "%Y"),
        ("yy", "%y"),
        ("hh24", "%H"),
        ("hh", "%I"),
        ("mi", "%M"),
        ("mm", "%m"),
        ("dd", "%d"),
        ("ss", "%S"),
    ];
    let lower = format.to_lowercase();
    let (mut rest, mut out) = (lower.as_str(), String::new());
    while let Some(letter) = rest.chars().next() {
        if let Some((part, known)) = PARTS.iter().find(|(part, _)| rest.starts_with(part)) {
            out.push_str(known);
            rest = rest.get(part.len()..).unwrap_or_default();
        } else if "-/,.;: ".contains(letter) {
            out.push(letter);
            rest = rest.get(1..).unwrap_or_default();
        } else {
            return Err(invalid(format!(
                "Failed to tokenize string [{letter}] at offset [{}]",
                lower.len() - rest.len()
            )));
        }
    }
    Ok(out)
}
