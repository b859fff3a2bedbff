//! Parameters from the date, time and number types of other crates, each behind the feature of its name.

use athena_sql::AthenaType;
#[cfg(any(feature = "chrono", feature = "time"))]
use athena_sql::Literal;

use super::Parameter;
use super::element::{Element, sealed};
use crate::value;

macro_rules! exactly {
    ($($source:ty as $ours:ty => $data_type:expr;)+) => {
        $(
            impl From<$source> for Parameter {
                fn from(value: $source) -> Self {
                    <$ours>::from(value).into()
                }
            }

            impl sealed::Sealed for $source {}

            impl Element for $source {
                fn data_type() -> Option<AthenaType> {
                    $data_type
                }
            }
        )+
    };
}

/// Types with values that Athena lacks. The error does not show the value.
#[cfg(any(feature = "chrono", feature = "time"))]
macro_rules! if_possible {
    ($($source:ty as $ours:ty, $literal:ident, $but:literal => $data_type:expr;)+) => {
        $(
            impl From<$source> for Parameter {
                fn from(value: $source) -> Self {
                    let ours = <$ours>::try_from(value).map_err(|_| concat!("it is ", $but).to_owned());
                    Self::of(ours.map(|value| Literal::$literal(value.to_string())))
                }
            }

            impl sealed::Sealed for $source {}

            impl Element for $source {
                fn data_type() -> Option<AthenaType> {
                    Some($data_type)
                }
            }
        )+
    };
}

#[cfg(feature = "rust_decimal")]
exactly! {
    rust_decimal::Decimal as value::Decimal => None;
}

#[cfg(feature = "chrono")]
exactly! {
    chrono::NaiveDate as value::Date => Some(AthenaType::Date);
}

#[cfg(feature = "chrono")]
if_possible! {
    chrono::NaiveTime as value::Time, Time, "a leap second" => AthenaType::Time(None);
    chrono::NaiveDateTime as value::Timestamp, Timestamp, "a leap second" => AthenaType::Timestamp(None);
    chrono::DateTime<chrono::Utc> as value::TimestampTz<'static>, Timestamp, "a leap second"
        => AthenaType::TimestampWithTimeZone(None);
    chrono::DateTime<chrono::FixedOffset> as value::TimestampTz<'static>, Timestamp,
        "a leap second, or has an offset that is not whole minutes or more than 14 hours"
        => AthenaType::TimestampWithTimeZone(None);
    chrono::TimeDelta as value::IntervalDayTime, IntervalDayToSecond, "finer than milliseconds"
        => AthenaType::IntervalDayToSecond;
}

#[cfg(feature = "time")]
exactly! {
    time::Date as value::Date => Some(AthenaType::Date);
    time::Time as value::Time => Some(AthenaType::Time(None));
    time::PrimitiveDateTime as value::Timestamp => Some(AthenaType::Timestamp(None));
}

#[cfg(feature = "time")]
if_possible! {
    time::OffsetDateTime as value::TimestampTz<'static>, Timestamp,
        "at an offset that is not whole minutes or more than 14 hours" => AthenaType::TimestampWithTimeZone(None);
    time::Duration as value::IntervalDayTime, IntervalDayToSecond, "finer than milliseconds, or too long"
        => AthenaType::IntervalDayToSecond;
}
