//! Scalars from their text, and the errors of texts that are not valid.

use std::borrow::Cow;
use std::fmt;

use athena_sql::AthenaType;

use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;
use crate::value::parse::{self, ParseError};
use crate::value::{Decimal, Value};

/// The value of a scalar type. Other types keep their text.
pub(super) fn decode<'a>(data_type: &AthenaType, text: &'a str) -> Result<Value<'a>> {
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

/// The error for a text that is not valid for its type.
pub(super) fn not_valid(type_name: &impl fmt::Display, text: &str, error: ParseError) -> Error {
    Error::new(ErrorKind::Decode, format!("`{}` is not a valid {type_name}: {error}", excerpt(text)))
}
