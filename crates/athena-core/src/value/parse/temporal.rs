//! Dates, times of day and timestamps without a zone.

use super::scanner::{Scanner, digit, picos_per_last_digit, two};
use super::{ParseError, fast};
use crate::value::{Date, Time, Timestamp};

/// A `date`: `YYYY-MM-DD`, the year with a sign and more digits outside of 0 to 9999 (`-0001-12-31`, `+10000-01-01`),
/// as in Java's `LocalDate`. A missing plus sign is accepted.
///
/// # Errors
///
/// For other text and for days that the calendar does not have.
pub fn date(text: &[u8]) -> Result<Date, ParseError> {
    let mut scanner = Scanner::new(text);
    let date = date_part(&mut scanner)?;
    scanner.end()?;
    Ok(date)
}

/// A `time`: `HH:MM:SS` and up to 12 fraction digits, whose number becomes the precision.
///
/// # Errors
///
/// For other text, for more digits, and outside of 00:00:00 to 23:59:59.
pub fn time(text: &[u8]) -> Result<Time, ParseError> {
    let mut scanner = Scanner::new(text);
    let time = time_part(&mut scanner)?;
    scanner.end()?;
    Ok(time)
}

/// A `timestamp`: a [`date`], one space, a [`time`](time()).
///
/// # Errors
///
/// As [`date`] and [`time`](time()).
pub fn timestamp(text: &[u8]) -> Result<Timestamp, ParseError> {
    let mut scanner = Scanner::new(text);
    let timestamp = timestamp_part(&mut scanner)?;
    scanner.end()?;
    Ok(timestamp)
}

pub(super) fn timestamp_part(scanner: &mut Scanner<'_>) -> Result<Timestamp, ParseError> {
    let date = date_part(scanner)?;
    scanner.expect(b' ', "expected a space")?;
    Ok(Timestamp::from_date_time(date, time_part(scanner)?))
}

fn date_part(scanner: &mut Scanner<'_>) -> Result<Date, ParseError> {
    if let Some(date) = scanner.rest().first_chunk().and_then(|text| fast::date(*text)) {
        scanner.advance(10);
        return Ok(date);
    }
    let (year, month, day) = match *scanner.rest() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, ..] if digit(y1).is_some() => {
            let century = two(y1, y2).ok_or_else(|| scanner.error("expected a year"))?;
            let year = two(y3, y4).ok_or_else(|| scanner.error("expected a year"))?;
            let month = two(m1, m2).ok_or_else(|| scanner.error("expected a month"))?;
            let day = two(d1, d2).ok_or_else(|| scanner.error("expected a day"))?;
            scanner.advance(10);
            (i32::from(century) * 100 + i32::from(year), month, day)
        }
        _ => {
            let year = year(scanner)?;
            scanner.expect(b'-', "expected `-`")?;
            let month = scanner.two_digits()?;
            scanner.expect(b'-', "expected `-`")?;
            (year, month, scanner.two_digits()?)
        }
    };
    Date::from_ymd(year, month, day).ok_or_else(|| scanner.error("the calendar has no such day"))
}

/// A year of four to nine digits, with an optional sign.
fn year(scanner: &mut Scanner<'_>) -> Result<i32, ParseError> {
    let negative = scanner.eat(b'-');
    if !negative {
        scanner.eat(b'+');
    }
    let (year, count) = scanner.digits(9)?;
    let year = i32::try_from(year).map_err(|_| scanner.error("the year is out of range"))?;
    if count < 4 || (negative && year == 0) {
        return Err(scanner.error("expected a year of four digits or more"));
    }
    Ok(if negative { -year } else { year })
}

pub(super) fn time_part(scanner: &mut Scanner<'_>) -> Result<Time, ParseError> {
    let seconds = match scanner.rest().first_chunk().and_then(|text| fast::seconds(*text)) {
        Some(seconds) => {
            scanner.advance(8);
            u64::from(seconds)
        }
        None => seconds(scanner)?,
    };
    let (fraction, precision) = if scanner.eat(b'.') { scanner.digits(12)? } else { (0, 0) };
    picos_per_last_digit(precision)
        .and_then(|unit| Time::new(seconds * 1_000_000_000_000 + fraction * unit, precision))
        .ok_or_else(|| scanner.error("the day has no such time"))
}

/// The slow path for `HH:MM:SS`, which finds the position of an error.
fn seconds(scanner: &mut Scanner<'_>) -> Result<u64, ParseError> {
    let hours = scanner.two_digits()?;
    scanner.expect(b':', "expected `:`")?;
    let minutes = scanner.two_digits()?;
    scanner.expect(b':', "expected `:`")?;
    let seconds = scanner.two_digits()?;
    if hours > 23 || minutes > 59 || seconds > 59 {
        return Err(scanner.error("the day has no such time"));
    }
    Ok((u64::from(hours) * 60 + u64::from(minutes)) * 60 + u64::from(seconds))
}
