//! Conversions for `rust_decimal`, which has 96 bits and 28 fraction digits.

use super::{does_not_fit, from_value_through};
use crate::error::{Error, Result};
use crate::value::{Decimal, FromValue, Value};

/// Fails beyond 96 bits or 28 fraction digits; trailing zeros of the fraction are dropped first.
impl TryFrom<Decimal> for rust_decimal::Decimal {
    type Error = Error;

    fn try_from(decimal: Decimal) -> Result<Self> {
        let convert = |decimal: Decimal| Self::try_from_i128_with_scale(decimal.unscaled(), decimal.scale().into());
        convert(decimal)
            .or_else(|_| convert(decimal.normalized()))
            .map_err(|_| does_not_fit(&decimal, "rust_decimal::Decimal", "more than 96 bits or 28 fraction digits"))
    }
}

impl From<rust_decimal::Decimal> for Decimal {
    fn from(decimal: rust_decimal::Decimal) -> Self {
        u8::try_from(decimal.scale())
            .ok()
            .and_then(|scale| Self::new(decimal.mantissa(), scale))
            .expect("96 bits are 29 digits, and the scale is at most 28")
    }
}

from_value_through! {
    Decimal => rust_decimal::Decimal;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theirs(text: &str) -> Result<rust_decimal::Decimal> {
        rust_decimal::Decimal::try_from(text.parse::<Decimal>()?)
    }

    #[test]
    fn conversions_are_exact_or_fail() -> Result<()> {
        for text in ["0", "-1.50", "79228162514264337593543950335", "0.0000000000000000000000000001"] {
            assert_eq!(theirs(text)?.to_string(), text);
            assert_eq!(Decimal::from(theirs(text)?).to_string(), text);
        }
        assert_eq!(theirs("1.500000000000000000000000000000")?.to_string(), "1.5");
        assert!(theirs("79228162514264337593543950336").is_err());
        assert!(theirs("0.00000000000000000000000000001").is_err());
        let value = Value::Decimal("2.5".parse()?);
        assert_eq!(rust_decimal::Decimal::from_value(value)?, rust_decimal::Decimal::new(25, 1));
        Ok(())
    }
}
