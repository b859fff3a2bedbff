//! Fast paths for the usual forms: numbers of up to 19 digits, and dates and times with a year of four digits.
//!
//! They read eight digits at a time from a 64-bit word: the bytes of the word are lanes, with the first character in
//! the lowest lane. `None` sends the caller to the slow path, which accepts every form and names the error.

use crate::value::Date;

const HIGH: u64 = 0x8080_8080_8080_8080;
const ZEROS: u64 = u64::from_le_bytes(*b"00000000");

/// A fixed form of eight characters: `0` stands for any digit, and every other character for itself.
#[derive(Clone, Copy, Debug)]
struct Layout {
    text: u64,
    /// Added to the lanes, it sets the top bit of each lane above its maximum: 9 for a digit, 0 for the others.
    limits: u64,
}

impl Layout {
    const fn new(form: [u8; 8]) -> Self {
        let mut limits = [0x7F; 8];
        let mut lane = 0;
        while lane < 8 {
            if form[lane] == b'0' {
                limits[lane] = 0x76;
            }
            lane += 1;
        }
        Self { text: u64::from_le_bytes(form), limits: u64::from_le_bytes(limits) }
    }

    /// For a text of this form, the numbers that each lane and the next one form.
    #[inline]
    fn pairs(self, text: [u8; 8]) -> Option<Pairs> {
        let digits = u64::from_le_bytes(text) ^ self.text;
        // A carry out of a lane needs a top bit in it, and a text with a top bit fails anyway.
        if (digits.wrapping_add(self.limits) | digits) & HIGH != 0 {
            return None;
        }
        Some(Pairs(digits * 10 + (digits >> 8)))
    }
}

#[derive(Clone, Copy, Debug)]
struct Pairs(u64);

impl Pairs {
    /// The number, 0 to 99, that the digits in this lane and the next one form.
    #[inline]
    fn at(self, lane: usize) -> u32 {
        u32::from(self.0.to_le_bytes()[lane])
    }
}

/// The number that 1 to 19 digits form; `None` for every other text.
#[inline]
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    const EIGHT_DIGITS: u64 = 100_000_000;
    match digits.len() {
        1..4 => few(digits, 0),
        length @ 4..9 => {
            let (first, last) = (digits.first_chunk::<4>()?, digits.last_chunk::<4>()?);
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            // The two parts are equal where they overlap.
            let word = u64::from(first) | u64::from(last) << ((length - 4) * 8);
            let unused = (8 - length) * 8;
            eight((word ^ (ZEROS >> unused)) << unused)
        }
        length @ 9..17 => {
            let (first, last) = (digits.first_chunk::<8>()?, digits.last_chunk::<8>()?);
            let (first, last) = (u64::from_le_bytes(*first) ^ ZEROS, u64::from_le_bytes(*last) ^ ZEROS);
            let common = (16 - length) * 8;
            let power = POWERS.get(length - 8)?;
            Some(eight(first)? * power + eight(last >> common << common)?)
        }
        17..20 => {
            let (first, rest) = digits.split_first_chunk::<8>()?;
            let (second, rest) = rest.split_first_chunk::<8>()?;
            let first = eight(u64::from_le_bytes(*first) ^ ZEROS)?;
            let second = eight(u64::from_le_bytes(*second) ^ ZEROS)?;
            few(rest, first * EIGHT_DIGITS + second)
        }
        _ => None,
    }
}

const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

#[inline]
fn few(digits: &[u8], start: u64) -> Option<u64> {
    digits.iter().try_fold(start, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then(|| number * 10 + u64::from(digit))
    })
}

/// The number that eight lanes of 0 to 9 form.
#[inline]
fn eight(digits: u64) -> Option<u64> {
    const LIMITS: u64 = 0x7676_7676_7676_7676;
    const LOW: u64 = 0x0000_00FF_0000_00FF;
    if (digits.wrapping_add(LIMITS) | digits) & HIGH != 0 {
        return None;
    }
    let pairs = digits * 10 + (digits >> 8);
    let outer = (pairs & LOW).wrapping_mul(100 + (1_000_000 << 32));
    let inner = (pairs >> 16 & LOW).wrapping_mul(1 + (10_000 << 32));
    Some(outer.wrapping_add(inner) >> 32)
}

/// The parts of a `timestamp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FixedTimestamp {
    /// Whole seconds since 1970-01-01 00:00:00.
    pub(crate) seconds: i64,
    /// The digits after the point as a number.
    pub(crate) fraction: u64,
    /// The number of these digits, 0 to 12.
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
    /// Days between 0000-03-01 and 1970-01-01, plus those of 400 years, which keep the numbers below positive.
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
    // Years begin in March, as in `civil` (the multiplications are from https://doi.org/10.1002/spe.3172).
    let early = month <= 2;
    let (year, month) = (year + 400 - u32::from(early), if early { month + 12 } else { month });
    let century = year / 100;
    let before_year = 1_461 * year / 4 - century + century / 4;
    let before_month = (979 * month - 2_919) / 32;
    Some((before_year + before_month + day - 1).cast_signed() - EPOCH.cast_signed())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_day_of_a_year_of_four_digits_is_read() {
        // Years of each kind in every century, and both ends.
        for year in (0..10_000).filter(|year| year % 100 < 5 || year % 397 == 0 || *year > 9_990) {
            for (month, day) in (0..14_u8).flat_map(|month| (0..33_u8).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let bytes: [u8; 10] = text.as_bytes().try_into().expect("ten characters");
                assert_eq!(date(bytes), Date::from_ymd(year, month, day), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn numbers_agree_with_the_standard_library(text in prop_oneof!["[0-9]{1,19}", "[0-9/:a]{0,20}", "\\PC{0,16}"]) {
            let digits = (1..20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            let expected = if digits { text.parse::<u64>().ok() } else { None };
            prop_assert_eq!(number(text.as_bytes()), expected);
        }

        #[test]
        fn layouts_accept_only_their_form(text in "[0-9:/;]{2}[0-9:]{1}[0-9/]{2}[:9]{1}[0-9]{2}") {
            let text: [u8; 8] = text.into_bytes().try_into().expect("eight characters");
            let fits = text.iter().zip(b"00:00:00").all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form });
            let pairs = Layout::new(*b"00:00:00").pairs(text);
            prop_assert_eq!(pairs.is_some(), fits);
            if let Some(pairs) = pairs {
                let two = |at: usize| u32::from(text[at] - b'0') * 10 + u32::from(text[at + 1] - b'0');
                prop_assert_eq!([pairs.at(0), pairs.at(3), pairs.at(6)], [two(0), two(3), two(6)]);
            }
        }
    }
}
