//! Values into Rust types.

mod mismatch;
mod nested;
mod number;
mod own;
mod text;

#[cfg(feature = "serde")]
pub(crate) use self::mismatch::rust_type;
pub(crate) use self::mismatch::{does_not_fit, mismatch};
use super::Value;
use crate::error::Result;

/// A Rust type that a [`Value`] can become, without losing anything.
///
/// | Rust | from |
/// |---|---|
/// | `bool` | boolean |
/// | `i8` to `i64`, `i128`, `u8` to `u64` | tinyint, smallint, integer, bigint, decimal of scale 0; if the number fits |
/// | `f32`, `f64` | real, double, and the whole numbers; if the result is exactly the number |
/// | [`Decimal`](super::Decimal) | decimal and the whole numbers |
/// | `String`, `Cow<str>`, `&str` | varchar, char, string, json, and text of types that are not known |
/// | `Vec<u8>`, `Cow<[u8]>` | varbinary |
/// | `uuid::Uuid`, `IpAddr` | uuid, ipaddress |
/// | `std::time::Duration` | interval day to second, if not negative |
/// | [`Date`](super::Date) and the other types of this module | the Athena type of that name |
/// | `Vec<T>` | array |
/// | `BTreeMap<K, V>`, `HashMap<K, V>` | map |
/// | `Option<T>` | what `T` takes, and NULL as `None`; every other type refuses NULL |
/// | [`Value`] | everything |
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
pub trait FromValue<'v>: Sized {
    /// The value as this type.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::error::ErrorKind::Decode) if the value is of another type, with the Rust type to ask
    /// for; or if it does not fit, with the value.
    fn from_value(value: Value<'v>) -> Result<Self>;

    /// An array of this type. Not to be implemented: it is here so that `Vec<u8>` can be the bytes of a varbinary.
    #[doc(hidden)]
    fn vec_from_value(value: Value<'v>) -> Result<Vec<Self>> {
        nested::vec_from_array(value)
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
