//! String functions with typed arguments: `substr`, normal forms, stems, key-value pairs, sizes and durations.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Decimal128Array, Int32Array, Int64Array, IntervalMonthDayNanoArray,
    StringArray,
};
use datafusion::arrow::datatypes::{DataType, FieldRef, IntervalMonthDayNano, IntervalUnit};
use datafusion::error::Result;
use datafusion::logical_expr::ReturnFieldArgs;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use super::columns::{argument, bytes, doubles, integers, invalid, is_binary, one, texts, two};
use super::nested::{list_type, map_type, maps_of_texts};
use super::simple::{Simple, result};

pub(crate) fn functions() -> Vec<Simple> {
    vec![
        Simple::new("substr", same_text, |a, _| substr(a)),
        Simple::new(
            "$length",
            |_| result(DataType::Int64),
            |a, _| {
                let size = |size: usize| Ok(i64::try_from(size).ok());
                Ok(Arc::new(Int64Array::from(match is_binary(argument(a, 0)?) {
                    true => one(&bytes(a, 0)?, |b| size(b.len()))?,
                    false => one(&texts(a, 0)?, |t| size(t.chars().count()))?,
                })))
            },
        ),
        Simple::new("chr", text, |a, _| {
            spelled(one(&integers(a, 0)?, |v| {
                let letter = u32::try_from(v).ok().and_then(char::from_u32);
                letter
                    .map(|c| Some(c.to_string()))
                    .ok_or_else(|| invalid(format!("Not a valid Unicode code point: {v}")))
            })?)
        }),
        Simple::new(
            "codepoint",
            |_| result(DataType::Int32),
            |a, _| {
                let code = |t: &str| {
                    let mut letters = t.chars();
                    match (letters.next(), letters.next()) {
                        (Some(letter), None) => Ok(i32::try_from(u32::from(letter)).ok()),
                        _ => Err(invalid("Input string must be a single character string")),
                    }
                };
                Ok(Arc::new(Int32Array::from(one(&texts(a, 0)?, code)?)))
            },
        ),
        Simple::new("normalize", text, |a, _| match a.len() {
            1 => spelled(one(&texts(a, 0)?, |t| Ok(Some(t.nfc().collect())))?),
            _ => spelled(two(&texts(a, 0)?, &texts(a, 1)?, |t, form| {
                Ok(Some(match form.to_uppercase().as_str() {
                    "NFC" => t.nfc().collect(),
                    "NFD" => t.nfd().collect(),
                    "NFKC" => t.nfkc().collect(),
                    "NFKD" => t.nfkd().collect(),
                    _ => return Err(invalid("Normalization form must be one of [NFD, NFC, NFKD, NFKC]")),
                }))
            })?),
        }),
        Simple::new("word_stem", text, |a, _| match a.len() {
            1 => spelled(one(&texts(a, 0)?, |t| Ok(Some(Stemmer::create(Algorithm::English).stem(t).into_owned())))?),
            _ => spelled(two(&texts(a, 0)?, &texts(a, 1)?, |t, language| {
                Ok(Some(Stemmer::create(stems_of(language)?).stem(t).into_owned()))
            })?),
        }),
        Simple::new(
            "luhn_check",
            |_| result(DataType::Boolean),
            |a, _| Ok(Arc::new(BooleanArray::from(one(&texts(a, 0)?, luhn)?))),
        ),
        Simple::new("char2hexint", text, |a, _| {
            spelled(one(&texts(a, 0)?, |t| Ok(Some(t.encode_utf16().map(|unit| format!("{unit:04X}")).collect())))?)
        }),
        Simple::new(
            "split_to_map",
            |_| result(map_type(&DataType::Utf8, &DataType::Utf8)),
            |a, _| maps_of_texts(&split_pairs(a, true)?, false),
        ),
        Simple::new(
            "split_to_multimap",
            |_| result(map_type(&DataType::Utf8, &list_type(&DataType::Utf8))),
            |a, _| maps_of_texts(&split_pairs(a, false)?, true),
        ),
        Simple::new("concat_ws", text, |a, _| joined(a)),
        Simple::new("human_readable_seconds", text, |a, _| spelled(one(&doubles(a, 0)?, human_readable_duration)?)),
        Simple::new("format_number", text, |a, _| spelled(one(&doubles(a, 0)?, |v| Ok(Some(with_unit(v))))?)),
        Simple::new(
            "parse_data_size",
            |_| result(DataType::Decimal128(38, 0)),
            |a, _| {
                let sizes = one(&texts(a, 0)?, data_size)?;
                Ok(Arc::new(Decimal128Array::from(sizes).with_precision_and_scale(38, 0)?))
            },
        ),
        Simple::new(
            "parse_duration",
            |_| result(DataType::Interval(IntervalUnit::MonthDayNano)),
            |a, _| {
                let spans = one(&texts(a, 0)?, |t| {
                    duration(t).map(|millis| Some(IntervalMonthDayNano::new(0, 0, millis.saturating_mul(1_000_000))))
                })?;
                Ok(Arc::new(IntervalMonthDayNanoArray::from(spans)))
            },
        ),
    ]
}

