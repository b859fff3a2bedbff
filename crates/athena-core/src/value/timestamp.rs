//! The `timestamp` type.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::parse::picos_per_last_digit;
use super::{Date, PICOS_PER_SECOND, Time, TimeUnit};

const SECONDS_PER_DAY: i64 = 86_400;

/// A date and a time of day in picoseconds, without a zone, with the number of fraction digits of its text (0 to 12):
/// Athena's `timestamp(p)`.
///
/// The number of digits only affects `Display`: `.5` and `.500` are equal. The epoch is 1970-01-01 00:00:00 in the
/// same, unnamed zone.
///
/// ```
/// use athena_core::value::{TimeUnit, Timestamp};
///
/// let timestamp: Timestamp = "1969-12-31 23:59:59.25".parse()?;
/// assert_eq!((timestamp.epoch_seconds(), timestamp.subsecond_picos()), (-1, 250_000_000_000));
/// assert_eq!(timestamp.epoch_in(TimeUnit::Millisecond), Some(-750));
/// assert_eq!(timestamp.epoch_in(TimeUnit::Second), None); // a fraction remains
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Timestamp {
    seconds: i64,
    picos: u64,
    precision: u8,
}

impl Timestamp {
    /// The timestamp `subsecond_picos` picoseconds after the second `epoch_seconds`, with `precision` fraction digits.
    /// `None` outside of the years of [`Date`], for a second or more of picoseconds, for a precision above 12, and if
    /// the digits cannot show all of it.
    pub fn new(epoch_seconds: i64, subsecond_picos: u64, precision: u8) -> Option<Self> {
        i32::try_from(epoch_seconds.div_euclid(SECONDS_PER_DAY)).ok()?;
        let fits =
            subsecond_picos < PICOS_PER_SECOND && subsecond_picos.is_multiple_of(picos_per_last_digit(precision)?);
        fits.then_some(Self { seconds: epoch_seconds, picos: subsecond_picos, precision })
    }

    /// The timestamp of a date and a time of day, with the precision of the time.
    pub fn from_date_time(date: Date, time: Time) -> Self {
        let seconds = i64::from(date.days()) * SECONDS_PER_DAY + time.seconds().cast_signed();
        Self { seconds, picos: time.subsecond_picos(), precision: time.precision() }
    }

    /// The timestamp `count` units after the epoch, with the precision of the unit; `None` outside of the years of
    /// [`Date`].
    pub fn from_epoch(count: i64, unit: TimeUnit) -> Option<Self> {
        let seconds = count.div_euclid(unit.per_second());
        let picos = count.rem_euclid(unit.per_second()).cast_unsigned() * unit.picos();
        Self::new(seconds, picos, unit.precision())
    }

    /// The same timestamp with `precision` fraction digits; `None` if they cannot show all of it.
    pub fn with_precision(self, precision: u8) -> Option<Self> {
        Self::new(self.seconds, self.picos, precision)
    }

    /// The day.
    pub fn date(self) -> Date {
        let days = self.seconds.div_euclid(SECONDS_PER_DAY);
        Date::from_days(i32::try_from(days).expect("every constructor keeps to the range of `Date`"))
    }

    /// The time of day, with this precision.
    pub fn time(self) -> Time {
        let seconds = self.seconds.rem_euclid(SECONDS_PER_DAY).cast_unsigned();
        Time::new(seconds * PICOS_PER_SECOND + self.picos, self.precision)
            .expect("the remainder is less than a day, and the constructors check the precision")
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn epoch_seconds(self) -> i64 {
        self.seconds
    }

    /// Picoseconds since that second, less than 10^12.
    pub const fn subsecond_picos(self) -> u64 {
        self.picos
    }

    /// The number of fraction digits, 0 to 12.
    pub const fn precision(self) -> u8 {
        self.precision
    }

    /// The number of `unit`s since the epoch; `None` if it needs a finer unit or more than 64 bits.
    pub fn epoch_in(self, unit: TimeUnit) -> Option<i64> {
        if !self.picos.is_multiple_of(unit.picos()) {
            return None;
        }
        let fraction = i128::from(self.picos / unit.picos());
        i64::try_from(i128::from(self.seconds) * i128::from(unit.per_second()) + fraction).ok()
    }

    /// The timestamp `seconds` later.
    pub(super) fn shifted(self, seconds: i64) -> Option<Self> {
        Self::new(self.seconds.checked_add(seconds)?, self.picos, self.precision)
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.seconds, self.picos).cmp(&(other.seconds, other.picos))
    }
}

impl Hash for Timestamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seconds, self.picos).hash(state);
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.date(), self.time())
    }
}
