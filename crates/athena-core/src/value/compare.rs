//! Equality of values.

use super::Value;

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        equal(self, other, &|a, b| a == b)
    }
}

impl Value<'_> {
    /// Whether both have the same text: like `==`, except that `NaN` is identical to `NaN`, and `-0.0` is not identical
    /// to `0.0`. Use it to compare the results of two drivers.
    ///
    /// ```
    /// use athena_core::value::Value;
    ///
    /// let nan = Value::Array(vec![Value::Double(f64::NAN)]);
    /// assert!(nan.identical(&nan.clone()) && nan != nan.clone());
    /// ```
    #[must_use]
    pub fn identical(&self, other: &Value<'_>) -> bool {
        equal(self, other, &|a, b| (a.is_nan() && b.is_nan()) || a.to_bits() == b.to_bits())
    }
}

/// `floats` also compares reals: widening to 64 bits keeps different numbers different.
fn equal(one: &Value<'_>, other: &Value<'_>, floats: &impl Fn(f64, f64) -> bool) -> bool {
    match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Boolean(a), Value::Boolean(b)) => a == b,
        (Value::TinyInt(a), Value::TinyInt(b)) => a == b,
        (Value::SmallInt(a), Value::SmallInt(b)) => a == b,
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::BigInt(a), Value::BigInt(b)) => a == b,
        (Value::Real(a), Value::Real(b)) => floats(f64::from(*a), f64::from(*b)),
        (Value::Double(a), Value::Double(b)) => floats(*a, *b),
        (Value::Decimal(a), Value::Decimal(b)) => a == b,
        (Value::Varchar(a), Value::Varchar(b)) | (Value::Json(a), Value::Json(b)) => a == b,
        (Value::Varbinary(a), Value::Varbinary(b)) => a == b,
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Time(a), Value::Time(b)) => a == b,
        (Value::TimeTz(a), Value::TimeTz(b)) => a == b,
        (Value::Timestamp(a), Value::Timestamp(b)) => a == b,
        (Value::TimestampTz(a), Value::TimestampTz(b)) => a == b,
        (Value::IntervalDayTime(a), Value::IntervalDayTime(b)) => a == b,
        (Value::IntervalYearMonth(a), Value::IntervalYearMonth(b)) => a == b,
        (Value::Uuid(a), Value::Uuid(b)) => a == b,
        (Value::IpAddress(a), Value::IpAddress(b)) => a == b,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b, floats)),
        (Value::Map(a), Value::Map(b)) => equal_maps(a, b, floats),
        (Value::Row(a), Value::Row(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && equal(&a.1, &b.1, floats))
        }
        (Value::Other { type_name: a, text: x }, Value::Other { type_name: b, text: y }) => a == b && x == y,
        _ => false,
    }
}

type Entry<'a> = (Value<'a>, Value<'a>);

/// Maps have no order. Two drivers usually produce the same one, so the entries at the same index are compared first.
fn equal_maps(one: &[Entry<'_>], other: &[Entry<'_>], floats: &impl Fn(f64, f64) -> bool) -> bool {
    let entries = |a: &Entry<'_>, b: &Entry<'_>| equal(&a.0, &b.0, floats) && equal(&a.1, &b.1, floats);
    if one.len() != other.len() {
        return false;
    }
    if one.iter().zip(other).all(|(a, b)| entries(a, b)) {
        return true;
    }
    let mut left: Vec<&Entry<'_>> = other.iter().collect();
    one.iter().all(|entry| match left.iter().position(|candidate| entries(entry, candidate)) {
        Some(found) => {
            left.swap_remove(found);
            true
        }
        None => false,
    })
}
