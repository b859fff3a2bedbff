//! Conversions for `time`: years -9999 to 9999 (more with its feature `large-dates`), nanoseconds, no regions.

use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::{FINER, NAMED_ZONE, OUT_OF_RANGE, does_not_fit, from_value_through, subsecond_nanos, zone_of};
use crate::error::{Error, Result};
use crate::value::{Date, FromValue, IntervalDayTime, Time, Timestamp, TimestampTz, Value};

/// The Julian day of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;
/// The number of fraction digits of the crate's times.
const PRECISION: u8 = 9;

/// Fails outside of the crate's years.
impl TryFrom<Date> for time::Date {
    type Error = Error;

    fn try_from(date: Date) -> Result<Self> {
        date.days()
            .checked_add(EPOCH_JULIAN_DAY)
            .and_then(|day| Self::from_julian_day(day).ok())
            .ok_or_else(|| does_not_fit(&date, "time::Date", OUT_OF_RANGE))
    }
}

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self::from_days(date.to_julian_day() - EPOCH_JULIAN_DAY)
    }
}

/// Fails if there are more digits than nanoseconds.
impl TryFrom<Time> for time::Time {
    type Error = Error;

    fn try_from(time: Time) -> Result<Self> {
        subsecond_nanos(time)
            .and_then(|nanos| Self::from_hms_nano(time.hour(), time.minute(), time.second(), nanos).ok())
            .ok_or_else(|| does_not_fit(&time, "time::Time", FINER))
    }
}

impl From<time::Time> for Time {
    fn from(time: time::Time) -> Self {
        let (hour, minute, second, nanos) = time.as_hms_nano();
        let seconds = (u64::from(hour) * 60 + u64::from(minute)) * 60 + u64::from(second);
        Self::new((seconds * 1_000_000_000 + u64::from(nanos)) * 1_000, PRECISION)
            .expect("the crate's times are within a day and have nanoseconds")
    }
}

/// Fails outside of the crate's years, and if there are more digits than nanoseconds.
impl TryFrom<Timestamp> for PrimitiveDateTime {
    type Error = Error;

    fn try_from(timestamp: Timestamp) -> Result<Self> {
        Ok(Self::new(timestamp.date().try_into()?, timestamp.time().try_into()?))
    }
}

impl From<PrimitiveDateTime> for Timestamp {
    fn from(timestamp: PrimitiveDateTime) -> Self {
        Self::from_date_time(timestamp.date().into(), timestamp.time().into())
    }
}

/// Fails for zones that are regions, and like the conversion of the local timestamp.
impl TryFrom<TimestampTz<'_>> for OffsetDateTime {
    type Error = Error;

    fn try_from(timestamp: TimestampTz<'_>) -> Result<Self> {
        const TARGET: &str = "time::OffsetDateTime";
        let minutes = timestamp.offset_minutes().ok_or_else(|| does_not_fit(&timestamp, TARGET, NAMED_ZONE))?;
        let local = PrimitiveDateTime::try_from(timestamp.local())?;
        UtcOffset::from_whole_seconds(i32::from(minutes) * 60)
            .map(|offset| local.assume_offset(offset))
            .map_err(|error| does_not_fit(&timestamp, TARGET, "the offset is out of range").with_source(error))
    }
}

/// Fails for offsets of more than 14 hours or with seconds.
impl TryFrom<OffsetDateTime> for TimestampTz<'static> {
    type Error = Error;

    fn try_from(instant: OffsetDateTime) -> Result<Self> {
        let local = Timestamp::from_date_time(instant.date().into(), instant.time().into());
        zone_of(instant.offset().whole_seconds())
            .and_then(|zone| Self::new(local, zone))
            .ok_or_else(|| does_not_fit(&instant, "timestamp with time zone", "Athena has no such offset"))
    }
}

impl From<IntervalDayTime> for Duration {
    fn from(interval: IntervalDayTime) -> Self {
        Self::milliseconds(interval.millis())
    }
}

/// Fails if there are more digits than milliseconds, and beyond 64 bits of them.
impl TryFrom<Duration> for IntervalDayTime {
    type Error = Error;

    fn try_from(duration: Duration) -> Result<Self> {
        i64::try_from(duration.whole_milliseconds())
            .ok()
            .filter(|&millis| Duration::milliseconds(millis) == duration)
            .map(Self::from_millis)
            .ok_or_else(|| does_not_fit(&duration, "interval day to second", "more than 64 bits of milliseconds"))
    }
}

impl<'v> FromValue<'v> for Duration {
    fn from_value(value: Value<'v>) -> Result<Self> {
        IntervalDayTime::from_value(value).map(Self::from)
    }
}

from_value_through! {
    Date => time::Date;
    Time => time::Time;
    Timestamp => PrimitiveDateTime;
    TimestampTz<'v> => OffsetDateTime;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_convert_both_ways() -> Result<()> {
        for text in ["1970-01-01", "2020-02-29", "-0001-12-31", "9999-12-31"] {
            let date: Date = text.parse()?;
            assert_eq!(Date::from(time::Date::try_from(date)?), date, "{text}");
        }
        assert!(time::Date::try_from(Date::from_days(i32::MAX)).is_err());
        assert!(time::Date::try_from(Date::from_days(i32::MIN)).is_err());
        for text in ["00:00:00", "23:59:59.999999999"] {
            let time: Time = text.parse()?;
            assert_eq!(Time::from(time::Time::try_from(time)?), time, "{text}");
        }
        assert!(time::Time::try_from("12:00:00.0000000001".parse::<Time>()?).is_err());
        let timestamp: Timestamp = "1969-12-31 23:59:59.75".parse()?;
        let theirs = PrimitiveDateTime::from_value(Value::Timestamp(timestamp))?;
        assert_eq!(theirs.assume_utc().unix_timestamp_nanos(), -250_000_000);
        assert_eq!(Timestamp::from(theirs), timestamp);
        Ok(())
    }

    #[test]
    fn instants_and_intervals_convert_both_ways() -> Result<()> {
        let india: TimestampTz<'_> = "2026-09-17 12:00:00.5 +05:30".parse()?;
        let theirs = OffsetDateTime::from_value(Value::TimestampTz(india.clone()))?;
        assert_eq!(theirs.offset().as_hms(), (5, 30, 0));
        assert_eq!(TimestampTz::try_from(theirs)?, india);
        let pacific: TimestampTz<'_> = "2026-09-17 12:00:00 US/Pacific".parse()?;
        assert!(OffsetDateTime::try_from(pacific).expect_err("a region").message().contains("is a region"));
        for millis in [0, -1, i64::MAX, i64::MIN] {
            let interval = IntervalDayTime::from_millis(millis);
            assert_eq!(IntervalDayTime::try_from(Duration::from(interval))?, interval);
        }
        assert!(IntervalDayTime::try_from(Duration::microseconds(1)).is_err());
        assert!(IntervalDayTime::try_from(Duration::MAX).is_err());
        Ok(())
    }
}
