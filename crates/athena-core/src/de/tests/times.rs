//! Dates and times as the types of chrono, jiff and time

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use jiff::Zoned;
use serde_json::json;
use time::macros::{date, datetime, time};
use time::{OffsetDateTime, PrimitiveDateTime, UtcDateTime};

use super::*;
use crate::value::{Date, Time, TimeTz, Timestamp, TimestampTz};

fn a_date(text: &str) -> Value<'static> {
    Value::Date(parsed(text))
}

fn a_time(text: &str) -> Value<'static> {
    Value::Time(parsed(text))
}

fn timestamp(text: &str) -> Value<'static> {
    Value::Timestamp(parsed(text))
}

fn instant(text: &str) -> Value<'static> {
    Value::TimestampTz(parsed(text))
}

#[test]
fn text_is_athenas_with_all_digits() -> Result<()> {
    assert_eq!(cell::<String>(a_date("2020-02-29"))?, "2020-02-29");
    assert_eq!(cell::<String>(a_time("12:34:56"))?, "12:34:56");
    assert_eq!(cell::<String>(Value::TimeTz(parsed("12:34:56.7+05:30")))?, "12:34:56.7+05:30");
    for text in ["2020-01-01 12:00:00", "2020-01-01 12:00:00.123456789012", "+10000-01-01 00:00:00.000"] {
        assert_eq!(cell::<String>(timestamp(text))?, text);
    }
    for text in ["2020-01-01 12:00:00.000 UTC", "2020-10-25 02:30:00 Europe/Berlin", "2020-01-01 12:00:00 -03:30"] {
        assert_eq!(cell::<String>(instant(text))?, text);
    }
    Ok(())
}

#[test]
fn any_kind_of_value_is_text_with_a_fraction_and_an_offset_with_seconds() -> Result<()> {
    for (value, expected) in [
        (a_date("2020-02-29"), "2020-02-29"),
        (a_time("12:34:56"), "12:34:56.0"),
        (a_time("12:34:56.789"), "12:34:56.789"),
        (Value::TimeTz(parsed("12:34:56+05:30")), "12:34:56.0+05:30"),
        (timestamp("2020-01-01 12:00:00"), "2020-01-01 12:00:00.0"),
        (timestamp("2020-01-01 12:00:00.123000000000"), "2020-01-01 12:00:00.123000000"),
        (instant("2020-01-01 12:00:00 UTC"), "2020-01-01 12:00:00.0 +00:00:00"),
        (instant("2020-01-01 12:00:00.5 -03:30"), "2020-01-01 12:00:00.5 -03:30:00"),
        (instant("2020-01-01 12:00:00 Europe/Berlin"), "2020-01-01 12:00:00.0 Europe/Berlin"),
    ] {
        assert_eq!(cell::<serde_json::Value>(value)?, json!(expected));
    }
    Ok(())
}

#[test]
fn types_of_chrono() -> Result<()> {
    assert_eq!(cell::<NaiveDate>(a_date("2020-02-29"))?, parsed("2020-02-29"));
    for text in ["-0001-12-31", "+10000-01-01"] {
        assert_eq!(cell::<NaiveDate>(a_date(text))?, NaiveDate::try_from(parsed::<Date>(text))?);
    }
    for text in ["12:34:56", "12:34:56.7", "12:34:56.123456789"] {
        assert_eq!(cell::<NaiveTime>(a_time(text))?, NaiveTime::try_from(parsed::<Time>(text))?);
    }
    for text in ["2020-01-01 12:34:56", "1969-12-31 23:59:59.123456789", "2020-01-01 12:34:56.123000000000"] {
        assert_eq!(cell::<NaiveDateTime>(timestamp(text))?, NaiveDateTime::try_from(parsed::<Timestamp>(text))?);
    }
    let noon = "2020-01-01T12:00:00Z".parse::<DateTime<Utc>>().expect("is one");
    assert_eq!(cell::<DateTime<Utc>>(instant("2020-01-01 12:00:00.000 UTC"))?, noon);
    assert_eq!(cell::<DateTime<Utc>>(instant("2020-01-01 13:00:00.000 Europe/Berlin"))?, noon);
    let india = cell::<DateTime<FixedOffset>>(instant("2020-01-01 17:30:00 +05:30"))?;
    assert_eq!((india.with_timezone(&Utc), india.offset().local_minus_utc()), (noon, 19_800));
    Ok(())
}

