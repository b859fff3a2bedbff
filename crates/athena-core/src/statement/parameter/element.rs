//! Array parameters from vectors, slices and arrays.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use athena_sql::{AthenaType, Literal};
use uuid::Uuid;

use super::Parameter;
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz, Value};

/// An element of an array: every type that converts into a [`Parameter`], except `u8`, because bytes are `varbinary`.
///
/// The trait is sealed. Its documentation is hidden: what users see is `Parameter::from(vec![..])`.
#[doc(hidden)]
pub trait Element: Into<Parameter> + sealed::Sealed {
    /// The type of the elements, where it does not depend on the value. It is the type of an empty array's elements.
    #[doc(hidden)]
    fn data_type() -> Option<AthenaType>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

macro_rules! elements {
    ($($source:ty => $data_type:expr;)+) => {
        $(
            impl sealed::Sealed for $source {}

            impl Element for $source {
                fn data_type() -> Option<AthenaType> {
                    $data_type
                }
            }
        )+
    };
}

elements! {
    Parameter => None;
    Value<'_> => None;
    bool => Some(AthenaType::Boolean);
    i8 => Some(AthenaType::TinyInt);
    i16 => Some(AthenaType::SmallInt);
    i32 => Some(AthenaType::Integer);
    i64 => Some(AthenaType::BigInt);
    i128 => Some(AthenaType::Decimal { precision: 38, scale: 0 });
    isize => Some(AthenaType::BigInt);
    u16 => Some(AthenaType::Integer);
    u32 => Some(AthenaType::BigInt);
    u64 => Some(AthenaType::Decimal { precision: 20, scale: 0 });
    u128 => Some(AthenaType::Decimal { precision: 38, scale: 0 });
    usize => Some(AthenaType::Decimal { precision: 20, scale: 0 });
    f32 => Some(AthenaType::Real);
    f64 => Some(AthenaType::Double);
    &str => Some(AthenaType::Varchar(None));
    String => Some(AthenaType::Varchar(None));
    &String => Some(AthenaType::Varchar(None));
    Cow<'_, str> => Some(AthenaType::Varchar(None));
    char => Some(AthenaType::Varchar(None));
    &[u8] => Some(AthenaType::Varbinary);
    Vec<u8> => Some(AthenaType::Varbinary);
    Cow<'_, [u8]> => Some(AthenaType::Varbinary);
    Uuid => Some(AthenaType::Uuid);
    IpAddr => Some(AthenaType::IpAddress);
    Ipv4Addr => Some(AthenaType::IpAddress);
    Ipv6Addr => Some(AthenaType::IpAddress);
    // The number of digits depends on the value.
    Decimal => None;
    Date => Some(AthenaType::Date);
    Time => Some(AthenaType::Time(None));
    TimeTz => Some(AthenaType::TimeWithTimeZone(None));
    Timestamp => Some(AthenaType::Timestamp(None));
    TimestampTz<'_> => Some(AthenaType::TimestampWithTimeZone(None));
    IntervalDayTime => Some(AthenaType::IntervalDayToSecond);
    IntervalYearMonth => Some(AthenaType::IntervalYearToMonth);
}

impl<T: Element> sealed::Sealed for Option<T> {}

impl<T: Element> Element for Option<T> {
    fn data_type() -> Option<AthenaType> {
        T::data_type()
    }
}

impl<T: Element> sealed::Sealed for Vec<T> {}

impl<T: Element> Element for Vec<T> {
    fn data_type() -> Option<AthenaType> {
        T::data_type().map(AthenaType::array)
    }
}

impl<T: Element> From<Vec<T>> for Parameter {
    fn from(values: Vec<T>) -> Self {
        array(values)
    }
}

impl<T: Element + Clone> From<&[T]> for Parameter {
    fn from(values: &[T]) -> Self {
        array(values.iter().cloned())
    }
}

impl<T: Element + Clone> From<&Vec<T>> for Parameter {
    fn from(values: &Vec<T>) -> Self {
        array(values.iter().cloned())
    }
}

impl<T: Element, const N: usize> From<[T; N]> for Parameter {
    fn from(values: [T; N]) -> Self {
        array(values)
    }
}

fn array<T: Element>(values: impl IntoIterator<Item = T>) -> Parameter {
    let array = Parameter::array(values);
    match (array.literal(), T::data_type()) {
        (Ok(Literal::Array(elements)), Some(element)) if elements.is_empty() => array.cast(AthenaType::array(element)),
        _ => array,
    }
}
