//! Conversion of local times in named zones to UTC.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::value::{Timestamp, TimestampTz};

/// The time zone database that is built in: it gives the same result on every machine.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The zones that a column has named so far.
#[derive(Debug, Default)]
pub(crate) struct Zones {
    known: Vec<(String, Zone)>,
    /// Position of the zone of the last call, which is mostly that of the next call too.
    last: usize,
}

/// Reasons why a local time does not name exactly one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoInstant {
    UnknownZone,
    Ambiguous,
    Skipped,
    TooFar,
}

impl Zones {
    /// The timestamp in UTC.
    pub(crate) fn utc(&mut self, zoned: &TimestampTz<'_>) -> Result<Timestamp, NoInstant> {
        let local = zoned.local();
        let seconds = self.utc_seconds(local.epoch_seconds(), zoned.zone())?;
        Timestamp::new(seconds, local.subsecond_picos(), local.precision()).ok_or(NoInstant::TooFar)
    }

    /// The whole seconds since 1970 in UTC for those of a local time. Offsets change at whole seconds, so that
    /// fractions do not matter.
    pub(super) fn utc_seconds(&mut self, local: i64, zone: &str) -> Result<i64, NoInstant> {
        match self.known.get_mut(self.last) {
            Some((name, known)) if name == zone => known.utc_seconds(local),
            _ => self.find(zone)?.utc_seconds(local),
        }
    }

    fn find(&mut self, zone: &str) -> Result<&mut Zone, NoInstant> {
        self.last = match self.known.iter().position(|(name, _)| name == zone) {
            Some(position) => position,
            None => {
                self.known.push((zone.to_owned(), Zone::new(zone).ok_or(NoInstant::UnknownZone)?));
                self.known.len() - 1
            }
        };
        self.known.get_mut(self.last).map(|(_, zone)| zone).ok_or(NoInstant::UnknownZone)
    }
}

#[derive(Debug)]
enum Zone {
    Offset(i64),
    Region(TimeZone, Option<Steady>),
}

/// A range of local times that are known to have one offset and no other.
#[derive(Debug)]
struct Steady {
    local: Range<i64>,
    offset: i64,
}

impl Zone {
    fn new(name: &str) -> Option<Self> {
        let zoned = TimestampTz::new(Timestamp::default(), name)?;
        match zoned.offset_minutes() {
            Some(minutes) => Some(Self::Offset(i64::from(minutes) * 60)),
            None => DATABASE.get(name).ok().map(|zone| Self::Region(zone, None)),
        }
    }

    #[inline]
    fn utc_seconds(&mut self, local: i64) -> Result<i64, NoInstant> {
        let offset = match self {
            Self::Offset(offset) => *offset,
            Self::Region(_, Some(steady)) if steady.local.contains(&local) => steady.offset,
            Self::Region(zone, steady) => {
                let offset = offset_at(zone, local)?;
                *steady = Some(Steady::around(zone, local, offset));
                offset
            }
        };
        local.checked_sub(offset).ok_or(NoInstant::TooFar)
    }
}

fn offset_at(zone: &TimeZone, local: i64) -> Result<i64, NoInstant> {
    match zone.to_ambiguous_timestamp(civil(local).ok_or(NoInstant::TooFar)?).offset() {
        AmbiguousOffset::Unambiguous { offset } => Ok(i64::from(offset.seconds())),
        AmbiguousOffset::Gap { .. } => Err(NoInstant::Skipped),
        AmbiguousOffset::Fold { .. } => Err(NoInstant::Ambiguous),
    }
}

/// `None` beyond the years -9999 to 9999.
fn civil(local: i64) -> Option<DateTime> {
    let local = Timestamp::new(local, 0, 0)?;
    let ((year, month, day), time) = (local.date().ymd(), local.time());
    let small = |number: u8| i8::try_from(number).ok();
    let (hour, minute, second) = (small(time.hour())?, small(time.minute())?, small(time.second())?);
    DateTime::new(year.try_into().ok()?, small(month)?, small(day)?, hour, minute, second, 0).ok()
}

impl Steady {
    /// The range between the zone's changes before and after the instant, less three days at both ends. A second
    /// instant of the same local time is less than three days from the first, because offsets are less than 26 hours in
    /// either direction; so it has the same offset.
    fn around(zone: &TimeZone, local: i64, offset: i64) -> Self {
        const MARGIN: i64 = 3 * 86_400;
        let Ok(instant) = jiff::Timestamp::from_second(local - offset) else { return Self { local: 0..0, offset } };
        let before = zone.preceding(instant).next().map_or(jiff::Timestamp::MIN, |change| change.timestamp());
        let after = zone.following(instant).next().map_or(jiff::Timestamp::MAX, |change| change.timestamp());
        Self { local: before.as_second() + MARGIN + offset..after.as_second() - MARGIN + offset, offset }
    }
}

impl fmt::Display for NoInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownZone => "names a time zone that the driver does not know",
            Self::Ambiguous => "occurs twice in its time zone",
            Self::Skipped => "does not occur in its time zone",
            Self::TooFar => "is too far from today to be converted to UTC",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// The range that is remembered of a region must not change a result.
        #[test]
        fn remembered_offsets_change_no_result(times in prop::collection::vec((
            prop_oneof![-10_000_000_000_i64..10_000_000_000, 1_550_000_000_i64..1_700_000_000],
            prop::sample::select(
                vec!["America/New_York", "Asia/Tokyo", "Africa/Casablanca", "Pacific/Apia", "Etc/GMT+5"]
            ),
        ), 1..60)) {
            let mut zones = Zones::default();
            for (local, name) in times {
                let fresh = offset_at(&DATABASE.get(name).expect("is known"), local).map(|offset| local - offset);
                prop_assert_eq!(zones.utc_seconds(local, name), fresh, "{} in {}", local, name);
            }
        }
    }
}
