//! Text of times in the form that each request expects
//!
//! | request | form | asked by |
//! |---|---|---|
//! | `string` | Athena's text | `String` |
//! | `str` | ISO 8601 with `T`, the offset joined | chrono, jiff, `time::serde::{iso8601, rfc3339}` |
//! | `any` | Athena's text with a fraction, the offset with seconds | `time`, `serde_json::Value` |
//! | `tuple` | numbers | `time` without `serde-human-readable`, `chrono::TimeDelta` |

use super::error::DeError;
use crate::driver::decode::zones::Zones;
use crate::value::{Date, IntervalDayTime, IntervalYearMonth, Time, Timestamp, TimestampTz, Value};

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As Athena prints it, all digits.
    Athena,
    /// ISO 8601, at most nanoseconds.
    Iso,
    /// [`Form::Iso`] with the time zone in brackets.
    Zoned,
    /// As the crate `time` reads it, at most nanoseconds; regions stay, which it does not read.
    Spaced,
    /// [`Form::Spaced`] with the offset of a region.
    SpacedOffset,
}

/// The text of a value that is neither text nor nested; `target` names the type that was asked for in an error.
pub(super) fn text(value: &Value<'_>, form: Form, target: impl Fn() -> String) -> Result<String, DeError> {
    let text = match form {
        Form::Athena => Ok(value.to_string()),
        Form::Iso | Form::Zoned => iso(value, form),
        Form::Spaced | Form::SpacedOffset => spaced(value, form),
    };
    text.map_err(|why| DeError::does_not_fit(value, &target(), &why))
}

fn iso(value: &Value<'_>, form: Form) -> Result<String, String> {
    Ok(match value {
        Value::Date(date) => iso_date(*date),
        Value::Time(time) => nanos(*time)?.to_string(),
        Value::TimeTz(zoned) => format!("{}{}", nanos(zoned.time())?, offset(i64::from(zoned.offset_minutes()) * 60)),
        Value::Timestamp(timestamp) => iso_timestamp(*timestamp)?,
        Value::TimestampTz(zoned) => {
            let text = format!("{}{}", iso_timestamp(zoned.local())?, offset(offset_seconds(zoned)?));
            if form == Form::Zoned { format!("{text}[{}]", zone_id(zoned)) } else { text }
        }
        Value::IntervalDayTime(interval) => iso_milliseconds(*interval),
        Value::IntervalYearMonth(interval) => iso_months(*interval),
        other => other.to_string(),
    })
}

fn spaced(value: &Value<'_>, form: Form) -> Result<String, String> {
    Ok(match value {
        Value::Time(time) => fraction(*time)?.to_string(),
        Value::TimeTz(zoned) => {
            format!("{}{}", fraction(zoned.time())?, offset(i64::from(zoned.offset_minutes()) * 60))
        }
        Value::Timestamp(timestamp) => spaced_timestamp(*timestamp)?,
        Value::TimestampTz(zoned) => {
            let local = spaced_timestamp(zoned.local())?;
            if zoned.offset_minutes().is_none() && form == Form::Spaced {
                return Ok(format!("{local} {}", zoned.zone()));
            }
            let offset_seconds = offset_seconds(zoned)?;
            let seconds = if offset_seconds % 60 == 0 { ":00" } else { "" };
            format!("{local} {}{seconds}", offset(offset_seconds))
        }
        other => other.to_string(),
    })
}

fn spaced_timestamp(timestamp: Timestamp) -> Result<String, String> {
    Ok(format!("{} {}", timestamp.date(), fraction(timestamp.time())?))
}

/// The time with one to nine fraction digits.
fn fraction(time: Time) -> Result<Time, String> {
    let time = nanos(time)?;
    Ok(time.with_precision(time.precision().max(1)).unwrap_or(time))
}

/// ISO 8601 has a sign and six digits for the years that four digits do not hold.
fn iso_date(date: Date) -> String {
    match date.ymd() {
        (0..=9999, ..) => date.to_string(),
        (year, month, day) => {
            format!("{}{:06}-{month:02}-{day:02}", if year < 0 { '-' } else { '+' }, year.unsigned_abs())
        }
    }
}

