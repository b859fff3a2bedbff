//! Conversions for `chrono`: years -262143 to 262142, nanoseconds, no regions.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Timelike, Utc};

use super::{FINER, NAMED_ZONE, OUT_OF_RANGE, does_not_fit, from_value_through, subsecond_nanos, zone_of};
use crate::error::{Error, Result};
use crate::value::{Date, FromValue, IntervalDayTime, Time, Timestamp, TimestampTz, Value};

/// Days from 0000-12-31, which chrono counts from, to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;
/// The number of fraction digits of chrono's times.
const PRECISION: u8 = 9;

/// Fails outside of chrono's years.
impl TryFrom<Date> for NaiveDate {
    type Error = Error;

    fn try_from(date: Date) -> Result<Self> {
        date.days()
            .checked_add(EPOCH_FROM_CE)
            .and_then(Self::from_num_days_from_ce_opt)
            .ok_or_else(|| does_not_fit(&date, "chrono::NaiveDate", OUT_OF_RANGE))
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self::from_days(date.num_days_from_ce() - EPOCH_FROM_CE)
    }
}

/// Fails if there are more digits than nanoseconds.
impl TryFrom<Time> for NaiveTime {
    type Error = Error;

    fn try_from(time: Time) -> Result<Self> {
        let (hour, minute, second) = (time.hour().into(), time.minute().into(), time.second().into());
        subsecond_nanos(time)
            .and_then(|nanos| Self::from_hms_nano_opt(hour, minute, second, nanos))
            .ok_or_else(|| does_not_fit(&time, "chrono::NaiveTime", FINER))
    }
}

/// Fails in leap seconds, which Athena does not have.
impl TryFrom<NaiveTime> for Time {
    type Error = Error;

    fn try_from(time: NaiveTime) -> Result<Self> {
        if time.nanosecond() >= 1_000_000_000 {
            return Err(does_not_fit(&time, "time", "Athena has no leap seconds"));
        }
        let nanos = u64::from(time.num_seconds_from_midnight()) * 1_000_000_000 + u64::from(time.nanosecond());
        Self::new(nanos * 1_000, PRECISION).ok_or_else(|| does_not_fit(&time, "time", "it is not within a day"))
    }
}

/// Fails outside of chrono's years, and if there are more digits than nanoseconds.
impl TryFrom<Timestamp> for NaiveDateTime {
    type Error = Error;

    fn try_from(timestamp: Timestamp) -> Result<Self> {
        Ok(NaiveDate::try_from(timestamp.date())?.and_time(timestamp.time().try_into()?))
    }
}

/// Fails in leap seconds, which Athena does not have.
impl TryFrom<NaiveDateTime> for Timestamp {
    type Error = Error;

    fn try_from(timestamp: NaiveDateTime) -> Result<Self> {
        Ok(Self::from_date_time(timestamp.date().into(), timestamp.time().try_into()?))
    }
}

/// Fails for zones that are regions, and like the conversion of the local timestamp.
impl TryFrom<TimestampTz<'_>> for DateTime<FixedOffset> {
    type Error = Error;

    fn try_from(timestamp: TimestampTz<'_>) -> Result<Self> {
        const TARGET: &str = "chrono::DateTime";
        let minutes = timestamp.offset_minutes().ok_or_else(|| does_not_fit(&timestamp, TARGET, NAMED_ZONE))?;
        let local = NaiveDateTime::try_from(timestamp.local())?;
        FixedOffset::east_opt(i32::from(minutes) * 60)
            .and_then(|offset| local.and_local_timezone(offset).single())
            .ok_or_else(|| does_not_fit(&timestamp, TARGET, OUT_OF_RANGE))
    }
}

/// The instant in UTC; the offset of the zone is lost. Fails like the conversion to `DateTime<FixedOffset>`.
impl TryFrom<TimestampTz<'_>> for DateTime<Utc> {
    type Error = Error;

    fn try_from(timestamp: TimestampTz<'_>) -> Result<Self> {
        DateTime::<FixedOffset>::try_from(timestamp).map(|instant| instant.to_utc())
    }
}

/// Fails in leap seconds, and for offsets of more than 14 hours or with seconds.
impl TryFrom<DateTime<FixedOffset>> for TimestampTz<'static> {
    type Error = Error;

    fn try_from(instant: DateTime<FixedOffset>) -> Result<Self> {
        let local = Timestamp::try_from(instant.naive_local())?;
        zone_of(instant.offset().fix().local_minus_utc())
            .and_then(|zone| Self::new(local, zone))
            .ok_or_else(|| does_not_fit(&instant, "timestamp with time zone", "Athena has no such offset"))
    }
}

