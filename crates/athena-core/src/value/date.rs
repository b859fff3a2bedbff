//! The `date` type.

use std::fmt;

use super::civil;

/// A day of the proleptic Gregorian calendar: 32 bits of days since 1970-01-01, from the year -5877641 to the year
/// 5881580. The year before 1 is 0.
///
/// `Display` is Athena's text, `2020-01-01`; years outside of 0 to 9999 have a sign, as in Java's `LocalDate`:
/// `-0001-12-31` and `+10000-01-01`.
///
/// ```
/// use athena_core::value::Date;
///
/// let date: Date = "2020-02-29".parse()?;
/// assert_eq!((date.days(), date.year(), date.month(), date.day()), (18_321, 2020, 2, 29));
/// assert_eq!(Date::from_days(-1).to_string(), "1969-12-31");
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    days: i32,
}

impl Date {
    /// The day that is `days` after 1970-01-01.
    pub const fn from_days(days: i32) -> Self {
        Self { days }
    }

    /// The day with this year, month and day; `None` if the calendar does not have it. Months and days count from 1.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if day == 0 || day > civil::days_in_month(year, month) {
            return None;
        }
        i32::try_from(civil::days_from_ymd(year, month, day)).ok().map(Self::from_days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.days
    }

    /// The year; 0 is the year before 1.
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.ymd().1
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.ymd().2
    }

    /// Year, month and day, computed together.
    pub fn ymd(self) -> (i32, u8, u8) {
        civil::ymd_from_days(self.days)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        let sign = match year {
            ..0 => "-",
            0..=9999 => "",
            10_000.. => "+",
        };
        write!(f, "{sign}{:04}-{month:02}-{day:02}", year.unsigned_abs())
    }
}