#[test]
fn types_of_jiff() -> Result<()> {
    assert_eq!(cell::<jiff::civil::Date>(a_date("2020-02-29"))?, jiff::civil::date(2020, 2, 29));
    assert_eq!(cell::<jiff::civil::Date>(a_date("-0001-12-31"))?, jiff::civil::date(-1, 12, 31));
    assert_eq!(cell::<jiff::civil::Time>(a_time("12:34:56.5"))?, jiff::civil::time(12, 34, 56, 500_000_000));
    assert_eq!(
        cell::<jiff::civil::DateTime>(timestamp("2020-01-01 12:34:56.123456789"))?,
        jiff::civil::date(2020, 1, 1).at(12, 34, 56, 123_456_789)
    );
    let noon: jiff::Timestamp = parsed("2020-01-01T12:00:00Z");
    assert_eq!(cell::<jiff::Timestamp>(instant("2020-01-01 12:00:00.000 UTC"))?, noon);
    assert_eq!(cell::<jiff::Timestamp>(instant("2020-01-01 13:00:00.000 Europe/Berlin"))?, noon);
    // Local mean time: an offset with seconds.
    let before_zones = cell::<jiff::Timestamp>(instant("1880-01-01 00:53:28 Europe/Berlin"))?;
    assert_eq!(before_zones, parsed("1880-01-01T00:00:00Z"));
    Ok(())
}

