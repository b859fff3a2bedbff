//! The `time` type.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::PICOS_PER_SECOND;
use super::parse::picos_per_last_digit;

const PICOS_PER_DAY: u64 = 86_400 * PICOS_PER_SECOND;

/// A time of day in picoseconds, with the number of fraction digits of its text (0 to 12).
///
/// The number of digits only affects `Display`: `12:00:00` and `12:00:00.000` are equal.
///
/// ```
/// use athena_core::value::Time;
///
/// let time: Time = "13:24:11.50".parse()?;
/// assert_eq!((time.hour(), time.minute(), time.second()), (13, 24, 11));
/// assert_eq!((time.subsecond_picos(), time.precision()), (500_000_000_000, 2));
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Time {
    picos: u64,
    precision: u8,
}

impl Time {
    /// The time `picos` picoseconds after midnight, with `precision` fraction digits. `None` for a day or more, for a
    /// precision above 12, and if the digits cannot show all of `picos`.
    pub fn new(picos: u64, precision: u8) -> Option<Self> {
        let fits = picos < PICOS_PER_DAY && picos.is_multiple_of(picos_per_last_digit(precision)?);
        fits.then_some(Self { picos, precision })
    }

    /// A whole second; `None` if a part is out of range. As in Athena, there are no leap seconds.
    pub fn from_hms(hour: u8, minute: u8, second: u8) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = (u64::from(hour) * 60 + u64::from(minute)) * 60 + u64::from(second);
        Self::new(seconds * PICOS_PER_SECOND, 0)
    }

    /// The same time with `precision` fraction digits; `None` if they cannot show all of it.
    pub fn with_precision(self, precision: u8) -> Option<Self> {
        Self::new(self.picos, precision)
    }

    /// Picoseconds since midnight.
    pub const fn picos(self) -> u64 {
        self.picos
    }

    /// The number of fraction digits, 0 to 12.
    pub const fn precision(self) -> u8 {
        self.precision
    }

    /// The hour, 0 to 23.
    pub fn hour(self) -> u8 {
        self.part(3_600, 24)
    }

    /// The minute, 0 to 59.
    pub fn minute(self) -> u8 {
        self.part(60, 60)
    }

    /// The second, 0 to 59.
    pub fn second(self) -> u8 {
        self.part(1, 60)
    }

    /// Whole seconds since midnight, 0 to 86 399.
    pub const fn seconds(self) -> u64 {
        self.picos / PICOS_PER_SECOND
    }

    /// Picoseconds since the last whole second.
    pub const fn subsecond_picos(self) -> u64 {
        self.picos % PICOS_PER_SECOND
    }

    fn part(self, seconds: u64, modulus: u64) -> u8 {
        u8::try_from(self.seconds() / seconds % modulus).expect("the modulus is at most 60")
    }
}

impl PartialEq for Time {
    fn eq(&self, other: &Self) -> bool {
        self.picos == other.picos
    }
}

impl Eq for Time {}

impl PartialOrd for Time {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Time {
    fn cmp(&self, other: &Self) -> Ordering {
        self.picos.cmp(&other.picos)
    }
}

impl Hash for Time {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.picos.hash(state);
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())?;
        match picos_per_last_digit(self.precision) {
            Some(unit) if self.precision > 0 => {
                write!(f, ".{:0width$}", self.subsecond_picos() / unit, width = usize::from(self.precision))
            }
            _ => Ok(()),
        }
    }
}