/// Fails in leap seconds.
impl TryFrom<DateTime<Utc>> for TimestampTz<'static> {
    type Error = Error;

    fn try_from(instant: DateTime<Utc>) -> Result<Self> {
        let local = Timestamp::try_from(instant.naive_utc())?;
        Self::new(local, "UTC").ok_or_else(|| does_not_fit(&instant, "timestamp with time zone", OUT_OF_RANGE))
    }
}

/// Fails for the only interval that chrono lacks, `i64::MIN` milliseconds.
impl TryFrom<IntervalDayTime> for TimeDelta {
    type Error = Error;

    fn try_from(interval: IntervalDayTime) -> Result<Self> {
        Self::try_milliseconds(interval.millis())
            .ok_or_else(|| does_not_fit(&interval, "chrono::TimeDelta", "out of range"))
    }
}

/// Fails if there are more digits than milliseconds.
impl TryFrom<TimeDelta> for IntervalDayTime {
    type Error = Error;

    fn try_from(delta: TimeDelta) -> Result<Self> {
        let interval = Self::from_millis(delta.num_milliseconds());
        if TimeDelta::try_milliseconds(interval.millis()) == Some(delta) {
            Ok(interval)
        } else {
            Err(does_not_fit(&delta, "interval day to second", "it is finer than milliseconds"))
        }
    }
}

from_value_through! {
    Date => NaiveDate;
    Time => NaiveTime;
    Timestamp => NaiveDateTime;
    TimestampTz<'v> => DateTime<FixedOffset>;
    TimestampTz<'v> => DateTime<Utc>;
    IntervalDayTime => TimeDelta;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_convert_both_ways() -> Result<()> {
        for text in ["1970-01-01", "2020-02-29", "-0001-12-31", "+262142-12-31"] {
            let date: Date = text.parse()?;
            assert_eq!(Date::from(NaiveDate::try_from(date)?), date, "{text}");
        }
        assert_eq!(NaiveDate::from_value(Value::Date("2020-02-29".parse()?))?.to_string(), "2020-02-29");
        assert!(NaiveDate::try_from(Date::from_days(i32::MAX)).is_err());
        assert!(NaiveDate::try_from(Date::from_days(i32::MIN)).is_err());
        for text in ["00:00:00", "23:59:59.999999999"] {
            let time: Time = text.parse()?;
            assert_eq!(Time::try_from(NaiveTime::try_from(time)?)?, time, "{text}");
        }
        let timestamp: Timestamp = "1969-12-31 23:59:59.75".parse()?;
        let theirs = NaiveDateTime::from_value(Value::Timestamp(timestamp))?;
        assert_eq!(theirs.and_utc().timestamp_millis(), -250);
        assert_eq!(Timestamp::try_from(theirs)?, timestamp);
        Ok(())
    }

    #[test]
    fn a_loss_of_digits_zones_or_leap_seconds_is_an_error() -> Result<()> {
        let error = NaiveTime::try_from("12:00:00.0000000001".parse::<Time>()?).expect_err("too fine");
        assert_eq!(
            error.message(),
            "`12:00:00.0000000001` does not fit chrono::NaiveTime: it is finer than nanoseconds"
        );
        assert!(NaiveTime::try_from("12:00:00.000000001000".parse::<Time>()?).is_ok());
        let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).expect("a leap second");
        assert!(Time::try_from(leap).is_err());
        let pacific: TimestampTz<'_> = "2026-09-17 12:00:00 US/Pacific".parse()?;
        assert!(DateTime::<Utc>::try_from(pacific).expect_err("a region").message().contains("is a region"));
        Ok(())
    }

    #[test]
    fn instants_and_intervals_convert_both_ways() -> Result<()> {
        let india: TimestampTz<'_> = "2026-09-17 12:00:00.5 +05:30".parse()?;
        let theirs = DateTime::<FixedOffset>::from_value(Value::TimestampTz(india.clone()))?;
        assert_eq!(theirs.to_rfc3339(), "2026-09-17T12:00:00.500+05:30");
        assert_eq!(TimestampTz::try_from(theirs)?, india);
        let utc = DateTime::<Utc>::try_from(india.clone())?;
        assert_eq!(utc.to_rfc3339(), "2026-09-17T06:30:00.500+00:00");
        assert_eq!(TimestampTz::try_from(utc)?.to_string(), "2026-09-17 06:30:00.500000000 UTC");
        for millis in [0, -1, i64::MAX] {
            let interval = IntervalDayTime::from_millis(millis);
            assert_eq!(IntervalDayTime::try_from(TimeDelta::try_from(interval)?)?, interval);
        }
        assert!(TimeDelta::try_from(IntervalDayTime::from_millis(i64::MIN)).is_err());
        assert!(IntervalDayTime::try_from(TimeDelta::microseconds(1)).is_err());
        Ok(())
    }
}
