//! Parameters from Rust's own types, from `Uuid`, and from the value types of this crate.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use athena_sql::Literal;
use uuid::Uuid;

use super::Parameter;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

macro_rules! from {
    ($($source:ty, $value:ident => $literal:expr;)+) => {
        $(impl From<$source> for Parameter {
            fn from($value: $source) -> Self {
                $literal.into()
            }
        })+
    };
}

from! {
    bool, value => Literal::Boolean(value);
    i8, value => Literal::Integer(value.into());
    i16, value => Literal::Integer(value.into());
    i32, value => Literal::Integer(value.into());
    i64, value => Literal::Integer(value);
    i128, value => integer(value, i64::try_from(value).ok());
    isize, value => integer(value, i64::try_from(value).ok());
    u8, value => Literal::Integer(value.into());
    u16, value => Literal::Integer(value.into());
    u32, value => Literal::Integer(value.into());
    u64, value => integer(value, i64::try_from(value).ok());
    u128, value => integer(value, i64::try_from(value).ok());
    usize, value => integer(value, i64::try_from(value).ok());
    f32, value => Literal::Real(value);
    f64, value => Literal::Double(value);
    &str, value => Literal::Varchar(value.to_owned());
    String, value => Literal::Varchar(value);
    &String, value => Literal::Varchar(value.clone());
    Cow<'_, str>, value => Literal::Varchar(value.into_owned());
    char, value => Literal::Varchar(value.to_string());
    &[u8], value => Literal::Varbinary(value.to_vec());
    Vec<u8>, value => Literal::Varbinary(value);
    &Vec<u8>, value => Literal::Varbinary(value.clone());
    Cow<'_, [u8]>, value => Literal::Varbinary(value.into_owned());
    Uuid, value => Literal::Uuid(value.to_string());
    IpAddr, value => Literal::IpAddress(value.to_string());
    Ipv4Addr, value => Literal::IpAddress(value.to_string());
    Ipv6Addr, value => Literal::IpAddress(value.to_string());
    Decimal, value => Literal::Decimal(value.to_string());
    Date, value => Literal::Date(value.to_string());
    Time, value => Literal::Time(value.to_string());
    TimeTz, value => Literal::Time(value.to_string());
    Timestamp, value => Literal::Timestamp(value.to_string());
    TimestampTz<'_>, value => Literal::Timestamp(value.to_string());
    IntervalDayTime, value => Literal::IntervalDayToSecond(value.to_string());
    IntervalYearMonth, value => Literal::IntervalYearToMonth(value.to_string());
}

/// An integer that `i64` does not hold is a decimal, which has up to 38 digits.
fn integer(value: impl ToString, fits: Option<i64>) -> Literal {
    fits.map_or_else(|| Literal::Decimal(value.to_string()), Literal::Integer)
}

impl<const N: usize> From<&[u8; N]> for Parameter {
    fn from(value: &[u8; N]) -> Self {
        value.as_slice().into()
    }
}

impl<const N: usize> From<[u8; N]> for Parameter {
    fn from(value: [u8; N]) -> Self {
        value.as_slice().into()
    }
}

impl<T: Into<Parameter>> From<Option<T>> for Parameter {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::null, Into::into)
    }
}
