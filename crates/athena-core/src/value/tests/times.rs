use std::hash::{BuildHasher, RandomState};

use super::*;

fn check<T>(texts: &[&str])
where
    T: std::str::FromStr<Err = ParseError> + std::fmt::Display,
{
    for text in texts {
        let value: T = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(value.to_string(), *text);
    }
}

fn check_rejects<T: std::str::FromStr<Err = ParseError> + std::fmt::Debug>(texts: &[&str]) {
    for text in texts {
        assert!(text.parse::<T>().is_err(), "{text} is {:?}", text.parse::<T>());
    }
}

#[test]
fn dates_parse_and_print() -> Result<(), ParseError> {
    check::<Date>(&["1970-01-01", "2020-02-29", "0001-01-01", "0000-02-29", "9999-12-31", "-0001-12-31"]);
    check::<Date>(&["+10000-01-01", "-10000-01-01", "+5881580-07-11", "-5877641-06-23"]);
    assert_eq!("+5881580-07-11".parse(), Ok(Date::from_days(i32::MAX)));
    assert_eq!("-5877641-06-23".parse(), Ok(Date::from_days(i32::MIN)));
    assert_eq!("10000-01-01".parse::<Date>()?.days(), 2_932_897);
    assert_eq!("0001-01-01".parse::<Date>()?.days(), -719_162);
    check_rejects::<Date>(&["", "2020-1-01", "2020-01-1", "20-01-01", "2021-02-29", "1900-02-29", "2020-00-01"]);
    check_rejects::<Date>(&["2020-13-01", "2020-01-00", "2020-04-31", "2020-01-01 ", " 2020-01-01", "2020/01/01"]);
    check_rejects::<Date>(&["+5881580-07-12", "-5877641-06-22", "-0000-01-01", "9999999999-01-01", "2020-01-01T"]);
    Ok(())
}

#[test]
fn every_day_of_eight_centuries_follows_the_last() {
    let mut expected = (1600, 1, 1);
    let first = Date::from_ymd(1600, 1, 1).expect("a day").days();
    for days in first..first + 2 * 146_097 {
        let (year, month, day) = Date::from_days(days).ymd();
        assert_eq!((year, month, day), expected);
        assert_eq!(Date::from_ymd(year, month, day), Some(Date::from_days(days)));
        expected = match (Date::from_ymd(year, month, day + 1), month) {
            (Some(_), _) => (year, month, day + 1),
            (None, 12) => (year + 1, 1, 1),
            (None, _) => (year, month + 1, 1),
        };
    }
}

#[test]
fn times_parse_and_print() -> Result<(), ParseError> {
    check::<Time>(&["12:34:56.789", "13:24:11", "00:00:00", "23:59:59.999999999999", "00:00:00.0", "01:02:03.000001"]);
    check_rejects::<Time>(&[
        "24:00:00",
        "23:60:00",
        "23:59:60",
        "12:34",
        "1:02:03",
        "12:34:56.",
        "12:34:56.1234567890123",
    ]);
    assert_eq!("12:00:00.500".parse::<Time>()?, "12:00:00.5".parse()?);
    assert_eq!("23:59:59.999999999999".parse::<Time>()?.picos(), 86_399_999_999_999_999);
    assert_eq!(Time::new(86_400 * PICOS_PER_SECOND, 12), None);
    assert_eq!((Time::new(1, 11), Time::new(0, 13)), (None, None));
    let time = Time::from_hms(1, 2, 3).expect("a time");
    assert_eq!(time.with_precision(3).map(|time| time.to_string()).as_deref(), Some("01:02:03.000"));
    check::<TimeTz>(&["12:34:56.789+00:00", "12:34:56-14:00", "01:02:03.4+05:30"]);
    check_rejects::<TimeTz>(&["12:34:56", "12:34:56 +00:00", "12:34:56+14:01", "12:34:56+5:30", "12:34:56 UTC"]);
    assert_eq!("12:00:00-05:30".parse::<TimeTz>()?.offset_minutes(), -330);
    Ok(())
}

#[test]
fn timestamps_parse_and_print() -> Result<(), ParseError> {
    check::<Timestamp>(&["2020-01-01 12:34:56.789", "2020-01-01 12:34:56.789123", "2020-01-01 12:34:56"]);
    check::<Timestamp>(&["2020-01-01 12:34:56.123456789012", "-0001-12-31 23:59:59.5", "+10000-01-01 00:00:00.000"]);
    check::<Timestamp>(&["-5877641-06-23 00:00:00", "+5881580-07-11 23:59:59.999999999999"]);
    check_rejects::<Timestamp>(&["2020-01-01", "2020-01-01T12:34:56", "2020-01-01 12:34:56.1234567890123"]);
    check_rejects::<Timestamp>(&[
        "2020-01-01  12:34:56",
        "2020-01-01 12:34:56 ",
        "2020-01-01 12:34:56 UTC",
        "2020-02-30 00:00:00",
    ]);
    let timestamp: Timestamp = "2020-01-01 12:34:56.789123".parse()?;
    assert_eq!(timestamp.epoch_seconds(), 1_577_882_096);
    assert_eq!(
        (timestamp.date().to_string(), timestamp.time().to_string()),
        ("2020-01-01".into(), "12:34:56.789123".into())
    );
    assert_eq!(timestamp.epoch_in(TimeUnit::Microsecond), Some(1_577_882_096_789_123));
    assert_eq!(timestamp.epoch_in(TimeUnit::Nanosecond), Some(1_577_882_096_789_123_000));
    assert_eq!(timestamp.epoch_in(TimeUnit::Millisecond), None);
    assert_eq!("2300-01-01 00:00:00".parse::<Timestamp>()?.epoch_in(TimeUnit::Nanosecond), None);
    assert_eq!(
        Timestamp::from_epoch(-1, TimeUnit::Nanosecond).map(|t| t.to_string()).as_deref(),
        Some("1969-12-31 23:59:59.999999999")
    );
    for nanos in [i64::MIN, -1, 0, i64::MAX] {
        assert_eq!(
            Timestamp::from_epoch(nanos, TimeUnit::Nanosecond).and_then(|t| t.epoch_in(TimeUnit::Nanosecond)),
            Some(nanos)
        );
    }
    assert_eq!(
        (Timestamp::from_epoch(i64::MAX, TimeUnit::Second), Timestamp::from_epoch(i64::MIN, TimeUnit::Millisecond)),
        (None, None)
    );
    assert_eq!((Timestamp::new(0, PICOS_PER_SECOND, 12), Timestamp::new(0, 1, 9)), (None, None));
    Ok(())
}

