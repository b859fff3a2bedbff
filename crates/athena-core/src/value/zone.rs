//! Offsets from UTC in time zone ids.

use super::parse::two_digits;

/// The largest offset from UTC that the engine accepts, in minutes: 14 hours.
const MAX_OFFSET_MINUTES: i16 = 14 * 60;

/// `+hh:mm` or `-hh:mm`, in minutes.
pub(super) fn offset_minutes(text: &[u8]) -> Option<i16> {
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = *text else { return None };
    let (hours, minutes) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
    let total = i16::from(hours) * 60 + i16::from(minutes);
    if minutes > 59 || total > MAX_OFFSET_MINUTES {
        return None;
    }
    Some(if sign == b'-' { -total } else { total })
}

/// The offset that a time zone id contains, in minutes: `Err` if the text cannot be an id, `None` for a named region.
/// The names of UTC are those of the engine (Trino, `TimeZoneKey.isUtcEquivalentName`).
pub(super) fn offset_of(zone: &str) -> Result<Option<i16>, ()> {
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
    // `Etc/GMT+5` counts west as positive: it is a region, and resolved like one.
    let offset = ["UTC", "GMT", "UT"].iter().find_map(|prefix| {
        let (head, tail) = bytes.split_at_checked(prefix.len())?;
        if head.eq_ignore_ascii_case(prefix.as_bytes()) { offset_minutes(tail) } else { None }
    });
    Ok(offset)
}
