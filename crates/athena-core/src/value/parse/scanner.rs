//! A forward-only position in a text.

use super::ParseError;

/// Ten to the power of the index: the weight of the last of `12 - index` fraction digits, in picoseconds.
const POWERS_OF_TEN: [u64; 13] = [
    1,
    10,
    100,
    1_000,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
    1_000_000_000,
    10_000_000_000,
    100_000_000_000,
    1_000_000_000_000,
];

/// Picoseconds in one unit of the last digit, where a second is written with `precision` fraction digits (0 to 12).
pub(crate) fn picos_per_last_digit(precision: u8) -> Option<u64> {
    12_usize.checked_sub(usize::from(precision)).and_then(|power| POWERS_OF_TEN.get(power)).copied()
}

#[derive(Debug)]
pub(super) struct Scanner<'t> {
    text: &'t [u8],
    position: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, position: 0 }
    }

    pub(super) fn error(&self, reason: &'static str) -> ParseError {
        ParseError::new(reason, self.position)
    }

    pub(super) fn rest(&self) -> &'t [u8] {
        self.text.get(self.position..).unwrap_or_default()
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.position += bytes;
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.rest().first() == Some(&byte);
        self.position += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, byte: u8, reason: &'static str) -> Result<(), ParseError> {
        if self.eat(byte) { Ok(()) } else { Err(self.error(reason)) }
    }

    /// Exactly two digits.
    pub(super) fn two_digits(&mut self) -> Result<u8, ParseError> {
        let [tens, ones, ..] = self.rest() else { return Err(self.error("expected two digits")) };
        let value = two(*tens, *ones).ok_or_else(|| self.error("expected two digits"))?;
        self.position += 2;
        Ok(value)
    }

    /// The number that one to `limit` (at most 18) digits form, and the number of digits.
    pub(super) fn digits(&mut self, limit: u8) -> Result<(u64, u8), ParseError> {
        let mut value = 0;
        let mut count = 0;
        while let Some(digit) = self.rest().first().copied().and_then(digit) {
            if count == limit {
                return Err(self.error("too many digits"));
            }
            value = value * 10 + u64::from(digit);
            count += 1;
            self.position += 1;
        }
        if count == 0 { Err(self.error("expected a digit")) } else { Ok((value, count)) }
    }

    /// Fails unless the text ends here.
    pub(super) fn end(&self) -> Result<(), ParseError> {
        if self.rest().is_empty() { Ok(()) } else { Err(self.error("unexpected text after the value")) }
    }
}

/// The value of an ASCII digit.
#[inline]
pub(super) fn digit(byte: u8) -> Option<u8> {
    let value = byte.wrapping_sub(b'0');
    (value <= 9).then_some(value)
}

/// The value of two ASCII digits.
#[inline]
pub(in crate::value) fn two(tens: u8, ones: u8) -> Option<u8> {
    Some(digit(tens)? * 10 + digit(ones)?)
}
