//! Casts to text and from text.

use std::net::IpAddr;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, AsArray, BooleanArray, FixedSizeBinaryBuilder, PrimitiveArray, StringArray,
    StringBuilder,
};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
};
use datafusion::error::{DataFusionError, Result};

use super::cast::Conversion;
use super::simple::error;
use crate::engine::text::Column;
use crate::engine::types::AthenaType;
use crate::engine::{packed_time, text_parse};

/// Prints scalar values as a result shows them, truncated to the length of the type.
pub(crate) fn to_text(array: &ArrayRef, from: &AthenaType, to: &AthenaType) -> Result<ArrayRef> {
    let limit = match to {
        AthenaType::Varchar(Some(n)) | AthenaType::Char(n) => usize::try_from(*n).unwrap_or(usize::MAX),
        _ => usize::MAX,
    };
    if matches!(from, AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_)) {
        return Err(error("TYPE_MISMATCH", format!("Cannot cast {from} to {to}")));
    }
    if *from == AthenaType::Varbinary {
        return Ok(cast(array, &DataType::Utf8)?);
    }
    let column = Column::new(&from.tag(Field::new("value", array.data_type().clone(), true)), array)?;
    let mut out = StringBuilder::with_capacity(array.len(), array.len() * 8);
    let mut text = String::new();
    for row in 0..array.len() {
        if column.is_null(row) {
            out.append_null();
            continue;
        }
        text.clear();
        column.write(row, &mut text, false);
        if *from == AthenaType::Json && text.starts_with('"') {
            text = serde_json::from_str(&text).unwrap_or(text);
        }
        let end = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
        if end < text.len() && !matches!(from, AthenaType::Varchar(_) | AthenaType::Char(_)) {
            return Err(error("INVALID_CAST_ARGUMENT", format!("Value {text} cannot be represented as {to}")));
        }
        let cut = &text[..end];
        out.append_value(if matches!(to, AthenaType::Char(_)) { cut.trim_end_matches(' ') } else { cut });
    }
    Ok(Arc::new(out.finish()))
}

/// The error for a value that does not fit. It names the first value that may be the cause.
pub(crate) fn unfit(array: &ArrayRef, from: &AthenaType, to: &AthenaType) -> DataFusionError {
    let first = to_text(array, from, &AthenaType::Varchar(None)).ok();
    let value = first.as_ref().and_then(|texts| texts.as_string::<i32>().iter().flatten().next().map(str::to_owned));
    match value {
        Some(value) if array.len() == 1 => match from {
            AthenaType::Decimal(..) | AthenaType::Double | AthenaType::Real => error(
                "INVALID_CAST_ARGUMENT",
                format!(
                    "Cannot cast {} '{value}' to {}",
                    from.to_string().to_uppercase(),
                    to.to_string().to_uppercase()
                ),
            ),
            _ => error("INVALID_CAST_ARGUMENT", format!("Out of range for {to}: {value}")),
        },
        _ => error("INVALID_CAST_ARGUMENT", format!("Cannot cast {from} to {to}: value out of range")),
    }
}

/// Parses each text. With `safe`, texts that do not parse become NULL.
pub(crate) fn from_text(array: &ArrayRef, conversion: &Conversion, safe: bool) -> Result<ArrayRef> {
    let texts = cast(array, &DataType::Utf8)?;
    let texts = texts.as_string::<i32>();
    let to = &conversion.to;
    Ok(match to {
        AthenaType::Boolean => {
            let parse = |t: &str| match t.to_lowercase().as_str() {
                "true" | "t" | "1" => Some(true),
                "false" | "f" | "0" => Some(false),
                _ => None,
            };
            Arc::new(each(texts, to, safe, parse)?.into_iter().collect::<BooleanArray>())
        }
        AthenaType::TinyInt => primitive::<Int8Type>(texts, conversion, safe, |t| t.trim().parse().ok())?,
        AthenaType::SmallInt => primitive::<Int16Type>(texts, conversion, safe, |t| t.trim().parse().ok())?,
        AthenaType::Integer => primitive::<Int32Type>(texts, conversion, safe, |t| t.trim().parse().ok())?,
        AthenaType::BigInt => primitive::<Int64Type>(texts, conversion, safe, |t| t.trim().parse().ok())?,
        AthenaType::Real => primitive::<Float32Type>(texts, conversion, safe, |t| number(t)?.parse().ok())?,
        AthenaType::Double => primitive::<Float64Type>(texts, conversion, safe, |t| number(t)?.parse().ok())?,
        AthenaType::Decimal(p, s) => primitive::<Decimal128Type>(texts, conversion, safe, |t| decimal(t, *p, *s))?,
        AthenaType::Date => primitive::<Date32Type>(texts, conversion, safe, |t| {
            text_parse::date(t).and_then(|d| i32::try_from(d).ok())
        })?,
        AthenaType::Timestamp(_) | AthenaType::TimestampTz(_) | AthenaType::Time(_) => {
            super::cast_time::from_text(texts, conversion, |t| cast_error(t, to), safe)?
        }
        AthenaType::TimeTz(_) => fixed(texts, conversion, safe, |t, size| {
            let (picos, _, offset) = text_parse::time_tz(t)?;
            Some(packed_time::encode_time_tz(picos, offset, size))
        })?,
        AthenaType::Uuid => {
            fixed(texts, conversion, safe, |t, _| uuid::Uuid::parse_str(t).ok().map(|u| u.as_bytes().to_vec()))?
        }
        AthenaType::IpAddress => fixed(texts, conversion, safe, |t, size| {
            let mut bytes = match t.parse().ok()? {
                IpAddr::V4(v4) => v4.to_ipv6_mapped().octets().to_vec(),
                IpAddr::V6(v6) => v6.octets().to_vec(),
            };
            bytes.resize(size, 0);
            Some(bytes)
        })?,
        _ => {
            return Err(error("TYPE_MISMATCH", format!("Cannot cast varchar to {to}")));
        }
    })
}

