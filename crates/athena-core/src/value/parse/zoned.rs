//! Times and timestamps with a zone.

use std::borrow::Cow;

use super::ParseError;
use super::scanner::Scanner;
use super::temporal::{time_part, timestamp_part};
use crate::value::zone::offset_minutes;
use crate::value::{TimeTz, TimestampTz};

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

/// A `timestamp with time zone`: a [`timestamp`](super::timestamp), one space, and the zone id, which is kept as it is:
/// `UTC`, `America/New_York`, `+05:30`. The existence of a region is not checked.
///
/// # Errors
///
/// For other text, and for a zone id that starts with a sign and is not an offset of at most 14 hours.
pub fn timestamp_tz(text: &[u8]) -> Result<TimestampTz<'_>, ParseError> {
    let mut scanner = Scanner::new(text);
    let local = timestamp_part(&mut scanner)?;
    scanner.expect(b' ', "expected a space")?;
    let zone = std::str::from_utf8(scanner.rest()).map_err(|_| scanner.error(ZONE))?;
    TimestampTz::new(local, Cow::Borrowed(zone)).ok_or_else(|| scanner.error(ZONE))
}

const ZONE: &str = "expected a time zone";
