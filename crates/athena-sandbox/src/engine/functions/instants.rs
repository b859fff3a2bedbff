//! Timestamps with time zones: parsing, printing and conversion.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Float64Array, StringArray, TimestampMillisecondArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, FieldRef, Float64Type, TimeUnit, TimestampMicrosecondType};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;

use super::cast::{Shape, convert};
use super::columns::{doubles, integers, invalid, three};
use super::datetime::{moments, texts};
use super::simple::{Simple, constant_text, error, result};
use crate::engine::types::AthenaType;

pub(crate) fn functions() -> Vec<Simple> {
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
            "format_datetime",
            |_| result(DataType::Utf8),
            |arrays, _| {
                let formats = texts(&arrays[1])?;
                let one = |(at, format): (Option<NaiveDateTime>, Option<&str>)| {
                    at.zip(format).map(|(at, format)| at.format(&joda(format)).to_string())
                };
                Ok(Arc::new(moments(&arrays[0])?.into_iter().zip(&formats).map(one).collect::<StringArray>()))
            },
        ),
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
            |_| result(AthenaType::wide_timestamp_tz(3)),
            |arrays, args| at_offset(arrays, args.return_field.data_type()),
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
        Simple::new("at_timezone", zoned, |arrays, args| {
            let target = args.return_field.data_type();
            let utc = match arrays[0].data_type() {
                DataType::Timestamp(unit, None) => cast(&arrays[0], &DataType::Timestamp(*unit, Some("UTC".into())))?,
                _ => Arc::clone(&arrays[0]),
            };
            Ok(cast(&utc, target)?)
        }),
        // The local time stays; only the zone changes.
        Simple::new("with_timezone", zoned, |arrays, args| Ok(cast(&arrays[0], args.return_field.data_type())?)),
        Simple::new(
            "to_iso8601",
            |_| result(DataType::Utf8),
            |arrays, args| {
                let text = convert(
                    &arrays[0],
                    &Shape {
                        from: AthenaType::of(&args.arg_fields[0]),
                        to: AthenaType::Varchar(None),
                        target: DataType::Utf8,
                    },
                    false,
                )?;
                let iso = |text: &str| text.replacen(' ', "T", 1).replace(" UTC", "Z").replace(' ', "");
                Ok(Arc::new(texts(&text)?.iter().map(|text| text.map(iso)).collect::<StringArray>()))
            },
        ),
        Simple::new(
            "last_day_of_month",
            |_| result(DataType::Date32),
            |arrays, _| {
                let last = |at: NaiveDateTime| {
                    let next = at.date().with_day(1)?.checked_add_months(chrono::Months::new(1))?;
                    Some(next.pred_opt()?.to_string())
                };
                let days: StringArray = moments(&arrays[0])?.into_iter().map(|at| at.and_then(last)).collect();
                Ok(cast(&(Arc::new(days) as ArrayRef), &DataType::Date32)?)
            },
        ),
    ]
}

const MILLIS: DataType = DataType::Timestamp(TimeUnit::Millisecond, None);

/// The name of the zone at an offset. Returns `None` beyond 14 hours.
pub(super) fn zone_of(hours: i64, minutes: i64) -> Option<String> {
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
    convert(&texts, &Shape { from: AthenaType::Varchar(None), to, target: target.clone() }, false)
}

fn zoned(args: &ReturnFieldArgs) -> Result<FieldRef> {
    let zone = constant_text(args, 1);
    let zone = zone.ok_or_else(|| error("NOT_SUPPORTED", "a time zone that is not a constant"))?;
    match args.arg_fields.first().map(|field| field.data_type()) {
        Some(DataType::Timestamp(unit, _)) => result(DataType::Timestamp(*unit, Some(zone.into()))),
        Some(DataType::Date32) => result(DataType::Timestamp(TimeUnit::Millisecond, Some(zone.into()))),
        _ => Err(error("TYPE_MISMATCH", "Unexpected parameters: a timestamp is wanted")),
    }
}

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
        let at = moment(text, &translate(format))
            .ok_or_else(|| error("INVALID_FUNCTION_ARGUMENT", format!("Invalid format: \"{text}\"")))?;
        out.push(Some(at.and_utc().timestamp_millis()));
    }
    Ok(Arc::new(TimestampMillisecondArray::from(out)))
}

/// Parses a local date and time. Fields that the format does not contain default to those of 1970-01-01 00:00.
pub(crate) fn moment(text: &str, format: &str) -> Option<NaiveDateTime> {
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

/// Translates a MySQL format into a chrono format.
pub(crate) fn mysql(format: &str) -> String {
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        match letters.next() {
            Some('M') => out.push_str("%B"),
            Some('i') => out.push_str("%M"),
            Some('s') => out.push_str("%S"),
            // Printing uses six digits; parsing accepts any number of digits.
            Some('f') => out.push_str("%f"),
            Some('c') => out.push_str("%-m"),
            Some('e') => out.push_str("%-d"),
            Some('h') => out.push_str("%I"),
            Some('k') => out.push_str("%-H"),
            Some('l') => out.push_str("%-I"),
            Some('W') => out.push_str("%A"),
            Some('T') => out.push_str("%H:%M:%S"),
            Some('r') => out.push_str("%I:%M:%S %p"),
            Some('v') => out.push_str("%V"),
            Some('x') => out.push_str("%G"),
            Some(known @ ('a' | 'b' | 'd' | 'H' | 'I' | 'j' | 'm' | 'p' | 'S' | 'Y' | 'y' | '%')) => {
                out.extend(['%', known])
            }
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// Translates a Joda-Time pattern into a chrono format.
fn joda(format: &str) -> String {
    let letters: Vec<char> = format.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(letter) = letters.get(at).copied() {
        let run = letters[at..].iter().take_while(|next| **next == letter).count();
        at += run;
        if letter == '\'' {
            // Two quotes print one quote. After a single quote, the text up to the next quote is literal.
            if run >= 2 {
                out.push('\'');
                continue;
            }
            let quoted = letters[at..].iter().take_while(|next| **next != '\'').count();
            out.extend(&letters[at..at + quoted]);
            at += quoted + 1;
            continue;
        }
        let short = run == 1;
        out.push_str(match (letter, run) {
            ('y' | 'Y', 2) => "%y",
            ('y' | 'Y', _) => "%Y",
            ('M', 1) => "%-m",
            ('M', 2) => "%m",
            ('M', 3) => "%b",
            ('M', _) => "%B",
            ('d', _) => {
                if short {
                    "%-d"
                } else {
                    "%d"
                }
            }
            ('H', _) => {
                if short {
                    "%-H"
                } else {
                    "%H"
                }
            }
            ('h', _) => {
                if short {
                    "%-I"
                } else {
                    "%I"
                }
            }
            ('m', _) => {
                if short {
                    "%-M"
                } else {
                    "%M"
                }
            }
            ('s', _) => {
                if short {
                    "%-S"
                } else {
                    "%S"
                }
            }
            ('S', 1) => "%1f",
            ('S', 2) => "%2f",
            ('S', 3) => "%3f",
            ('S', _) => "%6f",
            ('E', 1..=3) => "%a",
            ('E', _) => "%A",
            ('D', _) => "%j",
            ('a', _) => "%p",
            ('w', _) => "%V",
            ('x', _) => "%G",
            ('e', _) => "%u",
            ('Z', 1) => "%z",
            ('Z', _) => "%:z",
            ('%', _) => "%%",
            _ => {
                out.extend(std::iter::repeat_n(letter, run));
                continue;
            }
        });
    }
    out
}
