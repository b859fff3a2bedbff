//! Exact decimal numbers.

use super::ParseError;
use super::fast;
use super::scanner::digit;
use crate::value::Decimal;

/// A `decimal(p, s)`: digits, `s` of them after the point. The scale of the result is `s`.
///
/// # Errors
///
/// For an exponent, a plus sign or a missing digit on either side of the point; for more than 38 digits.
pub fn decimal(text: &[u8]) -> Result<Decimal, ParseError> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if let Some((unscaled, scale)) = short(digits) {
        let unscaled = if negative { -unscaled } else { unscaled };
        return Decimal::new(unscaled, scale).ok_or(ParseError::new("more than 38 digits", 0));
    }
    let start = usize::from(negative);
    let mut unscaled: i128 = 0;
    let mut scale: Option<u8> = None;
    for (index, &byte) in digits.iter().enumerate() {
        let position = start + index;
        if byte == b'.' && scale.is_none() && index > 0 {
            scale = Some(0);
            continue;
        }
        let value = digit(byte).ok_or(ParseError::new("expected a digit", position))?;
        scale = scale.map(|scale| scale + 1);
        // One digit more than the largest number has may not fit 128 bits.
        if unscaled > Decimal::MAX_UNSCALED / 10 || scale > Some(Decimal::MAX_SCALE) {
            return Err(ParseError::new("more than 38 digits", position));
        }
        unscaled = unscaled * 10 + i128::from(value);
    }
    if !digits.last().is_some_and(u8::is_ascii_digit) {
        return Err(ParseError::new("expected a digit", text.len()));
    }
    let unscaled = if negative { -unscaled } else { unscaled };
    Decimal::new(unscaled, scale.unwrap_or(0)).ok_or(ParseError::new("more than 38 digits", 0))
}

/// The fast path: up to 19 digits on each side of the point.
#[inline]
fn short(digits: &[u8]) -> Option<(i128, u8)> {
    const POWERS: [i128; 20] = {
        let mut powers = [1; 20];
        let mut power = 1;
        while power < 20 {
            powers[power] = powers[power - 1] * 10;
            power += 1;
        }
        powers
    };
    let Some(point) = digits.iter().position(|byte| *byte == b'.') else {
        return Some((fast::number(digits)?.into(), 0));
    };
    let (whole, fraction) = (digits.get(..point)?, digits.get(point + 1..)?);
    let unscaled = i128::from(fast::number(whole)?) * POWERS.get(fraction.len())?;
    Some((unscaled + i128::from(fast::number(fraction)?), u8::try_from(fraction.len()).ok()?))
}
