//! Times and timestamps as counts of time units.

use crate::driver::decode::zones::Zones;
use crate::value::parse::{FixedTimestamp, fixed_timestamp};
use crate::value::{Time, TimeUnit, parse};

/// Units since midnight; `None` if the time has more digits than the unit holds.
pub(super) fn of_time(time: Time, unit: TimeUnit) -> Option<i64> {
    let picos = 10_u64.pow(u32::from(12 - unit.precision()));
    if time.picos().is_multiple_of(picos) { i64::try_from(time.picos() / picos).ok() } else { None }
}

/// Units since midnight for the text of a time; `None` if it is not a time or does not fit the unit.
pub(super) fn time(text: &[u8], unit: TimeUnit) -> Option<i64> {
    of_time(parse::time(text).ok()?, unit)
}

/// Units since 1970 for the text of a timestamp; `None` if it is not a timestamp or does not fit the unit.
#[inline]
pub(super) fn timestamp(text: &[u8], unit: TimeUnit) -> Option<i64> {
    match fixed_timestamp(text) {
        Some(parts) if parts.digits <= unit.precision() => count(parts, unit),
        _ => parse::timestamp(text).ok()?.epoch_in(unit),
    }
}

/// Units since 1970 in UTC for the text of a timestamp with a zone; `None` if it is not one, does not name exactly one
/// instant, or does not fit the unit.
#[inline]
pub(super) fn zoned_timestamp(text: &[u8], unit: TimeUnit, zones: &mut Zones) -> Option<i64> {
    let space = text.iter().rposition(|byte| *byte == b' ')?;
    let (local, zone) = (text.get(..space)?, text.get(space + 1..)?);
    match fixed_timestamp(local) {
        Some(parts) if parts.digits <= unit.precision() => {
            let seconds = zones.utc_seconds(parts.seconds, std::str::from_utf8(zone).ok()?).ok()?;
            count(FixedTimestamp { seconds, ..parts }, unit)
        }
        _ => zones.utc(&parse::timestamp_tz(text).ok()?).ok()?.epoch_in(unit),
    }
}

/// Units since 1970; `None` if there are more digits than the unit holds.
#[inline]
fn count(timestamp: FixedTimestamp, unit: TimeUnit) -> Option<i64> {
    let power = |digits: u8| POWERS.get(usize::from(digits)).copied();
    let fraction = i64::try_from(timestamp.fraction).ok()? * power(unit.precision().checked_sub(timestamp.digits)?)?;
    timestamp.seconds.checked_mul(power(unit.precision())?)?.checked_add(fraction)
}

const POWERS: [i64; 10] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
