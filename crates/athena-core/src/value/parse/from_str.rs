//! `FromStr` of the value types, by the functions of this module.

use std::str::FromStr;

use super::{
    ParseError, date, decimal, interval_day_time, interval_year_month, time, time_tz, timestamp, timestamp_tz,
};
use crate::value::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz};

macro_rules! from_str {
    ($($target:ty, $parse:expr;)+) => {
        $(impl FromStr for $target {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                $parse(text.as_bytes())
            }
        })+
    };
}

from_str! {
    Date, date;
    Decimal, decimal;
    IntervalDayTime, interval_day_time;
    IntervalYearMonth, interval_year_month;
    Time, time;
    TimeTz, time_tz;
    Timestamp, timestamp;
    TimestampTz<'static>, |text| timestamp_tz(text).map(TimestampTz::into_owned);
}
