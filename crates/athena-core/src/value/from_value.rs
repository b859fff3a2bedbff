//! Conversions from values to Rust types.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;
use std::time::Duration;

use uuid::Uuid;

use super::{Date, Decimal, IntervalDayTime, IntervalYearMonth, Time, TimeTz, Timestamp, TimestampTz, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::excerpt::excerpt;

/// A Rust type that a [`Value`] converts to without loss.
///
/// | Rust | from |
/// |---|---|
/// | `bool` | boolean |
/// | `i8` to `i64`, `i128`, `u8` to `u64` | tinyint, smallint, integer, bigint, decimal of scale 0, if it fits |
/// | `f32`, `f64` | real, double, and whole numbers, if the result is exact |
/// | [`Decimal`](super::Decimal) | decimal and whole numbers |
/// | `String`, `Cow<str>`, `&str` | varchar, char, string, json, and text of unknown types |
/// | `Vec<u8>`, `Cow<[u8]>` | varbinary |
/// | `uuid::Uuid`, `IpAddr` | uuid, ipaddress |
/// | `std::time::Duration` | interval day to second, if not negative |
/// | [`Date`](super::Date) and the other types of this module | the Athena type of that name |
/// | `Vec<T>` | array |
/// | `BTreeMap<K, V>`, `HashMap<K, V>` | map |
/// | `Option<T>` | the types of `T`, and NULL as `None`; every other Rust type rejects NULL |
/// | [`Value`] | all types |
///
/// The features `chrono`, `time` and `rust_decimal` add the types of those crates. Implement it for your own types:
///
/// ```
/// use athena_core::Result;
/// use athena_core::value::{FromValue, Value};
///
/// struct Cents(i64);
///
/// impl<'v> FromValue<'v> for Cents {
///     fn from_value(value: Value<'v>) -> Result<Self> {
///         i64::from_value(value).map(Cents)
///     }
/// }
///
/// assert_eq!(Cents::from_value(Value::Integer(5))?.0, 5);
/// # Ok::<(), athena_core::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a value of Athena cannot be read as `{Self}`",
    label = "this type does not implement `FromValue`",
    note = "the features `chrono`, `time` and `rust_decimal` of athena-core read the types of these crates, `serde` reads \
            whole rows",
    note = "for a type of your own write `impl FromValue<'_> for {Self}`"
)]
pub trait FromValue<'v>: Sized {
    /// The value as this type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::error::ErrorKind::Decode) if the value has another type, with the Rust type to use;
    /// or if it does not fit, with the value.
    fn from_value(value: Value<'v>) -> Result<Self>;

    /// An array of this type. Do not implement it: it exists so that `Vec<u8>` can hold the bytes of a varbinary.
    #[doc(hidden)]
    fn vec_from_value(value: Value<'v>) -> Result<Vec<Self>> {
        vec_from_array(value)
    }
}

impl<'v> FromValue<'v> for Value<'v> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        Ok(value)
    }
}

impl<'v, T: FromValue<'v>> FromValue<'v> for Option<T> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        if value.is_null() { Ok(None) } else { T::from_value(value).map(Some) }
    }
}

const WHOLE: &str = "tinyint, smallint, integer, bigint or decimal of scale 0";

impl<'v> FromValue<'v> for bool {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Boolean(value) => Ok(value),
            other => Err(mismatch("boolean", &other)),
        }
    }
}

/// The number, if the type only has whole numbers.
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
    #[expect(clippy::cast_possible_truncation, reason = "the next line rejects a number that the cast changed")]
    let narrow = number as f32;
    (f64::from(narrow) == number || number.is_nan()).then_some(narrow)
}

fn float_error(value: &Value<'_>, target: &str) -> Error {
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

/// Borrowed if the driver has the text in this form, owned otherwise.
impl<'v> FromValue<'v> for Cow<'v, str> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Varchar(text) | Value::Json(text) | Value::Other { text, .. } => Ok(text),
            Value::Null => Err(mismatch("varchar", &value)),
            other => Err(Error::new(
                ErrorKind::Decode,
                format!(
                    "expected varchar, got {}: ask for {}, or use `Value::to_string`",
                    other.type_name(),
                    rust_type(&other)
                ),
            )),
        }
    }
}

impl<'v> FromValue<'v> for String {
    fn from_value(value: Value<'v>) -> Result<Self> {
        Cow::<str>::from_value(value).map(Cow::into_owned)
    }
}

/// Fails unless the driver has the text in this form. That may depend on the cell (CSV doubles quotes), so prefer
/// `Cow<str>` unless the driver guarantees borrowed text.
impl<'v> FromValue<'v> for &'v str {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match Cow::<'v, str>::from_value(value)? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(Error::new(
                ErrorKind::Decode,
                "the text is not borrowed from the batch: ask for `String` or `Cow<str>`",
            )),
        }
    }
}

/// Borrowed if the driver has the bytes in this form, owned otherwise.
impl<'v> FromValue<'v> for Cow<'v, [u8]> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::Varbinary(bytes) => Ok(bytes),
            other => Err(mismatch("varbinary", &other)),
        }
    }
}

macro_rules! from_variant {
    ($($target:ty, $variant:ident, $name:literal;)+) => {
        $(impl<'v> FromValue<'v> for $target {
            fn from_value(value: Value<'v>) -> Result<Self> {
                match value {
                    Value::$variant(value) => Ok(value),
                    other => Err(mismatch($name, &other)),
                }
            }
        })+
    };
}

