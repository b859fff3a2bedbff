//! Conversion of sea-query's values to literals.

use sea_query::{ArrayType, OptionEnum, Value};

use super::UnsupportedError;
use crate::{AthenaType, Literal};

impl TryFrom<&Value> for Literal {
    type Error = UnsupportedError;

    /// A literal of the type that holds the value exactly. `NULL` of any type becomes `NULL`. Times and timestamps have
    /// 3, 6 or 9 fractional digits, as many as they need.
    ///
    /// # Errors
    ///
    /// Athena lacks the type of the value, such as a MAC address.
    fn try_from(value: &Value) -> Result<Self, UnsupportedError> {
        let literal = match value {
            Value::Bool(value) => value.map(Self::Boolean),
            Value::TinyInt(value) => value.map(integer),
            Value::SmallInt(value) => value.map(integer),
            Value::Int(value) => value.map(integer),
            Value::BigInt(value) => value.map(integer),
            Value::TinyUnsigned(value) => value.map(integer),
            Value::SmallUnsigned(value) => value.map(integer),
            Value::Unsigned(value) => value.map(integer),
            Value::BigUnsigned(value) => value.map(unsigned),
            Value::Float(value) => value.map(Self::Real),
            Value::Double(value) => value.map(Self::Double),
            Value::String(value) => value.clone().map(Self::Varchar),
            Value::Enum(OptionEnum::Some(value)) => Some(Self::Varchar(value.value.to_string())),
            Value::Enum(OptionEnum::None(_)) => None,
            Value::Char(value) => value.map(|value| Self::Varchar(value.into())),
            Value::Bytes(value) => value.clone().map(Self::Varbinary),
            Value::Json(value) => value.as_ref().map(|value| Self::Json(value.to_string())),
            Value::ChronoDate(value) => value.map(|value| Self::Date(value.format("%Y-%m-%d").to_string())),
            Value::ChronoTime(value) => value.map(|value| Self::Time(padded(value.format("%H:%M:%S%.f")))),
            Value::ChronoDateTime(value) => {
                value.map(|value| Self::Timestamp(padded(value.format("%Y-%m-%d %H:%M:%S%.f"))))
            }
            Value::ChronoDateTimeUtc(value) => {
                value.map(|value| Self::Timestamp(padded(value.format("%Y-%m-%d %H:%M:%S%.f")) + " UTC"))
            }
            Value::ChronoDateTimeLocal(value) => value.map(|value| zoned(&value.fixed_offset())),
            Value::ChronoDateTimeWithTimeZone(value) => value.as_ref().map(zoned),
            Value::TimeDate(value) => value.map(|value| Self::Date(date(value))),
            Value::TimeTime(value) => value.map(|value| Self::Time(time(value))),
            Value::TimeDateTime(value) => {
                value.map(|value| Self::Timestamp(format!("{} {}", date(value.date()), time(value.time()))))
            }
            Value::TimeDateTimeWithTimeZone(value) => value.map(|value| {
                let (hours, minutes, _) = value.offset().as_hms();
                let sign = if value.offset().is_negative() { '-' } else { '+' };
                let zone = format!("{sign}{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs());
                Self::Timestamp(format!("{} {} {zone}", date(value.date()), time(value.time())))
            }),
            Value::Uuid(value) => value.map(|value| Self::Uuid(value.to_string())),
            Value::Decimal(value) => value.map(|value| Self::Decimal(value.to_string())),
            Value::Array(element, values) => match values {
                Some(values) => Some(array(element, values)?),
                None => None,
            },
            #[allow(unreachable_patterns, reason = "sea-query has more types with features that others may turn on")]
            other => {
                return Err(UnsupportedError::new(format!("type of {other:?}"), "give the value as text"));
            }
        };
        Ok(literal.unwrap_or(Self::Null))
    }
}

impl TryFrom<Value> for Literal {
    type Error = UnsupportedError;

    /// The conversion of a borrowed value.
    fn try_from(value: Value) -> Result<Self, UnsupportedError> {
        Self::try_from(&value)
    }
}

fn integer(value: impl Into<i64>) -> Literal {
    Literal::Integer(value.into())
}

/// A `bigint`, or a `decimal(20,0)` if it does not fit.
fn unsigned(value: u64) -> Literal {
    i64::try_from(value).map_or_else(|_| Literal::Decimal(value.to_string()), Literal::Integer)
}

/// At least 3 fractional digits: a literal without any has precision 0, which CREATE TABLE AS cannot write to tables in
/// Hive's formats.
fn padded(text: impl ToString) -> String {
    let text = text.to_string();
    if text.contains('.') { text } else { text + ".000" }
}

fn zoned(value: &sea_query::prelude::DateTime<sea_query::prelude::FixedOffset>) -> Literal {
    Literal::Timestamp(format!("{} {}", padded(value.format("%Y-%m-%d %H:%M:%S%.f")), value.format("%:z")))
}

fn date(value: sea_query::prelude::time::Date) -> String {
    format!("{:04}-{:02}-{:02}", value.year(), u8::from(value.month()), value.day())
}

fn time(value: sea_query::prelude::time::Time) -> String {
    let fraction = match value.nanosecond() {
        nanos if nanos % 1_000_000 == 0 => format!("{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!("{:06}", nanos / 1_000),
        nanos => format!("{nanos:09}"),
    };
    format!("{:02}:{:02}:{:02}.{fraction}", value.hour(), value.minute(), value.second())
}

/// The elements tell the type of an array, unless there are none or all are NULL; then the array is cast.
fn array(element: &ArrayType, values: &[Value]) -> Result<Literal, UnsupportedError> {
    let values: Vec<_> = values.iter().map(Literal::try_from).collect::<Result<_, _>>()?;
    let typed = values.iter().any(|value| *value != Literal::Null);
    let array = Literal::Array(values);
    Ok(match element_type(element) {
        Some(element) if !typed => array.cast(AthenaType::array(element)),
        _ => array,
    })
}

fn element_type(element: &ArrayType) -> Option<AthenaType> {
    use ArrayType as Type;
    Some(match element {
        Type::Bool => AthenaType::Boolean,
        Type::TinyInt => AthenaType::TinyInt,
        Type::SmallInt | Type::TinyUnsigned => AthenaType::SmallInt,
        Type::Int | Type::SmallUnsigned => AthenaType::Integer,
        Type::BigInt | Type::Unsigned => AthenaType::BigInt,
        Type::BigUnsigned => AthenaType::Decimal { precision: 20, scale: 0 },
        Type::Float => AthenaType::Real,
        Type::Double => AthenaType::Double,
        Type::String | Type::Char => AthenaType::Varchar(None),
        Type::Bytes => AthenaType::Varbinary,
        Type::Json => AthenaType::Json,
        Type::ChronoDate | Type::TimeDate => AthenaType::Date,
        Type::ChronoTime | Type::TimeTime => AthenaType::Time(Some(9)),
        Type::ChronoDateTime | Type::TimeDateTime => AthenaType::Timestamp(Some(9)),
        Type::ChronoDateTimeUtc
        | Type::ChronoDateTimeLocal
        | Type::ChronoDateTimeWithTimeZone
        | Type::TimeDateTimeWithTimeZone => AthenaType::TimestampWithTimeZone(Some(9)),
        Type::Uuid => AthenaType::Uuid,
        // Only values tell precision and scale.
        Type::Decimal => return None,
        #[allow(unreachable_patterns, reason = "sea-query has more types with features that others may turn on")]
        _ => return None,
    })
}