#[test]
fn precision_is_not_part_of_equality() -> Result<(), ParseError> {
    let (short, long): (Timestamp, Timestamp) =
        ("2020-01-01 00:00:00.5".parse()?, "2020-01-01 00:00:00.500000".parse()?);
    let hasher = RandomState::new();
    assert_eq!(short, long);
    assert_eq!(hasher.hash_one(short), hasher.hash_one(long));
    assert_eq!(hasher.hash_one(short.time()), hasher.hash_one(long.time()));
    assert_eq!((short.precision(), long.precision()), (1, 6));
    assert!(short < "2020-01-01 00:00:00.6".parse()?);
    Ok(())
}

#[test]
fn zones_parse_and_print() -> Result<(), ParseError> {
    let parse = |zone: &str| format!("2026-09-17 12:34:56.789 {zone}").parse::<TimestampTz<'_>>();
    check::<TimestampTz<'_>>(&[
        "2026-09-17 12:34:56.789 UTC",
        "2026-09-17 12:34:56 US/Pacific",
        "2026-09-17 12:34:56 +05:30",
    ]);
    for zone in ["UTC", "Z", "GMT", "utc", "+00:00", "-00:00", "UTC+00:00", "Zulu"] {
        assert_eq!(parse(zone)?, parse("UTC")?, "{zone}");
    }
    for (zone, offset) in
        [("+05:30", Some(330)), ("-14:00", Some(-840)), ("UTC-02:00", Some(-120)), ("GMT+01:00", Some(60))]
    {
        assert_eq!(parse(zone)?.offset_minutes(), offset, "{zone}");
    }
    for zone in ["US/Pacific", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT", "UTC+5"] {
        assert_eq!((parse(zone)?.offset_minutes(), parse(zone)?.to_utc()), (None, None), "{zone}");
    }
    for zone in ["", "+14:01", "+5", "-", " UTC", "UTC ", "a b", "Zürich", "+05:60"] {
        assert!(parse(zone).is_err(), "{zone}");
    }
    assert_ne!(parse("+01:00")?, parse("UTC")?);
    let hasher = RandomState::new();
    assert_eq!(hasher.hash_one(parse("Z")?), hasher.hash_one(parse("+00:00")?));
    let last = TimestampTz::new("+5881580-07-11 23:59:59".parse()?, "-01:00").expect("a zone");
    assert_eq!(last.to_utc(), None);
    Ok(())
}

#[test]
fn intervals_parse_and_print() -> Result<(), ParseError> {
    check::<IntervalDayTime>(&["1 00:00:00.000", "-1 02:03:04.005", "-0 00:00:01.500", "0 00:00:00.000"]);
    check::<IntervalDayTime>(&["106751991167 07:12:55.807", "-106751991167 07:12:55.808"]);
    assert_eq!("-106751991167 07:12:55.808".parse(), Ok(IntervalDayTime::from_millis(i64::MIN)));
    assert_eq!("-1 02:03:04.005".parse(), Ok(IntervalDayTime::from_millis(-93_784_005)));
    check_rejects::<IntervalDayTime>(&[
        "",
        "1",
        "1 24:00:00.000",
        "1 00:00:00",
        "1 00:00:00.0000",
        "1 00:00:00.00",
        "1-0",
    ]);
    check_rejects::<IntervalDayTime>(&["106751991167 07:12:55.808", "999999999999 00:00:00.000", "+1 00:00:00.000"]);
    check::<IntervalYearMonth>(&["1-0", "-1-3", "0-11", "178956970-7", "-178956970-8"]);
    assert_eq!("-1-3".parse(), Ok(IntervalYearMonth::from_months(-15)));
    check_rejects::<IntervalYearMonth>(&["", "1", "1-12", "178956970-8", "1--1", "1-", "-"]);
    Ok(())
}

#[test]
fn units_have_short_names() {
    for unit in [TimeUnit::Second, TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond] {
        assert_eq!(unit.to_string().parse(), Ok(unit));
    }
    assert!("minutes".parse::<TimeUnit>().is_err());
}
