//! Numbers of a value for a Rust type, exactly

use super::error::DeError;
use crate::value::{FromValue, Value};

/// The whole number of a value: of the integer types, of a decimal without a fraction, and of the intervals, which are
/// counts of milliseconds or months.
pub(super) fn whole<T: TryFrom<i128>>(value: &Value<'_>, target: &str) -> Result<T, DeError> {
    let number = match value {
        Value::TinyInt(number) => i128::from(*number),
        Value::SmallInt(number) => i128::from(*number),
        Value::Integer(number) => i128::from(*number),
        Value::BigInt(number) => i128::from(*number),
        Value::IntervalDayTime(interval) => i128::from(interval.millis()),
        Value::IntervalYearMonth(interval) => i128::from(interval.months()),
        Value::Decimal(number) => {
            number.to_i128().ok_or_else(|| DeError::does_not_fit(value, target, "it has a fraction"))?
        }
        other => return Err(DeError::mismatch(target, other)),
    };
    T::try_from(number).map_err(|_| DeError::does_not_fit(value, target, "out of range"))
}

/// The double: of a decimal the nearest one, of every other number only the one that is exactly the number.
pub(super) fn double(value: &Value<'_>) -> Result<f64, DeError> {
    match value {
        Value::Decimal(number) => Ok(number.to_f64_lossy()),
        other => exact(other, "f64"),
    }
}

/// The real that is exactly the number.
pub(super) fn real(value: &Value<'_>) -> Result<f32, DeError> {
    match value {
        Value::Decimal(number) => number
            .to_f64()
            .and_then(|number| f32::from_value(Value::Double(number)).ok())
            .ok_or_else(|| DeError::does_not_fit(value, "f32", "digits would be lost")),
        other => exact(other, "f32"),
    }
}

fn exact<T: for<'v> FromValue<'v>>(value: &Value<'_>, target: &str) -> Result<T, DeError> {
    match value {
        Value::TinyInt(_)
        | Value::SmallInt(_)
        | Value::Integer(_)
        | Value::BigInt(_)
        | Value::Real(_)
        | Value::Double(_) => T::from_value(value.clone()).map_err(DeError::from),
        other => Err(DeError::mismatch(target, other)),
    }
}
