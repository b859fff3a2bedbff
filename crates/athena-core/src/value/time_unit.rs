//! Units of time.

use std::fmt;
use std::str::FromStr;

use super::PICOS_PER_SECOND;
use super::parse::ParseError;

/// The unit of timestamps and times in columnar formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TimeUnit {
    /// `s`.
    Second,
    /// `ms`, a thousandth of a second.
    Millisecond,
    /// `us`, a millionth of a second.
    Microsecond,
    /// `ns`, a billionth of a second.
    Nanosecond,
}

impl TimeUnit {
    /// The short name: `s`, `ms`, `us` or `ns`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Millisecond => "ms",
            Self::Microsecond => "us",
            Self::Nanosecond => "ns",
        }
    }

    /// The number of fraction digits of a second that the unit holds: 0, 3, 6 or 9.
    pub const fn precision(self) -> u8 {
        match self {
            Self::Second => 0,
            Self::Millisecond => 3,
            Self::Microsecond => 6,
            Self::Nanosecond => 9,
        }
    }

    pub(crate) const fn per_second(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Millisecond => 1_000,
            Self::Microsecond => 1_000_000,
            Self::Nanosecond => 1_000_000_000,
        }
    }

    pub(super) const fn picos(self) -> u64 {
        match self {
            Self::Second => PICOS_PER_SECOND,
            Self::Millisecond => 1_000_000_000,
            Self::Microsecond => 1_000_000,
            Self::Nanosecond => 1_000,
        }
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TimeUnit {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        [Self::Second, Self::Millisecond, Self::Microsecond, Self::Nanosecond]
            .into_iter()
            .find(|unit| unit.as_str() == text)
            .ok_or(ParseError::new("expected `s`, `ms`, `us` or `ns`", 0))
    }
}
