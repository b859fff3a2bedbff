//! Exact parsing of dates, times, instants, time zones and intervals: up to 12 fraction digits, and years beyond 9999.

use datafusion::arrow::array::timezone::Tz;

use chrono::{Offset, TimeZone};

/// A point in time, or a local date and time counted as if it were UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant {
    pub(crate) seconds: i64,
    /// 0 to 999,999,999,999.
    pub(crate) picos: u64,
}

/// A time zone, with the id or offset as written.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    name: String,
    tz: Tz,
}

impl Zone {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let name = match text {
            "Z" | "z" | "UTC" | "utc" | "+00:00" | "-00:00" => "UTC",
            other => other,
        };
        let tz = name.parse::<Tz>().ok()?;
        Some(Self { name: name.to_owned(), tz })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Seconds east of UTC at an instant.
    pub(crate) fn offset_at(&self, utc_seconds: i64) -> i64 {
        if self.name == "UTC" {
            return 0;
        }
        chrono::DateTime::from_timestamp(utc_seconds, 0)
            .map_or(0, |at| i64::from(self.tz.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()))
    }

    /// Converts a local time in this zone to UTC; for an ambiguous time, the earlier instant.
    pub(crate) fn to_utc(&self, local: Instant) -> Instant {
        let offset = chrono::DateTime::from_timestamp(local.seconds, 0)
            .and_then(|at| self.tz.offset_from_local_datetime(&at.naive_utc()).earliest())
            .map_or_else(|| self.offset_at(local.seconds), |offset| i64::from(offset.fix().local_minus_utc()));
        Instant { seconds: local.seconds - offset, ..local }
    }
}

/// A parsed `timestamp` literal.
#[derive(Clone, Debug)]
pub(crate) struct Timestamp {
    /// Local time if `zone` is `None`, otherwise UTC.
    pub(crate) instant: Instant,
    pub(crate) digits: u8,
    pub(crate) zone: Option<Zone>,
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
pub(crate) fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let shifted = i64::from((month + 9) % 12);
    let of_year = (153 * shifted + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Parses `2020-01-31` or `-0001-1-1`, with surrounding spaces.
pub(crate) fn date(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let mut parts = body.splitn(3, '-');
    let year = number(parts.next()?, 9)?;
    let month = u32::try_from(number(parts.next()?, 2)?).ok()?;
    let day = u32::try_from(number(parts.next()?, 2)?).ok()?;
    let year = if negative { -year } else { year };
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    let last = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&day).then(|| days_from_civil(year, month, day))
}

fn number(text: &str, longest: usize) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= longest && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Parses `12:34:56.789` into picoseconds of the day and the number of fraction digits.
pub(crate) fn time(text: &str) -> Option<(u64, u8)> {
    let mut parts = text.splitn(3, ':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next()?, 2)?;
    let (second, fraction) = match parts.next() {
        None => ("0", ""),
        Some(text) => match text.split_once('.') {
            Some((_, "")) => return None,
            Some(split) => split,
            None => (text, ""),
        },
    };
    let second = number(second, 2)?;
    if hour > 23 || minute > 59 || second > 59 || fraction.len() > 12 {
        return None;
    }
    let digits = u8::try_from(fraction.len()).ok()?;
    let picos = if fraction.is_empty() { 0 } else { number(fraction, 12)? } * 10_i64.pow(12 - u32::from(digits));
    let seconds = (hour * 60 + minute) * 60 + second;
    u64::try_from(seconds * 1_000_000_000_000 + picos).ok().map(|picos| (picos, digits))
}

/// Parses `12:34:56.789+01:00` into local picoseconds, fraction digits and the offset in minutes. Named zones are not
/// allowed here.
pub(crate) fn time_tz(text: &str) -> Option<(u64, u8, i16)> {
    let text = text.trim();
    let at = text.find(['+', '-']).or_else(|| text.find('Z'))?;
    let (local, zone) = text.split_at(at);
    let (picos, digits) = time(local.trim_end())?;
    Some((picos, digits, offset_minutes(zone)?))
}

fn offset_minutes(text: &str) -> Option<i16> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hour, minute) = rest.split_once(':').unwrap_or((rest, "0"));
    let minutes = number(hour, 2)? * 60 + number(minute, 2)?;
    i16::try_from(sign * minutes).ok().filter(|m| m.abs() <= 14 * 60)
}

