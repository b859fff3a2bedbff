//! Conversions between decimals and the numbers of the standard library.

use super::Decimal;

impl Decimal {
    /// The number as an integer; `None` if it has a fraction.
    pub fn to_i128(self) -> Option<i128> {
        self.rescale(0).map(Self::unscaled)
    }

    /// The number as an integer; `None` if it has a fraction or does not fit.
    pub fn to_i64(self) -> Option<i64> {
        self.to_i128()?.try_into().ok()
    }

    /// The number as an integer; `None` if it has a fraction, is negative or does not fit.
    pub fn to_u64(self) -> Option<u64> {
        self.to_i128()?.try_into().ok()
    }

    /// The double that equals this number; `None` if there is none, as for `0.1`.
    pub fn to_f64(self) -> Option<f64> {
        let Self { unscaled, scale } = self.normalized();
        // unscaled / 10^scale has a finite binary fraction only if the fives of 10^scale cancel out.
        let fives = 5_i128.pow(u32::from(scale));
        if unscaled % fives != 0 {
            return None;
        }
        let mantissa = (unscaled / fives).unsigned_abs();
        let odd = mantissa.checked_shr(mantissa.trailing_zeros()).unwrap_or(0);
        (odd < 1 << f64::MANTISSA_DIGITS).then(|| self.to_f64_lossy())
    }

    /// The double nearest to this number. Digits after the 15th may be lost; [`to_f64`](Self::to_f64) fails in that
    /// case.
    pub fn to_f64_lossy(self) -> f64 {
        self.to_string().parse().expect("digits with an optional sign and point are a number")
    }
}

macro_rules! from_integer {
    ($($integer:ty),+) => {
        $(impl From<$integer> for Decimal {
            fn from(value: $integer) -> Self {
                Self { unscaled: i128::from(value), scale: 0 }
            }
        })+
    };
}

from_integer!(i8, i16, i32, i64, u8, u16, u32, u64);
