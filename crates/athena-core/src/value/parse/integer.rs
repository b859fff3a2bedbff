//! Whole numbers of 8 to 64 bits.

use super::ParseError;
use super::fast;
use super::scanner::digit;

/// The number of digits that always fit a `u64`.
const SAFE_DIGITS: usize = 19;

/// A `bigint`: 64 bits, decimal digits with an optional minus sign.
///
/// # Errors
///
/// For any other byte, for an empty text, and beyond the range.
#[inline]
pub fn bigint(text: &[u8]) -> Result<i64, ParseError> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let magnitude = fast::number(digits).and_then(|magnitude| i64::try_from(magnitude).ok());
    match magnitude {
        Some(magnitude) if negative => Ok(-magnitude),
        Some(magnitude) => Ok(magnitude),
        None => any_bigint(text),
    }
}

/// The slow path, digit by digit: for leading zeros, the lowest number, and the position of an error.
#[cold]
fn any_bigint(text: &[u8]) -> Result<i64, ParseError> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let start = usize::from(negative);
    if digits.is_empty() {
        return Err(ParseError::new("expected a digit", start));
    }
    let mut magnitude: u64 = 0;
    for (index, &byte) in digits.iter().enumerate() {
        let value = u64::from(digit(byte).ok_or(ParseError::new("expected a digit", start + index))?);
        magnitude = if index < SAFE_DIGITS {
            magnitude * 10 + value
        } else {
            magnitude.checked_mul(10).and_then(|tens| tens.checked_add(value)).ok_or(OUT_OF_RANGE)?
        };
    }
    let value = if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
    value.ok_or(OUT_OF_RANGE)
}

/// An `integer`: 32 bits, decimal digits with an optional minus sign.
///
/// # Errors
///
/// As [`bigint`], with the smaller range.
#[inline]
pub fn integer(text: &[u8]) -> Result<i32, ParseError> {
    bigint(text)?.try_into().map_err(|_| OUT_OF_RANGE)
}

/// A `smallint`: 16 bits, decimal digits with an optional minus sign.
///
/// # Errors
///
/// As [`bigint`], with the smaller range.
#[inline]
pub fn smallint(text: &[u8]) -> Result<i16, ParseError> {
    bigint(text)?.try_into().map_err(|_| OUT_OF_RANGE)
}

/// A `tinyint`: 8 bits, decimal digits with an optional minus sign.
///
/// # Errors
///
/// As [`bigint`], with the smaller range.
#[inline]
pub fn tinyint(text: &[u8]) -> Result<i8, ParseError> {
    bigint(text)?.try_into().map_err(|_| OUT_OF_RANGE)
}

const OUT_OF_RANGE: ParseError = ParseError::new("the number is out of the type's range", 0);
