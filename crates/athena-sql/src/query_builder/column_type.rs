//! Conversions between sea-query's column types and Athena's types.

use std::sync::Arc;

use sea_query::{ColumnType, PgInterval, StringLen};

use super::UnsupportedError;
use crate::AthenaType;

impl TryFrom<&ColumnType> for AthenaType {
    type Error = UnsupportedError;

    /// The type that holds every value of the column's type. Unsigned numbers become the next larger signed type.
    /// Strings without a length, texts and enums become `varchar`. Bytes of any length become `varbinary`. `DateTime`
    /// and `Timestamp` have no precision, as in a table definition; give a precision in casts, since a cast to
    /// `timestamp` keeps 3 digits only.
    ///
    /// # Errors
    ///
    /// Athena has no such type, or the type lacks something that Athena needs, such as the digits of a decimal.
    fn try_from(column: &ColumnType) -> Result<Self, UnsupportedError> {
        Ok(match column {
            ColumnType::Boolean => Self::Boolean,
            ColumnType::TinyInteger => Self::TinyInt,
            ColumnType::SmallInteger | ColumnType::TinyUnsigned => Self::SmallInt,
            ColumnType::Integer | ColumnType::SmallUnsigned => Self::Integer,
            ColumnType::BigInteger | ColumnType::Unsigned => Self::BigInt,
            ColumnType::BigUnsigned => Self::Decimal { precision: 20, scale: 0 },
            ColumnType::Float => Self::Real,
            ColumnType::Double => Self::Double,
            ColumnType::Decimal(Some(digits)) | ColumnType::Money(Some(digits)) => decimal(*digits)?,
            ColumnType::Char(length) => Self::Char(*length),
            ColumnType::String(StringLen::N(length)) => Self::Varchar(Some(*length)),
            ColumnType::String(_) | ColumnType::Text | ColumnType::Enum { .. } => Self::Varchar(None),
            ColumnType::Blob | ColumnType::Binary(_) | ColumnType::VarBinary(_) => Self::Varbinary,
            ColumnType::Date => Self::Date,
            ColumnType::Time => Self::Time(None),
            ColumnType::DateTime | ColumnType::Timestamp => Self::Timestamp(None),
            ColumnType::TimestampWithTimeZone => Self::TimestampWithTimeZone(None),
            ColumnType::Interval(Some(fields), _) => interval(fields),
            ColumnType::Json | ColumnType::JsonBinary => Self::Json,
            ColumnType::Uuid => Self::Uuid,
            ColumnType::Inet => Self::IpAddress,
            ColumnType::Array(element) => Self::array(Self::try_from(element.as_ref())?),
            ColumnType::Vector(_) => Self::array(Self::Real),
            ColumnType::Custom(name) => Self::parse(&name.inner())
                .map_err(|_| UnsupportedError::new(format!("type `{name}`"), "use a type of Trino or Hive"))?,
            other => return Err(UnsupportedError::new(format!("type {other:?}"), hint(other))),
        })
    }
}

fn decimal(digits: (u32, u32)) -> Result<AthenaType, UnsupportedError> {
    match (u8::try_from(digits.0), u8::try_from(digits.1)) {
        (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => Ok(AthenaType::Decimal { precision, scale }),
        _ => {
            let construct = format!("type `decimal({}, {})`", digits.0, digits.1);
            Err(UnsupportedError::new(construct, "use a precision of 1 to 38, and a scale up to that"))
        }
    }
}

fn interval(fields: &PgInterval) -> AthenaType {
    match fields {
        PgInterval::Year | PgInterval::Month | PgInterval::YearToMonth => AthenaType::IntervalYearToMonth,
        _ => AthenaType::IntervalDayToSecond,
    }
}

fn hint(column: &ColumnType) -> &'static str {
    match column {
        ColumnType::Decimal(None) | ColumnType::Money(None) => "give its precision and scale",
        ColumnType::Interval(None, _) => "give its fields",
        ColumnType::Year => "use a small integer",
        ColumnType::Bit(_) | ColumnType::VarBit(_) => "use varbinary",
        _ => "use varchar",
    }
}

impl TryFrom<&AthenaType> for ColumnType {
    type Error = UnsupportedError;

    /// The column type of the same name. Types that sea-query lacks (maps, rows, `time with time zone`) become
    /// [`ColumnType::Custom`] in Trino's spelling, and convert back. The precision of timestamps is lost.
    ///
    /// # Errors
    ///
    /// `array`, `map` and `row` without their inner types.
    fn try_from(data_type: &AthenaType) -> Result<Self, UnsupportedError> {
        Ok(match data_type {
            AthenaType::Boolean => Self::Boolean,
            AthenaType::TinyInt => Self::TinyInteger,
            AthenaType::SmallInt => Self::SmallInteger,
            AthenaType::Integer => Self::Integer,
            AthenaType::BigInt => Self::BigInteger,
            AthenaType::Real => Self::Float,
            AthenaType::Double => Self::Double,
            AthenaType::Decimal { precision, scale } => Self::Decimal(Some(((*precision).into(), (*scale).into()))),
            AthenaType::Char(length) => Self::Char(*length),
            AthenaType::Varchar(None) => Self::Text,
            AthenaType::Varchar(Some(length)) => Self::String(StringLen::N(*length)),
            AthenaType::Varbinary => Self::Blob,
            AthenaType::Date => Self::Date,
            AthenaType::Time(_) => Self::Time,
            AthenaType::Timestamp(_) => Self::Timestamp,
            AthenaType::TimestampWithTimeZone(_) => Self::TimestampWithTimeZone,
            AthenaType::IntervalDayToSecond => Self::Interval(Some(PgInterval::DayToSecond), None),
            AthenaType::IntervalYearToMonth => Self::Interval(Some(PgInterval::YearToMonth), None),
            AthenaType::Array(element) => Self::Array(Arc::new(Self::try_from(element.as_ref())?)),
            AthenaType::Json => Self::Json,
            AthenaType::Uuid => Self::Uuid,
            AthenaType::IpAddress => Self::Inet,
            AthenaType::TimeWithTimeZone(_) | AthenaType::Map(..) | AthenaType::Row(_) | AthenaType::Other(_) => {
                Self::custom(data_type.to_string())
            }
            AthenaType::UntypedArray | AthenaType::UntypedMap | AthenaType::UntypedRow => {
                let construct = format!("column of type `{data_type}`");
                return Err(UnsupportedError::new(construct, "give its inner types"));
            }
        })
    }
}
