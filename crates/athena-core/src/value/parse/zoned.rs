//! Times and timestamps with a zone.

use std::borrow::Cow;

use super::ParseError;
use super::scanner::{Scanner, two};
use super::temporal::{time_part, timestamp_part};
use crate::value::{TimeTz, TimestampTz};

/// The furthest offset from UTC that the engine knows, in minutes: 14 hours.
const MAX_OFFSET_MINUTES: i16 = 14 * 60;

/// A `time with time zone`: a [`time`](super::time) and an offset, without a space: `12:34:56.789+05:30`.
///
/// # Errors
///
/// For other text and for offsets beyond 14 hours.
pub fn time_tz(text: &[u8]) -> Result<TimeTz, ParseError> {
    let mut scanner = Scanner::new(text);
    let time = time_part(&mut scanner)?;
    offset_minutes(scanner.rest())
        .and_then(|offset| TimeTz::new(time, offset))
        .ok_or_else(|| scanner.error("expected an offset such as `+05:30`"))
}

/// A `timestamp with time zone`: a [`timestamp`](super::timestamp), one space, and the zone, kept as it is written:
/// `UTC`, `America/New_York`, `+05:30`. Whether a region exists is not looked up.
///
/// # Errors
///
/// For other text, and for a zone that starts with a sign without being an offset of at most 14 hours.
pub fn timestamp_tz(text: &[u8]) -> Result<TimestampTz<'_>, ParseError> {
    let mut scanner = Scanner::new(text);
    let local = timestamp_part(&mut scanner)?;
    scanner.expect(b' ', "expected a space")?;
    let zone = std::str::from_utf8(scanner.rest()).map_err(|_| scanner.error(ZONE))?;
    TimestampTz::new(local, Cow::Borrowed(zone)).ok_or_else(|| scanner.error(ZONE))
}

const ZONE: &str = "expected a time zone";

/// `+hh:mm` or `-hh:mm`, in minutes.
fn offset_minutes(text: &[u8]) -> Option<i16> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = *text else { return None };
    let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
    let total = i16::from(hours) * 60 + i16::from(minutes);
    if minutes > 59 || total > MAX_OFFSET_MINUTES {
        return None;
    }
    Some(if sign == b'-' { -total } else { total })
}

/// What a zone text says of its offset, in minutes: `Err` if it is no zone, `None` for a named region. The names of
/// UTC are those that the engine takes for it (Trino, `TimeZoneKey.isUtcEquivalentName`).
pub(crate) fn offset_of(zone: &str) -> Result<Option<i16>, ()> {
    const UTC: [&str; 9] = ["UTC", "Z", "UT", "UCT", "GMT", "GMT0", "Greenwich", "Universal", "Zulu"];
    let bytes = zone.as_bytes();
    if bytes.is_empty() || !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"/_+-:.".contains(byte)) {
        return Err(());
    }
    if bytes.starts_with(b"+") || bytes.starts_with(b"-") {
        return offset_minutes(bytes).map(Some).ok_or(());
    }
    if UTC.iter().any(|name| name.eq_ignore_ascii_case(zone)) {
        return Ok(Some(0));
    }
    // `Etc/GMT+5` counts west as positive and is left to who knows regions.
    let offset = ["UTC", "GMT", "UT"].iter().find_map(|prefix| {
        let (head, tail) = bytes.split_at_checked(prefix.len())?;
        if head.eq_ignore_ascii_case(prefix.as_bytes()) { offset_minutes(tail) } else { None }
    });
    Ok(offset)
}