fn iso_timestamp(timestamp: Timestamp) -> Result<String, String> {
    Ok(format!("{}T{}", iso_date(timestamp.date()), nanos(timestamp.time())?))
}

/// The time with nine fraction digits at most. chrono and `time` ignore further digits, so they are refused here.
fn nanos(time: Time) -> Result<Time, String> {
    time.with_precision(time.precision().min(9))
        .ok_or_else(|| "it is finer than nanoseconds; `String` has all digits".to_owned())
}

fn offset(seconds: i64) -> String {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let minutes = format!("{sign}{:02}:{:02}", seconds / 3_600, seconds / 60 % 60);
    match seconds % 60 {
        0 => minutes,
        seconds => format!("{minutes}:{seconds:02}"),
    }
}

/// Seconds east of UTC, from the time zone database for a region.
fn offset_seconds(zoned: &TimestampTz<'_>) -> Result<i64, String> {
    match zoned.offset_minutes() {
        Some(minutes) => Ok(i64::from(minutes) * 60),
        None => Zones::default()
            .utc(zoned)
            .map(|utc| zoned.local().epoch_seconds() - utc.epoch_seconds())
            .map_err(|why| format!("it {why}")),
    }
}

/// The zone as the time zone database names it; the database does not have all names of UTC that Athena has.
fn zone_id(zoned: &TimestampTz<'_>) -> String {
    match zoned.offset_minutes() {
        Some(0) => "UTC".to_owned(),
        Some(minutes) => offset(i64::from(minutes) * 60),
        None => zoned.zone().to_owned(),
    }
}

fn iso_milliseconds(interval: IntervalDayTime) -> String {
    let millis = interval.millis().unsigned_abs();
    let sign = if interval.millis() < 0 { "-" } else { "" };
    format!("{sign}PT{}.{:03}S", millis / 1_000, millis % 1_000)
}

fn iso_months(interval: IntervalYearMonth) -> String {
    let months = interval.months().unsigned_abs();
    let sign = if interval.months() < 0 { "-" } else { "" };
    format!("{sign}P{}Y{}M", months / 12, months % 12)
}

/// The numbers that stand for a value in a tuple of `length`; `None` if a tuple of that length is not a form of it.
pub(super) fn numbers(value: &Value<'_>, length: usize) -> Option<Result<Vec<i64>, DeError>> {
    let refuse = |why: String| DeError::does_not_fit(value, &format!("a tuple of {length} numbers"), &why);
    let numbers = match (value, length) {
        (Value::Date(date), 2) => Ok(year_and_day(*date).to_vec()),
        (Value::Time(time), 4) => clock(*time).map(|clock| clock.to_vec()),
        (Value::Timestamp(timestamp), 6) => date_and_clock(*timestamp),
        (Value::TimestampTz(zoned), 9) => offset_seconds(zoned).and_then(|seconds| {
            let mut numbers = date_and_clock(zoned.local())?;
            numbers.extend([seconds / 3_600, seconds / 60 % 60, seconds % 60]);
            Ok(numbers)
        }),
        (Value::IntervalDayTime(interval), 2) => {
            let millis = interval.millis();
            Ok(vec![millis.div_euclid(1_000), millis.rem_euclid(1_000) * 1_000_000])
        }
        _ => return None,
    };
    Some(numbers.map_err(refuse))
}

/// The year, and the day of the year from 1.
fn year_and_day(date: Date) -> [i64; 2] {
    let (year, month, day) = date.ymd();
    let leap = i64::from(Date::from_ymd(year, 2, 29).is_some());
    let before = (1..month).map(|month| match month {
        2 => 28 + leap,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    });
    [year.into(), before.sum::<i64>() + i64::from(day)]
}

/// Hours, minutes, seconds and nanoseconds.
fn clock(time: Time) -> Result<[i64; 4], String> {
    let nanos = nanos(time)?.subsecond_picos() / 1_000;
    Ok([time.hour().into(), time.minute().into(), time.second().into(), nanos.cast_signed()])
}

fn date_and_clock(timestamp: Timestamp) -> Result<Vec<i64>, String> {
    Ok([year_and_day(timestamp.date()).as_slice(), clock(timestamp.time())?.as_slice()].concat())
}
