//! `Serialize` and `Deserialize` for core's own value types: Athena's text

use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use super::names;
use crate::query::{QueryId, QueryState};
use crate::value::{
    Date, Decimal, IntervalDayTime, IntervalYearMonth, ParseError, Time, TimeTz, Timestamp, TimestampTz,
};

/// A value written as its text.
pub(super) struct Text<T>(pub(super) T);

impl<T: fmt::Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Reads a text by a function; `expecting` names the type.
struct TextVisitor<T> {
    expecting: &'static str,
    parse: fn(&str) -> Result<T, ParseError>,
}

impl<'de, T> Visitor<'de> for TextVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.parse)(text).map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

macro_rules! own_types {
    ($($target:ty, $name:ident, $expecting:literal, $parse:expr;)+) => {
        $(
            impl Serialize for $target {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_newtype_struct(names::$name, &Text(self))
                }
            }

            impl<'de> Deserialize<'de> for $target {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let visitor = TextVisitor { expecting: $expecting, parse: $parse };
                    deserializer.deserialize_newtype_struct(names::$name, visitor)
                }
            }
        )+
    };
}

own_types! {
    Date, DATE, "a date", str::parse;
    Time, TIME, "a time", str::parse;
    TimeTz, TIME_TZ, "a time with time zone", str::parse;
    Timestamp, TIMESTAMP, "a timestamp", timestamp;
    TimestampTz<'_>, TIMESTAMP_TZ, "a timestamp with time zone", timestamp_tz;
    IntervalDayTime, INTERVAL_DAY_TIME, "an interval day to second", str::parse;
    IntervalYearMonth, INTERVAL_YEAR_MONTH, "an interval year to month", str::parse;
    Decimal, DECIMAL, "a decimal", str::parse;
}

/// Athena's text, or ISO 8601 with `T`, which other crates write.
fn timestamp(text: &str) -> Result<Timestamp, ParseError> {
    text.parse().or_else(|error| match text.split_once('T') {
        Some((date, time)) => format!("{date} {time}").parse(),
        None => Err(error),
    })
}

/// Athena's text, ISO 8601 with an offset and perhaps a zone in brackets, or the text of `time`.
fn timestamp_tz(text: &str) -> Result<TimestampTz<'static>, ParseError> {
    text.parse().or_else(|error| {
        let zone_start = || {
            let time_start = text.find(['T', ' '])? + 1;
            let length = text.get(time_start..)?.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.'))?;
            text.split_at_checked(time_start + length)
        };
        let Some((local, zone)) = zone_start() else { return Err(error) };
        let zone = match zone.trim_start().split_once('[') {
            Some((_, region)) => region.trim_end_matches(']'),
            None => zone.trim_start(),
        };
        let zone = if zone.len() == "+00:00:00".len() { zone.trim_end_matches(":00") } else { zone };
        TimestampTz::new(timestamp(local)?, zone.to_owned()).ok_or(error)
    })
}

impl Serialize for QueryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for QueryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// The service's spelling, such as `SUCCEEDED`.
impl Serialize for QueryState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for QueryState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Self::from_name(&name))
    }
}
