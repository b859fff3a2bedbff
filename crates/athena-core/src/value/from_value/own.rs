//! The types of this module, and those that are one to one with an Athena type.

use std::net::IpAddr;
use std::time::Duration;

use uuid::Uuid;

use super::{FromValue, does_not_fit, mismatch};
use crate::error::Result;
use crate::value::{Date, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz, Value};

macro_rules! from_variant {
    ($($target:ty, $variant:ident, $name:literal;)+) => {
        $(impl<'v> FromValue<'v> for $target {
            fn from_value(value: Value<'v>) -> Result<Self> {
                match value {
                    Value::$variant(value) => Ok(value),
                    other => Err(mismatch($name, &other)),
                }
            }
        })+
    };
}

from_variant! {
    Date, Date, "date";
    Time, Time, "time";
    TimeTz, TimeTz, "time with time zone";
    Timestamp, Timestamp, "timestamp";
    TimestampTz<'v>, TimestampTz, "timestamp with time zone";
    IntervalDayTime, IntervalDayTime, "interval day to second";
    IntervalYearMonth, IntervalYearMonth, "interval year to month";
    Uuid, Uuid, "uuid";
    IpAddr, IpAddress, "ipaddress";
}

impl<'v> FromValue<'v> for Duration {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::IntervalDayTime(interval) => u64::try_from(interval.millis())
                .map(Self::from_millis)
                .map_err(|_| does_not_fit(&value, "std::time::Duration", "it is negative")),
            other => Err(mismatch("interval day to second", &other)),
        }
    }
}
