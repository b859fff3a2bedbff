//! The two interval types.

use std::fmt;

/// An `interval day to second`: a signed number of milliseconds, the unit of the engine.
///
/// `Display` is Athena's text, `1 00:00:00.000` or `-0 00:00:01.500`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntervalDayTime {
    millis: i64,
}

impl IntervalDayTime {
    /// An interval of `millis` milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self { millis }
    }

    /// The length in milliseconds.
    pub const fn millis(self) -> i64 {
        self.millis
    }
}

impl fmt::Display for IntervalDayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.millis < 0 { "-" } else { "" };
        let millis = self.millis.unsigned_abs();
        let (days, hours) = (millis / 86_400_000, millis / 3_600_000 % 24);
        let (minutes, seconds, millis) = (millis / 60_000 % 60, millis / 1_000 % 60, millis % 1_000);
        write!(f, "{sign}{days} {hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
    }
}

/// An `interval year to month`: a signed number of months.
///
/// `Display` is Athena's text, `1-0` or `-1-3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntervalYearMonth {
    months: i32,
}

impl IntervalYearMonth {
    /// An interval of `months` months.
    pub const fn from_months(months: i32) -> Self {
        Self { months }
    }

    /// The length in months.
    pub const fn months(self) -> i32 {
        self.months
    }
}

impl fmt::Display for IntervalYearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.months < 0 { "-" } else { "" };
        let months = self.months.unsigned_abs();
        write!(f, "{sign}{}-{}", months / 12, months % 12)
    }
}