#[test]
fn zoned_has_the_name_of_the_zone() -> Result<()> {
    #[derive(Debug, Deserialize)]
    struct Flight {
        #[serde(deserialize_with = "crate::serde::zoned")]
        departure: Zoned,
        #[serde(deserialize_with = "crate::serde::zoned")]
        arrival: Option<Zoned>,
        #[serde(default, deserialize_with = "crate::serde::zoned")]
        stops: Vec<Zoned>,
    }
    for (text, zoned) in [
        ("2020-01-01 12:00:00.000 Europe/Berlin", "2020-01-01T12:00:00+01:00[Europe/Berlin]"),
        ("2020-01-01 12:00:00 UTC", "2020-01-01T12:00:00+00:00[UTC]"),
        ("2020-01-01 12:00:00 Z", "2020-01-01T12:00:00+00:00[UTC]"),
        ("2020-01-01 12:00:00.5 +05:30", "2020-01-01T12:00:00.5+05:30[+05:30]"),
    ] {
        let flight: Flight = named(&[
            ("departure", instant(text)),
            ("arrival", Value::Null),
            ("stops", Value::Array(vec![instant(text)])),
        ])?;
        assert_eq!((flight.departure.to_string(), flight.arrival), (zoned.to_owned(), None));
        assert_eq!(flight.stops, [flight.departure]);
    }
    let error =
        named::<Flight>(&[("departure", instant("2020-10-25 02:30:00 Europe/Berlin")), ("arrival", Value::Null)]);
    assert_eq!(
        error.expect_err("is ambiguous").to_string(),
        "timestamp with time zone `2020-10-25 02:30:00 Europe/Berlin` does not fit Zoned: it occurs twice in its \
         time zone (column: departure)"
    );
    let from_json: Flight =
        serde_json::from_str(r#"{"departure": "2020-01-01T12:00:00[Asia/Tokyo]", "arrival": null}"#).expect("is one");
    assert_eq!(from_json.departure.time_zone().iana_name(), Some("Asia/Tokyo"));
    Ok(())
}

#[test]
fn types_of_time() -> Result<()> {
    assert_eq!(cell::<time::Date>(a_date("2020-02-29"))?, date!(2020 - 02 - 29));
    assert_eq!(cell::<time::Date>(a_date("-0001-12-31"))?, date!(-0001 - 12 - 31));
    assert_eq!(cell::<time::Time>(a_time("12:34:56"))?, time!(12:34:56));
    assert_eq!(cell::<time::Time>(a_time("12:34:56.123000000000"))?, time!(12:34:56.123));
    for text in ["2020-01-01 12:34:56", "2020-01-01 12:34:56.123456789"] {
        let expected = PrimitiveDateTime::try_from(parsed::<Timestamp>(text))?;
        assert_eq!(cell::<PrimitiveDateTime>(timestamp(text))?, expected);
        assert_eq!(cell::<UtcDateTime>(timestamp(text))?, expected.as_utc());
    }
    assert_eq!(cell::<OffsetDateTime>(instant("2020-01-01 12:00:00 UTC"))?, datetime!(2020-01-01 12:00 UTC));
    assert_eq!(
        cell::<Option<OffsetDateTime>>(instant("2020-01-01 12:00:00.5 -03:30"))?,
        Some(datetime!(2020-01-01 12:00:00.5 -03:30))
    );
    assert!(
        refusal::<OffsetDateTime>(instant("2020-01-01 12:00:00 Europe/Berlin"))
            .starts_with("timestamp with time zone `2020-01-01 12:00:00 Europe/Berlin` does not fit OffsetDateTime: ")
    );
    #[derive(Debug, Deserialize)]
    struct Event {
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
        #[serde(deserialize_with = "crate::serde::at_offset")]
        begin: OffsetDateTime,
        #[serde(deserialize_with = "crate::serde::at_offset")]
        end: Option<OffsetDateTime>,
    }
    let berlin = || instant("2020-07-01 12:00:00.25 Europe/Berlin");
    let event: Event = named(&[("at", berlin()), ("begin", berlin()), ("end", berlin())])?;
    assert_eq!(event.at, datetime!(2020-07-01 12:00:00.25 +02:00));
    assert_eq!((event.begin, event.end), (event.at, Some(event.at)));
    let before_zones = instant("1880-01-01 00:53:28 Europe/Berlin");
    let event: Event = named(&[("at", berlin()), ("begin", before_zones), ("end", Value::Null)])?;
    assert_eq!(event.begin, datetime!(1880-01-01 0:00 UTC));
    Ok(())
}

/// The form of `time` without its feature `serde-human-readable`.
#[test]
fn tuples_of_numbers() -> Result<()> {
    assert_eq!(cell::<(i32, u16)>(a_date("2020-12-31"))?, (2020, 366));
    assert_eq!(cell::<(i32, u16)>(a_date("2021-03-01"))?, (2021, 60));
    assert_eq!(cell::<(i32, u16)>(a_date("-0001-01-01"))?, (-1, 1));
    assert_eq!(cell::<(u8, u8, u8, u32)>(a_time("12:34:56.000000789"))?, (12, 34, 56, 789));
    assert_eq!(
        cell::<(i32, u16, u8, u8, u8, u32)>(timestamp("2020-02-01 12:34:56.5"))?,
        (2020, 32, 12, 34, 56, 500_000_000)
    );
    assert_eq!(
        cell::<(i32, u16, u8, u8, u8, u32, i8, i8, i8)>(instant("2020-02-01 12:34:56 -03:30"))?,
        (2020, 32, 12, 34, 56, 0, -3, -30, 0)
    );
    assert_eq!(
        cell::<(i64, i32)>(Value::IntervalDayTime(crate::value::IntervalDayTime::from_millis(-1)))?,
        (-1, 999_000_000)
    );
    assert_eq!(time::Duration::new(-1, 0) + time::Duration::new(0, 999_000_000), time::Duration::milliseconds(-1));
    assert_eq!(
        refusal::<(u8, u8, u8, u32)>(a_time("12:34:56.0000000001")),
        "time `12:34:56.0000000001` does not fit a tuple of 4 numbers: it is finer than nanoseconds; `String` has all \
         digits (column: v)"
    );
    assert_eq!(
        refusal::<(i64, i64, i64)>(a_date("2020-01-01")),
        "expected a sequence, got date: ask for `value::Date` (column: v)"
    );
    Ok(())
}

#[test]
fn no_digit_is_cut() -> Result<()> {
    let finest = "2020-01-01 12:00:00.123456789012";
    let why = "it is finer than nanoseconds; `String` has all digits";
    let refused = |target: &str| format!("timestamp `{finest}` does not fit {target}: {why} (column: v)");
    assert_eq!(refusal::<NaiveDateTime>(timestamp(finest)), refused("NaiveDateTime"));
    assert_eq!(refusal::<jiff::civil::DateTime>(timestamp(finest)), refused("DateTime"));
    assert_eq!(refusal::<PrimitiveDateTime>(timestamp(finest)), refused("PlainDateTime"));
    assert_eq!(refusal::<serde_json::Value>(timestamp(finest)), refused("Value"));
    assert_eq!(cell::<Timestamp>(timestamp(finest))?.to_string(), finest);
    Ok(())
}

#[test]
fn own_types_take_the_athena_type_of_their_name() -> Result<()> {
    assert_eq!(cell::<Date>(a_date("+10000-01-01"))?, parsed("+10000-01-01"));
    assert_eq!(cell::<Time>(a_time("12:34:56.70"))?.precision(), 2);
    let time_tz: TimeTz = parsed("12:34:56.7+05:30");
    assert_eq!(cell::<Option<TimeTz>>(Value::TimeTz(time_tz))?, Some(time_tz));
    let zoned = "2020-10-25 02:30:00.000 Europe/Berlin";
    assert_eq!(cell::<TimestampTz<'static>>(instant(zoned))?.to_string(), zoned);
    assert_eq!(refusal::<Date>("2020-01-01"), "expected Date, got varchar: ask for `String` (column: v)");
    assert_eq!(
        refusal::<Timestamp>(instant(zoned)),
        "expected Timestamp, got timestamp with time zone: ask for `value::TimestampTz` (column: v)"
    );
    Ok(())
}

#[test]
fn flattened_fields_of_chrono_refuse_the_text_for_time() {
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "is only asked for")]
    struct Outer<T> {
        #[serde(flatten)]
        inner: Inner<T>,
    }
    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "is only asked for")]
    struct Inner<T> {
        at: T,
    }
    assert!(named::<Outer<NaiveDateTime>>(&[("at", timestamp("2020-01-01 12:00:00"))]).is_err());
    assert!(named::<Outer<DateTime<Utc>>>(&[("at", instant("2020-01-01 12:00:00 UTC"))]).is_err());
    assert!(named::<Outer<jiff::civil::DateTime>>(&[("at", timestamp("2020-01-01 12:00:00"))]).is_ok());
    assert!(named::<Outer<PrimitiveDateTime>>(&[("at", timestamp("2020-01-01 12:00:00"))]).is_ok());
}

#[test]
fn flattened_fields_keep_own_types_and_text() -> Result<()> {
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[serde(flatten)]
        inner: Inner,
    }
    #[derive(Debug, Deserialize)]
    struct Inner {
        at: Timestamp,
        zoned: TimestampTz<'static>,
        day: jiff::civil::Date,
    }
    let zoned = "2020-01-01 12:00:00.0 +05:30";
    let outer: Outer = named(&[
        ("at", timestamp("2020-01-01 12:00:00.123456789")),
        ("zoned", instant(zoned)),
        ("day", a_date("2020-01-01")),
    ])?;
    assert_eq!(outer.inner.at, parsed("2020-01-01 12:00:00.123456789"));
    assert_eq!(outer.inner.zoned.to_string(), zoned);
    assert_eq!(outer.inner.day, jiff::civil::date(2020, 1, 1));
    Ok(())
}
