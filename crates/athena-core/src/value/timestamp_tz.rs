//! The `timestamp with time zone` type.

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::Timestamp;
use super::zone::offset_of;

/// A local timestamp and a time zone id: `UTC`, `+05:30` or a region such as `America/New_York`.
///
/// The engine keeps the zone id of its input, and so does this type. It has no time zone database, so a region has no
/// [`offset_minutes`](Self::offset_minutes). To compare instants across zones, use [`to_utc`](Self::to_utc), or select
/// `at_timezone(t, 'UTC')`.
///
/// Two values are equal if their local timestamps are equal and their zones have the same id or the same known offset
/// (`UTC` and `+00:00`). `12:00 UTC` is not equal to `13:00 +01:00`.
///
/// ```
/// use athena_core::value::TimestampTz;
///
/// let india: TimestampTz<'_> = "2026-09-17 12:00:00.000 +05:30".parse()?;
/// assert_eq!(india.offset_minutes(), Some(330));
/// assert_eq!(india.to_utc().map(|utc| utc.to_string()).as_deref(), Some("2026-09-17 06:30:00.000"));
/// let pacific: TimestampTz<'_> = "2026-09-17 12:00:00.000 US/Pacific".parse()?;
/// assert_eq!((pacific.zone(), pacific.offset_minutes()), ("US/Pacific", None));
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct TimestampTz<'a> {
    local: Timestamp,
    zone: Cow<'a, str>,
}

impl<'a> TimestampTz<'a> {
    /// The local timestamp `local` in `zone`. `None` if the text cannot be a zone id: if it is empty, has characters
    /// other than letters, digits and `/_+-:.`, or has a sign that no offset of at most 14 hours follows.
    pub fn new(local: Timestamp, zone: impl Into<Cow<'a, str>>) -> Option<Self> {
        let zone = zone.into();
        offset_of(&zone).ok()?;
        Some(Self { local, zone })
    }

    /// The local timestamp in the zone.
    pub const fn local(&self) -> Timestamp {
        self.local
    }

    /// The time zone id.
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// Minutes east of UTC, if the zone id is an offset (`+05:30`, `UTC-02:00`) or a name of UTC (`UTC`, `GMT`, `Z` and
    /// others). `None` for a region.
    pub fn offset_minutes(&self) -> Option<i16> {
        offset_of(&self.zone).ok().flatten()
    }

    /// The same instant in UTC; `None` if [`offset_minutes`](Self::offset_minutes) is, and at the ends of the range.
    pub fn to_utc(&self) -> Option<Timestamp> {
        self.local.shifted(-60 * i64::from(self.offset_minutes()?))
    }

    /// The same value with an owned zone id.
    pub fn into_owned(self) -> TimestampTz<'static> {
        TimestampTz { local: self.local, zone: Cow::Owned(self.zone.into_owned()) }
    }
}

impl PartialEq for TimestampTz<'_> {
    fn eq(&self, other: &Self) -> bool {
        let same_zone = || match (self.offset_minutes(), other.offset_minutes()) {
            (None, None) => self.zone == other.zone,
            (one, another) => one == another,
        };
        self.local == other.local && same_zone()
    }
}

impl Eq for TimestampTz<'_> {}

impl Hash for TimestampTz<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.local.hash(state);
        match self.offset_minutes() {
            Some(minutes) => minutes.hash(state),
            None => self.zone.hash(state),
        }
    }
}

impl fmt::Display for TimestampTz<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.local, self.zone)
    }
}