fn text(_: &ReturnFieldArgs) -> Result<FieldRef> {
    result(DataType::Utf8)
}

/// Binary for a binary argument, text for any other.
pub(crate) fn same_text(args: &ReturnFieldArgs) -> Result<FieldRef> {
    match args.arg_fields.first().map(|field| field.data_type()) {
        Some(DataType::Binary | DataType::BinaryView | DataType::LargeBinary) => result(DataType::Binary),
        _ => result(DataType::Utf8),
    }
}

fn spelled(values: Vec<Option<String>>) -> Result<ArrayRef> {
    Ok(Arc::new(StringArray::from(values)))
}

/// Positions count from 1; negative positions count from the end. Outside of the string, the result is empty.
fn substr(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let starts = integers(arrays, 1)?;
    let lengths = arrays.get(2).map(|_| integers(arrays, 2)).transpose()?;
    let range = |row: usize, size: usize| -> Option<(usize, usize)> {
        if starts.is_null(row) || lengths.as_ref().is_some_and(|lengths| lengths.is_null(row)) {
            return None;
        }
        let all = i64::try_from(size).unwrap_or(i64::MAX);
        let first = match starts.value(row) {
            0 => all,
            start if start > 0 => start - 1,
            start => all.saturating_add(start),
        };
        let length = lengths.as_ref().map_or(all, |lengths| lengths.value(row));
        let first = usize::try_from(first).unwrap_or(size);
        Some((first.min(size), usize::try_from(length).unwrap_or(0)))
    };
    if is_binary(argument(arrays, 0)?) {
        let values = bytes(arrays, 0)?;
        let cut = values.iter().enumerate().map(|(row, value)| {
            let value = value?;
            let (first, length) = range(row, value.len())?;
            Some(value[first..].iter().copied().take(length).collect::<Vec<u8>>())
        });
        return Ok(Arc::new(cut.collect::<BinaryArray>()));
    }
    let values = texts(arrays, 0)?;
    let cut = values.iter().enumerate().map(|(row, value)| {
        let value = value?;
        let (first, length) = range(row, value.chars().count())?;
        Some(value.chars().skip(first).take(length).collect::<String>())
    });
    Ok(Arc::new(cut.collect::<StringArray>()))
}

fn stems_of(language: &str) -> Result<Algorithm> {
    Ok(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nl" => Algorithm::Dutch,
        "no" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "tr" => Algorithm::Turkish,
        other => return Err(invalid(format!("Unknown stemmer language: {other}"))),
    })
}

fn luhn(text: &str) -> Result<Option<bool>> {
    let mut sum = 0;
    for (position, letter) in text.chars().rev().enumerate() {
        let digit =
            letter.to_digit(10).ok_or_else(|| invalid(format!("Input contains non-digit characters: {text}")))?;
        let weighed = if position % 2 == 1 { digit * 2 } else { digit };
        sum += if weighed > 9 { weighed - 9 } else { weighed };
    }
    Ok(Some(!text.is_empty() && sum % 10 == 0))
}

type Pairs = Vec<(String, String)>;

fn split_pairs(arrays: &[ArrayRef], unique: bool) -> Result<Vec<Option<Pairs>>> {
    let (values, entries, pairs) = (texts(arrays, 0)?, texts(arrays, 1)?, texts(arrays, 2)?);
    super::columns::three(&values, &entries, &pairs, |text, between, within| {
        if between.is_empty() || within.is_empty() {
            return Err(invalid("entryDelimiter is empty"));
        }
        if between == within {
            return Err(invalid("entryDelimiter and keyValueDelimiter must not be the same"));
        }
        let mut found: Pairs = Vec::new();
        for entry in text.split(between).filter(|entry| !entry.is_empty()) {
            let (key, value) = entry.split_once(within).ok_or_else(|| {
                invalid(format!("Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'"))
            })?;
            if value.contains(within) {
                return Err(invalid(format!(
                    "Key-value delimiter must appear exactly once in each entry. Bad input: '{entry}'"
                )));
            }
            if unique && found.iter().any(|(known, _)| known == key) {
                return Err(invalid(format!("Duplicate keys ({key}) are not allowed")));
            }
            found.push((key.to_owned(), value.to_owned()));
        }
        Ok(Some(found))
    })
}

