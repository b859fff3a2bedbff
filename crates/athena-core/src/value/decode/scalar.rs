//! The text of a cell into a value, by the cell's type.

use std::borrow::Cow;
use std::fmt;

use athena_sql::AthenaType;

use super::parse::{self, ParseError};
use super::{Decimal, Value, nested};
use crate::error::{Error, ErrorKind, Result};

/// How many characters of a text an error shows.
const EXCERPT_CHARS: usize = 64;

/// Reads the text of one cell, as CSV results and `GetQueryResults` have it, by the column's type. A cell that is NULL
/// has no text: that is for the caller, who sees the difference to an empty one.
///
/// Strict and exact, see [`parse`]. Two things about types:
///
/// * A decimal takes its type's scale, and must fit its type. The precision of times and timestamps is that of the text:
///   the service reports 3 whatever it is.
/// * An array, map or row without element types stays text, [`Value::Other`]. With them (which the caller must have said,
///   as the service does not) it is taken apart. Athena neither quotes nor escapes, so with element types the caller also
///   says that no string inside is `null` or holds `, ` or a bracket that closes the value around it: such a string
///   cannot be told apart. What shows as ambiguous is an error. `CAST(x AS JSON)` and UNLOAD do not have the problem.
///
/// # Errors
///
/// [`ErrorKind::Decode`] with the text's first 64 characters, the type, what was expected, and at which byte.
///
/// # Examples
///
/// ```
/// use athena_core::value::{Value, decode};
/// use athena_sql::AthenaType;
///
/// assert_eq!(decode(&AthenaType::BigInt, "42")?, Value::BigInt(42));
/// let error = decode(&AthenaType::BigInt, "4x").unwrap_err();
/// assert_eq!(error.to_string(), "`4x` is not a valid bigint: expected a digit at byte 1");
///
/// let numbers = AthenaType::array(AthenaType::Integer);
/// assert_eq!(decode(&numbers, "[1, null]")?, Value::Array(vec![Value::Integer(1), Value::Null]));
/// # Ok::<(), athena_core::Error>(())
/// ```
pub fn decode<'a>(data_type: &AthenaType, text: &'a str) -> Result<Value<'a>> {
    let bytes = text.as_bytes();
    let value = match data_type {
        AthenaType::Boolean => parse::boolean(bytes).map(Value::Boolean),
        AthenaType::TinyInt => parse::tinyint(bytes).map(Value::TinyInt),
        AthenaType::SmallInt => parse::smallint(bytes).map(Value::SmallInt),
        AthenaType::Integer => parse::integer(bytes).map(Value::Integer),
        AthenaType::BigInt => parse::bigint(bytes).map(Value::BigInt),
        AthenaType::Real => parse::real(bytes).map(Value::Real),
        AthenaType::Double => parse::double(bytes).map(Value::Double),
        AthenaType::Decimal { precision, scale } => decimal(bytes, *precision, *scale).map(Value::Decimal),
        AthenaType::Char(_) | AthenaType::Varchar(_) => Ok(Value::Varchar(Cow::Borrowed(text))),
        AthenaType::Varbinary => parse::varbinary(bytes).map(|bytes| Value::Varbinary(Cow::Owned(bytes))),
        AthenaType::Date => parse::date(bytes).map(Value::Date),
        AthenaType::Time(_) => parse::time(bytes).map(Value::Time),
        AthenaType::TimeWithTimeZone(_) => parse::time_tz(bytes).map(Value::TimeTz),
        AthenaType::Timestamp(_) => parse::timestamp(bytes).map(Value::Timestamp),
        AthenaType::TimestampWithTimeZone(_) => parse::timestamp_tz(bytes).map(Value::TimestampTz),
        AthenaType::IntervalDayToSecond => parse::interval_day_time(bytes).map(Value::IntervalDayTime),
        AthenaType::IntervalYearToMonth => parse::interval_year_month(bytes).map(Value::IntervalYearMonth),
        AthenaType::Array(_) | AthenaType::Map(..) | AthenaType::Row(_) => return nested::decode(data_type, text),
        AthenaType::UntypedArray => Ok(other(Cow::Borrowed("array"), text)),
        AthenaType::UntypedMap => Ok(other(Cow::Borrowed("map"), text)),
        AthenaType::UntypedRow => Ok(other(Cow::Borrowed("row"), text)),
        AthenaType::Json => Ok(Value::Json(Cow::Borrowed(text))),
        AthenaType::Uuid => parse::uuid(bytes).map(Value::Uuid),
        AthenaType::IpAddress => parse::ip_address(bytes).map(Value::IpAddress),
        AthenaType::Other(name) => Ok(other(Cow::Owned(name.clone()), text)),
        unknown => Ok(other(Cow::Owned(unknown.to_string()), text)),
    };
    value.map_err(|error| not_valid(data_type, text, error))
}

fn other<'a>(type_name: Cow<'a, str>, text: &'a str) -> Value<'a> {
    Value::Other { type_name, text: Cow::Borrowed(text) }
}

fn decimal(text: &[u8], precision: u8, scale: u8) -> Result<Decimal, ParseError> {
    parse::decimal(text)?
        .rescale(scale)
        .filter(|decimal| decimal.digits() <= precision)
        .ok_or(ParseError::new("more digits than the type has", 0))
}

/// The text is not one of the type.
pub(super) fn not_valid(type_name: &impl fmt::Display, text: &str, error: ParseError) -> Error {
    Error::new(ErrorKind::Decode, format!("`{}` is not a valid {type_name}: {error}", excerpt(text)))
}

/// The first characters of a text on one line, for errors.
pub(super) fn excerpt(text: &str) -> String {
    let mut excerpt = String::new();
    let mut characters = text.chars();
    for character in characters.by_ref().take(EXCERPT_CHARS) {
        if character.is_control() {
            excerpt.extend(character.escape_default());
        } else {
            excerpt.push(character);
        }
    }
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}