/// Parses `2020-01-01` or `2020-01-01 12:34:56.789`, optionally followed by a zone.
pub(crate) fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (day, rest) = match text.split_once(' ') {
        Some((day, rest)) => (day, rest.trim_start()),
        None => (text, ""),
    };
    let days = date(day)?;
    let starts_time = rest.starts_with(|c: char| c.is_ascii_digit());
    let time_end = if starts_time {
        rest.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(rest.len())
    } else {
        0
    };
    let (clock, zone) = rest.split_at(time_end);
    let (picos, digits) = if clock.is_empty() { (0, 0) } else { time(clock)? };
    let local = Instant {
        seconds: days * 86_400 + i64::try_from(picos / 1_000_000_000_000).ok()?,
        picos: picos % 1_000_000_000_000,
    };
    let zone = match zone.trim() {
        "" => None,
        zone => Some(Zone::parse(zone)?),
    };
    let instant = zone.as_ref().map_or(local, |zone| zone.to_utc(local));
    Some(Timestamp { instant, digits, zone })
}

/// Parses the text of an interval literal with its qualifier (`DAY`, `YEAR TO MONTH`, ...) into months and
/// milliseconds.
pub(crate) fn interval(text: &str, from: &str, to: Option<&str>) -> Option<(i64, i64)> {
    let text = text.trim();
    let (sign, body) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (months, millis) = match (from, to) {
        ("YEAR", None) => (number(body, 9)? * 12, 0),
        ("MONTH", None) => (number(body, 9)?, 0),
        ("YEAR", Some("MONTH")) => {
            let (years, months) = body.split_once('-')?;
            (number(years, 9)? * 12 + number(months, 2)?, 0)
        }
        ("DAY", None) => (0, number(body, 9)? * 86_400_000),
        ("WEEK", None) => (0, number(body, 9)? * 7 * 86_400_000),
        ("HOUR", None) => (0, number(body, 12)? * 3_600_000),
        ("MINUTE", None) => (0, number(body, 12)? * 60_000),
        ("SECOND", None) => (0, seconds(body)?),
        ("DAY", Some(to)) => {
            let (days, rest) = body.split_once(' ')?;
            (0, number(days, 9)? * 86_400_000 + clock(rest.trim(), "HOUR", to)?)
        }
        (from, Some(to)) => (0, clock(body, from, to)?),
        _ => return None,
    };
    Some((sign * months, sign * millis))
}

fn seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = &fraction[..fraction.len().min(3)];
    let scale = 10_i64.pow(3 - u32::try_from(fraction.len()).ok()?);
    Some(number(whole, 12)? * 1000 + number(fraction, 3)? * scale)
}

fn clock(text: &str, from: &str, to: &str) -> Option<i64> {
    const UNITS: [(&str, i64); 3] = [("HOUR", 3_600_000), ("MINUTE", 60_000), ("SECOND", 1000)];
    let start = UNITS.iter().position(|(name, _)| *name == from)?;
    let end = UNITS.iter().position(|(name, _)| *name == to)?;
    let parts: Vec<_> = text.split(':').collect();
    if end < start || parts.len() != end - start + 1 {
        return None;
    }
    let mut sum = 0;
    for (part, (name, size)) in parts.iter().zip(&UNITS[start..]) {
        sum += if *name == "SECOND" { seconds(part)? } else { number(part, 9)? * size };
    }
    Some(sum)
}