/// A NULL separator gives NULL; a NULL among the other arguments is skipped. They may also be one array.
fn joined(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let separators = texts(arrays, 0)?;
    let columns: Vec<Vec<Vec<Option<String>>>> = arrays.iter().skip(1).map(parts_of_rows).collect::<Result<_>>()?;
    let line = |(row, separator): (usize, Option<&str>)| {
        let parts = columns.iter().filter_map(|column| column.get(row)).flatten().flatten();
        separator.map(|separator| parts.map(String::as_str).collect::<Vec<_>>().join(separator))
    };
    Ok(Arc::new(separators.iter().enumerate().map(line).collect::<StringArray>()))
}

fn parts_of_rows(array: &ArrayRef) -> Result<Vec<Vec<Option<String>>>> {
    if matches!(array.data_type(), DataType::List(_)) {
        let list = super::nested::as_list(array)?;
        let items = |row: usize| match list.is_null(row) {
            true => Ok(Vec::new()),
            false => Ok(texts(&[list.value(row)], 0)?.iter().map(|t| t.map(str::to_owned)).collect()),
        };
        return (0..list.len()).map(items).collect();
    }
    Ok(texts(std::slice::from_ref(array), 0)?.iter().map(|text| vec![text.map(str::to_owned)]).collect())
}

fn human_readable_duration(seconds: f64) -> Result<Option<String>> {
    if !seconds.is_finite() {
        return Err(invalid(format!("Invalid argument found: {seconds}")));
    }
    #[allow(clippy::cast_possible_truncation, reason = "a double beyond the range is capped")]
    let all = seconds.abs().round() as i64;
    let sizes = [(604_800, "week"), (86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")];
    let (mut rest, mut parts) = (all, Vec::new());
    for (size, name) in sizes {
        let count = rest / size;
        rest %= size;
        if count > 0 || (size == 1 && parts.is_empty()) {
            parts.push(format!("{count} {name}{}", if count == 1 { "" } else { "s" }));
        }
    }
    let sign = if seconds < 0.0 { "-" } else { "" };
    Ok(Some(format!("{sign}{}", parts.join(", "))))
}

/// Formats a number with three digits and a unit letter for its magnitude.
fn with_unit(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let mut size = value.abs();
    let mut unit = "";
    for name in ["K", "M", "B", "T", "Q"] {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = name;
    }
    let digits = if size < 10.0 {
        2
    } else if size < 100.0 {
        1
    } else {
        0
    };
    let mut number = format!("{size:.digits$}");
    if number.contains('.') {
        number.truncate(number.trim_end_matches('0').trim_end_matches('.').len());
    }
    format!("{sign}{number}{unit}")
}

/// Splits a number from the unit that follows it.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

fn data_size(text: &str) -> Result<Option<i128>> {
    let bad = || invalid(format!("Invalid data size: '{text}'"));
    let (number, unit) = number_and_unit(text.trim()).ok_or_else(bad)?;
    let power = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"].iter().position(|known| *known == unit);
    let power = power.and_then(|power| i32::try_from(power).ok()).ok_or_else(bad)?;
    #[allow(clippy::cast_possible_truncation, reason = "the value is capped, far above any real size")]
    let size = (number * 1024_f64.powi(power)).floor() as i128;
    Ok(Some(size))
}

fn duration(text: &str) -> Result<i64> {
    let bad = || invalid(format!("duration is not a valid data duration string: {text}"));
    let (number, unit) = number_and_unit(text.trim()).ok_or_else(bad)?;
    let millis = match unit {
        "ns" => 1e-6,
        "us" => 1e-3,
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 6e4,
        "h" => 3.6e6,
        "d" => 8.64e7,
        _ => return Err(bad()),
    };
    #[allow(clippy::cast_possible_truncation, reason = "a double beyond the range is capped")]
    let rounded = (number * millis).round() as i64;
    Ok(rounded)
}