/// Accepts Java's spellings of a floating point number. Rust would also accept `inf` and `nan`.
fn number(text: &str) -> Option<&str> {
    let text = text.trim();
    let word = text.trim_start_matches(['+', '-']);
    let plain = word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (plain || word == "NaN" || word == "Infinity").then_some(text)
}

/// Rounds half up to `scale`. Returns `None` if the text is not a number or has too many digits.
fn decimal(text: &str, precision: u8, scale: i8) -> Option<i128> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok().filter(|e| e.abs() < 100)?),
        None => (digits, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent + i32::from(scale);
    let mut value = 0_i128;
    let mut at = 0_i32;
    let mut round_up = false;
    for c in whole.chars().chain(fraction.chars()) {
        let digit = i128::from(c.to_digit(10)?);
        if at < point {
            value = value.checked_mul(10)?.checked_add(digit)?;
        } else if at == point {
            round_up = digit >= 5;
        }
        at += 1;
    }
    while at < point {
        value = value.checked_mul(10)?;
        at += 1;
    }
    value += i128::from(round_up);
    (value < 10_i128.pow(u32::from(precision))).then_some(if negative { -value } else { value })
}

fn cast_error(text: &str, to: &AthenaType) -> DataFusionError {
    let message = match to {
        AthenaType::Date => format!("Value cannot be cast to date: {text}"),
        AthenaType::Timestamp(_) => format!("Value cannot be cast to timestamp: {text}"),
        AthenaType::TimestampTz(_) => {
            format!("Value cannot be cast to timestamp with time zone: {text}")
        }
        AthenaType::Time(_) | AthenaType::TimeTz(_) => {
            format!("Value cannot be cast to time: {text}")
        }
        AthenaType::Decimal(p, s) => {
            format!("Cannot cast VARCHAR '{text}' to DECIMAL({p}, {s}). Value is not a number.")
        }
        AthenaType::Uuid => format!("Invalid UUID string length: {text}"),
        AthenaType::IpAddress => format!("Cannot cast value to IPADDRESS: {text}"),
        AthenaType::Integer => format!("Cannot cast '{text}' to INT"),
        other => format!("Cannot cast '{text}' to {}", other.to_string().to_uppercase()),
    };
    error("INVALID_CAST_ARGUMENT", message)
}

fn each<T>(
    texts: &StringArray,
    to: &AthenaType,
    safe: bool,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>> {
    texts
        .iter()
        .map(|text| match text.map(|text| (text, parse(text))) {
            None => Ok(None),
            Some((_, Some(value))) => Ok(Some(value)),
            Some((_, None)) if safe => Ok(None),
            Some((text, None)) => Err(cast_error(text, to)),
        })
        .collect()
}

fn primitive<T: ArrowPrimitiveType>(
    texts: &StringArray,
    conversion: &Conversion,
    safe: bool,
    parse: impl Fn(&str) -> Option<T::Native>,
) -> Result<ArrayRef> {
    let values = each(texts, &conversion.to, safe, parse)?;
    Ok(Arc::new(values.into_iter().collect::<PrimitiveArray<T>>().with_data_type(conversion.target.clone())))
}

fn fixed(
    texts: &StringArray,
    conversion: &Conversion,
    safe: bool,
    parse: impl Fn(&str, usize) -> Option<Vec<u8>>,
) -> Result<ArrayRef> {
    let DataType::FixedSizeBinary(size) = conversion.target else {
        return Err(DataFusionError::Internal("not a type of fixed size".to_owned()));
    };
    let width = usize::try_from(size).unwrap_or(0);
    let mut out = FixedSizeBinaryBuilder::new(size);
    for value in each(texts, &conversion.to, safe, |t| parse(t, width))? {
        match value {
            Some(bytes) => out.append_value(bytes)?,
            None => out.append_null(),
        }
    }
    Ok(Arc::new(out.finish()))
}
