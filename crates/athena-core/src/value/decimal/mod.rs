//! The `decimal` type.

mod convert;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// An exact decimal number of up to 38 digits: `unscaled / 10^scale`, with a scale of 0 to 38.
///
/// Athena's `decimal(p, s)` ([data types](https://docs.aws.amazon.com/athena/latest/ug/data-types.html)). The scale
/// only affects `Display`, which prints exactly that many digits after the point: `1.50` and `1.5` are equal and
/// hash alike.
///
/// ```
/// use athena_core::value::Decimal;
///
/// let price: Decimal = "-12.50".parse()?;
/// assert_eq!((price.unscaled(), price.scale()), (-1250, 2));
/// assert_eq!(price.to_string(), "-12.50");
/// assert_eq!(Some(price), Decimal::new(-125, 1));
/// assert_eq!(price.rescale(0), None); // the fraction would be lost
/// # Ok::<(), athena_core::value::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Decimal {
    unscaled: i128,
    scale: u8,
}

impl Decimal {
    /// The largest scale, and the largest number of digits.
    pub const MAX_SCALE: u8 = 38;

    /// The largest absolute [`unscaled`](Self::unscaled) value: 38 nines.
    pub const MAX_UNSCALED: i128 = 10_i128.pow(38) - 1;

    /// `unscaled / 10^scale`; `None` beyond 38 digits or a scale above 38.
    pub const fn new(unscaled: i128, scale: u8) -> Option<Self> {
        if scale > Self::MAX_SCALE || unscaled > Self::MAX_UNSCALED || unscaled < -Self::MAX_UNSCALED {
            return None;
        }
        Some(Self { unscaled, scale })
    }

    /// The digits without the point.
    pub const fn unscaled(self) -> i128 {
        self.unscaled
    }

    /// The number of digits after the point, 0 to 38.
    pub const fn scale(self) -> u8 {
        self.scale
    }

    /// The number of digits of the unscaled value, 1 to 38; 0 has one.
    pub fn digits(self) -> u8 {
        let digits = self.unscaled.unsigned_abs().checked_ilog10().map_or(1, |power| power + 1);
        u8::try_from(digits).expect("at most 38, the constructor checks")
    }

    /// The same number with `scale` digits after the point; `None` if a digit other than 0 would be lost, or if there
    /// would be more than 38 digits.
    pub fn rescale(self, scale: u8) -> Option<Self> {
        if scale >= self.scale {
            let factor = 10_i128.checked_pow(u32::from(scale - self.scale))?;
            return Self::new(self.unscaled.checked_mul(factor)?, scale);
        }
        let factor = 10_i128.pow(u32::from(self.scale - scale));
        if self.unscaled % factor == 0 { Self::new(self.unscaled / factor, scale) } else { None }
    }

    /// The same number without trailing zeros in its fraction. Equal numbers have the same normalized form.
    #[must_use]
    pub fn normalized(self) -> Self {
        let Self { mut unscaled, mut scale } = self;
        while scale > 0 && unscaled % 10 == 0 {
            unscaled /= 10;
            scale -= 1;
        }
        Self { unscaled, scale }
    }

    /// The whole part and the fraction in units of 10^-38, both with the number's sign.
    fn parts(self) -> (i128, i128) {
        let one = 10_i128.pow(u32::from(self.scale));
        let unit = 10_i128.pow(u32::from(Self::MAX_SCALE - self.scale));
        (self.unscaled / one, self.unscaled % one * unit)
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.scale == other.scale {
            return self.unscaled.cmp(&other.unscaled);
        }
        self.parts().cmp(&other.parts())
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { unscaled, scale } = self.normalized();
        (unscaled, scale).hash(state);
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.unscaled < 0 { "-" } else { "" };
        let magnitude = self.unscaled.unsigned_abs();
        if self.scale == 0 {
            return write!(f, "{sign}{magnitude}");
        }
        let one = 10_u128.pow(u32::from(self.scale));
        write!(f, "{sign}{}.{:0width$}", magnitude / one, magnitude % one, width = usize::from(self.scale))
    }
}
