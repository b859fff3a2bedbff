//! Parsing of dates and timestamps: `date_parse`, `parse_datetime`, `to_timestamp` and `from_iso8601_date`.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use datafusion::arrow::array::{Array, ArrayRef, Date32Array, StringArray, TimestampMillisecondArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::error::Result;

use super::patterns::{joda, mysql, teradata};
use super::texts;
use crate::engine::functions::cast::{Conversion, convert};
use crate::engine::functions::columns::{self, invalid, one, two};
use crate::engine::functions::simple::{Simple, error, result};
use crate::engine::types::AthenaType;

pub(super) fn functions() -> Vec<Simple> {
    vec![
        Simple::new(
            "date_parse",
            |_| result(MILLIS),
            |arrays, _| parsed(arrays, &|format| mysql(format).replace(".%f", "%.f")),
        ),
        Simple::new(
            "parse_datetime",
            |_| result(DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))),
            |arrays, args| Ok(cast(&parsed(arrays, &joda)?, args.return_field.data_type())?),
        ),
        Simple::new(
            "$to_timestamp",
            |_| result(DataType::Timestamp(TimeUnit::Millisecond, None)),
            |a, _| {
                let parsed_text = |text: &str, format: &str| {
                    let at = parse_local(text, &teradata(format)?)
                        .ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))?;
                    Ok(Some(at.and_utc().timestamp_millis()))
                };
                Ok(Arc::new(TimestampMillisecondArray::from(two(
                    &columns::texts(a, 0)?,
                    &columns::texts(a, 1)?,
                    parsed_text,
                )?)))
            },
        ),
        Simple::new(
            "from_iso8601_date",
            |_| result(DataType::Date32),
            |a, _| {
                let days = one(&columns::texts(a, 0)?, |text| {
                    let day = iso_day(text).ok_or_else(|| invalid(format!("Invalid format: \"{text}\"")))?;
                    Ok(i32::try_from(day.signed_duration_since(DateTime::UNIX_EPOCH.date_naive()).num_days()).ok())
                })?;
                Ok(Arc::new(Date32Array::from(days)))
            },
        ),
        // The result type stores a time zone for each row.
        Simple::new(
            "$from_iso8601",
            |_| result(AthenaType::packed_timestamp_tz(3)),
            |a, args| iso_timestamps(a, AthenaType::TimestampTz(3), args.return_field.data_type()),
        ),
        Simple::new(
            "$from_iso8601_nanos",
            |_| result(AthenaType::packed_timestamp_tz(9)),
            |a, args| iso_timestamps(a, AthenaType::TimestampTz(9), args.return_field.data_type()),
        ),
    ]
}

const MILLIS: DataType = DataType::Timestamp(TimeUnit::Millisecond, None);

fn parsed(arrays: &[ArrayRef], translate: &dyn Fn(&str) -> String) -> Result<ArrayRef> {
    let [values, formats] = arrays else {
        return Err(error("FUNCTION_NOT_FOUND", "Unexpected parameters for function date_parse"));
    };
    let (values, formats) = (texts(values)?, texts(formats)?);
    let mut out = Vec::with_capacity(values.len());
    for (text, format) in values.iter().zip(&formats) {
        let (Some(text), Some(format)) = (text, format) else {
            out.push(None);
            continue;
        };
        let at = parse_local(text, &translate(format))
            .ok_or_else(|| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid format: \"{text}\"")))?;
        out.push(Some(at.and_utc().timestamp_millis()));
    }
    Ok(Arc::new(TimestampMillisecondArray::from(out)))
}

/// Parses a local date and time. Fields that the format does not contain default to those of 1970-01-01 00:00.
pub(crate) fn parse_local(text: &str, format: &str) -> Option<NaiveDateTime> {
    use chrono::format::{Parsed, StrftimeItems, parse};
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    let year =
        parsed.year().or(parsed.year_mod_100().map(|y| if y < 70 { 2000 + y } else { 1900 + y })).unwrap_or(1970);
    let date = match parsed.ordinal() {
        Some(day) => NaiveDate::from_yo_opt(year, day)?,
        None => NaiveDate::from_ymd_opt(year, parsed.month().unwrap_or(1), parsed.day().unwrap_or(1))?,
    };
    let hour = parsed.hour_div_12().unwrap_or(0) * 12 + parsed.hour_mod_12().unwrap_or(0);
    let (minute, second) = (parsed.minute().unwrap_or(0), parsed.second().unwrap_or(0));
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, parsed.nanosecond().unwrap_or(0))?;
    let local = date.and_time(time);
    match parsed.offset() {
        Some(offset) => {
            DateTime::from_timestamp(local.and_utc().timestamp() - i64::from(offset), 0).map(|at| at.naive_utc())
        }
        None => Some(local),
    }
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

fn iso_timestamps(arrays: &[ArrayRef], to: AthenaType, target: &DataType) -> Result<ArrayRef> {
    let parsed_text = |text: &str| match iso_instant(text) {
        Some(text) => Ok(Some(text)),
        None => Err(invalid(format!("Invalid format: \"{text}\""))),
    };
    let parsed_text: ArrayRef = Arc::new(StringArray::from(one(&columns::texts(arrays, 0)?, parsed_text)?));
    convert(&parsed_text, &Conversion { from: AthenaType::Varchar(None), to, target: target.clone() }, false)
}
