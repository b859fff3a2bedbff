//! Booleans and numbers.

use super::nested::vec_from_array;
use super::{FromValue, does_not_fit, mismatch};
use crate::error::Result;
use crate::value::{Decimal, Value};

const WHOLE: &str = "tinyint, smallint, integer, bigint or decimal of scale 0";

impl<'v> FromValue<'v> for bool {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Boolean(value) => Ok(value),
            other => Err(mismatch("boolean", &other)),
        }
    }
}

/// The number, if the type is one of whole numbers.
fn whole(value: &Value<'_>) -> Option<i128> {
    match value {
        Value::TinyInt(number) => Some(i128::from(*number)),
        Value::SmallInt(number) => Some(i128::from(*number)),
        Value::Integer(number) => Some(i128::from(*number)),
        Value::BigInt(number) => Some(i128::from(*number)),
        Value::Decimal(number) if number.scale() == 0 => Some(number.unscaled()),
        _ => None,
    }
}

macro_rules! from_whole {
    ($($target:ident),+) => {
        $(impl<'v> FromValue<'v> for $target {
            fn from_value(value: Value<'v>) -> Result<Self> {
                let number = whole(&value).ok_or_else(|| mismatch(WHOLE, &value))?;
                Self::try_from(number).map_err(|_| does_not_fit(&value, stringify!($target), "out of range"))
            }
        })+
    };
}

from_whole!(i8, i16, i32, i64, i128, u16, u32, u64);

impl<'v> FromValue<'v> for u8 {
    fn from_value(value: Value<'v>) -> Result<Self> {
        let number = whole(&value).ok_or_else(|| mismatch(WHOLE, &value))?;
        Self::try_from(number).map_err(|_| does_not_fit(&value, "u8", "out of range"))
    }

    fn vec_from_value(value: Value<'v>) -> Result<Vec<Self>> {
        match value {
            Value::Varbinary(bytes) => Ok(bytes.into_owned()),
            Value::Array(_) => vec_from_array(value),
            other => Err(mismatch("varbinary", &other)),
        }
    }
}

impl<'v> FromValue<'v> for f64 {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Double(number) => Ok(number),
            Value::Real(number) => Ok(Self::from(number)),
            other => exact(&other).ok_or_else(|| float_error(&other, "f64")),
        }
    }
}

impl<'v> FromValue<'v> for f32 {
    fn from_value(value: Value<'v>) -> Result<Self> {
        let number = match value {
            Value::Real(number) => return Ok(number),
            Value::Double(number) => Some(number),
            _ => exact(&value),
        };
        number.and_then(narrowed).ok_or_else(|| float_error(&value, "f32"))
    }
}

/// The double that is exactly the whole number.
fn exact(value: &Value<'_>) -> Option<f64> {
    Decimal::new(whole(value)?, 0)?.to_f64()
}

/// The real that is exactly the double.
fn narrowed(number: f64) -> Option<f32> {
    #[expect(clippy::cast_possible_truncation, reason = "what the cast changes is refused in the next line")]
    let narrow = number as f32;
    (f64::from(narrow) == number || number.is_nan()).then_some(narrow)
}

fn float_error(value: &Value<'_>, target: &str) -> crate::error::Error {
    if whole(value).is_some() || matches!(value, Value::Double(_)) {
        does_not_fit(value, target, "digits would be lost")
    } else {
        mismatch("real, double or a whole number", value)
    }
}

impl<'v> FromValue<'v> for Decimal {
    fn from_value(value: Value<'v>) -> Result<Self> {
        if let Value::Decimal(number) = value {
            return Ok(number);
        }
        whole(&value)
            .and_then(|number| Self::new(number, 0))
            .ok_or_else(|| mismatch("decimal or a whole number", &value))
    }
}
