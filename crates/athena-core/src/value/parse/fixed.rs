//! Dates and times in the form that nearly all of them have: a year of four digits.

use super::swar::{Layout, number};
use crate::value::Date;

/// The parts of a `timestamp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FixedTimestamp {
    /// Whole seconds since 1970-01-01 00:00:00.
    pub(crate) seconds: i64,
    /// The digits behind the point as a number, and how many they are, 0 to 12.
    pub(crate) fraction: u64,
    pub(crate) digits: u8,
}

/// A `timestamp` with a year of four digits; `None` does not mean that the text is not a timestamp.
#[inline]
pub(crate) fn fixed_timestamp(text: &[u8]) -> Option<FixedTimestamp> {
    let (day, rest) = text.split_first_chunk::<10>()?;
    let (time, rest) = rest.strip_prefix(b" ")?.split_first_chunk::<8>()?;
    let (fraction, digits) = match rest {
        [] => (0, 0),
        [b'.', digits @ ..] if digits.len() <= 12 => (number(digits)?, u8::try_from(digits.len()).ok()?),
        _ => return None,
    };
    let seconds = i64::from(days(*day)?) * 86_400 + i64::from(seconds(*time)?);
    Some(FixedTimestamp { seconds, fraction, digits })
}

/// A `date` with a year of four digits; `None` does not mean that the text is not a date.
#[inline]
pub(super) fn date(text: [u8; 10]) -> Option<Date> {
    days(text).map(Date::from_days)
}

/// `HH:MM:SS` in seconds since midnight; `None` for every other text.
#[inline]
pub(super) fn seconds(text: [u8; 8]) -> Option<u32> {
    const LAYOUT: Layout = Layout::new(*b"00:00:00");
    let pairs = LAYOUT.pairs(text)?;
    let (hours, minutes, seconds) = (pairs.at(0), pairs.at(3), pairs.at(6));
    (hours < 24 && minutes < 60 && seconds < 60).then_some((hours * 60 + minutes) * 60 + seconds)
}

/// Days since 1970-01-01 of `YYYY-MM-DD`.
#[inline]
fn days(text: [u8; 10]) -> Option<i32> {
    const LAYOUT: Layout = Layout::new(*b"0000-00-");
    const LENGTHS: [u32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    /// Days between 0000-03-01 and 1970-01-01, and those of the 400 years that keep the numbers below from 0.
    const EPOCH: u32 = 719_468 + 146_097;

    let (head, tail) = text.split_first_chunk::<8>()?;
    let pairs = LAYOUT.pairs(*head)?;
    let (year, month) = (pairs.at(0) * 100 + pairs.at(2), pairs.at(5));
    let day = u32::try_from(number(&[tail[0], tail[1]])?).ok()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = *LENGTHS.get(month as usize)? + u32::from(leap && month == 2);
    if day == 0 || day > length {
        return None;
    }
    // As in `civil`: years that begin in March (https://doi.org/10.1002/spe.3172 has the multiplications).
    let early = month <= 2;
    let (year, month) = (year + 400 - u32::from(early), if early { month + 12 } else { month });
    let century = year / 100;
    let before_year = 1_461 * year / 4 - century + century / 4;
    let before_month = (979 * month - 2_919) / 32;
    Some((before_year + before_month + day - 1).cast_signed() - EPOCH.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_day_of_every_year_of_four_digits() {
        // A year of each kind in every century, and the ends.
        for year in (0..10_000).filter(|year| year % 100 < 5 || year % 397 == 0 || *year > 9_990) {
            for (month, day) in (0..14_u8).flat_map(|month| (0..33_u8).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let bytes: [u8; 10] = text.as_bytes().try_into().expect("ten characters");
                assert_eq!(date(bytes), Date::from_ymd(year, month, day), "{text}");
            }
        }
    }
}