from_variant! {
    Date, Date, "date";
    Time, Time, "time";
    TimeTz, TimeTz, "time with time zone";
    Timestamp, Timestamp, "timestamp";
    TimestampTz<'v>, TimestampTz, "timestamp with time zone";
    IntervalDayTime, IntervalDayTime, "interval day to second";
    IntervalYearMonth, IntervalYearMonth, "interval year to month";
    Uuid, Uuid, "uuid";
    IpAddr, IpAddress, "ipaddress";
}

impl<'v> FromValue<'v> for Duration {
    fn from_value(value: Value<'v>) -> Result<Self> {
        match value {
            Value::IntervalDayTime(interval) => u64::try_from(interval.millis())
                .map(Self::from_millis)
                .map_err(|_| does_not_fit(&value, "std::time::Duration", "it is negative")),
            other => Err(mismatch("interval day to second", &other)),
        }
    }
}

/// The elements of an array; or, for `Vec<u8>`, the bytes of a varbinary.
impl<'v, T: FromValue<'v>> FromValue<'v> for Vec<T> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        T::vec_from_value(value)
    }
}

fn vec_from_array<'v, T: FromValue<'v>>(value: Value<'v>) -> Result<Vec<T>> {
    match value {
        Value::Array(values) => values
            .into_iter()
            .enumerate()
            .map(|(index, value)| T::from_value(value).map_err(|error| error.with_context("element", index)))
            .collect(),
        other => Err(mismatch("array", &other)),
    }
}

impl<'v, K: FromValue<'v> + Ord, V: FromValue<'v>> FromValue<'v> for BTreeMap<K, V> {
    fn from_value(value: Value<'v>) -> Result<Self> {
        let mut map = Self::new();
        fill(value, "BTreeMap", |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

impl<'v, K, V, S> FromValue<'v> for HashMap<K, V, S>
where
    K: FromValue<'v> + Eq + Hash,
    V: FromValue<'v>,
    S: BuildHasher + Default,
{
    fn from_value(value: Value<'v>) -> Result<Self> {
        let mut map = Self::default();
        fill(value, "HashMap", |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

/// Passes every entry to `insert`, which returns whether the key was new.
fn fill<'v, K: FromValue<'v>, V: FromValue<'v>>(
    value: Value<'v>,
    target: &str,
    mut insert: impl FnMut(K, V) -> bool,
) -> Result<()> {
    let entries = match value {
        Value::Map(entries) => entries,
        other => return Err(mismatch("map", &other)),
    };
    for (index, (key, value)) in entries.into_iter().enumerate() {
        let name = key.clone();
        let key = K::from_value(key).map_err(|error| error.with_context("key", index))?;
        let value = V::from_value(value).map_err(|error| error.with_context("key", &name))?;
        if !insert(key, value) {
            return Err(does_not_fit(&name, target, "a key occurs twice"));
        }
    }
    Ok(())
}

/// The error for a value that has none of the `expected` types, which are names of Athena types.
pub(crate) fn mismatch(expected: &str, value: &Value<'_>) -> Error {
    let got = value.type_name();
    let message = match value {
        Value::Null => format!("expected {expected}, got NULL: ask for `Option<T>`"),
        Value::Other { .. } if is_untyped(value) => format!("{}, or ask for `String`", untyped(expected, value)),
        _ => format!("expected {expected}, got {got}: ask for {}", rust_type(value)),
    };
    Error::new(ErrorKind::Decode, message)
}

/// Whether the value is the text of an array, map or row whose element types are unknown.
pub(crate) fn is_untyped(value: &Value<'_>) -> bool {
    matches!(value, Value::Other { type_name, .. } if ["array", "map", "row"].contains(&type_name.as_ref()))
}

/// The message for such a value, with the ways to typed nested values.
pub(crate) fn untyped(expected: &str, value: &Value<'_>) -> String {
    format!(
        "expected {expected}, got {} as text, as the service does not tell its element types: set the option \
         `result_set_type_hints` or `unload=true`, which the drivers arrow, polars and pandas have, or select \
         `CAST(x AS JSON)`",
        value.type_name()
    )
}

/// The error for a value of the right type that `target` cannot hold, for the reason `why`.
pub(crate) fn does_not_fit(value: &Value<'_>, target: &str, why: &str) -> Error {
    let text = excerpt(value.to_string());
    Error::new(ErrorKind::Decode, format!("{} `{text}` does not fit {target}: {why}", value.type_name()))
}

/// The Rust type that holds every value of this type.
pub(crate) fn rust_type(value: &Value<'_>) -> &'static str {
    match value {
        Value::Null => "`Option<T>`",
        Value::Boolean(_) => "`bool`",
        Value::TinyInt(_) => "`i8`",
        Value::SmallInt(_) => "`i16`",
        Value::Integer(_) => "`i32`",
        Value::BigInt(_) => "`i64`",
        Value::Real(_) => "`f32`",
        Value::Double(_) => "`f64`",
        Value::Decimal(_) => "`value::Decimal`",
        Value::Varchar(_) | Value::Json(_) | Value::Other { .. } => "`String`",
        Value::Varbinary(_) => "`Vec<u8>`",
        Value::Date(_) => "`value::Date`",
        Value::Time(_) => "`value::Time`",
        Value::TimeTz(_) => "`value::TimeTz`",
        Value::Timestamp(_) => "`value::Timestamp`",
        Value::TimestampTz(_) => "`value::TimestampTz`",
        Value::IntervalDayTime(_) => "`value::IntervalDayTime`",
        Value::IntervalYearMonth(_) => "`value::IntervalYearMonth`",
        Value::Uuid(_) => "`uuid::Uuid`",
        Value::IpAddress(_) => "`std::net::IpAddr`",
        Value::Array(_) => "`Vec<T>`",
        Value::Map(_) => "`BTreeMap<K, V>`",
        Value::Row(_) => "`Value`",
    }
}
